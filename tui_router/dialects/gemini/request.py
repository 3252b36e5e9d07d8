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
from tui_router.dialects.leftover import READ, note_prefill, note_rest
from tui_router.dialects.pairs import lay_out, pair
from tui_router.dialects.signatures import Signatures
from tui_router.dialects.streaming import json_headers, note_stream, upstream_streams
from tui_router.dialects.system import fold, top_text
from tui_router.dialects.toolids import used_ids

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
    note_prefill(turns, ledger)
    streams = upstream_streams(quirks)
    note_stream(request, ledger, streams=streams, to="path", after="streamGenerateContent")
    note_rest(call, READ, "Gemini", ledger)
    return Prepared(
        path=path(call.provider, model, streams=streams),
        body=_encoder.encode(body),
        headers=json_headers(streams=streams),
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
