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

_LONGEST = 1_000_000
"""Characters of one text that are counted; the rest of a longer one is taken to be alike."""


class Weights(msgspec.Struct, frozen=True):
    system: int = 0
    tools: int = 0
    messages: int = 0

    @property
    def total(self) -> int:
        return self.system + self.tools + self.messages


class Unreadable(Exception):
    """The body is not a request whose parts can be told apart."""


class _Body(msgspec.Struct):
    system: Raw = Raw(b"")
    tools: Raw = Raw(b"")
    messages: Raw = Raw(b"")


class _Message(msgspec.Struct):
    content: Raw = Raw(b"")


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

    def count_request(self, body: bytes) -> Weights:
        """Raises `Unreadable` for what is not a JSON object of the known form."""
        try:
            return self._count(body)
        except _NOT_JSON:
            mended = mend_surrogates(body)
        try:
            return self._count(mended)
        except _NOT_JSON as error:
            raise Unreadable from error

    def _count(self, body: bytes) -> Weights:
        fields = _body.decode(body)
        return Weights(
            self._content(fields.system),
            sum(self._remember(tool, self._raw) for tool in _read_list(fields.tools)),
            sum(
                MESSAGE_TOKENS + self._content(message.content) for message in _read_messages(fields.messages)
            ),
        )

    def _content(self, raw: Raw) -> int:
        if not memoryview(raw):
            return 0
        parts = _parts.decode(raw)
        if parts is None:
            return 0
        if isinstance(parts, str):
            return self._remember(raw, lambda _: self._tokens(parts))
        return sum(self._remember(part, self._weigh) for part in parts)

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
                return self._content(block.content)
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
            return tokens + self._content(source.content)
        return tokens + pdf_tokens(source.data)

    def _raw(self, raw: Raw) -> int:
        """JSON as it stands: a tool's schema, a call's input, a block of a form we do not know."""
        return self._tokens(bytes(raw).decode("utf-8", "replace"))


def _read_list(raw: Raw) -> list[Raw]:
    return (_list.decode(raw) or []) if memoryview(raw) else []


def _read_messages(raw: Raw) -> list[_Message]:
    return (_messages.decode(raw) or []) if memoryview(raw) else []
