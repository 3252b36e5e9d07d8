"""One event of Responses in words, or of any other stream whose events have names."""

from typing import Any

from tui_router.tui.cells import size
from tui_router.tui.lines.entries import mapping, usage_words, words
from tui_router.tui.lines.responses_rows import CALLS, ENDS
from tui_router.tui.lines.told import Told, said

_WHOLE = ("text", "arguments", "input", "refusal")


def tell_named(name: str, event: dict[str, Any]) -> Told:
    delta = event.get("delta")
    if isinstance(delta, str):
        args = "arguments" in name or "_call_input" in name
        return "args" if args else "thinking" if "reasoning" in name else "text", name, said(delta)
    if name == "response.created":
        return "start", name, words(mapping(event.get("response")).get("model"), 60)
    if name in ENDS:
        response = mapping(event.get("response"))
        why = words(mapping(response.get("incomplete_details")).get("reason"), 40)
        return "stop", name, f"{why}  {usage_words(mapping(response.get('usage')))}".strip()
    if name in ("error", "response.error", "response.failed"):
        fault = mapping(mapping(event.get("response")).get("error")) or event
        return "error", name, said(fault.get("message") or fault.get("code") or "")
    if name in ("response.output_item.added", "response.output_item.done"):
        return _item(name, mapping(event.get("item")))
    text = next((event[member] for member in _WHOLE if isinstance(event.get(member), str)), None)
    if name.endswith(".done") and text is not None:
        return "other", name, f"{len(text):,} characters"
    return "other", name, ""


def _item(name: str, item: dict[str, Any]) -> Told:
    kind = words(item.get("type"), 40)
    sealed = item.get("encrypted_content")
    told = [kind, *(words(item.get(key), 40) for key in ("name", "call_id"))]
    if name.endswith(".done"):
        told += [f"encrypted_content {size(len(sealed))}"] if isinstance(sealed, str) and sealed else []
        return "close", name, "  ".join(word for word in told if word)
    return "tool" if kind in CALLS else "open", name, "  ".join(word for word in told if word)
