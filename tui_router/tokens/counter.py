"""How heavy a Messages request is: tokens of its system prompt, its tools and its messages.

Blocks are remembered by a hash of their bytes. A client repeats its whole conversation in every turn, so a
turn costs only what is new in it.
"""

from collections.abc import Callable
from hashlib import blake2b

import msgspec
from msgspec import Raw

from tui_router.messages.codec import mend_surrogates
from tui_router.tokens.images import MOST, image_tokens, pdf_tokens

Encode = Callable[[str], int]
"""Tokens of a text. `measure` makes one from an encoding."""

MESSAGE_TOKENS = 4  # the role and the marks around a message, in the chat forms of most models
REMEMBERED = 16_384  # blocks

_PIECE = 16_384
"""Characters given to the encoder at once. A run of a million blanks makes tiktoken panic, and one of letters
costs more than its share; a cut adds at most one token."""

MOST_PARTS = 10_000
"""Parts of one request that are told one by one. A client's longest conversations have some thousand; eight
megabytes of empty blocks would make a list that weighs more than they do."""
NAME_CAP = 128
"""Characters of a tool's name that are kept."""

_LONGEST = 1_000_000
"""Characters of one text that are counted; the rest of a longer one is taken to be alike."""


class Weights(msgspec.Struct, frozen=True):
    system: int = 0
    tools: int = 0
    messages: int = 0

    @property
    def total(self) -> int:
        return self.system + self.tools + self.messages


class Parts(msgspec.Struct, frozen=True):
    """Tokens part by part, in the order of the request: a system block, a tool, a message's blocks. A plain string is
    one part. Past `MOST_PARTS` of them only `weights`, the sums, are told and the lists are empty.
    """

    weights: Weights = Weights()
    system: list[int] = []
    tools: list[tuple[str, int]] = []
    messages: list[list[int]] = []

    def __bool__(self) -> bool:
        return bool(self.system or self.tools or self.messages)


class Unreadable(Exception):
    """The body is not a request whose parts can be told apart."""


class _Body(msgspec.Struct):
    system: Raw = Raw(b"")
    tools: Raw = Raw(b"")
    messages: Raw = Raw(b"")


class _Message(msgspec.Struct):
    content: Raw = Raw(b"")


class _Tool(msgspec.Struct):
    name: str = ""


class _Source(msgspec.Struct):
    type: str = ""
    media_type: str = ""
    data: str = ""
    content: Raw = Raw(b"")


class _Block(msgspec.Struct):
    type: str = ""
    text: str = ""
    thinking: str = ""
    name: str = ""
    title: str | None = None
    context: str | None = None
    input: Raw = Raw(b"")
    content: Raw = Raw(b"")
    source: _Source | str | None = None


_body = msgspec.json.Decoder(_Body)
_parts = msgspec.json.Decoder(str | list[Raw] | None)
_list = msgspec.json.Decoder(list[Raw] | None)
_messages = msgspec.json.Decoder(list[_Message] | None)
_block = msgspec.json.Decoder(_Block)
_tool = msgspec.json.Decoder(_Tool)

_NOT_JSON = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def measure(encode_ordinary: Callable[[str], list[int]]) -> Encode:
    def tokens(text: str) -> int:
        if len(text) <= _PIECE:
            return len(encode_ordinary(text))
        counted = text[:_LONGEST]
        found = sum(len(encode_ordinary(counted[at : at + _PIECE])) for at in range(0, len(counted), _PIECE))
        return round(found * len(text) / len(counted))

    return tokens


class Counter:
    def __init__(self, tokens: Encode) -> None:
        self._tokens = tokens
        self._known: dict[bytes, int] = {}

    def count_parts(self, body: bytes) -> Parts:
        """Raises `Unreadable` for what is not a JSON object of the known form."""
        try:
            return self._count(body)
        except _NOT_JSON:
            mended = mend_surrogates(body)
        try:
            return self._count(mended)
        except _NOT_JSON as error:
            raise Unreadable from error

    def _count(self, body: bytes) -> Parts:
        fields = _body.decode(body)
        system = self._content(fields.system)
        tools = [(tool, self._remember(tool, self._raw)) for tool in _read_list(fields.tools)]
        messages = [self._content(message.content) for message in _read_messages(fields.messages)]
        weights = Weights(
            sum(system),
            sum(tokens for _, tokens in tools),
            sum(MESSAGE_TOKENS + sum(blocks) for blocks in messages),
        )
        if len(system) + len(tools) + len(messages) + sum(map(len, messages)) > MOST_PARTS:
            return Parts(weights)
        return Parts(weights, system, [(_name(tool), tokens) for tool, tokens in tools], messages)

    def _content(self, raw: Raw) -> list[int]:
        """Tokens of each block; of a plain string one figure."""
        if not memoryview(raw):
            return []
        parts = _parts.decode(raw)
        if parts is None:
            return []
        if isinstance(parts, str):
            return [self._remember(raw, lambda _: self._tokens(parts))]
        return [self._remember(part, self._weigh) for part in parts]

    def _remember(self, raw: Raw, weigh: Callable[[Raw], int]) -> int:
        key = blake2b(raw, digest_size=16).digest()
        known = self._known
        found = known.pop(key, None)
        if found is None:
            found = weigh(raw)
            while len(known) >= REMEMBERED:
                del known[next(iter(known))]
        known[key] = found  # last in: what is used stays
        return found

    def _weigh(self, raw: Raw) -> int:
        try:
            block = _block.decode(raw)
        except msgspec.ValidationError:
            return self._raw(raw)
        match block.type:
            case "text":
                return self._tokens(block.text)
            case "thinking":
                return self._tokens(block.thinking)
            case "redacted_thinking":
                return 0
            case "image":
                source = block.source
                return image_tokens(source.data) if isinstance(source, _Source) else MOST
            case "document":
                return self._document(block)
            case "tool_use" | "server_tool_use":
                return self._tokens(block.name) + self._raw(block.input)
            case "tool_result":
                return sum(self._content(block.content))
            case _:
                return self._raw(raw)

    def _document(self, block: _Block) -> int:
        tokens = self._tokens(f"{block.title or ''} {block.context or ''}".strip())
        source = block.source
        if not isinstance(source, _Source):
            return tokens + MOST
        if source.type == "text":
            return tokens + self._tokens(source.data)
        if source.type == "content":
            return tokens + sum(self._content(source.content))
        return tokens + pdf_tokens(source.data)

    def _raw(self, raw: Raw) -> int:
        """JSON as it stands: a tool's schema, a call's input, a block of a form we do not know."""
        return self._tokens(bytes(raw).decode("utf-8", "replace"))


def _name(tool: Raw) -> str:
    """A tool without a name, or whose name is no text, has none."""
    try:
        return _tool.decode(tool).name[:NAME_CAP]
    except _NOT_JSON:
        return ""


def _read_list(raw: Raw) -> list[Raw]:
    return (_list.decode(raw) or []) if memoryview(raw) else []


def _read_messages(raw: Raw) -> list[_Message]:
    return (_messages.decode(raw) or []) if memoryview(raw) else []
