"""One key of the inspector: its binding, its hint in the footer, its line in the help and in the palette."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from textual.binding import Binding

Group = Literal["look", "act", "find"]


@dataclass(frozen=True, slots=True)
class Key:
    """`keys` as Textual spells them, `shown` as people read them, `label` for the footer, `help` for the help page."""

    id: str
    keys: str
    shown: str
    action: str
    label: str
    help: str
    group: Group
    footer: bool = False
    palette: bool = False
    priority: bool = False  # before the keys of the widget that has the focus

    def binding(self) -> "Binding":
        from textual.binding import Binding  # only a screen needs it; commands read the tables too

        return Binding(self.keys, self.action, self.label, show=False, id=self.id, priority=self.priority)
