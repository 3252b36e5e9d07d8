"""The tokens of one stream: what the upstream counted, and what stands for it where it did not."""

import msgspec
from msgspec import Raw

from tui_router.dialects.figures import CHARS_A_TOKEN
from tui_router.messages.events import BlockOut, TextOut, ThinkingOut, ToolUseOut, Usage
from tui_router.messages.reading import merge_usage

_encode = msgspec.json.Encoder().encode


class Tally:
    """`told` is None until the upstream gave a figure. `deltas` counts deltas, each of them about a token."""

    def __init__(self, estimate: int) -> None:
        self.told: Usage | None = None
        self.deltas = 0
        self._estimate = estimate  # of the prompt
        self._counted = False  # the upstream counted its output at the end

    def at_start(self, usage: Usage, *, given: bool) -> None:
        """`given` says that the upstream sent any usage; a count of the prompt that is missing is estimated."""
        if given:
            self.told = msgspec.structs.replace(usage)
        if not usage.prompt:
            usage.input_tokens = self._estimate

    def at_end(self, usage: Usage, *, given: bool) -> None:
        if given:
            self._counted = bool(usage.output_tokens)
            self.told = merge_usage(self.told or Usage(), usage)

    @property
    def before_output(self) -> Usage:
        return msgspec.structs.replace(self.told) if self.told else Usage(input_tokens=self._estimate)

    @property
    def whole(self) -> Usage:
        usage = self.before_output
        if not self._counted:
            usage.output_tokens = max(usage.output_tokens, self.deltas)
        return usage


def estimate_output(content: list[BlockOut]) -> int:
    """Tokens of what was written, by its size."""
    size = 0
    for block in content:
        if isinstance(block, TextOut):
            size += len(block.text)
        elif isinstance(block, ThinkingOut):
            size += len(block.thinking)
        elif isinstance(block, ToolUseOut):
            size += len(bytes(block.input))
    return -(-size // CHARS_A_TOKEN)


def usage_json(usage: Usage, fields: dict[str, Raw] | None) -> Raw:
    """Whole counts, beside whatever else the upstream said about usage."""
    counts = {
        "input_tokens": Raw(b"%d" % usage.input_tokens),
        "output_tokens": Raw(b"%d" % usage.output_tokens),
    }
    return Raw(_encode({**(fields or {}), **counts}))
