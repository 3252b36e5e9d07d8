"""What to do after a failed attempt: mend it, wait, go to the next target, or give up. And when to stop.

The order: a repair that was not tried yet; if the trouble passes by itself and the wait is short, that wait, once;
if the fault is the target's own, the next target of the chain; else the answer. All before content.
"""

from collections.abc import Callable, Sequence

import msgspec

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.target import Target
from tui_router.diagnose.remedies import Repair

MOST_REPAIRS = 3
MOST_WAITS = 2
MOST_WAITED = 20.0  # seconds in all
LONGEST_WAIT = 10.0  # seconds that are waited for at once
MOST_ATTEMPTS = 6
QUICK = 60.0
"""Seconds. What took longer to fail than this is not asked for again: the client has waited long enough."""

OVERFLOWS = frozenset({"context_overflow", "max_tokens_plus_input_overflow"})

PASSING: dict[str, float] = {
    "rate_limited": 2.0,
    "overloaded": 1.0,
    "model_loading": 4.0,
    "upstream_server_error": 0.5,
    "html_error_page": 0.5,
    "upstream_connect_error": 0.5,
    "upstream_timeout": 0.0,
    "empty_completion": 0.0,
    "stream_truncated": 0.0,
}
"""What passes by itself, and the seconds to wait where the upstream names none."""

MUTE = frozenset({"empty_completion"})
"""Asked for again here, once; when that did not help, the client is not to go on asking."""

OWN = frozenset(
    {
        *PASSING,
        *OVERFLOWS,
        "tpm_request_too_large",
        "usage_limit_reached",
        "insufficient_credits",
        "credits_limit_max_tokens",
        "insufficient_memory",
        "auth_invalid_key",
        "token_expired",
        "permission_denied",
        "model_not_found",
        "endpoint_not_found",
        "tools_unsupported",
        "tool_parser_not_enabled",
        "too_many_tools",
        "payload_too_large",
        "model_tool_call_failed",
        "key_missing",
    }
)
"""The target's own faults: another one may do better."""


class Mend(msgspec.Struct, frozen=True):
    """Send it again as the repair says."""

    repair: Repair


class Pause(msgspec.Struct, frozen=True):
    """Send the same again after so many seconds."""

    seconds: float


class Turn(msgspec.Struct, frozen=True):
    """Go on at another target."""

    target: Target


class Give(msgspec.Struct, frozen=True):
    """Answer with this."""

    diagnosis: Diagnosis


Step = Mend | Pause | Turn | Give


class Course:
    """One exchange's budget. `window_of` gives the context window of a target of the chain as far as it is known.

    Say `sent()` for every attempt, and ask `after()` when it failed.
    """

    def __init__(
        self,
        target: Target,
        chain: Sequence[Target] = (),
        window_of: Callable[[Target], int | None] = lambda _target: None,
    ) -> None:
        self.target = target
        self.attempts = 0
        self._chain = list(chain)
        self._window_of = window_of
        self._repairs = 0
        self._waits = 0
        self._waited = 0.0
        self._tried: set[tuple[Target, Repair]] = set()
        self._mended: list[str] = []
        self._paused: set[tuple[Target, str]] = set()
        self.first = target
        self._verdict: Diagnosis | None = None

    def sent(self) -> None:
        self.attempts += 1

    def futile(self) -> None:
        """The repair just given changed nothing in the request: it does not count."""
        self._repairs -= 1
        self._mended.pop()

    def after(
        self,
        diagnosis: Diagnosis,
        repairs: Sequence[Repair],
        *,
        window: int | None = None,
        took: float = 0.0,
        begun: bool = False,
    ) -> Step:
        """`repairs` are what could be tried, `window` the present target's, `took` the seconds it took to fail;
        `begun` says that a part of the answer has come."""
        self._hear(diagnosis)
        if begun or self.attempts >= MOST_ATTEMPTS:
            return Give(self._verdict or diagnosis)
        repair = self._repair(diagnosis, repairs)
        if repair is not None:
            return Mend(repair)
        seconds = self._pause(diagnosis, took)
        if seconds is not None:
            return Pause(seconds)
        if diagnosis.name in OWN:
            return self._turn(diagnosis, window)
        return Give(self._verdict or diagnosis)

    def _repair(self, diagnosis: Diagnosis, repairs: Sequence[Repair]) -> Repair | None:
        """The mildest that was not tried. A server that names one thing at a time gets the strongest at last."""
        untried = [repair for repair in repairs if (self.target, repair) not in self._tried]
        if not untried or self._repairs >= MOST_REPAIRS:
            return None
        again = self._mended.count(diagnosis.name)
        repair = untried[-1] if again >= MOST_REPAIRS - 1 else untried[0]
        self._tried.add((self.target, repair))
        self._mended.append(diagnosis.name)
        self._repairs += 1
        return repair

    def _pause(self, diagnosis: Diagnosis, took: float) -> float | None:
        """How long to wait before the same is sent again; None when that makes no sense."""
        name = diagnosis.name
        if name not in PASSING or not (diagnosis.heals or name in MUTE) or took > QUICK:
            return None
        seconds = PASSING[name] if diagnosis.retry_after_s is None else diagnosis.retry_after_s
        loading = name == "model_loading"
        if seconds > LONGEST_WAIT or self._waits >= MOST_WAITS or self._waited + seconds > MOST_WAITED:
            return None
        if (self.target, name) in self._paused and not loading:
            return None
        self._paused.add((self.target, name))
        self._waits += 1
        self._waited += seconds
        return seconds

    def _turn(self, diagnosis: Diagnosis, window: int | None) -> Step:
        overflow = diagnosis.name in OVERFLOWS
        given = diagnosis.figures.get("input")
        needed = max(window or 0, given if isinstance(given, int) else 0)
        while self._chain:
            target = self._chain.pop(0)
            if overflow and (self._window_of(target) or 0) <= needed:
                continue
            self.target = target
            return Turn(target)
        return Give(self._verdict or diagnosis)

    def _hear(self, diagnosis: Diagnosis) -> None:
        """An overflow wins, since only the client can shorten; else the first target has the last word."""
        held = self._verdict
        if held is not None and held.name == "context_overflow":
            return
        if held is None or self.target == self.first or diagnosis.name == "context_overflow":
            self._verdict = diagnosis
