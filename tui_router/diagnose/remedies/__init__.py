"""What would mend a refusal: for each diagnosis the changes to what we take the target to be, the mildest first.

A repair never touches the request that was refused. It says what the target must be taken for, and the request is
translated anew; what held is kept as facts.
"""

from tui_router.core.diagnosis import Diagnosis
from tui_router.diagnose.facts import CALIBRATION
from tui_router.diagnose.remedies import conversation, language, members, output, thinking, tools
from tui_router.diagnose.remedies.remedy import Find, Learn, Repair, says, whole
from tui_router.dialects.base import Call

__all__ = ["Learn", "Repair", "lasting_for", "lessons", "repairs"]

LEAST_WINDOW = 1024
"""Tokens. What is named as a smaller window is misread, or meant to do harm: it would stop every request."""

LEAST_COMPARED = 1024
"""Tokens of a prompt from which on our estimate and the upstream's count are worth comparing."""

_REMEDIES: dict[str, Find] = {
    **output.REMEDIES,
    **members.REMEDIES,
    **thinking.REMEDIES,
    **tools.REMEDIES,
    **conversation.REMEDIES,
    **language.REMEDIES,
}


def repairs(diagnosis: Diagnosis, call: Call) -> tuple[Repair, ...]:
    """What may be tried for this diagnosis, in this order; empty when nothing of ours would help."""
    find = _REMEDIES.get(diagnosis.name)
    return tuple(find(diagnosis, call)) if find else ()


def lessons(diagnosis: Diagnosis, call: Call) -> tuple[Learn, ...]:
    """What a refusal teaches whether or not it is mended."""
    if diagnosis.name not in ("context_overflow", "max_tokens_plus_input_overflow"):
        return ()
    learned = _window(diagnosis)
    given = whole(diagnosis, "input")
    if given and says(diagnosis, given) and call.estimate > LEAST_COMPARED:
        factor = round(given / call.estimate, 2)
        if 0.3 <= factor <= 3:
            learned.append(Learn(CALIBRATION, factor))
    return tuple(learned)


def lasting_for(diagnosis: Diagnosis) -> tuple[Learn, ...]:
    """What the figures alone say should be kept of this target, for one who looks at the failure later."""
    found = _window(diagnosis) if diagnosis.name == "context_overflow" else []
    find = _REMEDIES.get(diagnosis.name)
    for repair in find(diagnosis, None) if find else ():
        found += [learn for learn in repair.learn if learn.scope == "target" and learn.seconds is None]
        break
    return tuple(found)


def _window(diagnosis: Diagnosis) -> list[Learn]:
    """The window that the upstream itself named."""
    window = whole(diagnosis, "window")
    if window is None or window < LEAST_WINDOW or not says(diagnosis, window):
        return []
    return [Learn("context_window", window)]
