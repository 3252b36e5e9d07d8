"""A Messages request as a Chat Completions request, and a note for everything that did not come along as it was."""

from typing import Any

import msgspec

from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.chat.content import Parts
from tui_router.dialects.chat.history import History
from tui_router.dialects.chat.identity import add_identity
from tui_router.dialects.chat.memo import Memo
from tui_router.dialects.chat.models import reasons
from tui_router.dialects.chat.output import add_format
from tui_router.dialects.chat.system import fold, top_text
from tui_router.dialects.chat.thinking import add_thinking
from tui_router.dialects.chat.tools import add_tools
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import NameMap
from tui_router.dialects.pairs import lay_out, pair
from tui_router.messages.blocks import ToolUseBlock
from tui_router.messages.request import MessagesRequest

PATH = "/chat/completions"

MOST_NAMED = 40
"""Members nobody reads that get a note of their own."""

_READ = frozenset(
    {
        "model",
        "messages",
        "max_tokens",
        "system",
        "tools",
        "tool_choice",
        "thinking",
        "output_config",
        "output_format",
        "stop_sequences",
        "temperature",
        "top_p",
        "top_k",
        "stream",
        "metadata",
    }
)

_WHY = {
    "context_management": "Anthropic's servers edit the context; this target does not",
    "safeguards": "the target has no safety check of its own to answer with",
    "service_tier": "tiers of service differ between providers",
    "container": "a container lives on Anthropic's servers",
    "mcp_servers": "the target does not call MCP servers",
}

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
    names = NameMap(tool.name for tool in request.tools or ())

    top = top_text(request, ledger)
    leading, turns = fold(lay_out(request.messages), ledger, anywhere=quirks.system_anywhere)
    turns = pair(turns, ledger)
    known = call.provider.models.get(model)
    images = quirks.images and not (known is not None and known.images is False)
    history = History(Parts(ledger, images=images), names, ledger, replay=quirks.replay_reasoning)
    messages = history.write(turns)

    _add_output_limit(call, model, body, ledger)
    _add_sampling(call, model, body, ledger)
    offered = add_tools(call, model, body, names, ledger)
    add_thinking(call, model, body, ledger)
    asked = add_format(call, body, ledger)
    add_identity(call, body, ledger)
    _add_stream(call, body, ledger)

    system = "\n".join([*top, *leading, *([asked] if asked else [])])
    body["messages"] = [{"role": "system", "content": system}, *messages] if system else messages
    if turns and turns[-1].role == "assistant" and not turns[-1].answers:
        ledger.add(
            "approximated",
            turns[-1].blocks[-1].path,
            "the target answers anew instead of going on with this text",
        )
    _note_rest(call, ledger)
    return Prepared(
        path=PATH,
        body=_encoder.encode(body),
        headers={
            "content-type": "application/json",
            "accept": "application/json" if quirks.no_stream else "text/event-stream",
        },
        streams=not quirks.no_stream,
        notes=ledger.notes(),
        memo=Memo(
            names=names,
            used=_used_ids(request),
            stops=body.get("stop", []),
            thinking=request.thinking_on,
            lone_tool=offered[0] if len(offered) == 1 else "",
        ),
    )


def _add_output_limit(call: Call, model: str, body: dict[str, Any], ledger: Ledger) -> None:
    wanted = call.request.max_tokens
    if wanted is None:
        return
    field: str = call.provider.quirks.output_field
    if field == "auto":
        openai = call.provider.base_url.startswith("https://api.openai.com/")
        field = "max_completion_tokens" if openai or reasons(model) else "max_tokens"
    if field != "max_tokens":
        ledger.add("renamed", "max_tokens", "the target's name for it", to=field)
    limit = call.limits.max_output_tokens
    if limit is not None and wanted > limit:
        told = f" ({call.limits.output_from})" if call.limits.output_from else ""
        reason = f"the target writes at most {limit:,} tokens{told}"
        ledger.add("clamped", "max_tokens", reason, to=field, before=wanted, after=limit)
        wanted = limit
    body[field] = wanted


def _add_sampling(call: Call, model: str, body: dict[str, Any], ledger: Ledger) -> None:
    request, quirks = call.request, call.provider.quirks
    fixed = reasons(model) is True
    why = "reasoning models of this family refuse it"
    for name in ("temperature", "top_p"):
        value = getattr(request, name)
        if value is None:
            continue
        if fixed:
            ledger.add("dropped", name, why, before=value)
        else:
            body[name] = value
    if request.top_k is not None:
        if quirks.top_k:
            body["top_k"] = request.top_k
        else:
            ledger.add("dropped", "top_k", "the target has no such field", before=request.top_k)
    stops = [stop for stop in request.stop_sequences or () if stop]
    if not stops:
        return
    if fixed or not quirks.max_stop:
        ledger.add(
            "dropped", "stop_sequences", why if fixed else "the target has no such field", before=stops
        )
        return
    if len(stops) > quirks.max_stop:
        reason = f"the target takes at most {quirks.max_stop}"
        ledger.add("clamped", "stop_sequences", reason, to="stop", before=len(stops), after=quirks.max_stop)
        stops = stops[: quirks.max_stop]
    else:
        ledger.add("renamed", "stop_sequences", "the target's name for it", to="stop")
    body["stop"] = stops


def _add_stream(call: Call, body: dict[str, Any], ledger: Ledger) -> None:
    quirks, streams = call.provider.quirks, call.request.stream
    if quirks.no_stream:
        body["stream"] = False
        if streams:
            ledger.add(
                "approximated",
                "stream",
                "the target cannot stream; the answer comes in one piece",
                before="true",
                after="false",
            )
        return
    body["stream"] = True
    if not streams:
        ledger.add(
            "added",
            "stream",
            "a stream can be cancelled; the answer is put together here",
            to="stream",
            after="true",
        )
    if quirks.stream_options:
        body["stream_options"] = {"include_usage": True}
        ledger.add(
            "added", "stream", "asks for the token counts", to="stream_options.include_usage", after="true"
        )


def _note_rest(call: Call, ledger: Ledger) -> None:
    unread = [name for name in call.request.fields if name not in _READ]
    for name in unread[:MOST_NAMED]:
        reason = _WHY.get(name, "no counterpart in Chat Completions")
        ledger.add("dropped", name[:80], reason, before=bytes(call.request.fields[name])[:400])
    if len(unread) > MOST_NAMED:
        reason = "no counterpart in Chat Completions"
        ledger.count("dropped", unread[MOST_NAMED][:80], reason, "more members", by=len(unread) - MOST_NAMED)
    marks = call.body.count(b'"cache_control"')
    if marks:
        ledger.count(
            "dropped", "..cache_control", "the target caches by itself or not at all", "marks", by=marks
        )
    betas = call.headers.get("anthropic-beta", "")
    if betas:
        ledger.add("dropped", "headers.anthropic-beta", "betas are Anthropic's own", before=betas)


def _used_ids(request: MessagesRequest) -> set[str]:
    return {
        block.id
        for message in request.messages
        if not isinstance(message.content, str)
        for block in message.content
        if type(block) is ToolUseBlock
    }
