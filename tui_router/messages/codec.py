"""Bytes to a typed request, typed events to bytes. The only place that knows how Messages looks on the wire."""

import re
from collections.abc import Iterable
from copy import copy
from typing import Annotated, TypeVar

import msgspec
from msgspec import Raw

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.faults import ClientFault
from tui_router.messages.blocks import Block, TextBlock, ToolResultBlock, UnknownBlock
from tui_router.messages.events import (
    BlockDelta,
    BlockStart,
    BlockStop,
    Emitted,
    ErrorBody,
    ErrorEvent,
    MessageDelta,
    MessageOut,
    MessageStart,
    MessageStop,
    OtherOut,
    Ping,
    Verbatim,
)
from tui_router.messages.recent import Recent
from tui_router.messages.request import (
    CountRequest,
    Message,
    MessagesRequest,
    OutputConfig,
    OutputFormat,
    Thinking,
    Tool,
    ToolChoice,
)

T = TypeVar("T")


class _RawMessage(msgspec.Struct):
    role: str
    content: Raw = Raw(b"")
    output_config: Raw = Raw(b"")
    clear_at: Raw = Raw(b"")


class _Peek(msgspec.Struct):
    type: str = ""


class _RawResult(msgspec.Struct):
    tool_use_id: str
    content: Raw = Raw(b"null")
    is_error: bool | None = None


class _Metadata(msgspec.Struct):
    user_id: str | None = None


_Count = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)]  # JSON holds larger ones, no encoder writes them

_NULL = Raw(b"null")

_fields = msgspec.json.Decoder(dict[str, Raw])
_messages = msgspec.json.Decoder(list[Message])
_raw_messages = msgspec.json.Decoder(list[_RawMessage])
_content = msgspec.json.Decoder(str | list[Raw])
_block = msgspec.json.Decoder(Block)
_blocks = msgspec.json.Decoder(str | list[Block] | None)
_peek = msgspec.json.Decoder(_Peek)
_raw_result = msgspec.json.Decoder(_RawResult)
_tools = msgspec.json.Decoder(list[Tool])
_sources = msgspec.json.Decoder(list[Raw])
_count = msgspec.json.Decoder(CountRequest)
_text = msgspec.json.Decoder(str)
_texts = msgspec.json.Decoder(list[str])
_whole = msgspec.json.Decoder(_Count)
_number = msgspec.json.Decoder(float)
_switch = msgspec.json.Decoder(bool)
_metadata = msgspec.json.Decoder(_Metadata)
_config = msgspec.json.Decoder(OutputConfig)
_format = msgspec.json.Decoder(OutputFormat)
_choice = msgspec.json.Decoder(ToolChoice)
_thinking = msgspec.json.Decoder(Thinking)
_encoder = msgspec.json.Encoder()


