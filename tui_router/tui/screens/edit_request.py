"""Change a recorded request before it is sent again: its usual fields in a form, its texts and the whole in an editor."""

from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from tui_router.control.client import ControlClient, ControlError
from tui_router.control.inspect import Resend
from tui_router.journal.record import ExchangeRow
from tui_router.replay.fields import (
    ONE_LINE,
    TEXTS,
    FieldFault,
    changes,
    check_json,
    encoded,
    pretty,
    read_request,
    texts,
)
from tui_router.tui import cells
from tui_router.tui.editor import EditorFault, edit
from tui_router.tui.ink import look_of
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.screens.rewire_fields import FormRow
from tui_router.tui.widgets.choice import Choice, Option
from tui_router.tui.widgets.words import Word, Words

LEG_CAP = 8 * 1024 * 1024
"""Bytes of a request that can still be edited."""
_TYPED = 200
_LABELS = {name: name.replace("_", " ").capitalize() for name in (*ONE_LINE, *TEXTS)}
_HINTS = {
    "stream": "yes or no",
    "thinking": "off, adaptive or a budget",
    "tool_choice": "auto, any, none or a tool",
    "temperature": "0 to 2, or nothing",
    "top_p": "0 to 1, or nothing",
}


class EditRequestScreen(Dialog[Resend]):
    """Gives what was changed, which may be nothing; its target is left open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "done", "Done", show=False, priority=True),
        Binding("ctrl+o", "whole", "Editor", show=False, priority=True),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    def __init__(
        self, client: ControlClient, row: ExchangeRow, ask: Resend | None = None, *, whole: bool = False
    ) -> None:
        """`ask`: what was changed before. `whole` opens the editor at once."""
        super().__init__()
        self._client = client
        self._row = row
        self._ask = ask or Resend()
        self._opens = whole
        self._value: dict[str, Any] = {}
        """The request that the fields are compared with."""
        self._body = b""
        """The request as a whole, once it came out of the editor."""
        self._draft = ""
        """What was written and cannot be sent yet."""
        self._longer: dict[str, str] = {}
        self._problem = ""

    # layout

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Words([[*self.heading(), *ESC_CLOSE], []])
            yield from self.above()
            for name in ONE_LINE:
                field = Input(id=f"field-{name}", max_length=_TYPED, placeholder=_HINTS.get(name, ""))
                yield FormRow(_LABELS[name], field, check=name, classes="-wide")
            yield Choice([], column=18, id="texts")
            yield Words(id="edit-say")

    def heading(self) -> list[Word]:
        return [(f"Change #{self._row.id}", "ink", "b")]

    def above(self) -> ComposeResult:
        """What stands over the fields."""
        yield from ()

    def act(self, count: int, *, whole: bool) -> list[Word]:
        """The last line: what can be done with so many changed fields, or with a `whole` that was edited."""
        head = f" ^s  {'Go on' if not (count or whole) else 'Take it'} "
        changed = f"   {cells.plural(count, 'field')} changed" if count else "   nothing changed"
        return [
            (head, "on-accent", "b"),
            (changed, "ink-soft"),
            ("   ^o", "accent", "b"),
            (" the whole request in the editor", "ink-soft"),
        ]

    def on_mount(self) -> None:
        for name in ONE_LINE:
            field = self.query_one(f"#field-{name}", Input)
            field.cursor_blink = False
            field.disabled = True
        self._tell("Reading the request.")
        self._read()

    def _tell(self, said: str, role: str = "ink-soft") -> None:
        self.query_one("#edit-say", Words).say([[], [(safe_text(said, line=True), role)], []])

    @work(exclusive=True, group="edit-read")
    async def _read(self) -> None:
        held = bytearray()
        try:
            while True:
                piece = await self._client.leg(self._row.id, "a", offset=len(held))
                held += piece.data
                if piece.truncated or piece.size > LEG_CAP:
                    self._tell("The request was not kept whole, or is too large to be edited.", "state-error")
                    return
                if piece.complete or not piece.data:
                    break
            self._take(self._ask.body or bytes(held), edited=bool(self._ask.body))
        except (ControlError, FieldFault) as error:
            self._tell(f"Nothing can be changed: {error}.", "state-error")
            return
        if self._opens:
            self.action_whole()

    def _take(self, body: bytes, *, edited: bool) -> None:
        """Show this request; raises `FieldFault`."""
        self._value = read_request(body)
        self._body = body if edited else b""
        laid = {**self._value, **self._ask.patch} if not edited else self._value
        shown = texts({key: item for key, item in laid.items() if item is not None})
        self._longer = {name: shown[name] for name in TEXTS if name in shown}
        for name in ONE_LINE:
            field = self.query_one(f"#field-{name}", Input)
            field.disabled = False
            field.value = safe_text(shown[name][:_TYPED], line=True)
        self._offer()
        self.query_one(f"#field-{ONE_LINE[0]}", Input).focus()
        self._show()

    def _offer(self) -> None:
        _, glyphs = look_of(self.app)
        options = []
        before = texts(self._value)
        for name, text in self._longer.items():
            first = safe_text(text[:160].strip(), line=True)
            changed = "changed   " if text != before.get(name) else ""
            tail = f"{changed}{len(text):,} characters   {glyphs.enter} edit "
            options.append(Option(name, _LABELS[name], cells.clip(first, 40), tail=tail))
        choice = self.query_one("#texts", Choice)
        choice.offer(options, choice.highlighted)

    # what was typed

    @property
    def typed(self) -> dict[str, str]:
        """Fields that show what cannot stand in a line keep what they have."""
        before = texts(self._value)
        found = dict(self._longer)
        for name in ONE_LINE:
            value = self.query_one(f"#field-{name}", Input).value
            untouched = value == safe_text(before[name][:_TYPED], line=True)
            found[name] = before[name] if untouched else value
        return found

    def _show(self) -> None:
        if not self._value:
            return
        _, glyphs = look_of(self.app)
        patch, wrong = changes(self._value, self.typed)
        before = texts(self._value)
        for name in ONE_LINE:
            said: list[Word] = []
            if name in wrong:
                said = [(f"{glyphs.states['failed']} {wrong[name]}", "state-error")]
            elif name in patch:
                was = cells.clip(safe_text(before[name], line=True), 24, glyphs.ellipsis) or "not there"
                said = [(f"was {was}", "ink-soft")]
            self.query_one(f"#check-{name}", Words).say([said])
        self._offer()
        lines: list[list[Word]] = [[]]
        if self._problem:
            lines.append([(self._problem, "state-error"), ("   ^o", "accent", "b"), (" mend it", "ink-soft")])
        elif self._body:
            lines.append([("The whole request comes from the editor.", "ink-soft")])
        act = self.act(len(patch), whole=bool(self._body))
        lines += [[], act if not wrong else [("A field is not right yet.", "state-error")]]
        self.query_one("#edit-say", Words).say(lines)

    @on(Input.Changed)
    def _typing(self) -> None:
        self._show()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_done()

    @property
    def result(self) -> Resend | None:
        """What was changed; None while something is wrong."""
        patch, wrong = changes(self._value, self.typed)
        if wrong or self._problem or not self._value:
            return None
        if not self._body:
            return Resend(patch=patch)
        merged = {key: item for key, item in {**self._value, **patch}.items() if item is not None}
        return Resend(body=encoded(merged) if patch else self._body)

    def action_done(self) -> None:
        result = self.result
        if result is not None:
            self.dismiss(result)

    # the editor

    @on(Choice.Chosen)
    def _chosen(self, event: Choice.Chosen) -> None:
        name = event.option.value
        try:
            self._longer[name] = _without_last_feed(edit(self.app, self._longer[name]), self._longer[name])
        except EditorFault as fault:
            self._tell(str(fault), "state-error")
            return
        self._show()

    def action_whole(self) -> None:
        """The request as it stands now, with the fields; what cannot be sent stays there for the next time."""
        if not self._value:
            return
        result = self.result
        if self._draft:
            text = self._draft
        elif result is not None and result.body:
            text = pretty(result.body)
        else:
            patch, _ = changes(self._value, self.typed)
            merged = {key: item for key, item in {**self._value, **patch}.items() if item is not None}
            text = pretty(encoded(merged))
        try:
            written = edit(self.app, text, suffix=".json")
        except EditorFault as fault:
            self._tell(str(fault), "state-error")
            return
        place = check_json(written)
        self._draft = written if place is not None else ""
        self._problem = ""
        if place is not None:
            self._problem = f"Line {place.line}, column {place.column}: {safe_text(place.words, line=True)}."
        elif written != text or self._body:
            self._take(written.encode("utf-8", "surrogatepass"), edited=True)
        self._show()


def _without_last_feed(text: str, before: str) -> str:
    """Editors end a file with a line feed; the text had none."""
    return text.removesuffix("\n") if not before.endswith("\n") else text
