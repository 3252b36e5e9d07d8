"""The events of a Messages stream, and the message they build.

A translator hands out these values; `messages.codec` turns them into bytes. A pass-through hands out
`Verbatim`: the upstream's own bytes with a parsed copy beside them.
"""

import msgspec
from msgspec import UNSET, Raw, UnsetType

from tui_router.messages.request import StopReason


class Usage(msgspec.Struct, kw_only=True):
    """Always integers, whatever the upstream sent. `input_tokens` excludes what came from or went to the cache."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_input_tokens: int = 0
    cache_creation_input_tokens: int = 0

    @property
    def prompt(self) -> int:
        """Everything the prompt cost, cached or not."""
        return self.input_tokens + self.cache_read_input_tokens + self.cache_creation_input_tokens


class TextOut(msgspec.Struct, tag="text", tag_field="type"):
    text: str = ""


class ThinkingOut(msgspec.Struct, tag="thinking", tag_field="type"):
    thinking: str = ""
    signature: str = ""


class RedactedOut(msgspec.Struct, tag="redacted_thinking", tag_field="type"):
    data: str = ""


class ToolUseOut(msgspec.Struct, tag="tool_use", tag_field="type"):
    id: str
    name: str
    input: Raw = Raw(b"{}")


class OtherOut(msgspec.Struct, tag="?", tag_field="type"):
    """A block of the upstream's own kind (server tools, citations): kept whole for pass-through and fold."""

    kind: str = ""
    raw: Raw = Raw(b"{}")


BlockOut = TextOut | ThinkingOut | RedactedOut | ToolUseOut | OtherOut


class MessageOut(msgspec.Struct, kw_only=True):
    """`more` are members of Anthropic's that no struct has (container, context_management, stop_details, …), as they
    came; under "usage" those of usage, under "stop_reason" a word we do not know."""

    id: str
    type: str = "message"
    role: str = "assistant"
    model: str
    content: list[BlockOut] = []
    stop_reason: StopReason | None = None
    stop_sequence: str | None = None
    usage: Usage = msgspec.field(default_factory=Usage)
    more: dict[str, Raw] | UnsetType = UNSET


class TextDelta(msgspec.Struct, tag="text_delta", tag_field="type"):
    text: str


class ThinkingDelta(msgspec.Struct, tag="thinking_delta", tag_field="type"):
    thinking: str


class SignatureDelta(msgspec.Struct, tag="signature_delta", tag_field="type"):
    signature: str


class InputJsonDelta(msgspec.Struct, tag="input_json_delta", tag_field="type"):
    partial_json: str


Delta = TextDelta | ThinkingDelta | SignatureDelta | InputJsonDelta


class MessageStart(msgspec.Struct, tag="message_start", tag_field="type"):
    message: MessageOut


class BlockStart(msgspec.Struct, tag="content_block_start", tag_field="type"):
    index: int
    content_block: BlockOut


class BlockDelta(msgspec.Struct, tag="content_block_delta", tag_field="type"):
    index: int
    delta: Delta


class BlockStop(msgspec.Struct, tag="content_block_stop", tag_field="type"):
    index: int


class StopDelta(msgspec.Struct):
    stop_reason: StopReason | None = None
    stop_sequence: str | None = None


class MessageDelta(msgspec.Struct, tag="message_delta", tag_field="type"):
    delta: StopDelta
    usage: Usage


class MessageStop(msgspec.Struct, tag="message_stop", tag_field="type"):
    pass


class Ping(msgspec.Struct, tag="ping", tag_field="type"):
    pass


class ErrorBody(msgspec.Struct):
    type: str
    message: str


class ErrorEvent(msgspec.Struct, tag="error", tag_field="type", omit_defaults=True):
    error: ErrorBody
    request_id: str = ""


Event = MessageStart | BlockStart | BlockDelta | BlockStop | MessageDelta | MessageStop | Ping | ErrorEvent


class Verbatim(msgspec.Struct):
    """Bytes of a native upstream, to be sent as they came: one SSE frame, or a comment.

    `event` is the parsed copy, None for what is not an event we know.
    """

    raw: bytes
    event: Event | None = None


Emitted = Event | Verbatim
