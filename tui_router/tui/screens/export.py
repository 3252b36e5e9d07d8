"""Writing exchanges to a file: in which form, how many of them, where to."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from tui_router.export.forms import FORMS, FormName, file_name
from tui_router.tui.ink import look_of
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.choice import Choice, Option
from tui_router.tui.widgets.radio_line import Radio, RadioLine
from tui_router.tui.widgets.words import Word, Words

OFFERED: dict[FormName, str] = {"jsonl": "J", "har": "H", "html": "T", "pytest": "P", "curl": "c"}
"""Each form with its letter. The others are for copying."""
IMPORT = "import"
_NAMES = {
    "jsonl": "bundle",
    "har": "HAR",
    "html": "HTML page",
    "pytest": "pytest case",
    "curl": "curl commands",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which exchanges, in words and by their ids, newest first."""

    value: str
    name: str
    ids: list[int]


@dataclass(frozen=True, slots=True)
class Wish:
    form: FormName
    ids: list[int]
    path: Path


class ExportScreen(Dialog[Wish | str]):
    """Gives what is to be written, or `IMPORT` when something is rather to be read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "scope(1)", show=False),
        Binding("left,h", "scope(-1)", show=False),
    ]

    def __init__(self, scopes: list[Scope], folder: Path) -> None:
        super().__init__()
        self._scopes: Mapping[str, Scope] = {scope.value: scope for scope in scopes}
        self._folder = folder
        self._form: FormName = "jsonl"
        self._written = ""
        """What stood in the field when it was last filled in: a path of a person's own is left alone."""

    def compose(self) -> ComposeResult:
        radios = [
            Radio(scope.value, scope.name, "" if scope.value == "this" else f"{len(scope.ids):,}")
            for scope in self._scopes.values()
        ]
        forms = [Option(form, _NAMES[form], FORMS[form].words, letter) for form, letter in OFFERED.items()]
        forms.append(Option(IMPORT, "import", "read a bundle instead", "i"))
        with Vertical(id="dialog"):
            yield Words([[("Export", "ink", "b"), *ESC_CLOSE], []])
            yield RadioLine(radios, radios[0].value, gap=2, id="export-scope")
            yield Words([[]])
            yield Choice(forms, column=24)
            yield Words([[]])
            with Horizontal(id="export-to"):
                yield Words([[("to", "ink-soft")]], id="export-label")
                yield Input(id="export-path", max_length=1000)
            yield Words([[]])
            yield Words(id="export-foot")

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self.query_one(Choice).focus()
        self._fill()

    @property
    def scope(self) -> Scope:
        return self._scopes[self.query_one(RadioLine).value]

    def _fill(self) -> None:
        field = self.query_one(Input)
        if field.value == self._written:
            folder = str(self._folder).replace(str(Path.home()), "~", 1)
            self._written = field.value = f"{folder}/{file_name(self._form, self.scope.ids)}"
            field.cursor_position = len(field.value)
        self._say()

    def _say(self, problem: str = "") -> None:
        _, glyphs = look_of(self.app)
        too_many = FORMS[self._form].one and len(self.scope.ids) != 1
        said = problem or ("A test is of one exchange." if too_many else "")
        foot = self.query_one("#export-foot", Words)
        if said:
            foot.say([[(said, "state-warn")]])
        else:
            typing = self.query_one(Input).has_focus
            does: list[Word] = [
                (glyphs.enter, "accent", "b"),
                (f" {'write it' if typing else 'choose'}   ", "ink-soft"),
            ]
            if not typing and len(self._scopes) > 1:
                does += [("h l", "accent", "b"), (" how many   ", "ink-soft")]
            foot.say([[*does, ("secrets are removed, no file is replaced", "ink-soft")]])

    def action_scope(self, by: int) -> None:
        self.query_one(RadioLine).action_step(by)

    @on(RadioLine.Changed)
    def _scoped(self) -> None:
        self._fill()

    @on(Choice.Moved)
    def _looked_at(self, event: Choice.Moved) -> None:
        if event.option.value != IMPORT:
            self._form = cast("FormName", event.option.value)
            self._fill()

    @on(Choice.Chosen)
    def _chosen(self, event: Choice.Chosen) -> None:
        if event.option.value == IMPORT:
            self.dismiss(IMPORT)
            return
        self._form = cast("FormName", event.option.value)
        self._fill()
        self.query_one(Input).focus()

    def on_descendant_focus(self) -> None:
        self._say()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        if not text or "\0" in text or text.endswith("/"):
            self._say("Name the file that is to be written.")
        elif FORMS[self._form].one and len(self.scope.ids) != 1:
            self._say("A test is of one exchange.")
        else:
            self.dismiss(Wish(self._form, self.scope.ids, Path(text).expanduser()))