def decode_request(body: bytes) -> MessagesRequest:
    """Read a client's body. Raises `ClientFault` that names the member which cannot be read.

    Half a surrogate pair is mended (`mend_surrogates`), NaN and Infinity are refused as JSON refuses them, and
    an integer that no machine word holds is refused where we read it and kept as it came where we do not.
    """
    try:
        fields = _top(body)
    except ClientFault:
        mended = mend_surrogates(body)
        if mended == body:
            raise
        fields = _top(mended)

    def take(name: str, decoder: msgspec.json.Decoder[T]) -> T | None:
        raw = fields.get(name)
        if raw is None or raw == _NULL:
            return None
        try:
            return _decode(decoder, raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise ClientFault.say(f"{name}: {error}") from None

    model = take("model", _text)
    if not model:
        raise ClientFault.say("model: a model name is required")
    metadata = take("metadata", _metadata)
    config = take("output_config", _config)
    legacy = take("output_format", _format)
    if legacy is not None:
        config = OutputConfig(
            effort=config.effort if config else None, format=(config and config.format) or legacy
        )
    return MessagesRequest(
        model=model,
        messages=_read_messages(fields.get("messages")),
        max_tokens=take("max_tokens", _whole),
        system=_read_system(fields.get("system")),
        tools=_read_tools(fields.get("tools")),
        tool_choice=take("tool_choice", _choice),
        thinking=take("thinking", _thinking),
        output_config=config,
        stop_sequences=take("stop_sequences", _texts),
        temperature=take("temperature", _number),
        top_p=take("top_p", _number),
        top_k=take("top_k", _whole),
        stream=take("stream", _switch) or False,
        user_id=(metadata.user_id if metadata else "") or "",
        fields=fields,
    )


def decode_count(body: bytes) -> CountRequest:
    """Read a count_tokens body as far as its model. Raises `ClientFault`."""
    try:
        return _count.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ClientFault.say(f"the body cannot be read: {error}") from None


def _top(body: bytes) -> dict[str, Raw]:
    try:
        return _fields.decode(body)
    except msgspec.ValidationError as error:
        raise ClientFault.say(f"the body must be a JSON object: {error}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ClientFault.say(f"the body is not JSON: {error}") from None


def _decode(decoder: msgspec.json.Decoder[T], raw: Raw) -> T:
    """A member that is null is as good as absent, also inside an object and in a list of objects."""
    try:
        return decoder.decode(raw)
    except msgspec.ValidationError:
        bare = _without_nulls(raw)
        if bare == bytes(raw):
            raise
        return decoder.decode(bare)


def _without_nulls(raw: Raw) -> bytes:
    text = bytes(raw)
    if text.startswith(b"{"):
        return _encoder.encode({key: value for key, value in _fields.decode(raw).items() if value != _NULL})
    if text.startswith(b"["):
        return b"[%b]" % b",".join(
            _without_nulls(each) if bytes(each).startswith(b"{") else bytes(each)
            for each in _sources.decode(raw)
        )
    return text


_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})(?:\\u[dD][c-fC-F][0-9a-fA-F]{2})?|.)", re.DOTALL)


def mend_surrogates(body: bytes) -> bytes:
    """Replace half a surrogate pair by U+FFFD.

    JavaScript cuts strings between the halves and its JSON writer passes the half on as an escape; no UTF-8
    text can hold it.
    """
    if _HALF.search(body) is None:
        return body  # nearly always

    def mend(match: re.Match[bytes]) -> bytes:
        code = match[1]
        if code is None:
            return match[0]
        paired = len(match[0]) == 12
        half = int(code, 16)
        if 0xD800 <= half <= 0xDBFF:
            return match[0] if paired else rb"\ufffd"
        if 0xDC00 <= half <= 0xDFFF:
            return rb"\ufffd" + (rb"\ufffd" if paired else b"")
        return match[0][:6] + (rb"\ufffd" if paired else b"")

    return _ESCAPE.sub(mend, body)


def _read_messages(raw: Raw | None) -> list[Message]:
    if raw is None:
        raise ClientFault.say("messages: a list of messages is required")
    try:
        return _messages.decode(raw)
    except (msgspec.ValidationError, UnicodeDecodeError):
        pass  # a block of an unknown type or form: read block by block
    try:
        return [
            Message(m.role, _read_content(m), m.output_config, m.clear_at) for m in _raw_messages.decode(raw)
        ]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ClientFault.say(f"messages: {error}") from None


def _read_content(message: _RawMessage) -> str | list[Block]:
    if not bytes(message.content):
        if message.role == "system":
            return []  # one that only sets how the turn is to be answered
        raise msgspec.ValidationError("Object missing required field `content`")
    content = _content.decode(message.content)
    if isinstance(content, str):
        return content
    return [_read_block(part) for part in content]


def _read_block(raw: Raw) -> Block:
    try:
        block = _block.decode(raw)
    except (msgspec.ValidationError, UnicodeDecodeError):
        kind = _peek.decode(raw).type
        if kind != "tool_result":
            return UnknownBlock(kind, raw.copy())
        try:
            result = _raw_result.decode(raw)
            content = _content.decode(result.content) if bytes(result.content) != b"null" else None
        except msgspec.ValidationError:
            return UnknownBlock(kind, raw.copy())
        parts = [_read_block(part) for part in content] if isinstance(content, list) else content
        return ToolResultBlock(result.tool_use_id, parts, result.is_error)
    return UnknownBlock("?", raw.copy()) if isinstance(block, UnknownBlock) else block


