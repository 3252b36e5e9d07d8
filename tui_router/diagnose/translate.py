"""A recorded answer through our own translation, as the gateway would have driven it, folded to one message."""

import json
from itertools import count
from typing import Any, cast

from tui_router.core.faults import UpstreamFault
from tui_router.core.note import Note
from tui_router.core.target import Dialect, Target
from tui_router.diagnose.case import Case
from tui_router.diagnose.finding import UNPARSED
from tui_router.diagnose.sniff import Heard
from tui_router.diagnose.taxonomy import TAXONOMY
from tui_router.diagnose.told import Broken, Told, filtered
from tui_router.dialects.base import Call
from tui_router.dialects.find import dialect_of
from tui_router.messages.events import BlockOut, MessageOut, TextOut, ToolUseOut
from tui_router.messages.fold import Fold
from tui_router.messages.reading import read_object, read_text
from tui_router.messages.request import Message, MessagesRequest, Thinking, Tool
from tui_router.providers.provider import Provider
from tui_router.tokens.estimate import estimate_prompt
from tui_router.wire.json import ObjectScan

_MOST_TOOLS = 1_000
_SAYS_ALL = ("messages", "input", "contents")
"""Members of a request without which its size says nothing about the prompt."""


def translate(case: Case, heard: Heard) -> Told:
    """`heard.language` is one we know."""
    told = _drive(case, heard)
    if isinstance(told, MessageOut) and told.stop_reason != "max_tokens" and any(map(_half, told.content)):
        return Broken("stream_truncated", "the upstream's answer ends in the middle of a tool call")
    return told


def _half(block: BlockOut) -> bool:
    """A call whose arguments begin like an object and break off: nobody may take it as made."""
    if not isinstance(block, ToolUseOut):
        return False
    kept = read_object((read_object(block.input) or {}).get(UNPARSED)) or {}
    text = read_text(kept.get("raw")).lstrip()
    scan = ObjectScan()
    scan.feed(text)
    return text.startswith("{") and not scan.complete


def estimate(case: Case) -> int:
    """Tokens of the prompt by the size of the request; 0 when the line does not hold it."""
    if not any(name in case.request for name in _SAYS_ALL):
        return 0
    try:
        return estimate_prompt(len(json.dumps(case.request, ensure_ascii=False).encode("utf-8", "replace")))
    except (ValueError, RecursionError):
        return 0


def _drive(case: Case, heard: Heard) -> Told:
    module = dialect_of(heard.language)
    call = _call(case, cast("Dialect", heard.language))
    machine = module.machine(call, module.prepare(call))
    fold = Fold()
    for data in case.chunks:
        for item in machine.feed(data):
            fold.accumulate(item)
        if machine.done or machine.fault is not None:
            break
    for item in machine.close():
        fold.accumulate(item)
    if machine.fault is not None:
        return _broken(machine.fault, getattr(machine, "error_body", b""))
    message = fold.message()
    if heard.language in ("gemini", "responses") and _kept_back(message):
        return filtered(_category(machine.notes))
    return message


def _kept_back(message: MessageOut) -> bool:
    """A filter left nothing of the answer: to a client that is a refusal, to a person a failure. Where a model can refuse
    in so many words, in Messages, it is neither."""
    return message.stop_reason == "refusal" and not any(
        not isinstance(block, TextOut) or block.text for block in message.content
    )


def _category(notes: list[Note]) -> str:
    """The upstream's own word for why, where its dialect noted one."""
    found = (note.before for note in notes if note.to == "stop_reason" and note.after == "refusal")
    return next(found, "")


def _call(case: Case, dialect: Dialect) -> Call:
    """The least request the answer can belong to. It asks to see thinking, so that none is left out."""
    request, ids = case.request, count(1)
    model = request.get("model")
    model = model if isinstance(model, str) and model else "model"
    asked = MessagesRequest(
        model=model,
        messages=[Message("user", "")],
        thinking=Thinking(),
        stop_sequences=_stops(request),
        tools=[Tool(name=name) for name in _tool_names(request)] or None,
        stream=True,
    )
    body = json.dumps({"model": model, "messages": [], "stream": True}, ensure_ascii=False)
    return Call(
        request=asked,
        body=body.encode("utf-8", "replace"),
        target=Target("upstream", model),
        provider=Provider(name="upstream", dialect=dialect, base_url=""),
        estimate=estimate(case),
        new_id=lambda prefix: f"{prefix}{next(ids)}",
    )


def _stops(request: dict[str, Any]) -> list[str] | None:
    told = request.get("stop_sequences", request.get("stop"))
    told = [told] if isinstance(told, str) else told
    return [stop for stop in told if isinstance(stop, str)] or None if isinstance(told, list) else None


def _tool_names(request: dict[str, Any]) -> list[str]:
    """Of tools in Messages' form and in Chat Completions'."""
    told = request.get("tools")
    found = []
    for tool in told[:_MOST_TOOLS] if isinstance(told, list) else ():
        if isinstance(tool, dict):
            function = tool.get("function")
            name = function.get("name") if isinstance(function, dict) else tool.get("name")
            if isinstance(name, str) and name:
                found.append(name)
    return found


def _broken(fault: UpstreamFault, body: bytes) -> Broken:
    """Dialects name what they find provisionally; only the taxonomy's names leave this room."""
    said = fault.diagnosis
    name = said.name if said.name in TAXONOMY else "upstream_server_error"
    if said.type == "overloaded_error":
        name = "overloaded"
    return Broken(name, said.message, body or fault.error_body)
