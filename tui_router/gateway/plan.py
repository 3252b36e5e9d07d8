"""What the next attempt of an exchange is: its target, what is known of it, the request as it will be sent."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.faults import UpstreamFault
from tui_router.core.target import Target
from tui_router.diagnose.course import Course, Mend, Pause, Turn
from tui_router.diagnose.facts import lay
from tui_router.diagnose.remedies import Repair, lessons, repairs
from tui_router.dialects.base import Call, DialectModule, Prepared
from tui_router.dialects.find import dialect_of
from tui_router.gateway.lessons import Lessons
from tui_router.gateway.pdf_desk import Asking
from tui_router.gateway.refusals import no_key, too_long
from tui_router.gateway.taken import Taken
from tui_router.routing.table import Route, Table, fallback
from tui_router.tokens.estimate import LEAST_BYTES_A_TOKEN, least_prompt

if TYPE_CHECKING:
    from tui_router.core.secret import Secret
    from tui_router.gateway.live import Live
    from tui_router.gateway.state import Gateway
    from tui_router.upstream.auth import Signer

SIGN_ANEW = Repair(words="signed anew", refresh_key=True)
"""What a refusal of what a signer made is met with, once."""
NO_KEY = "key_missing"


class Plan:
    """`call`, `module`, `prepared`, `secret` and `signer` are those of the next attempt; `cause`, `repair` and
    `waited` say why it is made. `mended` holds the refusals that were got over so far, `words` what was done about them.
    """

    call: Call
    module: DialectModule
    prepared: Prepared
    secret: "Secret | None"
    signer: "Signer | None"

    def __init__(
        self,
        gateway: "Gateway",
        live: "Live",
        table: Table,
        route: Route,
        taken: Taken,
        headers: Mapping[str, str],
    ) -> None:
        self.cause = self.repair = ""
        self.waited = 0.0
        self.mended: list[Diagnosis] = []
        self.words: list[str] = []
        self._gateway = gateway
        self._live = live
        self._table = table
        self._route = route
        self._request = request = taken.request
        self._body = taken.body
        self._changed = taken.notes
        self._headers = headers
        self._guess = live.row.tokens.input  # before any calibration
        self._factor = 1.0
        self._sent: list[Prepared] = []
        self._asking = Asking(gateway.pdfs)
        self._lessons = Lessons(gateway, live, request)
        self._course = Course(route.target, route.fallbacks, _windows(gateway, table, taken.request.model))

    async def begin(self) -> None:
        """Plan the first attempt. Raises `UpstreamFault` when no target of the chain can take the request."""
        refused = self._ready()
        if refused is not None:
            await self.after(refused, took=0.0, begun=False)

    async def read_documents(self) -> None:
        """PDFs that must be told as text are read, and the request is prepared once more with them."""
        if self._asking.unread:
            await self._asking.read()
            self._prepare()

    def sent(self) -> None:
        self._course.sent()
        self._sent.append(self.prepared)

    def keep(self) -> None:
        """Hold what the answer leaves for later turns, as far as it has come."""
        if self.prepared.keeps:
            self._gateway.keepsakes.take(self._live.row.session, self.prepared.keeps)

    def answered(self, told: int | None) -> None:
        """The attempt was answered, for a prompt of `told` tokens where the upstream said so."""
        self._lessons.held()
        if told:
            self._lessons.counted(self._factor, self._guess, told, self._body)

    async def after(self, diagnosis: Diagnosis, *, took: float, begun: bool) -> float:
        """Plan what comes after a failed attempt; returns the seconds to wait before it. Raises `UpstreamFault`
        with what the client is to be told when nothing is left to try."""
        stands = self._lessons.judge(diagnosis)
        if stands is not diagnosis:
            diagnosis = stands
            self._prepare()
        while True:
            self._lessons.teach(lessons(diagnosis, self.call), diagnosis)
            window = self.call.limits.context_window
            options = repairs(diagnosis, self.call)
            if self.signer is not None and _refused(diagnosis):
                options = (SIGN_ANEW,)
            match self._course.after(diagnosis, options, window=window, took=took, begun=begun):
                case Mend(repair):
                    if await self._mend(diagnosis, repair):
                        return 0.0
                    self._course.futile()
                case Pause(seconds):
                    self._because(diagnosis, f"{diagnosis.title}, sent again", waited=seconds)
                    return seconds
                case Turn(target):
                    refused = self._turn(diagnosis, target)
                    if refused is None:
                        return 0.0
                    diagnosis = refused
                case give:
                    raise UpstreamFault(give.diagnosis)

    async def _mend(self, diagnosis: Diagnosis, repair: Repair) -> bool:
        """Prepare the request as the repair says; False when that changes nothing."""
        if repair.refresh_key and self.signer is not None:
            if not await self.signer.refused():
                return False
        elif repair.refresh_key:
            before = self.secret.reveal() if self.secret else ""
            self.secret = self._gateway.read_again(self.call.provider.key)
            if not self.secret or self.secret.reveal() == before:
                return False
        else:
            trial = self._lessons.try_out(diagnosis, repair)
            self._prepare()
            if any(_same(self.prepared, sent) for sent in self._sent):
                self._lessons.drop(trial)
                self._prepare()
                return False
        self._because(diagnosis, repair.words, repair=repair.words)
        return True

    def _turn(self, diagnosis: Diagnosis, target: Target) -> Diagnosis | None:
        self._because(diagnosis, f"{diagnosis.title} at {self.call.target}, then {target}")
        reason = f"after {self.call.target}: {diagnosis.title}"
        route = self._route = fallback(self._table, target, self._request.model, reason)
        row = self._live.row
        row.provider, row.model, row.dialect = route.provider.name, route.target.model, route.provider.dialect
        row.reason += f"; {reason}"
        return self._ready()

    def _because(self, diagnosis: Diagnosis, words: str, *, repair: str = "", waited: float = 0.0) -> None:
        self.cause = diagnosis.title or diagnosis.name
        self.repair, self.waited = repair, waited
        self.words.append(words)
        self.mended.append(diagnosis)

    def _ready(self) -> Diagnosis | None:
        """Prepare for the route as it is now; what keeps it from being sent is handed back."""
        row, route = self._live.row, self._route
        self._lessons.at(route.provider, route.target.model)
        self._prepare()
        limits = self.call.limits
        row.window = limits.context_window
        self.secret = self._gateway.secret(route.provider.key)
        self.signer = self._gateway.signers.of(route.provider, self.secret)
        if route.provider.needs_key and self.secret is None:
            return no_key(route.provider)
        window = limits.sure_window
        if window and len(self._body) > window * LEAST_BYTES_A_TOKEN:
            least = round(least_prompt(self._body) * min(1.0, self._factor))
            if least > window:
                return too_long(route.provider, max(least, self.call.estimate), window, limits.window_from)
        return None

    def _prepare(self) -> None:
        live, route = self._live, self._route
        known = self._lessons.known(route.limits)
        self._factor = known.factor
        live.row.tokens.input = max(1, round(self._guess * known.factor))
        self.call = Call(
            request=self._request,
            body=self._body,
            target=route.target,
            provider=known.provider,
            limits=known.limits,
            headers=self._headers,
            session=live.row.session,
            estimate=live.row.tokens.input,
            kept=self._gateway.keepsakes.of(live.row.session),
            new_id=self._gateway.new_id,
            read_pdf=self._asking,
        )
        live.row.dialect = known.provider.dialect
        self.module = dialect_of(known.provider.dialect)
        self.prepared = self.module.prepare(self.call)
        live.notes_of_attempt([*self._changed, *self.prepared.notes])


def _windows(gateway: "Gateway", table: Table, model: str) -> Callable[[Target], int | None]:
    """The window that is known of a target. Holds no plan: a plan holds the client's whole request, and must go with it."""

    def window_of(target: Target) -> int | None:
        route = fallback(table, target, model, "")
        facts = gateway.facts.known(route.provider, target.model)
        return lay(facts, route.provider, route.limits).limits.context_window

    return window_of


def _same(one: Prepared, other: Prepared) -> bool:
    return one.body == other.body and one.headers == other.headers and one.path == other.path


def _refused(diagnosis: Diagnosis) -> bool:
    """Whether what a signer made was not taken. Where it made nothing, nothing was sent."""
    return diagnosis.type == "authentication_error" and diagnosis.name != NO_KEY
