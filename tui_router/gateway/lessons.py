"""What an exchange teaches: repairs under way, and what is kept of those that held."""

import hashlib
import time
from typing import TYPE_CHECKING

import msgspec

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import Fact
from tui_router.core.target import Limits
from tui_router.diagnose.facts import CALIBRATION, Known, lay
from tui_router.diagnose.remedies import Learn, Repair
from tui_router.diagnose.remedies.language import NOT_SERVED, switches
from tui_router.providers.provider import Provider
from tui_router.tokens.calibrate import calibrated, comparable

if TYPE_CHECKING:
    from tui_router.gateway.live import Live
    from tui_router.gateway.state import Gateway
    from tui_router.messages.request import MessagesRequest

_USAGE = "its usage, compared with our estimate"


class Trial(msgspec.Struct, frozen=True):
    """A repair under way, and the refusal it answers."""

    diagnosis: Diagnosis
    repair: Repair
    facts: tuple[Fact, ...]


class Lessons:
    """Of one exchange. `at()` says which target is spoken of from now on; what was tried at another is let go."""

    def __init__(self, gateway: "Gateway", live: "Live", request: "MessagesRequest") -> None:
        self._gateway = gateway
        self._live = live
        self._request = request
        self._trials: list[Trial] = []
        self._conversation = ""

    def at(self, provider: Provider, model: str) -> None:
        self._provider, self._model = provider, model
        self._trials.clear()

    def known(self, limits: Limits) -> Known:
        """The target as it is known now, what is being tried included."""
        book = self._gateway.facts
        facts = book.known(self._provider, self._model, self._talk() if book.conversations else "")
        trying = [fact for trial in self._trials for fact in trial.facts]
        if not facts and not trying:
            return Known(provider=self._provider, limits=limits)
        known = lay(facts, self._provider, limits, trying)
        if not trying:
            self._live.applied = list(known.applied)
        return known

    def try_out(self, diagnosis: Diagnosis, repair: Repair) -> Trial:
        facts = tuple(self._fact(learn, diagnosis.name, diagnosis.quote) for learn in repair.learn)
        trial = Trial(diagnosis, repair, facts)
        self._trials.append(trial)
        return trial

    def drop(self, trial: Trial) -> None:
        self._trials.remove(trial)

    def judge(self, diagnosis: Diagnosis) -> Diagnosis:
        """The same refusal again says that a repair did not help, another one that it did. Another language helped
        only when it is answered; where it is not served, the refusal of the first one stands. Returns what stands."""
        stands = diagnosis
        for trial in self._trials[:]:
            answered = trial.diagnosis
            if switches(trial.repair):
                if diagnosis.name in NOT_SERVED:
                    self._trials.remove(trial)
                    stands = answered
            elif (answered.name, answered.figures) == (diagnosis.name, diagnosis.figures):
                self._trials.remove(trial)
            else:
                self._keep(trial)
        return stands

    def held(self) -> None:
        """The attempt was answered: what was tried is known from now on."""
        for trial in self._trials:
            self._keep(trial)

    def teach(self, learned: tuple[Learn, ...], diagnosis: Diagnosis) -> None:
        if learned:
            self._learn([self._fact(learn, diagnosis.name, diagnosis.quote) for learn in learned])

    def counted(self, factor: float, estimate: int, told: int, body: bytes) -> None:
        """The upstream told the prompt's tokens. No lesson of this exchange: it goes on all the time."""
        found = calibrated(None if factor == 1.0 else factor, estimate, told)
        if found is not None and comparable(body):
            self._gateway.facts.learn([self._fact(Learn(CALIBRATION, found), "", _USAGE)])

    def _keep(self, trial: Trial) -> None:
        pairs = zip(trial.repair.learn, trial.facts, strict=True)
        self._learn([fact for learn, fact in pairs if learn.scope != "exchange"])

    def _learn(self, facts: list[Fact]) -> None:
        taken = self._gateway.facts.learn(facts)
        self._live.learned += [fact for fact in taken if fact not in self._live.learned]

    def _fact(self, learn: Learn, diagnosis: str, evidence: str) -> Fact:
        now = time.time()
        return Fact(
            provider=self._provider.name,
            base_url=self._provider.base_url,
            model=self._model,
            name=learn.name,
            value=learn.value,
            diagnosis=diagnosis,
            evidence=evidence,
            exchange=self._live.row.id,
            learned_at=now,
            conversation=self._talk() if learn.scope == "conversation" else "",
            until=None if learn.seconds is None else now + learn.seconds,
        )

    def _talk(self) -> str:
        """What tells this conversation from others: the client's session, else its first message."""
        if not self._conversation:
            first = msgspec.json.encode(self._request.messages[:1])
            named = self._live.row.session
            self._conversation = named or hashlib.blake2s(first, digest_size=8).hexdigest()
        return self._conversation
