"""What `tui-router diagnose` says about one line: a contract that scripts read."""

from typing import Any

import msgspec
from msgspec import Raw

from tui_router.diagnose.taxonomy import TAXONOMY
from tui_router.dialects.figures import CHARS_A_TOKEN
from tui_router.messages.events import BlockOut, MessageOut, OtherOut, TextOut, ThinkingOut, ToolUseOut
from tui_router.messages.reading import read_object, read_text

UNPARSED = "__unparsedToolInput"
"""Where a fold keeps arguments that are no object."""

_encode = msgspec.json.Encoder().encode


class ToolCall(msgspec.Struct):
    name: str
    input: Raw


class Tokens(msgspec.Struct):
    """Whole numbers; `input_tokens` without what came from a cache."""

    input_tokens: int
    output_tokens: int


class Translated(msgspec.Struct):
    text: str
    thinking: str | None
    tool_calls: list[ToolCall]
    stop_reason: str | None
    usage: Tokens

    @property
    def silent(self) -> bool:
        return not (self.text.strip() or self.thinking or self.tool_calls)


class Finding(msgspec.Struct, kw_only=True):
    """`anthropic_error_type` and `anthropic_status` are what a client would get; `remedy` is the verb of what
    would mend it, `auto_fixable` whether that needs no person. `extract` holds the figures found."""

    id: Any = None
    diagnosis: str
    anthropic_error_type: str | None
    anthropic_status: int
    auto_fixable: bool
    extract: dict[str, Any] = {}
    client_message: str = ""
    retry_after_s: int | float | None = None
    translated: Translated | None = None
    remedy: str = ""


def named(
    id: Any,
    name: str,
    message: str,
    *,
    extract: dict[str, Any] | None = None,
    retry_after_s: float | None = None,
) -> Finding:
    """A failure, with what the taxonomy says about all of its kind."""
    row = TAXONOMY[name]
    whole = retry_after_s is not None and retry_after_s.is_integer()
    return Finding(
        id=id,
        diagnosis=name,
        anthropic_error_type=row.type,
        anthropic_status=row.answer_status,
        auto_fixable=row.auto,
        extract=extract or {},
        client_message=message,
        retry_after_s=int(retry_after_s) if whole and retry_after_s is not None else retry_after_s,
        remedy=row.verb,
    )


def fine(id: Any, translated: Translated) -> Finding:
    return Finding(
        id=id,
        diagnosis="ok",
        anthropic_error_type=None,
        anthropic_status=200,
        auto_fixable=True,
        translated=translated,
        remedy="normalise",
    )


def shown(message: MessageOut, estimate: int) -> Translated:
    """`estimate` stands for the prompt where the upstream did not count it; no prompt is less than a token."""
    text: list[str] = []
    thinking: list[str] = []
    calls: list[ToolCall] = []
    for block in message.content:
        if isinstance(block, ThinkingOut):
            thinking.append(block.thinking)
        elif isinstance(block, ToolUseOut):
            calls.append(ToolCall(block.name, _one_line(block.input)))
        else:
            text.append(_text(block))
    said = "".join(text)
    usage = message.usage
    size = len(said) + sum(map(len, thinking)) + sum(len(bytes(call.input)) for call in calls)
    return Translated(
        text=said,
        thinking="".join(thinking) or None,
        tool_calls=calls,
        stop_reason=message.stop_reason,
        usage=Tokens(
            input_tokens=usage.input_tokens if usage.prompt else max(1, estimate),
            output_tokens=usage.output_tokens or -(-size // CHARS_A_TOKEN),
        ),
    )


def encode_finding(finding: Finding) -> bytes:
    """One line with its end."""
    return _encode(finding) + b"\n"


def _text(block: BlockOut) -> str:
    """Text with citations is kept raw by the fold."""
    if isinstance(block, TextOut):
        return block.text
    if isinstance(block, OtherOut) and block.kind == "text":
        return read_text((read_object(block.raw) or {}).get("text"))
    return ""


def _one_line(raw: Raw) -> Raw:
    """The same JSON without line breaks, in sound UTF-8: it goes into a line as it is."""
    text = bytes(raw).decode("utf-8", "replace")
    try:
        return Raw(msgspec.json.format(text.encode(), indent=-1))
    except (msgspec.MsgspecError, RecursionError):
        return Raw(_encode({UNPARSED: {"raw": text, "len": len(text)}}))
