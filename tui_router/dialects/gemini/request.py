"""A Messages request as one of generateContent, and a note for everything that did not come along as it was."""

from typing import Any

import msgspec

from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.content import parts_for
from tui_router.dialects.gemini.address import path
from tui_router.dialects.gemini.config import add_format, add_limits
from tui_router.dialects.gemini.content import spelling, text_part
from tui_router.dialects.gemini.drop import drop_members
from tui_router.dialects.gemini.families import latest, strict
from tui_router.dialects.gemini.history import History
from tui_router.dialects.gemini.memo import Memo
from tui_router.dialects.gemini.thinking import add_thinking, wants_words
from tui_router.dialects.gemini.tools import add_tools, combines, name_map
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.leftover import READ, note_rest
from tui_router.dialects.pairs import lay_out, pair
from tui_router.dialects.signatures import Signatures
from tui_router.dialects.system import fold, top_text
from tui_router.dialects.toolids import used_ids
from tui_router.messages.request import MessagesRequest

SYSTEM = "systemInstruction"

_encoder = msgspec.json.Encoder()


def prepare(call: Call) -> Prepared:
    request, quirks = call.request, call.provider.quirks
    ledger = Ledger()
    model = call.target.model or request.model
    if model != request.model:
        ledger.add(
            "renamed", "model", "the target's name for it", to="path", before=request.model, after=model
        )
    names = name_map(call)
    signatures = Signatures(call, model)
    keeps: dict[str, str] = {}

    top = top_text(request, ledger, SYSTEM)
    leading, turns = fold(lay_out(request.messages), ledger, anywhere=False, place=SYSTEM)
    turns = pair(turns, ledger)
    history = History(
        parts_for(call, model, spelling(ledger), ledger),
        names,
        ledger,
        quirks,
        signatures,
        media=latest(model),
        signed=latest(model),
        user_last=strict(model) or quirks.merge_roles,
        served=combines(call, model),
    )
    body: dict[str, Any] = {"contents": history.write(turns)}
    config: dict[str, Any] = {}
    add_limits(call, model, config, ledger)
    offered = add_tools(call, model, body, names, ledger)
    add_thinking(call, model, config, ledger)
    asked = add_format(call, model, config, ledger, tools="tools" in body)
    if config:
        body["generationConfig"] = config
    system = [*top, *leading, *([asked] if asked else [])]
    if system:
        body = {SYSTEM: {"parts": [text_part(text) for text in system]}, **body}
    if quirks.drop:
        drop_members(body, quirks.drop, ledger)
    if request.user_id:
        ledger.add("dropped", "metadata.user_id", "the target is not told who asks")
    if turns and turns[-1].role == "assistant" and not turns[-1].answers:
        reason = "the target may answer anew instead of going on with this text"
        ledger.add("approximated", turns[-1].blocks[-1].path, reason)
    streams = quirks.must_stream or not quirks.no_stream
    _note_stream(request, ledger, upstream=streams)
    note_rest(call, READ, "Gemini", ledger)
    return Prepared(
        path=path(call.provider, model, streams=streams),
        body=_encoder.encode(body),
        headers={
            "content-type": "application/json",
            "accept": "text/event-stream" if streams else "application/json",
        },
        streams=streams,
        notes=ledger.notes(),
        memo=Memo(
            names=names,
            used=used_ids(request),
            thinking=wants_words(call),
            lone_tool=offered[0] if len(offered) == 1 else "",
            signatures=signatures,
            keeps=keeps,
        ),
        keeps=keeps,
    )


def _note_stream(request: MessagesRequest, ledger: Ledger, *, upstream: bool) -> None:
    """Whether the answer streams is told by the path here."""
    if upstream and not request.stream:
        reason = "a stream can be cancelled; the answer is put together here"
        ledger.add("added", "stream", reason, to="path", after="streamGenerateContent")
    elif not upstream and request.stream:
        reason = "the target cannot stream; the answer comes in one piece"
        ledger.add("approximated", "stream", reason, to="path", before="true", after="generateContent")
