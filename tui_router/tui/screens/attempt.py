"""Choose which attempt of two exchanges is compared, where there was more than one."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from tui_router.tui import cells
from tui_router.tui.compare_book import Pick
from tui_router.tui.ink import look_of
from tui_router.tui.lines.compare_head import Compared
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.choice import Choice, Option
from tui_router.tui.widgets.words import Words


class AttemptScreen(Dialog[tuple[str, Pick]]):
    """Gives "A" or "B", and what it is from now on."""

    def __init__(self, sides: dict[str, Compared]) -> None:
        super().__init__()
        self._picks: dict[str, tuple[str, Pick]] = {}
        self._options: list[Option] = []
        for letter, side in sides.items():
            self._offer(letter, side)

    def _offer(self, letter: str, side: Compared) -> None:
        attempts = side.detail.attempts
        if len(attempts) < 2:
            return
        row = side.row
        now = side.attempt.number if side.attempt is not None else 0
        for number in (0, *(attempt.number for attempt in attempts)):
            value = f"{letter}{number}"
            self._picks[value] = (letter, Pick(row.id, number))
            attempt = next((each for each in attempts if each.number == number), None)
            name = f"{letter}  #{row.id} " + (f"attempt {number}" if attempt else "as it ended")
            said = ""
            if attempt is not None:
                words = [str(attempt.status or ""), attempt.model, attempt.outcome]
                said = safe_text(" ".join(word for word in words if word)[:120], line=True)
            took = ""
            if attempt is not None and attempt.times.ended is not None:
                took = cells.took(attempt.times.ended - (attempt.times.sent or 0.0))
            tail = "shown now " if number == now else f"{took} "
            self._options.append(Option(value, name, said, tail=tail))

    def compose(self) -> ComposeResult:
        _, glyphs = look_of(self.app)
        with Vertical(id="dialog"):
            yield Words([[("Which attempt", "ink", "b"), *ESC_CLOSE], []])
            yield Choice(self._options, column=24)
            yield Words([[], [(glyphs.enter, "accent", "b"), (" compare it", "ink-soft")]])

    @on(Choice.Chosen)
    def _chosen(self, event: Choice.Chosen) -> None:
        self.dismiss(self._picks[event.option.value])
