"""All that is known of the targets: pin, forget, change a value, and take the last of it back."""

from typing import ClassVar

import msgspec
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from tui_router.control.client import ControlClient, ControlError
from tui_router.core.fact import Fact, FactValue
from tui_router.diagnose.facts import key_of, same, trouble
from tui_router.tui import cells
from tui_router.tui.ink import look_of
from tui_router.tui.lines.fact_words import assignment, fact_words, target_words
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.choice import Choice, Option
from tui_router.tui.widgets.words import Word, Words

_TYPED = 200


def read_value(text: str, like: FactValue) -> FactValue:
    """What was typed, as the kind of value it replaces; words where it cannot be that."""
    text = text.strip()
    bare = text.replace(",", "").replace("_", "")
    if isinstance(like, bool):
        return {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}.get(
            text.casefold(), text
        )
    if isinstance(like, int | float):
        try:
            return int(bare)
        except ValueError:
            pass
        try:
            return float(bare) if isinstance(like, float) else text
        except ValueError:
            return text
    return text


def source_words(fact: Fact) -> str:
    """Since when, and from where: #37 12:03."""
    pinned = "pinned  " if fact.pinned else ""
    where = f"#{fact.exchange}" if fact.exchange is not None else fact.origin
    since = f"  {cells.clock(fact.learned_at)[:5]}" if fact.learned_at else ""
    return f"{pinned}{where}{since}"


