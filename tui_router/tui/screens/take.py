"""What can be copied of an exchange, each with a letter: `y` twice takes the leg that is looked at."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from tui_router.journal.record import ExchangeRow, LegName
from tui_router.tui import cells
from tui_router.tui.ink import look_of
from tui_router.tui.pages.page import Taken
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.choice import Choice, Option
from tui_router.tui.widgets.words import Word, Words

_COLUMN = 26
_SHORT = 60
"""Characters of a text that are shown beside its name."""


class TakeScreen(Dialog[str]):
    """Gives what was chosen: "leg", "extra0" …, "curl", "upstream", "httpie", "python", "openai", "answer", "session",
    "link"."""

    def __init__(self, row: ExchangeRow, leg: LegName, extra: Sequence[Taken] = ()) -> None:
        super().__init__()
        self._row = row
        self._options = options(row, leg, extra)

    def compose(self) -> ComposeResult:
        _, glyphs = look_of(self.app)
        row = self._row
        tier: list[Word] = [(f"   {glyphs.tiers[row.tier]} {row.tier}", f"tier-{row.tier}")]
        with Vertical(id="dialog"):
            yield Words([[(f"Copy of #{row.id}", "ink", "b"), *tier, *ESC_CLOSE], []])
            yield Choice(self._options, column=_COLUMN)
            yield Words([[], [("Secrets are removed from everything that is copied.", "ink-soft")]])

    @on(Choice.Chosen)
    def _chosen(self, event: Choice.Chosen) -> None:
        self.dismiss(event.option.value)


def options(row: ExchangeRow, leg: LegName, extra: Sequence[Taken] = ()) -> list[Option]:
    """What there is to take; what was not captured is not offered."""
    found: list[Option] = []
    size = getattr(row.sizes, leg)
    if size:
        found.append(Option("leg", f"leg {leg}", f"as it passed, {cells.size(size)}", "y"))
    for number, (what, text) in enumerate(extra[:2]):
        found.append(
            Option(
                f"extra{number}", safe_text(what[:24], line=True), text[:_SHORT], "p" if not number else "v"
            )
        )
    if row.sizes.a:
        found += [
            Option("curl", "curl", "the request, to the gateway", "c"),
            Option("httpie", "httpie", "the request, to the gateway", "h"),
            Option("python", "python, anthropic", "the request, to the gateway", "a"),
        ]
    if row.sizes.b:
        own = row.dialect in ("chat", "responses")
        words = "what the upstream got" + ("" if own else ", with httpx")
        found += [
            Option("upstream", "curl, upstream", "what the upstream got", "u"),
            Option("openai", "python, openai" if own else "python, upstream", words, "o"),
        ]
    if row.sizes.d and row.state != "failed":
        found.append(Option("answer", "answer", "its text alone", "m"))
    if row.session:
        found.append(Option("session", "session", row.session, "s"))
    found.append(Option("link", "link", f"#{row.id}", "l"))
    return found
