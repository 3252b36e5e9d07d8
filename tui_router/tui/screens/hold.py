"""What is to be held: a filter to be typed, those in force, and what waits now."""

from collections.abc import Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from tui_router.control.client import ControlClient, ControlError
from tui_router.control.inspect import Breakpoints
from tui_router.journal.filter import Filter, FilterFault, compile_filter
from tui_router.journal.record import ExchangeRow
from tui_router.tui import cells
from tui_router.tui.ink import look_of
from tui_router.tui.lines.filter_words import choice_lines
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.choice import Choice, Option
from tui_router.tui.widgets.filter_input import FilterInput
from tui_router.tui.widgets.words import Word, Words, span_words

_COLUMN = 30
_BELOW = 3
"""Lines under the field, so that nothing moves while it is typed in."""


def usual(row: ExchangeRow | None) -> str:
    """What is offered: the main talk of this one's tier."""
    return f"~t {row.tier} & ~k main" if row is not None else "~k main"


def explained(text: str) -> str:
    try:
        return compile_filter(text).explain()
    except FilterFault:
        return ""  # a gateway of another version reads it


class HoldScreen(Dialog[int]):
    """Gives the number of a held exchange that is to be looked at. `heard` is told what came to be in force."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x,delete", "drop", "Drop", show=False),
        Binding("up", "field", show=False, priority=True),
    ]

    def __init__(
        self,
        client: ControlClient,
        row: ExchangeRow | None,
        held: list[ExchangeRow],
        heard: Callable[[Breakpoints], None],
        now: float,
    ) -> None:
        super().__init__()
        self._client = client
        self._held = held
        self._heard = heard
        self._now = now
        self._offered = usual(row)
        self._filters: list[str] = []
        self._problem = ""
        self._busy = True
        """It is asked what is in force, or changed."""

    # layout

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Words([[("Hold the next requests that match", "ink", "b"), *ESC_CLOSE], []])
            with Horizontal(id="hold-row"):
                yield Words([[("/ ", "accent", "b")]], id="hold-sign")
                yield FilterInput(placeholder=self._offered, completes=True, id="hold-input")
            yield Words([[]] * _BELOW, id="hold-below")
            yield Choice([], column=_COLUMN, id="hold-list")
            yield Words(id="hold-foot")

    def on_mount(self) -> None:
        field = self.query_one(FilterInput)
        with self.prevent(Input.Changed):
            field.value = self._offered
        field.cursor_position = len(self._offered)
        field.focus()
        self._show()
        self._load()

    @work(exclusive=True, group="hold")
    async def _load(self) -> None:
        try:
            found = await self._client.breakpoints()
        except ControlError as error:
            self._problem = f"Nothing can be held: {error}"
        else:
            self._took(found)
            field = self.query_one(FilterInput)
            if self._offered in self._filters and field.value == self._offered:
                field.value = ""
        self._busy = False
        self._show()

    def _took(self, found: Breakpoints) -> None:
        self._filters = list(found.filters)
        self._heard(found)

    @property
    def filter(self) -> Filter | None:
        """What was typed; None while it cannot be one."""
        try:
            found = compile_filter(self.query_one(FilterInput).value)
        except FilterFault:
            return None
        return found if found and not found.bodies else None

    # what stands there

    def _show(self) -> None:
        _, glyphs = look_of(self.app)
        options = [
            Option(f"filter {number}", text, explained(text), tail="x drop ")
            for number, text in enumerate(self._filters)
        ]
        for row in self._held:
            waits = cells.took(max(0.0, self._now - row.started_at), glyphs)
            name = f"{glyphs.states['held']} #{row.id} {row.tier}"
            options.append(
                Option(f"#{row.id}", name, f"{row.kind}, {waits}", tail=f"{glyphs.enter} look at it ")
            )
        choice = self.query_one(Choice)
        choice.offer(options, choice.highlighted)
        choice.can_focus = bool(options)
        self._show_below()
        self._show_foot()

    def _show_below(self) -> None:
        """How the text could go on; else what it says, or what is wrong with it."""
        _, glyphs = look_of(self.app)
        field = self.query_one(FilterInput)
        below = self.query_one("#hold-below", Words)
        width = max(20, below.size.width)
        stem, picked = field.offered()
        lines: list[list[Word]] = []
        if stem is not None:
            lines = [span_words(line) for line in choice_lines(stem.choices, picked, width, glyphs)]
        elif field.fault is not None:
            lines = [[(field.fault.words, "ink-soft" if field.fault.unfinished else "state-error")]]
        elif field.value.strip():
            found = compile_filter(field.value)
            said = safe_text(found.explain(), line=True)
            lines = [[(cells.clip(said, width, glyphs.ellipsis), "ink-soft")]]
            if found.bodies:
                lines = [[("Bodies are searched once they are kept; too late to hold one.", "state-error")]]
        below.say([*lines, *([[]] * _BELOW)][:_BELOW])

    def _show_foot(self) -> None:
        _, glyphs = look_of(self.app)
        act: list[Word] = []
        if self._problem:
            act = [(cells.clip(safe_text(self._problem, line=True), 58, glyphs.ellipsis), "state-error")]
        elif self.filter is not None:
            act = [(f" {glyphs.enter}  Hold it ", "on-accent", "b")]
        about = "Not sent until you let it go, or ten minutes have passed."
        self.query_one("#hold-foot", Words).say([[], [(about, "ink-soft")], [], act])

    # keys

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        field = self.query_one(FilterInput)
        field.fault = None
        try:
            compile_filter(event.value)
        except FilterFault as fault:
            field.fault = fault
        field.refresh()
        self._problem = ""
        self._show_below()
        self._show_foot()

    @on(FilterInput.Down)
    def action_list(self) -> None:
        if self.query_one(Choice).options:
            self.query_one(Choice).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Up leads to the field from the first line of the list only."""
        del parameters
        choice = self.query_one(Choice)
        return choice.has_focus and choice.highlighted == 0 if action == "field" else True

    def action_field(self) -> None:
        self.query_one(FilterInput).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value.strip():
            self.dismiss(None)
        elif self.filter is not None and not self._busy:
            self._put([*self._filters, event.value.strip()], closes=True)

    def action_drop(self) -> None:
        option = self.query_one(Choice).option
        if option is not None and option.value.startswith("filter ") and not self._busy:
            number = int(option.value.removeprefix("filter "))
            self._put(self._filters[:number] + self._filters[number + 1 :], closes=False)

    @work(group="hold")
    async def _put(self, filters: list[str], *, closes: bool) -> None:
        self._busy = True
        try:
            self._took(await self._client.put_breakpoints(Breakpoints(filters=filters)))
        except ControlError as error:
            self._problem = str(error)
        else:
            if closes:
                self.dismiss(None)
                return
        finally:
            self._busy = False
        self._show()
        if not self.query_one(Choice).options:
            self.action_field()

    @on(Choice.Chosen)
    def _chosen(self, event: Choice.Chosen) -> None:
        """A held one is gone to; a filter comes into the field, to be typed further."""
        if event.option.value.startswith("#"):
            self.dismiss(int(event.option.value[1:]))
            return
        field = self.query_one(FilterInput)
        field.value = self._filters[int(event.option.value.removeprefix("filter "))]
        field.cursor_position = len(field.value)
        field.focus()