class FactsScreen(Dialog[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "pin", "Pin", show=False),
        Binding("d", "forget", "Forget", show=False),
        Binding("e", "edit", "Edit", show=False),
        Binding("u", "undo", "Undo", show=False),
        Binding("f", "close", "Close", show=False),
    ]

    def __init__(self, client: ControlClient) -> None:
        super().__init__()
        self._client = client
        self.facts: list[Fact] = []
        self._loaded = False
        self._undo: tuple[Fact | None, Fact | None] = (None, None)
        """The last fact changed, as it was and as it is; None where there was none."""
        self._said: tuple[str, str] = ("", "")
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Words([[]], id="facts-title")
            yield Choice([], column=24 if self.narrow else 34)
            yield Words([[]], id="facts-about")
            yield Input(id="facts-input", classes="-off", max_length=_TYPED)
            yield Words([[]], id="facts-keys")

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self.query_one(Choice).focus()
        self._draw()
        self._load()

    @property
    def fact(self) -> Fact | None:
        number = self.query_one(Choice).highlighted
        return self.facts[number] if number < len(self.facts) else None

    @property
    def editing(self) -> bool:
        return not self.query_one(Input).has_class("-off")

    @work(exclusive=True, group="facts-load")
    async def _load(self) -> None:
        await self._read()

    async def _read(self) -> None:
        chosen = self.fact
        try:
            facts = await self._client.facts()
        except ControlError as error:
            self._say(str(error), "state-error")
            return
        self.facts, self._loaded = facts, True
        _, glyphs = look_of(self.app)
        options = [
            Option(str(n), target_words(fact, glyphs), fact_words(fact), tail=source_words(fact))
            for n, fact in enumerate(facts)
        ]
        at = self.query_one(Choice).highlighted
        if chosen is not None:
            at = next((n for n, fact in enumerate(facts) if same(fact, chosen)), at)
        self.query_one(Choice).offer(options, at)
        self._draw()

    # drawing

    def _say(self, text: str, role: str = "ink-soft") -> None:
        self._said = (safe_text(text[:300], line=True), role)
        self._draw()

    def _draw(self) -> None:
        told = cells.plural(len(self.facts), "fact") if self._loaded else "reading"
        title: list[Word] = [("What is known of the targets", "ink", "b"), (f"   {told}", "ink-soft")]
        self.query_one("#facts-title", Words).say([[*title, *ESC_CLOSE], []])
        self.query_one("#facts-about", Words).say([[], *self._about()])
        self.query_one("#facts-keys", Words).say([[], self._keys()])

    def _about(self) -> list[list[Word]]:
        """The chosen fact whole: as it is written, and in whose words it was learned."""
        fact = self.fact
        if self._loaded and fact is None:
            return [
                [("Nothing yet. What an upstream refuses and then takes is kept here,", "ink-soft")],
                [("so that it is never sent that way again.", "ink-soft")],
            ]
        if fact is None:
            return [[], []]
        room = min(76 if self.narrow else 108, self.app.size.width) - 6
        _, glyphs = look_of(self.app)
        before, after = glyphs.quotes
        quote = safe_text(fact.evidence[:400], line=True)
        first: list[Word] = [(cells.clip(assignment(fact), room, glyphs.ellipsis), "ink", "b")]
        said = f"{before}{quote}{after}" if quote else ""
        second: list[Word] = [(cells.clip(said, room, glyphs.ellipsis), "ink-soft", "i")]
        return [first, second]

    def _keys(self) -> list[Word]:
        if self._said[0]:
            return [self._said]
        _, glyphs = look_of(self.app)
        keys: list[tuple[str, str]] = []
        if self.editing:
            keys = [(glyphs.enter, "put it down"), ("esc", "leave it")]
        elif self.fact is not None:
            keys = [("p", "unpin" if self.fact.pinned else "pin"), ("e", "change"), ("d", "forget")]
        if self._undo != (None, None) and not self.editing:
            keys.append(("u", "undo"))
        words: list[Word] = []
        for key, word in keys:
            words += [(key, "accent", "b"), (f" {word}     ", "ink-soft")]
        return words

    # keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        del parameters
        if action in {"pin", "forget", "edit"}:
            return self.is_mounted and self.fact is not None and not self.editing and not self._busy
        if action == "undo":
            return self._undo != (None, None) and not self.editing and not self._busy
        return True

    @on(Choice.Moved)
    def _moved(self) -> None:
        self._said = ("", "")
        self._draw()

    @on(Choice.Chosen)
    def _chosen(self) -> None:
        if not self.editing and self.fact is not None:
            self.action_edit()

    def action_close(self) -> None:
        if self.editing:
            self._stop_editing()
        else:
            self.dismiss(None)

    def action_pin(self) -> None:
        if self.fact is not None:
            self._change(self.fact, msgspec.structs.replace(self.fact, pinned=not self.fact.pinned))

    def action_forget(self) -> None:
        if self.fact is not None:
            self._change(self.fact, None)

    def action_undo(self) -> None:
        was, now = self._undo
        self._change(now, was)

    def action_edit(self) -> None:
        fact = self.fact
        if fact is None:
            return
        self._said = ("", "")
        field = self.query_one(Input)
        value = fact.value
        field.value = str(value).lower() if isinstance(value, bool) else safe_text(str(value), line=True)
        field.remove_class("-off")
        field.focus()
        self._draw()

    def _stop_editing(self) -> None:
        self.query_one(Input).add_class("-off")
        self.query_one(Choice).focus()
        self._said = ("", "")
        self._draw()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        fact = self.fact
        if fact is None:
            return
        value = read_value(event.value, fact.value)
        wrong = trouble(fact.name, value)
        if wrong:
            self._say(wrong, "state-error")
            return
        self._stop_editing()
        if value != fact.value:
            self._change(fact, msgspec.structs.replace(fact, value=value))

    @work(group="facts-change")
    async def _change(self, was: Fact | None, now: Fact | None) -> None:
        """Put `now` down where `was` stood; None is nothing there."""
        if self._busy:
            return
        self._busy = True
        try:
            if was is not None and (now is None or key_of(was) != key_of(now)):
                await self._client.forget_fact(was)
            if now is not None:
                now = await self._client.put_fact(now)
        except ControlError as error:
            self._said = (safe_text(str(error)[:300], line=True), "state-error")
        else:
            self._undo = (was, now)
            self._said = ("", "")
        finally:
            self._busy = False
        await self._read()
