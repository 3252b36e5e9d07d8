"""Content blocks of Anthropic's Messages, as the client sends them and as we answer.

Decoding is forgiving by law: a block type we do not know becomes `UnknownBlock` with its bytes kept.
`cache_control` is not modelled: it means something only to an upstream that speaks Messages, and there the
client's bytes go through untouched.
"""

import msgspec
from msgspec import Raw


class ImageSource(msgspec.Struct, omit_defaults=True):
    type: str  # base64 | url | file
    media_type: str = ""
    data: str = ""
    url: str = ""
    file_id: str = ""


class DocumentSource(msgspec.Struct, omit_defaults=True):
    type: str  # base64 | text | content | url | file
    media_type: str = ""
    data: str = ""
    url: str = ""
    file_id: str = ""
    content: Raw = Raw(b"")  # a string or blocks, when type is "content"


class TextBlock(msgspec.Struct, tag="text", tag_field="type"):
    text: str


class ImageBlock(msgspec.Struct, tag="image", tag_field="type"):
    source: ImageSource


class DocumentBlock(msgspec.Struct, tag="document", tag_field="type", omit_defaults=True):
    source: DocumentSource
    title: str | None = None
    context: str | None = None


class SearchResultBlock(msgspec.Struct, tag="search_result", tag_field="type"):
    source: str = ""
    title: str = ""
    content: list[TextBlock] = []


class ToolUseBlock(msgspec.Struct, tag="tool_use", tag_field="type"):
    """`input` is kept as the bytes the client sent: a number must not change its spelling on the way."""

    id: str
    name: str
    input: Raw = Raw(b"{}")


class ToolReferenceBlock(msgspec.Struct, tag="tool_reference", tag_field="type"):
    """The answer of the client's ToolSearch: a deferred tool that may be called from now on."""

    tool_name: str


class ThinkingBlock(msgspec.Struct, tag="thinking", tag_field="type"):
    thinking: str = ""
    signature: str = ""


class RedactedThinkingBlock(msgspec.Struct, tag="redacted_thinking", tag_field="type"):
    data: str = ""


class ServerToolUseBlock(msgspec.Struct, tag="server_tool_use", tag_field="type"):
    id: str
    name: str
    input: Raw = Raw(b"{}")


class WebSearchResultBlock(msgspec.Struct, tag="web_search_tool_result", tag_field="type"):
    tool_use_id: str = ""
    content: Raw = Raw(b"[]")


class UnknownBlock(msgspec.Struct, tag="?", tag_field="type"):
    """A block of a type we have no struct for, or of a known type in a form we cannot read.

    `kind` is the type it named, `raw` its JSON as it came. Only the codec's second stage builds one; the tag
    is there because every member of a union needs one.
    """

    kind: str = ""
    raw: Raw = Raw(b"{}")


class ToolResultBlock(msgspec.Struct, tag="tool_result", tag_field="type"):
    tool_use_id: str
    content: "str | list[Block] | None" = None
    is_error: bool | None = None


Block = (
    TextBlock
    | ImageBlock
    | DocumentBlock
    | SearchResultBlock
    | ToolUseBlock
    | ToolReferenceBlock
    | ThinkingBlock
    | RedactedThinkingBlock
    | ServerToolUseBlock
    | WebSearchResultBlock
    | ToolResultBlock
    | UnknownBlock
)
