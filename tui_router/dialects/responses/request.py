"""A Messages request as a Responses request, and a note for everything that did not come along as it was."""

import hashlib
from typing import Any

import msgspec

from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.call_ids import WORDS, fit_ids
from tui_router.dialects.content import parts_for
from tui_router.dialects.identity import add_identity
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.leftover import READ, note_prefill, note_rest
from tui_router.dialects.models import phases, reasons
from tui_router.dialects.names import LONGEST, NameMap
from tui_router.dialects.pairs import Turn, lay_out, pair
from tui_router.dialects.responses.content import RESPONSES, text_part
from tui_router.dialects.responses.drop import drop_members, refuses
from tui_router.dialects.responses.history import History
from tui_router.dialects.responses.memo import Memo
from tui_router.dialects.responses.output import add_format
from tui_router.dialects.responses.reasoning import add_reasoning
from tui_router.dialects.responses.sampling import LIMIT, add_output_limit, add_sampling
from tui_router.dialects.responses.search import SOURCES
from tui_router.dialects.responses.tools import add_tools
from tui_router.dialects.streaming import ask_to_stream, json_headers, upstream_streams
from tui_router.dialects.system import fold, top_text
from tui_router.dialects.toolids import used_ids
from tui_router.providers.quirks import Quirks

PATH = "/responses"
INSTRUCTIONS = "instructions"

_LONGEST_ID = 64
_HASH = 24  # characters of it in an id that was cut, behind a _

_encoder = msgspec.json.Encoder()


def prepare(call: Call) -> Prepared:
    request, quirks = call.request, call.provider.quirks
    ledger = Ledger()
    model = call.target.model or request.model
    openai = reasons(model) is not None  # its own models take whatever the language has, others what they can
    body: dict[str, Any] = {"model": model}
    if model != request.model:
        reason = "the target's name for it"
        ledger.add("renamed", "model", reason, to="model", before=request.model, after=model)
    names = NameMap(
        (tool.name for tool in request.tools or ()),
        quirks.longest_tool_name or LONGEST,
        plain=quirks.plain_tool_names,
    )

    place = "input[0]" if refuses(quirks.drop, INSTRUCTIONS) else INSTRUCTIONS
    top = top_text(request, ledger, place)
    anywhere = (quirks.system_anywhere or openai) and not quirks.merge_roles
    leading, turns = fold(lay_out(request.messages), ledger, anywhere=anywhere, place=place)
    turns = pair(turns, ledger)
    aside = not (quirks.result_parts or openai) or quirks.flat_content
    ids = _fit_ids(turns, quirks, ledger)
    phased = phases(model)
    items = History(
        call, parts_for(call, model, RESPONSES, ledger), names, ledger, ids, aside=aside, phased=phased
    ).write(turns)

    asked = add_format(call, body, ledger)
    system = "\n".join([*top, *leading, *([asked] if asked else [])])
    if place == INSTRUCTIONS and (system or quirks.needs_instructions):
        body[INSTRUCTIONS] = system
    elif system:
        first = system if quirks.flat_content else [text_part(system)]
        items = [{"type": "message", "role": "system", "content": first}, *items]
    body["input"] = items
    offered, searches = add_tools(call, body, names, ledger)
    add_output_limit(call, body, ledger)
    stops = add_sampling(call, model, body, ledger)
    include = add_reasoning(call, model, body, ledger)
    if include:
        ledger.add("added", "thinking", "the target wants its reasoning back", to="include", after=include[0])
    if searches:
        include = [*include, SOURCES]
        ledger.add("added", "tools", "asks for what a search found", to="include", after=SOURCES)
    if include:
        body["include"] = include
    body["store"] = False
    ledger.add("added", "messages", "the conversation stays with the client", to="store", after="false")
    add_identity(call, body, ledger)
    streams = upstream_streams(quirks)
    ask_to_stream(request, body, ledger, streams=streams)

    if quirks.drop:
        drop_members(body, quirks.drop, ledger)
    note_prefill(turns, ledger)
    note_rest(call, READ, "Responses", ledger)
    return Prepared(
        path=PATH,
        body=_encoder.encode(body),
        headers=json_headers(streams=streams),
        streams=streams,
        notes=ledger.notes(),
        memo=Memo(
            names=names,
            used=used_ids(request),
            stops=stops,
            thinking=request.thinking_on,
            lone_tool=offered[0] if len(offered) == 1 else "",
            searches=searches,
            most=body.get(LIMIT, 0),
        ),
    )


def _fit_ids(turns: list[Turn], quirks: Quirks, ledger: Ledger) -> dict[str, str]:
    """Made from the id itself, so that they are the same in every turn and prompt caches hold."""
    told = [answer.block.tool_use_id for turn in turns for answer in turn.answers]
    if quirks.tool_ids:
        changed = fit_ids(told, quirks.tool_ids)
        words = WORDS[quirks.tool_ids]
    else:
        changed = {id: _cut(id) for id in told if len(id) > _LONGEST_ID}
        words = f"at most {_LONGEST_ID} characters"
    if changed:
        reason = f"ids of calls are {words} here"
        ledger.count("renamed", "messages[*].content[*].id", reason, "ids", by=len(changed))
    return changed


def _cut(id: str) -> str:
    digest = hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]
    return f"{id[: _LONGEST_ID - _HASH - 1]}_{digest}"
