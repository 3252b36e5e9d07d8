"""How much the model may write."""

from tui_router.core.diagnosis import Diagnosis
from tui_router.diagnose.remedies.remedy import A_WHILE, Find, Learn, Repair, asked, whole
from tui_router.dialects.base import Call

LEAST_BELIEVED = 256
"""Output tokens. A smaller limit is misread, or meant to do harm: no answer would be whole again."""
LEAST_ROOM = 3000
"""Output tokens below which an answer is not worth having: the client compacts instead."""
LEAST_BOUGHT = 1024
"""The same, where the account's credit sets the limit."""

_STEPS = (65_536, 32_768, 16_384, 8_192, 4_096)


def _too_large(diagnosis: Diagnosis, call: Call | None) -> list[Repair]:
    wanted = asked(diagnosis, call)
    limit = whole(diagnosis, "limit")
    if limit and limit >= LEAST_BELIEVED and (not wanted or limit < wanted):
        return [clamp(wanted, limit, Learn("max_output_tokens", limit))]
    steps = [step for step in _STEPS if step < (wanted or 0)]
    return [clamp(wanted, step, Learn("max_output_tokens", step)) for step in steps[:3]]


def clamp(wanted: int | None, limit: int, learn: Learn) -> Repair:
    before = f"{wanted:,} " if wanted else ""
    return Repair(words=f"max_tokens {before}→ {limit:,}", learn=(learn,))


def _too_small(diagnosis: Diagnosis, call: Call | None) -> list[Repair]:
    least = whole(diagnosis, "minimum")
    steps = [least] if least else [16, 1024]
    return [
        Repair(words=f"max_tokens → {step:,}", learn=(Learn("least_output", step),))
        for step in steps
        if call is None or (call.request.max_tokens or 0) < step
    ]


def _fit(diagnosis: Diagnosis, call: Call | None) -> list[Repair]:
    window, given = whole(diagnosis, "window"), whole(diagnosis, "input")
    given = given or (call.estimate if call else None)
    wanted = asked(diagnosis, call)
    if not window or not given:
        return []
    room = window - given - max(16, window // 200)
    if call is not None and call.limits.max_output_tokens:
        room = min(room, call.limits.max_output_tokens)
    if room < (min(LEAST_ROOM, wanted // 2) if wanted else LEAST_ROOM):
        return []
    fit = clamp(wanted, room, Learn("max_output_tokens", room, "exchange"))
    return [Repair(words=fit.words, learn=(*fit.learn, Learn("context_window", window)))]


def _afford(diagnosis: Diagnosis, call: Call | None) -> list[Repair]:
    limit = whole(diagnosis, "limit")
    if not limit or limit < LEAST_BOUGHT:
        return []
    learn = Learn("max_output_tokens", limit, seconds=A_WHILE)
    return [clamp(asked(diagnosis, call), limit, learn)]


def _rename(_diagnosis: Diagnosis, _call: Call | None) -> list[Repair]:
    learn = Learn("output_field", "max_completion_tokens")
    return [Repair(words="max_tokens → max_completion_tokens", learn=(learn,))]


REMEDIES: dict[str, Find] = {
    "max_tokens_too_large": _too_large,
    "max_tokens_too_small": _too_small,
    "max_tokens_plus_input_overflow": _fit,
    "credits_limit_max_tokens": _afford,
    "max_tokens_param_rename": _rename,
}
