"""What the guided set-up shows: its four steps and their state. What its keys do is in `setup`."""

from collections.abc import Mapping

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from tui_router.control import setup
from tui_router.control.client import ControlClient
from tui_router.control.setup import Ask
from tui_router.control.wiring import Change, Verdict, Wires
from tui_router.core.target import TIERS, Tier
from tui_router.journal.record import KnownModel, Status
from tui_router.tui.ink import SPINNER_FPS, look_of
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens import setup_words as say
from tui_router.tui.screens.dialog import Dialog
from tui_router.tui.standing import stands
from tui_router.tui.widgets.target_field import TargetField
from tui_router.tui.widgets.words import Word, Words

FOUND, MODELS, TEST, WRITE = range(4)
_COMPLAINTS = 4
"""Lines of a refusal that are shown."""


class SetupView(Dialog[Wires]):
    """The state of the set-up, and how it looks."""

    def __init__(self, client: ControlClient, *, env: Mapping[str, str], command: str) -> None:
        """`env`: this terminal's, to tell of keys that the gateway lacks. `command` connects a client."""
        super().__init__()
        self._client = client
        self._env = env
        self._command = command or setup.CONNECT
        self._step = FOUND
        self._status: Status | None = None
        self._wires = Wires(revision=0)
        self._models: list[KnownModel] = []
        self._choice: dict[Tier, str] = {}
        self._before: dict[Tier, str] = {}  # the choice as the fields came up
        self._fields: list[TargetField] = []
        self._tier: Tier = TIERS[0]
        self._verdicts: dict[str, Verdict] = {}
        self._looking = self._testing = self._writing = False
        self._written: Wires | None = None
        self._said: list[tuple[str, str]] = []  # text and role, for the line above the keys
        self._phase = 0

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Words(id="setup-title")
            yield Words(id="setup-body")
            yield Vertical(id="setup-fields")
            yield Words(id="setup-act")

    def on_mount(self) -> None:
        self.set_interval(1 / SPINNER_FPS, self._tick)
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        del event
        self._draw()

    # what is drawn

    @property
    def _width(self) -> int:
        return min(76 if self.narrow else 92, self.app.size.width) - 6

    def _tick(self) -> None:
        if self.app.animation_level != "none" and (self._looking or self._testing):
            self._phase += 1
            self._draw()

    def _draw(self) -> None:
        if not stands(self, "#setup-act"):
            return
        _, glyphs = look_of(self.app)
        leave = "close" if self._written else "leave" if self.narrow else "leave, nothing is written"
        self.query_one("#setup-title", Words).say(say.title_line(self._step, glyphs, leave=leave))
        self.query_one("#setup-body", Words).say(self._body())
        self.query_one("#setup-fields").display = self._step == MODELS
        said: list[list[Word]] = [[(text, role)] for text, role in self._said]
        self.query_one("#setup-act", Words).say([[], *said, self._act()])

    def _body(self) -> list[list[Word]]:
        _, glyphs = look_of(self.app)
        width, height = self._width, self.app.size.height
        match self._step:
            case 0:
                return self._found()
            case 1:
                return [*say.tier_lines(self._choice, self._tier, self._models, glyphs, width), []]
            case 2:
                phase = self._phase if self.app.animation_level != "none" else -1
                return say.trial_lines(self._asks, self._verdicts, glyphs, width, phase)
        if self._written is not None:
            return say.done_lines(self._written.config, self._command, glyphs, width)
        file = setup.file_lines(self._change)
        failed = [ask for ask in self._asks if (v := self._verdicts.get(ask.to)) is not None and not v.ok]
        return say.write_lines(file, self._wires.config, failed, glyphs, width, max(4, height - 10))

    def _found(self) -> list[list[Word]]:
        _, glyphs = look_of(self.app)
        if self._status is None:
            return [[("Looking for providers.", "ink-soft")]] if self._looking else []
        found, missing = setup.found(self._status), setup.missing(self._status)
        unseen = say.unseen_lines(setup.unseen(self._status, self._env), glyphs, self._width)
        roomy = self.app.size.height >= 30
        if not found:
            ways = setup.ways(self._wires.config)
            return [*say.way_lines(ways, glyphs, self._width, roomy=roomy), *unseen]
        most = max(3, self.app.size.height - 9 - len(unseen))
        return [
            *say.found_lines(found, missing, glyphs, self._width, most),
            *unseen,
            [],
            *(say.add_lines() if missing else []),
        ]

    def _act(self) -> list[Word]:
        _, glyphs = look_of(self.app)
        frame = glyphs.spinner[self._phase % len(glyphs.spinner)]
        if self._looking and self._step == FOUND:
            return [(f"{frame} ", "state-live"), ("looking", "ink-soft")]
        match self._step:
            case 0:
                main = "Choose models" if self._ready else ""
                return say.act_line(main, [("a", "look again")], glyphs)
            case 1:
                last = self._tier == TIERS[-1]
                keys = [("^s", "take all"), ("^l", "this for all"), (glyphs.tab, "tier")]
                if not self.narrow:
                    keys.append(("^r", "ask for the models again"))
                return say.act_line("Test them" if last else "Next tier", keys, glyphs)
            case 2:
                keys = [("b", "back")] if self._testing else [("t", "test again"), ("b", "back")]
                return say.act_line("Go on without waiting" if self._testing else "Go on", keys, glyphs)
        if self._written is not None or not self._change.patch:
            return say.act_line("Close", [], glyphs)
        if self._writing:
            return [("Writing.", "ink-soft")]
        return say.act_line("Write it", [("b", "back")], glyphs)

    # what is known

    @property
    def _ready(self) -> bool:
        """There is something to choose from."""
        return self._status is not None and bool(self._models or any(self._choice.values()))

    @property
    def _asks(self) -> list[Ask]:
        return setup.asks(self._choice, self._models)

    @property
    def _change(self) -> Change:
        assert self._status is not None  # noqa: S101  # no step but the first is reached without it
        return setup.change(self._wires, self._status, self._choice, by="screen")

    def _tell(self, text: str = "", role: str = "state-error") -> None:
        lines = [safe_text(line, line=True) for line in text.splitlines() if line.strip()]
        self._said = [(line, role) for line in lines[:_COMPLAINTS]]
        self._draw()
