"""Where a prompt stops being the one before, read in the order in which upstreams cache it.

A prompt cache holds beginnings: up to the first byte that differs a prompt is read from the cache, all after it is
read anew. Tools come first, then the system prompt, then the messages; in Messages a changed `tool_choice` or
`thinking` gives up what was cached of the messages (docs.claude.com, prompt caching, "what invalidates the cache").
Pure; never raises.
"""

import msgspec
from msgspec import Raw
from msgspec.structs import replace

from tui_router.replay.cache_break import BETWEEN, CacheBreak, Part, broken_at
from tui_router.replay.reading import (
    MARK,
    read_items,
    read_members,
    read_value,
    same_prompt,
)

_TOOLS = ("tools", "toolConfig")
_SYSTEM = ("system", "instructions", "systemInstruction", "system_instruction")
_MESSAGES = ("messages", "input", "contents")


class PromptChange(msgspec.Struct, frozen=True, kw_only=True):
    """`size` and `common` are bytes of the prompt now. Without a break its beginning is the whole prompt before, or
    it is a beginning of that."""

    broke: CacheBreak | None = None
    size: int = 0
    common: int = 0
    added: int = 0  # parts after the prompt before
    marks_before: tuple[str, ...] = ()
    marks_now: tuple[str, ...] = ()
    problem: str = ""

    @property
    def share(self) -> float:
        """How much of the prompt now is as before, 0 to 1."""
        return self.common / self.size if self.size else 0.0

    @property
    def marks_gone(self) -> bool:
        """Marks are how Messages is told to cache: without any nothing is read from the cache."""
        return bool(self.marks_before) and not self.marks_now

    @property
    def marks_moved(self) -> tuple[str, ...]:
        """Marks that stand where none stood before."""
        return tuple(path for path in self.marks_now if path not in self.marks_before)


def compare_prompts(before: bytes, now: bytes, language: str = "anthropic") -> PromptChange:
    """Two bodies in the same language to the same target."""
    then, why = read_members(before)
    if why:
        return PromptChange(problem=f"the request before cannot be read: {why}")
    this, why = read_members(now)
    if why:
        return PromptChange(problem=f"this request cannot be read: {why}")
    old, new = _parts(then, language), _parts(this, language)
    size = sum(len(part.raw) for part in new)
    change = PromptChange(size=size, marks_before=_marks(then, old), marks_now=_marks(this, new))
    offset = 0
    for one, other in zip(old, new, strict=False):
        if one.section == other.section and same_prompt(one.raw, other.raw):
            offset += len(other.raw)
            continue
        broke = broken_at(one, other, offset, old, new)
        lost = max(0, min(sum(len(part.raw) for part in old), size) - broke.offset)
        broke = replace(broke, lost=lost)
        return replace(change, broke=broke, common=min(size, broke.offset))
    return replace(change, common=offset, added=max(0, len(new) - len(old)))


def read_again(change: PromptChange, *, prompt: int, cached: int) -> int:
    """Tokens read at full price that stood in the prompt before. `prompt` is what the prompt now weighs, `cached` what
    the upstream says it read from its cache: never more than it did not."""
    if change.broke is None or not change.size:
        return 0
    return max(0, min(round(prompt * change.broke.lost / change.size), prompt - cached))


# -- the prompt in the order of the cache


def _parts(members: dict[str, Raw], language: str) -> list[Part]:
    parts: list[Part] = []
    for names, section in ((_TOOLS, "tools"), (_SYSTEM, "system"), (_MESSAGES, "messages")):
        if section == "messages" and language == "anthropic":
            parts += [Part(name, name, members.get(name, Raw(b"null"))) for name in BETWEEN]
        name = next((name for name in names if name in members), section)
        items = _items(name, members.get(name))
        parts += [Part(section, f"{name}[{number}]", raw) for number, raw in enumerate(items)]
    return parts


def _items(name: str, raw: Raw | None) -> list[Raw]:
    if raw is not None and name == "system" and bytes(memoryview(raw)[:1]) == b'"':
        return [Raw(b'{"type":"text","text":' + bytes(raw) + b"}")]
    return read_items(raw)


def _marks(members: dict[str, Raw], parts: list[Part]) -> tuple[str, ...]:
    """Where the client asks to cache: a block, or the request as a whole."""
    found = ["cache_control"] if "cache_control" in members else []
    for part in parts:
        if MARK not in memoryview(part.raw).tobytes():
            continue
        value = read_value(part.raw)
        if isinstance(value, dict):
            found += [part.path] if "cache_control" in value else []
            content = value.get("content")
            for index, block in enumerate(content if isinstance(content, list) else ()):
                if isinstance(block, dict) and "cache_control" in block:
                    found.append(f"{part.path}.content[{index}]")
    return tuple(found)
