"""A whole answer: the upstream's bytes, with a parsed copy beside them."""

import msgspec
from msgspec import Raw

from tui_router.core.note import Act, Note
from tui_router.dialects.anthropic import errors
from tui_router.dialects.anthropic.toolids import ToolIds
from tui_router.dialects.anthropic.usage import estimate_output, usage_json
from tui_router.dialects.base import Call
from tui_router.dialects.names import NameMap
from tui_router.messages.events import MessageOut
from tui_router.messages.reading import (
    OTHER_STOP_WORDS,
    Reading,
    read_list,
    read_message,
    read_object,
    read_text,
    whole_usage,
)

_encode = msgspec.json.Encoder().encode


def read_body(
    call: Call, body: bytes, names: NameMap | None = None
) -> tuple[MessageOut, list[Note], bytes | None]:
    """The third value is the body to send: as it came unless a note says what was mended. `names` are those
    under which tools went up, None when all kept their own.

    Raises `UpstreamFault` for an error, for another language, and for what is no message.
    """
    notes: list[Note] = []
    came, body = body, body.decode("utf-8", "replace").encode()
    if body != came:
        notes.append(Note("repaired", "", "bytes that are no UTF-8 became U+FFFD", side="answer"))
    fields = read_object(body)
    if fields is None:
        raise errors.unreadable(came)
    kind = read_text(fields.get("type"))
    if errors.is_error(fields):
        raise errors.reported(came)
    if kind != "message" and "content" not in fields:
        spoken = errors.other_language(Reading(kind, None, None, fields))
        raise errors.wrong_dialect(call.provider.name, spoken) if spoken else errors.unreadable(came)
    mended: list[Note] = []
    _mend(call, fields, mended, names)
    message = read_message(fields)
    if mended:
        body = _encode(fields)
        notes += mended
    return message, notes, body


def _mend(call: Call, fields: dict[str, Raw], notes: list[Note], names: NameMap | None) -> None:
    def note(act: Act, path: str, reason: str, before: str = "", after: str = "") -> None:
        notes.append(Note(act, path, reason, before=before[:80], after=after[:80], side="answer"))

    if not whole_usage(fields.get("usage"), ("input_tokens", "output_tokens")):
        message = read_message(fields)
        usage = message.usage
        usage.input_tokens = usage.input_tokens or (0 if usage.prompt else call.estimate)
        usage.output_tokens = usage.output_tokens or estimate_output(message.content)
        fields["usage"] = usage_json(usage, read_object(fields.get("usage")))
        note("repaired", "usage", "usage held no whole counts")
    if bytes(fields.get("content", b""))[:1] != b"[":
        fields["content"] = Raw(b"[]")
        note("added", "content", "the message had no content list")
    word = read_text(fields.get("stop_reason"))
    if word in OTHER_STOP_WORDS:
        fields["stop_reason"] = Raw(_encode(OTHER_STOP_WORDS[word]))
        note("renamed", "stop_reason", "the client knows another word", word, OTHER_STOP_WORDS[word])
    blocks = read_list(fields["content"])
    ids = ToolIds(call.request, call.new_id)
    for place, raw in enumerate(blocks):
        block = read_object(raw) or {}
        if read_text(block.get("type")) != "tool_use":
            continue
        name = read_text(block.get("name"))
        own = names.back(name) if names is not None else name
        if own != name:
            block["name"] = Raw(_encode(own))
            blocks[place] = Raw(_encode(block))
            fields["content"] = Raw(_encode(blocks))
            note("renamed", f"content[{place}].name", "the client's own name for the tool", name, own)
        tool_id = read_text(block.get("id"))
        fresh = ids.take(tool_id)
        if fresh is not None:
            block["id"] = Raw(_encode(fresh))
            blocks[place] = Raw(_encode(block))
            fields["content"] = Raw(_encode(blocks))
            note("renamed", f"content[{place}].id", "a tool id must be there and be new", tool_id, fresh)
