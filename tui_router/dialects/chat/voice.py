"""The words of an answer on their way to the block book: thinking told apart from text, calls that stand in it found, the
text cut at stop sequences that the target was not told, everything counted that does not arrive."""

from tui_router.dialects.base import Call
from tui_router.dialects.blockbook import BlockBook
from tui_router.dialects.chat.callreading import Tools
from tui_router.dialects.chat.calltext import CallText
from tui_router.dialects.chat.memo import Memo
from tui_router.dialects.chat.reasoning import Outgoing
from tui_router.dialects.citations import Citations
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.stopcut import StopCut
from tui_router.dialects.thinktags import OPEN, ThinkTags
from tui_router.dialects.toolcall import ToolCall

_DELTA = "choices[0].delta"
_CONTENT = f"{_DELTA}.content"


class Voice:
    """`chars` counts everything the upstream wrote, shown or not; `written` are the calls that stood in the text."""

    def __init__(self, call: Call, book: BlockBook, memo: Memo, ledger: Ledger, reasoning: Outgoing) -> None:
        self.chars = 0
        self.written: list[ToolCall] = []
        self.citations = Citations(f"{_DELTA}.annotations")
        self._book = book
        self._memo = memo
        self._ledger = ledger
        self._reasoning = reasoning
        self._tags = ThinkTags()
        self._inside: list[str] = []  # thinking in tags that nobody asked to see, until they close
        self._marks = CallText(Tools(memo.tools), call.body) if memo.tools else None
        self._cut = StopCut(memo.cuts)
        self._replays = bool(call.provider.quirks.replay_reasoning)
        # the text since something else was said, where reasoning may be kept under it
        self._told: list[str] = []
        self._thought = 0  # of reasoning that nobody asked for

    @property
    def matched(self) -> str | None:
        """The stop sequence at which the text was cut: nothing may be shown after it."""
        return self._cut.matched

    @property
    def told(self) -> bool:
        """Whether `last` is any text. Asked at each piece."""
        return bool(self._told)

    @property
    def last(self) -> str:
        """The text that was said last, where the target may want reasoning back beside it."""
        return "".join(self._told)

    def text(self, text: str) -> None:
        self.chars += len(text)
        if self._tags.plain:
            self._write(text)
        else:
            self._said(self._tags.split(text))

    def refusal(self, text: str) -> None:
        """Words of the upstream rather than the model's: they end what was held, and hold no call."""
        self.chars += len(text)
        self.pause()
        self._text(text)

    def thinking(self, text: str) -> None:
        self.chars += len(text)
        self.pause()
        self._think(text)

    def apart(self) -> None:
        """Something else follows."""
        self._told.clear()

    def pause(self, *, may_call: bool = False) -> None:
        """Hand out what waits for the text to go on: as text, and as calls where the answer ends with them."""
        text, calls = self._marks.flush(may_call=may_call) if self._marks is not None else ("", [])
        if text:
            self._text(text)
        if rest := self._cut.flush():
            self._show(rest)
        for written in calls if self.matched is None else ():
            call = self._book.call(_CONTENT)
            self.written.append(call)
            name = self._memo.names.back(written.name)
            self._book.named(call, written.id, name)
            self._book.whole_arguments(call, written.arguments)
            reason = "a tool call that was written as text"
            self._ledger.add("repaired", _CONTENT, reason, to="tool_use", after=name)

    def end(self, *, alone: bool) -> None:
        """Nothing follows. `alone` says that the answer was not cut and made no call but what stands in its text. Thinking that nobody asked to see
        and that never ended, though the answer did, is told where it is all there is: a model that writes about the tag
        begins with it too."""
        thought, text = self._tags.flush()
        if not self._tags.open or self._memo.thinking:
            self._said((thought, text))
        elif alone and self._book.empty:
            reason = "thinking without an end is told as text: there is nothing else"
            self._ledger.add("approximated", _CONTENT, reason)
            self._text("".join([OPEN, *self._inside, thought]))
        else:
            self._think("".join([*self._inside, thought]))
        self.pause(may_call=alone)

    def note(self) -> None:
        if self._thought:
            reason = "reasoning the client did not ask to see"
            path = f"{_DELTA}.reasoning_content"
            self._ledger.count("dropped", path, reason, "characters", by=self._thought)
        if self._cut.mute:
            reason = "what the model wrote behind a stop sequence"
            self._ledger.count("dropped", _CONTENT, reason, "characters", by=self._cut.mute)

    def _said(self, said: tuple[str, str]) -> None:
        thought, text = said
        if self._tags.open and not self._memo.thinking:
            self._inside.append(thought)
            return
        if self._inside:
            thought = "".join(self._inside) + thought
            self._inside.clear()
        if thought:
            self._think(thought)
        if text:
            self._write(text)

    def _think(self, thought: str) -> None:
        if self.matched is not None:
            self._cut.mute += len(thought)
        elif self._memo.thinking:
            self._told.clear()
            self._book.thinking(thought)
        else:
            self._thought += len(thought)
            self._reasoning.unseen(thought)

    def _write(self, text: str) -> None:
        if self._marks is not None:
            text = self._marks.split(text)
        if text:
            self._text(text)

    def _text(self, text: str) -> None:
        if shown := self._cut.feed(text):
            self._show(shown)

    def _show(self, text: str) -> None:
        if self._replays:
            self._told.append(text)
        self.citations.shown(text)
        self._book.text(text)
