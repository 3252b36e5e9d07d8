"""The next key pressed is the one to give an action; what has it already is said, and changes places on request."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from tui_router.tui.bindings.key import Key
from tui_router.tui.bindings.names import shown
from tui_router.tui.keymap import Keymap
from tui_router.tui.screens.dialog import ESC_CLOSE, Dialog
from tui_router.tui.widgets.words import Word, Words


class PressKeyScreen(Dialog[Keymap]):
    """Gives the keys as they are then."""

    def __init__(self, key: Key, keys: Keymap, where: str) -> None:
        super().__init__()
        self._key = key
        self._keys = keys
        self._where = where
        self._pressed = ""
        """Asked for once, and taken."""

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            title: list[Word] = [(self._key.label, "ink", "b"), (f"   {self._where}", "ink-soft")]
            yield Words([[*title, *ESC_CLOSE], []])
            yield Words([[("Press the new key.", "ink")], []], id="press-said")

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.dismiss(None)
        else:
            self._take(event.key)

    def _take(self, name: str) -> None:
        other = self._keys.clash(self._key.id, name)
        if other is not None and name != self._pressed:
            self._pressed = name
            was = self._keys.now(self._key).shown
            said = f"{shown(name)} is {other.label} ({other.id.partition('.')[0]})."
            self._say([(said, "state-warn")], [("Press it again to swap: ", "ink-soft"), _gets(other, was)])
            return
        after = self._keys.swapped(self._key.id, name)
        if after.problems:
            self._pressed = ""
            self._say(
                [(after.problems[0].removeprefix("keys: "), "state-error")],
                [("Press another one.", "ink-soft")],
            )
            return
        self.dismiss(after)

    def _say(self, *lines: list[Word]) -> None:
        self.query_one("#press-said", Words).say(list(lines))


def _gets(other: Key, was: str) -> Word:
    return (f"{other.label} gets {was}.", "ink-soft")
