"""How hard the model should think: what a client asks for, as one of a few levels, and what a target takes of them."""

from typing import Any, NamedTuple

from tui_router.core.note import Act
from tui_router.dialects.models import efforts
from tui_router.messages.blocks import ToolResultBlock
from tui_router.messages.reading import read_object, read_text
from tui_router.messages.request import Message, MessagesRequest
from tui_router.providers.quirks import KeepReasoning, Quirks, ThinkingForm

_TOP = "output_config.effort"

Place = tuple[str, ...]
"""Where a member stands in the body, from the top down."""

LEVELS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
DEFAULT = "medium"

_BY_BUDGET = ((1_024, "minimal"), (4_097, "low"), (16_385, "medium"))
"""Budgets in tokens, each level up to but not including its figure; above is high. The client's own three steps
(4,000, 10,000 and 31,999) come out as low, medium and high."""


_USUAL = Quirks().efforts


def efforts_of(model: str, quirks: Quirks) -> tuple[str, ...]:
    """What the target takes as an effort. What was said of the endpoint goes before what the model's name tells."""
    return quirks.efforts if quirks.efforts != _USUAL else efforts(model) or _USUAL


def level_of(budget: int) -> str:
    return next((level for below, level in _BY_BUDGET if budget < below), "high")


def fit(level: str, accepted: tuple[str, ...]) -> str:
    """The strongest accepted level that is not above `level`, else the weakest above it."""
    known = [name for name in accepted if name in LEVELS]
    if not known or level not in LEVELS:
        return DEFAULT if DEFAULT in accepted or not accepted else accepted[0]
    rank = LEVELS.index(level)
    below = [name for name in known if LEVELS.index(name) <= rank and (name != "none" or level == "none")]
    if below:
        return max(below, key=LEVELS.index)
    return min((n for n in known if n != "none"), key=LEVELS.index, default=known[0])


DOWN = "thinking cannot be turned off here, only down"


def least(accepted: tuple[str, ...]) -> str:
    """The weakest accepted level at which a model thinks at all."""
    return fit(LEVELS[1], accepted)


class Asked(NamedTuple):
    """`path` is the field that decides, `before` its value as a note shows it."""

    effort: str | None
    budget: int | None
    off: bool
    path: str
    before: str

    @property
    def level(self) -> str:
        """Empty when it is to be turned off."""
        if self.off:
            return ""
        return self.effort or (level_of(self.budget) if self.budget is not None else DEFAULT)


def effort_now(request: MessagesRequest) -> tuple[str | None, str]:
    """The effort of the turn that is to be answered, and where it was asked for. A system message sets it from the
    question it follows on, or else from the next one on; results of tools are no question:
    https://platform.claude.com/docs/en/build-with-claude/effort-per-message."""
    found = request.output_config.effort if request.output_config is not None else None, _TOP
    if not any(message.role == "system" and bytes(message.output_config) for message in request.messages):
        return found
    waiting: tuple[str, str] | None = None
    asked = False
    for at, message in enumerate(request.messages):
        if message.role != "system":
            asked = message.role == "user" and _asks(message)
            if asked and waiting is not None:
                found, waiting = waiting, None
        elif level := read_text((read_object(message.output_config) or {}).get("effort")):
            waiting = level, f"messages[{at}].{_TOP}"
            if asked:
                found, waiting = waiting, None
    return found


def _asks(message: Message) -> bool:
    content = message.content
    return isinstance(content, str) or any(not isinstance(block, ToolResultBlock) for block in content)


def asked_thinking(request: MessagesRequest) -> Asked | None:
    """None when the client says nothing of it."""
    thinking = request.thinking
    effort, path = effort_now(request)
    if thinking is None and effort is None:
        return None
    off = thinking is not None and thinking.type == "disabled"
    budget = thinking.budget_tokens if thinking is not None and thinking.type == "enabled" else None
    if effort is not None and not off:
        return Asked(effort, budget, off, path, effort)
    if thinking is None:
        return Asked(effort, budget, off, "thinking", "")
    before = f"{thinking.type} {budget}" if budget is not None else thinking.type
    return Asked(effort, budget, off, "thinking", before)


class Chosen(NamedTuple):
    """An effort, and how its note tells it."""

    effort: str
    act: Act
    reason: str


def choose_effort(asked: Asked, accepted: tuple[str, ...], *, always: bool) -> Chosen | None:
    """None where thinking is to be off and the target has no word for that; `always` says that its least stands for
    it."""
    level, reason = asked.level, "thinking is an effort here"
    if not level:
        if always:
            return Chosen(least(accepted), "approximated", DOWN)
        off = next((name for name in ("none", "minimal") if name in accepted), "")
        return Chosen(off, "renamed", reason) if off else None
    effort = fit(level, accepted)
    if effort != level:
        return Chosen(effort, "clamped", f"the target knows {', '.join(accepted)}")
    if asked.path == "thinking" and asked.budget:
        return Chosen(effort, "approximated", "a budget in tokens becomes an effort")
    return Chosen(effort, "renamed", reason)


class Switch(NamedTuple):
    """A member that turns thinking on and off. `budget` is the member beside it that takes tokens, "" where none does;
    `effort` says that `reasoning_effort` goes beside it."""

    place: Place
    on: Any
    off: Any
    budget: str = ""
    effort: bool = False


SWITCHES: dict[ThinkingForm, Switch] = {
    "switch": Switch(("thinking", "type"), "enabled", "disabled"),
    "switch_effort": Switch(("thinking", "type"), "enabled", "disabled", effort=True),
    "switch_adaptive": Switch(("thinking", "type"), "adaptive", "disabled"),
    "enable_thinking": Switch(("enable_thinking",), True, False, budget="thinking_budget"),
    "template": Switch(("chat_template_kwargs", "enable_thinking"), True, False),
    "reasoning_enabled": Switch(("reasoning", "enabled"), True, False, effort=True),
}

KEEPS: dict[KeepReasoning, tuple[Place, Any]] = {
    "clear_thinking": (("thinking", "clear_thinking"), False),
    "keep_all": (("thinking", "keep"), "all"),
    "preserve_thinking": (("preserve_thinking",), True),
    "reasoning_history": (("reasoning_history",), "preserved"),
    "reasoning_split": (("reasoning_split",), True),
}


def put(body: dict[str, Any], place: Place, value: Any) -> None:
    """Set the member at `place`, with the objects on the way to it."""
    for step in place[:-1]:
        body = body.setdefault(step, {})
    body[place[-1]] = value
