"""A field for "provider/model" with the matching models listed under it."""

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from tui_router.core.target import Target
from tui_router.journal.record import KnownModel
from tui_router.tui import cells
from tui_router.tui.columns import BREAKPOINTS
from tui_router.tui.ink import look_of
from tui_router.tui.safe_text import safe_text
from tui_router.tui.widgets.choice import Choice, Option
from tui_router.tui.widgets.words import Word, Words

LISTED = 200
"""Matches listed; more are a reason to type another letter."""


def abilities(model: KnownModel) -> str:
    return "  ".join(word for word in ("tools", "images", "thinking") if getattr(model, word))


def figures(model: KnownModel) -> str:
    """Window and largest answer, in two columns; blank where unknown."""
    window = cells.limit(model.context_window) if model.context_window else ""
    output = cells.limit(model.max_output_tokens) if model.max_output_tokens else ""
    return f"{window:>6}  {output:>5} " if window or output else ""


def _distance(name: str, text: str) -> int:
    if name == text:
        return 0
    return 1 if name.endswith(f"/{text}") else 2


class ModelBook:
    """The models a gateway knows, and what typed text can mean."""

    def __init__(self, models: list[KnownModel], providers: list[str]) -> None:
        self.models = {model.target: model for model in models}
        self.providers = sorted({*providers, *(Target.parse(name).provider for name in self.models)})

    def matching(self, text: str) -> list[KnownModel]:
        """All that hold the words; what is exactly the text, or ends in it, stands first."""
        words = text.casefold().split()
        whole = text.strip().casefold()
        found = [m for name, m in self.models.items() if all(word in name.casefold() for word in words)]
        return sorted(found, key=lambda m: _distance(m.target.casefold(), whole)) if whole else found

    def typed(self, text: str) -> str:
        """The text itself as a target, when it names a provider and a model the gateway has not listed."""
        target = Target.parse(text.strip())
        known = target.provider in self.providers
        return str(target) if known and target.model and str(target) not in self.models else ""

    def check(self, text: str, matches: int) -> tuple[str, str]:
        """A few words on what was typed, and their role."""
        text = text.strip()
        if matches:
            said = f"{matches} of {len(self.models)} match" if text else cells.plural(matches, "model")
            return said, "ink-soft"
        if self.typed(text):
            return "not listed; sent as typed", "state-warn"
        provider, slash, _ = text.partition("/")
        if slash and provider not in self.providers:
            return f"no provider named {safe_text(provider, line=True)}", "state-error"
        if not self.models:
            return "no models known; type provider/model", "ink-soft"
        return "nothing matches", "state-error"


class TargetField(Widget):
    @dataclass
    class Changed(Message):
        target: str | None

    class Accepted(Message):
        """Enter in the field, or a line chosen."""

    def __init__(
        self, label: str = "Model", *, fixed: list[Option] | None = None, id: str | None = None
    ) -> None:
        """`fixed` options stand above the matches while nothing is typed; their value may be empty."""
        super().__init__(id=id)
        self._label = label
        self._fixed = fixed or []
        self._book = ModelBook([], [])
        self._problem = ""

    def compose(self) -> ComposeResult:
        with Horizontal(id="target-row"):
            yield Words([[(self._label, "ink-soft")]], id="target-label")
            yield Input(placeholder="part of a name, or provider/model", id="target-input")
            yield Words([[("loading the models", "ink-soft")]], id="target-check")
        yield Choice(list(self._fixed), column=200, active=False)

    def on_mount(self) -> None:
        field = self.query_one(Input)
        field.cursor_blink = False
        self.query_one(Choice).can_focus = False

    def load(self, models: list[KnownModel], providers: list[str], problem: str = "") -> None:
        self._book = ModelBook(models, providers)
        self._problem = problem
        self._offer()

    @property
    def book(self) -> ModelBook:
        return self._book

    @property
    def text(self) -> str:
        return self.query_one(Input).value

    @property
    def target(self) -> str | None:
        """What is chosen; "" is a fixed option, None nothing."""
        option = self.query_one(Choice).option
        return option.value if option else None

    def _offer(self) -> None:
        text = self.text
        matches = self._book.matching(text)
        options = [] if text.strip() else list(self._fixed)
        typed = self._book.typed(text)
        roomy = self.app.size.width >= BREAKPOINTS[1]
        options += [_option(model, roomy=roomy) for model in matches[:LISTED]]
        if typed:
            options.append(Option(typed, typed, tail="as typed "))
        self.query_one(Choice).offer(options)
        said, role = (self._problem, "state-error") if self._problem else self._book.check(text, len(matches))
        self._say(said, role)
        self.post_message(self.Changed(self.target))

    def _say(self, said: str, role: str) -> None:
        _, glyphs = look_of(self.app)
        words: list[Word] = [(said, role)]
        if role == "state-error":
            words.insert(0, (f"{glyphs.states['failed']} ", role))
        self.query_one("#target-check", Words).say([words])

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._offer()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Accepted())

    @on(Choice.Chosen)
    def _chosen(self, event: Choice.Chosen) -> None:
        event.stop()
        self.post_message(self.Accepted())

    @on(Choice.Moved)
    def _moved(self, event: Choice.Moved) -> None:
        event.stop()
        self.post_message(self.Changed(self.target))

    def on_key(self, event: events.Key) -> None:
        step = {"down": 1, "up": -1, "pagedown": 5, "pageup": -5}.get(event.key)
        if step is not None:
            event.stop()
            self.query_one(Choice).action_move(step)


def _option(model: KnownModel, *, roomy: bool) -> Option:
    told = figures(model)
    able = f" {abilities(model):<23}" if roomy else ""
    return Option(model.target, model.target, tail=f"{told}{able}" if (told + able).strip() else "")
