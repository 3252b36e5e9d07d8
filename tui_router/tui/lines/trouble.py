"""A diagnosis in words for the strip and for the line it speaks of."""

from tui_router.core.diagnosis import Diagnosis
from tui_router.tui.safe_text import safe_text

_ABOUT: dict[str, str] = {
    "context_overflow": "messages",
    "tpm_request_too_large": "messages",
    "thinking_type_unsupported": "thinking",
    "thinking_budget_invalid": "thinking",
    "reasoning_effort_with_tools": "thinking",
    "reasoning_content_missing": "messages",
    "stream_required": "stream",
    "tool_schema_rejected": "tools",
    "tool_name_invalid": "tools",
    "too_many_tools": "tools",
    "tools_unsupported": "tools",
    "tool_parser_not_enabled": "tools",
    "tool_choice_unsupported": "tool_choice",
    "model_not_found": "model",
    "image_unsupported": "messages",
    "role_order_rejected": "messages",
    "tool_result_missing": "messages",
    "tool_result_orphan": "messages",
    "tool_call_id_invalid": "messages",
}
_QUOTE = 600
_NAMES = 80  # characters of a name in a sentence


def figure(value: object) -> str:
    """A figure as a sentence writes it: 16,384."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}" if abs(value) < 10**15 else str(value)[:24]
    if isinstance(value, list):
        value = ", ".join(map(str, value[:4]))
    return safe_text(str(value)[:60], line=True)


def field_of(diagnosis: Diagnosis) -> str:
    """The top-level field that stopped the exchange, in whichever leg's spelling; empty when it was none."""
    for name in ("param", "field"):
        given = diagnosis.figures.get(name)
        if isinstance(given, str) and given:
            return given.replace("[", ".").split(".")[0]
    if "max_tokens" in diagnosis.name:
        return "max_tokens"
    return _ABOUT.get(diagnosis.name, "")


def limit_words(diagnosis: Diagnosis) -> str:
    """What stands at the end of the line that was refused: over 8,192."""
    figures = diagnosis.figures
    for name, word in (("limit", "over"), ("window", "over"), ("minimum", "under"), ("max_length", "over")):
        if name in figures:
            return f"{word} {figure(figures[name])}"
    return "refused"


def figure_words(diagnosis: Diagnosis, target: str) -> str:
    """The figures as a clause: asked 32,000, deepseek-chat takes 8,192."""
    figures = diagnosis.figures
    asked = figures.get("requested", figures.get("input", figures.get("count")))
    takes = figures.get("limit", figures.get("window", figures.get("max_length")))
    who = safe_text(target[:_NAMES], line=True) or "the target"
    if asked is not None and takes is not None:
        return f"asked {figure(asked)}, {who} takes {figure(takes)}"
    if asked is not None and "minimum" in figures:
        return f"asked {figure(asked)}, {who} wants {figure(figures['minimum'])}"
    if takes is not None:
        return f"{who} takes {figure(takes)}"
    told = [f"{name[:_NAMES]} {figure(value)}" for name, value in list(figures.items())[:3]]
    return safe_text(", ".join(told), line=True)


def quote_of(diagnosis: Diagnosis) -> str:
    """The upstream's own words on one line."""
    return safe_text(diagnosis.quote[:_QUOTE].strip(), line=True)


def title_of(diagnosis: Diagnosis) -> str:
    return safe_text((diagnosis.title or diagnosis.name.replace("_", " "))[:200], line=True)
