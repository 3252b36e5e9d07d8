"""The conversation as Responses' input: messages, reasoning, calls and their outputs, all items of one list.

Within a turn of the assistant the items keep the order of its blocks, since reasoning belongs to what follows it. The
outputs of its calls follow at once.
"""

from collections.abc import Mapping
from typing import Any

from tui_router.dialects.arguments import arguments
from tui_router.dialects.base import Call
from tui_router.dialects.content import Part, Parts
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import NameMap
from tui_router.dialects.pairs import Answer, Placed, Turn
from tui_router.dialects.plain_json import plain_arguments
from tui_router.dialects.responses import search, thoughts
from tui_router.dialects.responses.content import joined, said_part, text_part
from tui_router.dialects.responses.phases import tell
from tui_router.messages.blocks import (
    DocumentBlock,
    ImageBlock,
    RedactedThinkingBlock,
    ServerToolUseBlock,
    TextBlock,
    ThinkingBlock,
    ToolUseBlock,
    WebSearchResultBlock,
)

NO_OUTPUT = "(no output)"
FAILED = "[tool error] "

_THOUGHTS = frozenset({"thinking", "redacted_thinking", "reasoning"})
"""Names under which an upstream may refuse earlier reasoning."""

Item = dict[str, Any]


class History:
    """`ids` are ids of calls that change, each with the target's. `aside` says that a tool's output holds only text,
    so that what it shows follows in a message of the user; `phased`, that the model tells commentary from answers."""

    def __init__(
        self,
        call: Call,
        parts: Parts,
        names: NameMap,
        ledger: Ledger,
        ids: Mapping[str, str],
        *,
        aside: bool,
        phased: bool,
    ) -> None:
        quirks = call.provider.quirks
        self._provider = call.provider
        self._kept = call.kept
        self._parts = parts
        self._names = names
        self._ledger = ledger
        self._ids = ids
        self._aside = aside
        self._phased = phased
        self._flat = quirks.flat_content
        self._forget = quirks.strip_thinking or bool(_THOUGHTS.intersection(quirks.refused_blocks))
        self._mend = quirks.mend_arguments
        self._out: list[Item] = []
        self._shown: list[Part] = []  # what tools showed, for a message of the user behind them

    def write(self, turns: list[Turn]) -> list[Item]:
        for turn in turns:
            if turn.role == "user":
                self._user([part for placed in turn.blocks for part in self._parts.of(placed)])
                continue
            self._show()
            if turn.role == "system":
                texts = [self._parts.words(placed) for placed in turn.blocks]
                self._message("developer", [text_part("\n".join(texts))])
            else:
                self._assistant(turn, last=turn is turns[-1])
        self._show()
        return self._out

    def _user(self, parts: list[Part]) -> None:
        shown, self._shown = self._shown, []
        if shown or parts:
            self._message("user", shown + parts)

    def _show(self) -> None:
        if self._shown:
            self._user([])

    def _message(self, role: str, parts: list[Part]) -> None:
        content = "\n".join(part["text"] for part in parts) if self._flat else parts
        self._out.append({"type": "message", "role": role, "content": content})

    def _assistant(self, turn: Turn, *, last: bool) -> None:
        begin = len(self._out)
        said: list[Part] = []
        ours = self._searches(turn)
        for placed in turn.blocks:
            block = placed.block
            if type(block) is TextBlock:
                if block.text:
                    said.append(said_part(block.text))
                continue
            item: Item | None
            if type(block) is ToolUseBlock:
                item = self._call(placed, block, begin)
            elif type(block) is ThinkingBlock or type(block) is RedactedThinkingBlock:
                item = self._thought(placed, block)
            elif type(block) is ServerToolUseBlock:
                item = ours.get(block.id)
                if item is None:
                    said += self._told(placed)
            elif type(block) is WebSearchResultBlock and block.tool_use_id in ours:
                continue
            else:
                item = None
                said += self._told(placed)
            if item is not None:
                said = self._say(said)
                self._out.append(item)
        self._say(said)
        self._loose_end(turn, begin)
        if self._phased and (turn.answers or not last):  # of what is to be gone on with nobody can say
            told = self._out[begin:]
            if count := tell(told, goes_on=bool(turn.answers)):
                reason = "where a text stands says whether it was the answer"
                self._ledger.count(
                    "added", "messages[*].content[*]", reason, "texts", by=count, to="input[*].phase"
                )
        for answer in turn.answers:
            self._result(answer)

    def _told(self, placed: Placed) -> list[Part]:
        words = self._parts.words(placed)
        return [said_part(words)] if words else []

    def _say(self, said: list[Part]) -> list[Part]:
        """Those texts as a message. Hands back the empty list for what comes next."""
        if said:
            self._message("assistant", said)
        return []

    def _searches(self, turn: Turn) -> dict[str, Item]:
        """Searches that the target made itself, by the id of their tool. Each has its call in the same turn."""
        calls = {placed.block.id for placed in turn.blocks if type(placed.block) is ServerToolUseBlock}
        found: dict[str, Item] = {}
        for placed in turn.blocks:
            block = placed.block
            if type(block) is WebSearchResultBlock and block.tool_use_id in calls:
                item = search.item_of(block, self._provider)
                if item is not None:
                    found[block.tool_use_id] = item
                    reason = "the target knows what its own search found"
                    self._ledger.count("renamed", placed.path, reason, "search calls", to="input")
        return found

    def _thought(self, placed: Placed, block: ThinkingBlock | RedactedThinkingBlock) -> Item | None:
        if self._forget:
            self._ledger.count("dropped", placed.path, "the target takes no earlier thinking", "blocks")
            return None
        item = thoughts.item_of(block, self._provider)
        if item is None:
            reason = "thinking stays with the model that wrote it"
            self._ledger.count("dropped", placed.path, reason, "blocks")
        else:
            reason = "its own reasoning goes back to the target"
            self._ledger.count("moved", placed.path, reason, "blocks", to="input")
        return item

    def _loose_end(self, turn: Turn, begin: int) -> None:
        """A reasoning item with nothing behind it is refused: the answer it belongs to was cut."""
        while len(self._out) > begin and self._out[-1]["type"] == "reasoning":
            self._out.pop()
            path = turn.blocks[-1].path
            self._ledger.count("dropped", path, "reasoning that led to nothing is refused", "items")

    def _call(self, placed: Placed, block: ToolUseBlock, begin: int) -> Item:
        written = arguments(placed, block.input, self._ledger)
        if self._mend:
            mended = plain_arguments(written.encode("utf-8", "replace")).decode()
            if mended != written:
                reason = "arguments are written anew"
                self._ledger.count("repaired", f"{placed.path}.input", reason, "calls")
            written = mended
        kept = "" if self._forget else self._kept.get(block.id, "")
        if kept and not any(item["type"] == "reasoning" for item in self._out[begin:]):
            items = thoughts.kept_items(kept, self._provider)
            if items:
                self._out += items
                reason = "the reasoning behind it was kept here"
                self._ledger.count("added", placed.path, reason, "calls", to="input")
        id = self._ids.get(block.id, block.id)
        name = self._names.out(block.name)
        return {"type": "function_call", "call_id": id, "name": name, "arguments": written}

    def _result(self, answer: Answer) -> None:
        block, content = answer.block, answer.block.content
        id = self._ids.get(block.tool_use_id, block.tool_use_id)
        parts: list[Part] = []
        if isinstance(content, str):
            parts.append(text_part(content))
        elif content:
            for at, inner in enumerate(content):
                if type(inner) is TextBlock:
                    parts.append(text_part(inner.text))
                    continue
                placed = Placed(f"{answer.place.path}.content", inner, at)
                if isinstance(inner, ImageBlock | DocumentBlock):
                    parts += self._shows(id, placed)
                else:
                    parts.append(text_part(self._parts.words(placed)))
        parts = [part for part in parts if part.get("text", True)] or [text_part(NO_OUTPUT)]
        if block.is_error:
            first = parts[0] if "text" in parts[0] else text_part("")
            parts = [text_part(FAILED + first["text"]), *(parts[1:] if first is parts[0] else parts)]
            path = f"{answer.place.path}.is_error"
            self._ledger.count("moved", path, "a failed tool is told in its text", "failed results")
        self._out.append({"type": "function_call_output", "call_id": id, "output": joined(parts)})

    def _shows(self, id: str, placed: Placed) -> list[Part]:
        """An image or a document of a result: its parts, or words that say where they are."""
        parts = self._parts.of(placed)
        if not self._aside or all(part["type"] == "input_text" for part in parts):
            return parts
        kind = "image" if isinstance(placed.block, ImageBlock) else "document"
        self._shown += [text_part(f"[{kind} from the result of tool call {id}]"), *parts]
        reason = f"a tool's output holds only text: the {kind} follows it"
        self._ledger.count("moved", placed.path, reason, f"{kind}s")
        return [text_part(f"[{kind} shown in the next message]")]
