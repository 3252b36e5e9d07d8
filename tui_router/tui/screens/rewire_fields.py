"""The fields of the rewire form, in their order, and what stands in them."""

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from tui_router.core.target import Tier
from tui_router.tui import cells
from tui_router.tui.ink import look_of
from tui_router.tui.lines.rewire_words import short_session
from tui_router.tui.rewire_draft import TYPED, Draft, Endpoint
from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.chain_field import ChainField
from tui_router.tui.widgets.check_box import CheckBox
from tui_router.tui.widgets.choice import Option
from tui_router.tui.widgets.key_input import KeyInput
from tui_router.tui.widgets.pick import Pick
from tui_router.tui.widgets.radio_line import Radio, RadioLine
from tui_router.tui.widgets.target_field import TargetField
from tui_router.tui.widgets.words import Words

NO_TARGET = Option("", "no target: the rules after it decide")


class FormRow(Horizontal):
    """A label, a field, and what there is to say of it."""

    DEFAULT_CSS = """
    FormRow { height: auto; }
    """

    def __init__(self, label: str, field: Widget, *, check: str = "", classes: str = "") -> None:
        super().__init__(classes=classes)
        self._label = label
        self._field = field
        self._check = check

    def compose(self) -> ComposeResult:
        yield Words([[(self._label, "ink-soft")]], id="row-label")
        yield self._field
        if self._check:
            yield Words([[]], id=f"check-{self._check}")


class RewireFields(VerticalScroll, can_focus=False):
    class Changed(Message):
        """Something is other than it was, chosen or typed."""

    class Accepted(Message):
        """Enter, in a field that takes it."""

    def __init__(self, tier: Tier, rule: int | None, session: str, replay: int) -> None:
        """`session` and `replay`: what can be chosen besides; empty and 0 where there is none."""
        super().__init__(id="rewire-form")
        self.tier: Tier = tier
        self.rule = rule
        self._session = session
        self._replay = replay
        self._config = ""

    def compose(self) -> ComposeResult:
        if self.rule is not None:
            placeholder = 'kind = "subagent", thinking = false'
            field = Input(placeholder=placeholder, id="when", max_length=TYPED)
            yield FormRow("When", field, check="when", classes="-wide -ends")
        yield FormRow("Provider", Pick(id="provider"))
        yield FormRow("Speaks", RadioLine([], gap=2, id="speaks"), check="speaks", classes="-ends")
        fixed = [NO_TARGET] if self.rule is not None else []
        yield TargetField("Model", fixed=fixed, folds=True, placeholder="part of a name", id="model")
        yield FormRow("Window", Input(id="window", max_length=20), check="window", classes="-figure")
        yield FormRow(
            "Max output", Input(id="output", max_length=20), check="output", classes="-figure -ends"
        )
        yield FormRow("Key", KeyInput(id="key"), check="key")
        yield FormRow("If it fails", ChainField(id="chain"), check="chain", classes="-ends")
        if self._session and self.rule is None:
            only = f"session {short_session(self._session)} only"
            radios = [Radio("", "every session"), Radio(self._session, only)]
            yield FormRow("For", RadioLine(radios, id="scope"), classes="-wide")
        with Horizontal(id="also"):
            yield Words([[("Also", "ink-soft")]], id="row-label")
            yield CheckBox("write to config", id="write")
            if self._replay:
                yield CheckBox(f"replay #{self._replay}", id="replay")
            yield Words([[]], id="also-path")

    def on_mount(self) -> None:
        for field in self.query(Input):
            field.cursor_blink = False
        self.query_one("#when" if self.rule == 0 else "#model Input", Input).focus()

    def on_resize(self) -> None:
        self.call_after_refresh(self._say_path)

    def _say_path(self) -> None:
        """Where the settings are written; those of a session alone are not."""
        _, glyphs = look_of(self.app)
        path = "" if self.session else safe_text(self._config, line=True)
        place = self.query_one("#also-path", Words)
        place.say([[(cells.clip_middle(path, place.size.width, glyphs.ellipsis), "ink-soft")]])
        self.query_one("#write", CheckBox).display = not self.session

    @property
    def model(self) -> TargetField:
        return self.query_one("#model", TargetField)

    @property
    def session(self) -> str:
        return "".join(line.value for line in self.query(RadioLine) if line.id == "scope")

    @property
    def write(self) -> bool:
        return self.query_one("#write", CheckBox).value and not self.session

    @property
    def replay(self) -> int:
        return self._replay if any(box.value for box in self.query(CheckBox) if box.id == "replay") else 0

    @property
    def draft(self) -> Draft:
        target = self.query_one("#model", TargetField).target or ""
        rest = self.query_one(ChainField).targets
        return Draft(
            tier=self.tier,
            rule=self.rule,
            when=self.query_one("#when", Input).value if self.rule is not None else "",
            chain=(target, *(name for name in rest if name != target)) if target else (),
            endpoint=Endpoint(
                self.query_one("#speaks", RadioLine).value,
                self.query_one("#key", Input).value,
                self.query_one("#window", Input).value,
                self.query_one("#output", Input).value,
            ),
            session=self.session,
        )
