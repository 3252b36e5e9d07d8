"""A whole answer of OpenAI's Responses, plain or streamed, read for what it says and how it ended.

A stream tells every item up to three times: in pieces, whole when the item is done, and whole again in the last
event. Servers leave out any of the three, so the most whole one that says something is read.
"""

from typing import Any

import msgspec

from tui_router.diagnose.told import (
    Broken,
    Teller,
    Told,
    cut,
    filtered,
    part,
    parts,
    reported,
    values,
    word,
    written,
)
from tui_router.dialects.figures import read_figures
from tui_router.messages.request import StopReason
from tui_router.wire.json import NotJson, read_any

_ENDS = ("response.completed", "response.incomplete", "response.failed", "response.cancelled")

_PIECES = {
    "response.output_text.delta": "message",
    "response.refusal.delta": "message",
    "response.reasoning_text.delta": "reasoning",
    "response.reasoning_summary_text.delta": "reasoning",
    "response.function_call_arguments.delta": "function_call",
}
_WHOLES = {
    "response.output_text.done": ("message", "text"),
    "response.refusal.done": ("message", "refusal"),
    "response.reasoning_text.done": ("reasoning", "text"),
    "response.reasoning_summary_text.done": ("reasoning", "text"),
    "response.function_call_arguments.done": ("function_call", "arguments"),
}


class _Item(msgspec.Struct):
    """`pieces` as they came; `wholes` are texts told as a whole, which count where no piece came."""

    kind: str = ""
    name: str = ""
    pieces: list[str] = []
    wholes: list[str] = []
    item: dict[str, Any] = {}


def read_document(body: bytes, estimate: int) -> Told:
    try:
        value = read_any(body)
    except NotJson:
        return cut()
    if not isinstance(value, dict):
        return cut()
    # A relay may hand out the last event alone.
    response = part(value, "response") or value
    return _finish(response, body, [], estimate)


def read_events(body: bytes, estimate: int) -> Told:
    items: dict[Any, _Item] = {}
    for name, value, data in values(body):
        if not isinstance(value, dict):
            continue
        kind = value["type"] if isinstance(value.get("type"), str) else name
        if kind in _ENDS:
            return _finish(part(value, "response"), data, list(items.values()), estimate, kind=kind)
        if kind in ("error", "response.error") or value.get("error"):
            return reported(data)
        _gather(items, kind, value)
    return cut()


def _gather(items: dict[Any, _Item], kind: str, value: dict[str, Any]) -> None:
    at = value.get("output_index")
    if not isinstance(at, int):
        at = value.get("item_id") if isinstance(value.get("item_id"), str) else -1
    if kind in ("response.output_item.added", "response.output_item.done"):
        item = items.setdefault(at, _Item())
        told = part(value, "item")
        item.kind = word(told.get("type")) or item.kind
        item.name = word(told.get("name")) or item.name
        if kind.endswith("done"):
            item.item = told
    elif kind == "response.reasoning_summary_part.added":
        item = items.setdefault(at, _Item("reasoning"))
        if item.pieces:
            item.pieces.append("\n\n")
    elif kind in _PIECES:
        item = items.setdefault(at, _Item())
        item.kind = item.kind or _PIECES[kind]
        item.pieces.append(word(value.get("delta")))
    elif kind in _WHOLES:
        item = items.setdefault(at, _Item())
        of, member = _WHOLES[kind]
        item.kind = item.kind or of
        item.name = item.name or word(value.get("name"))
        item.wholes.append(word(value.get(member)))


def _finish(
    response: dict[str, Any], body: bytes, items: list[_Item], estimate: int, *, kind: str = ""
) -> Told:
    status = word(response.get("status")) or kind.rpartition(".")[2] or "completed"
    if status == "failed" or response.get("error"):
        return reported(body)
    if status not in ("completed", "incomplete"):
        return Broken("stream_truncated", f"the upstream's answer is not whole ({status[:40]})")
    teller = Teller(estimate)
    for item in parts(response, "output"):
        _tell(teller, item)
    if teller.silent:
        for gathered in items:
            _tell_gathered(teller, gathered)
    why = word(part(response, "incomplete_details").get("reason")) if status == "incomplete" else ""
    if why == "content_filter" and teller.silent:
        return filtered(why)
    return teller.end(_reason(status, why), read_figures(response.get("usage")))


def _reason(status: str, why: str) -> StopReason:
    if status == "completed":
        return "end_turn"
    return "refusal" if why == "content_filter" else "max_tokens"


def _tell(teller: Teller, item: dict[str, Any]) -> None:
    match item.get("type"):
        case "message":
            for piece in parts(item, "content"):
                teller.text(piece.get("text", piece.get("refusal")))
        case "reasoning":
            told = [word(piece.get("text")) for name in ("summary", "content") for piece in parts(item, name)]
            teller.thinking("\n\n".join(text for text in told if text))
        case "function_call":
            teller.call(item.get("name"), _arguments(item.get("arguments")))
        case "custom_tool_call":
            teller.call(item.get("name"), written({"input": word(item.get("input"))}))


def _tell_gathered(teller: Teller, gathered: _Item) -> None:
    said = "".join(gathered.pieces) or ("\n\n" if gathered.kind == "reasoning" else "").join(gathered.wholes)
    if gathered.kind == "function_call":
        teller.call(gathered.name, _arguments(gathered.item.get("arguments")) or said)
        return
    before = teller.said
    _tell(teller, gathered.item)
    if teller.said > before:
        return
    if gathered.kind == "message":
        teller.text(said)
    elif gathered.kind == "reasoning":
        teller.thinking(said)


def _arguments(value: Any) -> str:
    """JSON in a string; some servers send the object itself."""
    return written(value) if isinstance(value, dict) else word(value)
