"""The words of an answer on their way to the block book: thinking told apart from text, the text cut at the client's
stop sequences, everything counted that does not arrive."""

from tui_router.dialects.blockbook import BlockBook
from tui_router.dialects.citations import Citations
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.responses.memo import Memo
from tui_router.dialects.stopcut import StopCut
from tui_router.dialects.thinktags import ThinkTags


class Voice:
    """`chars` counts everything the upstream wrote, shown or not."""

    def __init__(self, book: BlockBook, memo: Memo) -> None:
        self.book = book
        self.chars = 0
        self.citations = Citations("output[*].content[*].annotations")
        self._thinking = memo.thinking
        self._tags = ThinkTags()
        self._cut = StopCut(memo.stops)
        self._thought = 0  # of reasoning that nobody asked for

    @property
    def matched(self) -> str | None:
        """The stop sequence at which the text was cut: nothing may be shown after it."""
        return self._cut.matched

    def text(self, text: str) -> None:
        self.chars += len(text)
        if self._cut.matched is not None:
            self._cut.mute += len(text)
        elif self._tags.plain:
            self._say(text)
        else:
            self._told(self._tags.split(text))

    def thinking(self, text: str) -> None:
        self.chars += len(text)
        self._think(text)

    def pause(self) -> None:
        """No more text belongs to what was said last."""
        self._told(self._tags.flush())
        if rest := self._cut.flush():
            self._show(rest)

    def note(self, ledger: Ledger) -> None:
        if self._thought:
            reason = "reasoning the client did not ask to see"
            ledger.count("dropped", "output[*].summary", reason, "characters", by=self._thought)
        if self._cut.mute:
            reason = "what the model wrote behind a stop sequence"
            ledger.count("dropped", "output", reason, "characters", by=self._cut.mute)

    def _told(self, said: tuple[str, str]) -> None:
        thought, text = said
        if thought:
            self._think(thought)
        if text:
            self._say(text)

    def _say(self, text: str) -> None:
        if shown := self._cut.feed(text):
            self._show(shown)

    def _show(self, text: str) -> None:
        self.citations.shown(text)
        self.book.text(text)

    def _think(self, thought: str) -> None:
        if self._cut.matched is not None:
            self._cut.mute += len(thought)
        elif self._thinking:
            self.book.thinking(thought)
        else:
            self._thought += len(thought)
