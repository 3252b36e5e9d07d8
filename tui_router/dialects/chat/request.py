"""A Messages request as a Chat Completions request, and a note for everything that did not come along as it was."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Raw

from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.call_ids import WORDS, fit_ids
from tui_router.dialects.chat.content import CHAT
from tui_router.dialects.chat.drop import drop_members
from tui_router.dialects.chat.history import NO_IDS, History
from tui_router.dialects.chat.marks import carry
from tui_router.dialects.chat.memo import Memo
from tui_router.dialects.chat.output import add_format
from tui_router.dialects.chat.sampling import add_output_limit, add_sampling
from tui_router.dialects.chat.shape import fill_empty, merge_roles
from tui_router.dialects.chat.thinking import add_thinking
from tui_router.dialects.chat.tools import add_tools
from tui_router.dialects.content import parts_for
from tui_router.dialects.identity import add_identity
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.leftover import READ, note_prefill, note_rest
from tui_router.dialects.names import LONGEST, NameMap
from tui_router.dialects.pairs import Turn, lay_out, pair
from tui_router.dialects.streaming import ask_to_stream, json_headers, upstream_streams
from tui_router.dialects.system import fold, top_text
from tui_router.dialects.toolids import used_ids
from tui_router.messages.request import MessagesRequest
from tui_router.providers.quirks import ToolIds

PATH = "/chat/completions"

_encoder = msgspec.json.Encoder()


def prepare(call: Call) -> Prepared:
    request, quirks = call.request, call.provider.quirks
    ledger = Ledger()
    model = call.target.model or request.model
    body: dict[str, Any] = {"model": model, "messages": []}
    if model != request.model:
        ledger.add(
            "renamed", "model", "the target's name for it", to="model", before=request.model, after=model
        )
    names = NameMap(
        (tool.name for tool in request.tools or ()),
        quirks.longest_tool_name or LONGEST,
        plain=quirks.plain_tool_names,
    )

    top = top_text(request, ledger)
    anywhere = quirks.system_anywhere and not quirks.merge_roles
    leading, turns = fold(lay_out(request.messages), ledger, anywhere=anywhere)
    turns = pair(turns, ledger)
    ids = _fit_ids(turns, quirks.tool_ids, ledger) if quirks.tool_ids else NO_IDS
    history = History(parts_for(call, model, CHAT, ledger), names, ledger, call, ids)
    messages = history.write(turns)

    add_output_limit(call, model, body, ledger)
    cuts = add_sampling(call, model, body, ledger)
    offered = add_tools(call, model, body, names, ledger)
    add_thinking(call, model, body, ledger)
    asked = add_format(call, body, ledger)
    add_identity(call, body, ledger)
    streams = upstream_streams(quirks)
    ask_to_stream(request, body, ledger, streams=streams)
    if streams and quirks.stream_options:
        body["stream_options"] = {"include_usage": True}
        reason = "asks for the token counts"
        ledger.add("added", "stream", reason, to="stream_options.include_usage", after="true")

    system = "\n".join([*top, *leading, *([asked] if asked else [])])
    if system:
        messages = [{"role": "system", "content": system}, *messages]
    if quirks.merge_roles:
        messages = merge_roles(messages, ledger)
    if quirks.fill_empty:
        messages = fill_empty(messages, ledger)
    carry(call, model, messages, ledger)
    body["messages"] = messages
    if quirks.drop:
        drop_members(body, quirks.drop, ledger)
    note_prefill(turns, ledger)
    note_rest(call, READ, "Chat Completions", ledger)
    return Prepared(
        path=PATH,
        body=_encoder.encode(body),
        headers=json_headers(streams=streams),
        streams=streams,
        notes=ledger.notes(),
        memo=Memo(
            names=names,
            used=used_ids(request),
            stops=body.get("stop", []),
            thinking=request.thinking_on,
            lone_tool=offered[0] if len(offered) == 1 else "",
            tools=_schemas(request, names, offered),
            cuts=cuts,
        ),
    )


def _schemas(request: MessagesRequest, names: NameMap, offered: list[str]) -> dict[str, Raw]:
    """None where the client forbids to call any: what looks like a call in a text is text then."""
    if request.tool_choice is not None and request.tool_choice.type == "none":
        return {}
    went = set(offered)
    return {names.out(tool.name): tool.input_schema for tool in request.tools or () if tool.name in went}


def _fit_ids(turns: list[Turn], form: ToolIds, ledger: Ledger) -> Mapping[str, str]:
    told = (answer.block.tool_use_id for turn in turns for answer in turn.answers)
    changed = fit_ids(told, form)
    if changed:
        reason = f"ids of calls are {WORDS[form]} here"
        ledger.count("renamed", "messages[*].content[*].id", reason, "ids", by=len(changed))
    return changed