def _read_system(raw: Raw | None) -> str | list[TextBlock] | None:
    if raw is None:
        return None
    try:
        found = _blocks.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ClientFault.say(f"system: {error}") from None
    if found is None or isinstance(found, str):
        return found
    texts = [block for block in found if isinstance(block, TextBlock)]
    if len(texts) != len(found):
        raise ClientFault.say("system: only text blocks can stand here")
    return texts


_recent_tools: Recent[list[Tool]] = Recent()


def _read_tools(raw: Raw | None) -> list[Tool] | None:
    if raw is None or raw == _NULL:
        return None
    tools = _recent_tools.find(raw)
    if tools is None:
        source = raw.copy()
        tools = _decode_tools(source)
        _recent_tools.keep(source, tools)
    return [copy(tool) for tool in tools]


def _decode_tools(raw: Raw) -> list[Tool]:
    try:
        tools = _decode(_tools, raw)
        if any(tool.type not in ("", "custom") for tool in tools):
            for tool, source in zip(tools, _sources.decode(raw), strict=True):
                tool.raw = source.copy()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ClientFault.say(f"tools: {error}") from None
    return tools


_HEADS: dict[type, bytes] = {
    MessageStart: b"event: message_start\ndata: ",
    BlockDelta: b"event: content_block_delta\ndata: ",
    BlockStop: b"event: content_block_stop\ndata: ",
    MessageDelta: b"event: message_delta\ndata: ",
    MessageStop: b"event: message_stop\ndata: ",
    Ping: b"event: ping\ndata: ",
    ErrorEvent: b"event: error\ndata: ",
}


def encode_event(event: Emitted) -> bytes:
    if type(event) is Verbatim:
        return event.raw
    if type(event) is BlockStart:
        return frame("content_block_start", _encode_start(event))
    if type(event) is MessageStart and event.message.more is not msgspec.UNSET:
        return frame(
            "message_start", b'{"type":"message_start","message":%b}' % encode_message(event.message)
        )
    return b"%b%b\n\n" % (_HEADS[type(event)], _encoder.encode(event))


def _encode_start(event: BlockStart) -> bytes:
    block = event.content_block
    if isinstance(block, OtherOut):
        return _encoder.encode(
            {"type": "content_block_start", "index": event.index, "content_block": block.raw}
        )
    return _encoder.encode(event)


def frame(name: str, data: bytes) -> bytes:
    """One SSE frame of JSON that may hold somebody else's line breaks, which in JSON are only space."""
    return b"event: %b\ndata: %b\n\n" % (name.encode(), data.replace(b"\r", b" ").replace(b"\n", b" "))


def encode_events(events: Iterable[Emitted]) -> bytes:
    """All events of one network read as one buffer: one send for each read."""
    return b"".join(map(encode_event, events))


def encode_message(message: MessageOut) -> bytes:
    content = [b.raw if isinstance(b, OtherOut) else b for b in message.content]
    fields = {**msgspec.structs.asdict(message), "content": content}
    more = fields.pop("more")
    if more is not msgspec.UNSET:
        fields.update(more)
        fields["usage"] = whole_usage(message)
    return _encoder.encode(fields)


def whole_usage(message: MessageOut) -> dict[str, object]:
    """Our figures, and what else was said of usage."""
    told = msgspec.structs.asdict(message.usage)
    beside = message.more.get("usage") if message.more is not msgspec.UNSET else None
    return {**told, **(_fields.decode(beside) if beside is not None else {})}


def encode_error(diagnosis: Diagnosis, request_id: str) -> bytes:
    return _encoder.encode(
        {
            "type": "error",
            "error": {"type": diagnosis.type, "message": diagnosis.message},
            "request_id": request_id,
        }
    )


def error_event(diagnosis: Diagnosis, request_id: str) -> ErrorEvent:
    return ErrorEvent(ErrorBody(diagnosis.type, diagnosis.message), request_id)
