"""The conversation as Chat's messages. Every answer of a tool follows its call at once."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from tui_router.dialects.arguments import arguments
from tui_router.dialects.base import Call
from tui_router.dialects.chat.content import joined, text_part
from tui_router.dialects.chat.reasoning import CONTENT, DETAILS, Thought, homeward
from tui_router.dialects.content import Part, Parts
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import NameMap
from tui_router.dialects.pairs import Answer, Placed, Turn
from tui_router.dialects.plain_json import plain_arguments
from tui_router.dialects.signatures import UNSIGNED, Signatures, said_id
from tui_router.messages.blocks import (
    DocumentBlock,
    ImageBlock,
    RedactedThinkingBlock,
    TextBlock,
    ThinkingBlock,
    ToolUseBlock,
)

NO_OUTPUT = "(no output)"
FAILED = "[tool error] "
NO_REASONING = "tool call"
"""Stands where a target wants the reasoning behind a call and nobody has it."""
NO_IDS: Mapping[str, str] = MappingProxyType({})

Sent = dict[str, Any]


class History:
    """`quirks.replay_reasoning` names the field of an assistant message in which its reasoning goes back. `ids` are
    ids of calls that change, each with the target's."""

    def __init__(
        self, parts: Parts, names: NameMap, ledger: Ledger, call: Call, ids: Mapping[str, str] = NO_IDS
    ) -> None:
        quirks = call.provider.quirks
        self._parts = parts
        self._names = names
        self._ledger = ledger
        self._replay = quirks.replay_reasoning
        self._spare = quirks.spare_reasoning or self._replay in (DETAILS, CONTENT)
        self._homeward = homeward(call)
        self._kept = call.kept
        self._forget = (
            quirks.strip_thinking
            or "thinking" in quirks.refused_blocks
            or (quirks.flat_content and self._replay == CONTENT)  # where no parts go, it has no place
        )
        self._mend = quirks.mend_arguments
        self._sign = quirks.thought_signatures
        self._signatures = Signatures(call, call.target.model)
        self._ids = ids
        self._out: list[Sent] = []
        self._shown: list[Part] = []  # what tools showed: their own messages hold only text

    def write(self, turns: list[Turn]) -> list[Sent]:
        for turn in turns:
            if turn.role == "user":
                parts = [part for placed in turn.blocks for part in self._parts.of(placed)]
                self._user(parts)
            elif turn.role == "system":
                self._show()
                texts = [self._parts.words(placed) for placed in turn.blocks]
                self._out.append({"role": "system", "content": "\n".join(texts)})
            else:
                self._show()
                self._assistant(turn)
        self._show()
        return self._out

    def _user(self, parts: list[Part]) -> None:
        shown, self._shown = self._shown, []
        self._out.append({"role": "user", "content": joined(shown + parts)})

    def _show(self) -> None:
        if self._shown:
            self._user([])

    def _assistant(self, turn: Turn) -> None:
        text: list[str] = []
        thought = Thought()
        calls: list[Sent] = []
        apart = False  # something else stood since the last text
        for placed in turn.blocks:
            block = placed.block
            if type(block) is ToolUseBlock:
                calls.append(self._call(placed, block))
                self._recall(block.id, thought)
                apart = True
            elif type(block) is ThinkingBlock or type(block) is RedactedThinkingBlock:
                self._think(placed, thought)
                apart = True
            else:
                said = self._parts.words(placed)
                if text and apart and said:
                    text.append("\n\n")
                text.append(said)
                apart = type(block) is not TextBlock
                if not apart and self._replay:
                    self._recall(said_id(said), thought)
        message: Sent = {"role": "assistant", "content": "".join(text) or (None if calls else "")}
        if self._replay and (thought.words or thought.parts or calls):
            self._remember(message, thought, turn)
        if calls:
            message["tool_calls"] = calls
        self._out.append(message)
        for answer in turn.answers:
            self._result(answer)

    def _recall(self, id: str, thought: Thought) -> None:
        """What stayed with us under a call, or under the text that ended an answer."""
        if self._replay and not self._forget and (kept := self._kept.get(id)):
            self._homeward(kept, thought)

    def _remember(self, message: Sent, thought: Thought, turn: Turn) -> None:
        """Put the reasoning where the target looks for it."""
        words = "\n".join(thought.words)
        if self._replay == DETAILS:
            if thought.parts:
                message[DETAILS] = thought.parts
        elif self._replay == CONTENT:
            if words:
                said = [text_part(message["content"])] if message["content"] else []
                message["content"] = [{"type": "thinking", "thinking": [text_part(words)]}, *said]
        elif words:
            message[self._replay] = words
        elif not self._spare:
            reason = f"the target wants {self._replay} beside every call"
            self._ledger.count("added", turn.blocks[0].path, reason, "placeholders")
            message[self._replay] = NO_REASONING

    def _think(self, placed: Placed, thought: Thought) -> None:
        block = placed.block
        if self._forget:
            self._ledger.count("dropped", placed.path, "the target takes no earlier thinking", "blocks")
        elif (
            self._replay
            and isinstance(block, ThinkingBlock | RedactedThinkingBlock)
            and self._homeward(block, thought)
        ):
            reason = "its own reasoning goes back to the target"
            self._ledger.count("moved", placed.path, reason, "blocks", to=f"messages[*].{self._replay}")
        else:
            self._ledger.count(
                "dropped", placed.path, "thinking stays with the model that wrote it", "blocks"
            )

    def _call(self, placed: Placed, block: ToolUseBlock) -> Sent:
        written = arguments(placed, block.input, self._ledger)
        if self._mend:
            written = self._anew(placed, written)
        id = self._ids.get(block.id, block.id) if self._ids else block.id
        name = self._names.out(block.name)
        call: Sent = {"id": id, "type": "function", "function": {"name": name, "arguments": written}}
        sealed = self._signatures.of_call(block.id)
        if sealed is not None and sealed.held:
            call["extra_content"] = {"google": {"thought_signature": sealed.held}}
        elif self._sign:
            call["extra_content"] = {"google": {"thought_signature": UNSIGNED}}
            reason = "the target wants a signature with every call"
            self._ledger.count("added", placed.path, reason, "stand-ins", to="messages[*].tool_calls")
        return call

    def _anew(self, placed: Placed, written: str) -> str:
        mended = plain_arguments(written.encode("utf-8", "replace")).decode()
        if mended != written:
            self._ledger.count("repaired", f"{placed.path}.input", "arguments are written anew", "calls")
        return mended

    def _result(self, answer: Answer) -> None:
        block, content = answer.block, answer.block.content
        id = self._ids.get(block.tool_use_id, block.tool_use_id) if self._ids else block.tool_use_id
        texts: list[str] = []
        if isinstance(content, str):
            texts.append(content)
        elif content:
            for at, inner in enumerate(content):
                if type(inner) is TextBlock:
                    texts.append(inner.text)
                    continue
                placed = Placed(f"{answer.place.path}.content", inner, at)
                if isinstance(inner, ImageBlock | DocumentBlock):
                    texts += self._aside(id, placed)
                else:
                    texts.append(self._parts.words(placed))
        said = "\n".join(filter(None, texts)) or NO_OUTPUT
        if block.is_error:
            said = FAILED + said
            path = f"{answer.place.path}.is_error"
            self._ledger.count("moved", path, "a failed tool is told in its text", "failed results")
        self._out.append({"role": "tool", "tool_call_id": id, "content": said})

    def _aside(self, id: str, placed: Placed) -> list[str]:
        """Keep what is not text for a user message behind all results; hand back what stands in its place."""
        parts = self._parts.of(placed)
        if all(part["type"] == "text" for part in parts):
            return [part["text"] for part in parts]
        kind = "image" if isinstance(placed.block, ImageBlock) else "document"
        self._shown += [text_part(f"[{kind} from the result of tool call {id}]"), *parts]
        self._ledger.count(
            "moved", placed.path, f"a tool's message holds only text: the {kind} follows it", f"{kind}s"
        )
        return [f"[{kind} shown in the next message]"]
