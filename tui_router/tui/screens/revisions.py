"""Every wiring that was in force: when, from where, what changed, and which to put back."""

from dataclasses import dataclass

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical

from tui_router.control.client import ControlClient, ControlError
from tui_router.control.wiring import Revision, Wires
from tui_router.tui import cells
from tui_router.tui.ink import look_of
from tui_router.tui.lines.rewire_words import short_session
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.choice import Choice, Option
from tui_router.tui.widgets.words import Word, Words


@dataclass(frozen=True, slots=True)
class Restored:
    number: int
    wires: Wires


def what_words(revision: Revision) -> str:
    """What changed, in one line."""
    said = "; ".join(revision.what) or "nothing that can be seen"
    only = f"session {short_session(revision.session)}: " if revision.session else ""
    return f"{only}{said}"


class RevisionsScreen(Dialog[Restored]):
    def __init__(self, client: ControlClient) -> None:
        super().__init__()
        self._client = client
        self._revisions: list[Revision] = []
        self._now = 0
        self._said: Word = ("reading", "ink-soft")
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Words([[("Wirings that were in force", "ink", "b"), *ESC_CLOSE], []])
            yield Choice([], column=34)
            yield Words([[]], id="revision-about")

    def on_mount(self) -> None:
        self.query_one(Choice).focus()
        self._draw()
        self._load()

    @property
    def revision(self) -> Revision | None:
        at = self.query_one(Choice).highlighted
        return self._revisions[at] if at < len(self._revisions) else None

    @work(exclusive=True, group="revisions-load")
    async def _load(self) -> None:
        await self._read(("", "ink-soft"))

    async def _read(self, said: Word) -> None:
        try:
            self._now = (await self._client.wiring()).revision
            self._revisions = await self._client.revisions()
        except ControlError as error:
            self._say(str(error), "state-error")
            return
        options = [
            Option(
                str(each.revision),
                f"{cells.clock(each.at)}  {each.revision:>3}  {each.by}",
                what_words(each),
                tail="in force " if each.revision == self._now else "in the file " if each.written else "",
            )
            for each in self._revisions
        ]
        self.query_one(Choice).offer(options, self.query_one(Choice).highlighted)
        self._said = said
        self._draw()

    def _say(self, text: str, role: str) -> None:
        self._said = (safe_text(text[:300], line=True), role)
        self._draw()

    def _draw(self) -> None:
        _, glyphs = look_of(self.app)
        revision = self.revision
        room = min(76 if self.narrow else 92, self.app.size.width) - 6
        about: list[list[Word]] = [[], []]
        if revision is not None:
            lines = [safe_text(line, line=True) for line in revision.what[:3]]
            about = [[(cells.clip(line, room, glyphs.ellipsis), "ink")] for line in lines] or [[]]
            about += [[] for _ in range(3 - len(about))]
        self.query_one("#revision-about", Words).say([[], *about, [], self._foot(revision)])

    def _foot(self, revision: Revision | None) -> list[Word]:
        _, glyphs = look_of(self.app)
        if self._said[0]:
            return [self._said]
        if revision is None:
            return [("Nothing has been rewired yet.", "ink-soft")]
        if revision.revision == self._now:
            return [("This one is in force.", "ink-soft")]
        if not revision.undoable:
            return [("A newer settings file took its place; change the file instead.", "ink-soft")]
        return [(glyphs.enter, "accent", "b"), (" put it back, from the next request on", "ink-soft")]

    @on(Choice.Moved)
    def _moved(self) -> None:
        self._said = ("", "ink-soft")
        self._draw()

    @on(Choice.Chosen)
    def _chosen(self) -> None:
        revision = self.revision
        if revision is not None and revision.undoable and revision.revision != self._now and not self._busy:
            self._busy = True
            self._restore(revision.revision)

    @work(group="revisions-restore")
    async def _restore(self, number: int) -> None:
        try:
            wires = await self._client.restore(number, revision=self._now)
        except ControlError as error:
            self._busy = False
            if error.status == 409:
                await self._read(("The wiring changed meanwhile. Press again to put it back.", "state-warn"))
            else:
                self._say(str(error), "state-error")
            return
        self.dismiss(Restored(number, wires))
