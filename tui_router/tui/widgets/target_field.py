"""A field for "provider/model" with the matching models listed under it."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from tui_router.core.target import Target
from tui_router.journal.record import KnownModel
from tui_router.tui import cells
from tui_router.tui.columns import BREAKPOINTS
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import look_of
from tui_router.tui.lines.check import Check
from tui_router.tui.lines.rewire_words import price
from tui_router.tui.safe_text import safe_text
from tui_router.tui.targets import spoken
from tui_router.tui.widgets.choice import Choice, Option
from tui_router.tui.widgets.words import Words, check_words

LISTED = 200
"""Matches listed; more are a reason to type another letter."""
TYPED = 300
_ABLE = 15
"""Cells for what a model can do."""


def abilities(model: KnownModel) -> str:
    """What it can do besides text; tools are told where they are missing, since nearly all take them."""
    able = ["no tools"] if model.tools is False else []
    return " ".join([*able, *(word for word in ("images", "thinking") if getattr(model, word))])


def figures(model: KnownModel) -> str:
    """Window, largest answer and price, in columns; blank where unknown."""
    window = cells.limit(model.context_window) if model.context_window else ""
    output = cells.limit(model.max_output_tokens) if model.max_output_tokens else ""
    cost = price(model)
    told = f"{window:>5} {output:>5}  {cost:>12} "
    return told if told.strip() else ""


def _distance(name: str, text: str) -> int:
    if name == text:
        return 0
    return 1 if name.endswith(f"/{text}") else 2


class ModelBook:
    """The models a gateway knows, and what typed text can mean."""

    def __init__(
        self, models: list[KnownModel], providers: list[str], aliases: Mapping[str, object] | None = None
    ) -> None:
        self.models = {model.target: model for model in models}
        self.providers = sorted({*providers, *(Target.parse(name).provider for name in self.models)})
        self.aliases = aliases or {}
        self._listing = {Target.parse(model.target).provider for model in models if model.listed}

    def matching(self, text: str, scope: str = "") -> list[KnownModel]:
        """All that hold the words; what is exactly the text, or ends in it, stands first. With a `scope`, a provider,
        its own come first, and others only when something was typed.
        """
        words = text.casefold().split()
        whole = text.strip().casefold()
        found = [m for name, m in self.models.items() if all(word in name.casefold() for word in words)]
        if whole:
            found.sort(key=lambda m: _distance(m.target.casefold(), whole))
        if not scope:
            return found
        own = [model for model in found if Target.parse(model.target).provider == scope]
        return [*own, *(m for m in found if m not in own)] if whole else own

    def typed(self, text: str, scope: str = "") -> str:
        """The text itself as a target: an alias, a provider and a model the gateway has not listed, or such a model of
        the `scope` when that lists none itself.
        """
        text = text.strip()
        if text in self.aliases:
            return text
        target = Target.parse(text)
        if target.provider in self.providers and target.model:
            return str(target) if str(target) not in self.models else ""
        named = f"{scope}/{text}"
        alone = bool(scope and text and scope not in self._listing and named not in self.models)
        return named if alone and not any(char.isspace() for char in text) else ""

    def check(self, text: str, matches: int, scope: str = "") -> Check:
        """A few words on what was typed, and their role."""
        text = text.strip()
        if text in self.aliases:
            return "an alias", "ink-soft"
        known = self._known(scope)
        if matches:
            return (f"{matches} of {known} match" if text else cells.plural(matches, "model")), "ink-soft"
        if self.typed(text, scope):
            return "not listed; sent as typed", "state-warn"
        provider, slash, _ = text.partition("/")
        if slash and provider not in self.providers:
            return f"no provider named {safe_text(provider, line=True)}", "state-error"
        if not known and not text:
            return "no models known; type one", "ink-soft"
        if not self.models:
            return "no models known; type provider/model", "ink-soft"
        return "nothing matches", "state-error"

    def _known(self, scope: str) -> int:
        return len(self.matching("", scope)) if scope else len(self.models)


class TargetInput(Input):
    """With `ticks`, a plus and a space before anything else are left to whoever ticks targets."""

    ticks = False

    def check_consume_key(self, key: str, character: str | None) -> bool:
        left = self.ticks and (character == "+" or key == "plus" or (character == " " and not self.value))
        return not left and super().check_consume_key(key, character)


class TargetField(Widget):
    """With `folds` the list is there only while the field has the focus, and the field shows what is chosen."""

    DEFAULT_CSS = """
    TargetField.-folded Choice { display: none; }
    """

    @dataclass
    class Changed(Message):
        target: str | None

    class Accepted(Message):
        """Enter in the field, or a line chosen."""

    def __init__(
        self,
        label: str = "Model",
        *,
        fixed: list[Option] | None = None,
        folds: bool = False,
        placeholder: str = "part of a name, or provider/model",
        ticks: bool = False,
        id: str | None = None,
    ) -> None:
        """`fixed` options stand above the matches while nothing is typed; their value may be empty. `ticks`: several
        can be chosen, by keys of the screen."""
        super().__init__(id=id)
        self._label = label
        self._fixed = fixed or []
        self._folds = folds
        self._placeholder = placeholder
        self._ticks = ticks
        self._book = ModelBook([], [])
        self._problem = ""
        self._scope = ""
        self._filled = ""
        """What the field itself put into its text: nothing was typed while that stands there."""
        self._said: Check | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="target-row"):
            yield Words([[(self._label, "ink-soft")]], id="target-label")
            field = TargetInput(placeholder=self._placeholder, id="target-input", max_length=TYPED)
            field.ticks = self._ticks
            yield field
            yield Words([[("loading the models", "ink-soft")]], id="target-check")
        yield Choice(list(self._fixed), column=200, active=False)

    def on_mount(self) -> None:
        field = self.query_one(Input)
        field.cursor_blink = False
        self.query_one(Choice).can_focus = False
        self.set_class(self._folds, "-folded")

    def load(
        self,
        models: list[KnownModel],
        providers: list[str],
        problem: str = "",
        aliases: Mapping[str, object] | None = None,
    ) -> None:
        self._book = ModelBook(models, providers, aliases)
        self._problem = problem
        self._offer()

    def show(self, target: str, scope: str = "") -> None:
        """Choose `target`, listed among those of its provider, the `scope`, as if nothing had been typed."""
        self._scope = scope
        self._fill(target)
        self._offer(target)

    def fix(self, fixed: list[Option]) -> None:
        """Other words for the options above the matches; the cursor stays where it is."""
        if fixed != self._fixed:
            self._fixed = fixed
            self._offer(self.target)

    def tell(self, said: Check | None) -> None:
        """Words that stand for the field's own check until they are taken back."""
        if said != self._said:
            self._said = said
            self._check()

    @property
    def book(self) -> ModelBook:
        return self._book

    @property
    def text(self) -> str:
        return self.query_one(Input).value

    @property
    def untouched(self) -> bool:
        return self.text == self._filled

    @property
    def target(self) -> str | None:
        """What is chosen; "" is a fixed option, None nothing."""
        option = self.query_one(Choice).option
        return option.value if option else None

    def _named(self, target: str) -> str:
        aim = Target.parse(target)
        return aim.model if self._scope and aim.provider == self._scope else target

    def _fill(self, target: str) -> None:
        field = self.query_one(Input)
        self._filled = safe_text(self._named(target), line=True)[:TYPED]
        field.value = self._filled
        if field.has_focus:
            field.selection = Selection(0, len(self._filled))

    def _offer(self, chosen: str | None = None) -> None:
        """List what the text means; what was chosen stays so while nothing is typed. `chosen` "" is the first."""
        typing = not (self._folds and self.untouched)
        text = self.text if typing else ""
        if chosen is None:
            chosen = "" if typing else self.target or ""
        matches = self._book.matching(text, self._scope)
        options = [] if text.strip() else list(self._fixed)
        typed = self._book.typed(text, self._scope)
        roomy = self.app.size.width >= BREAKPOINTS[1]
        _, glyphs = look_of(self.app)
        options += [_option(model, self._scope, glyphs, roomy=roomy) for model in matches[:LISTED]]
        if typed:
            options.append(Option(typed, self._named(typed), tail="as typed "))
        values = [option.value for option in options]
        if chosen and chosen not in values:
            options.insert(0, Option(chosen, self._named(chosen), tail="as it is now "))
            values.insert(0, chosen)
        self.query_one(Choice).offer(options, values.index(chosen) if chosen else 0)
        self._check(len(matches), text)
        self.post_message(self.Changed(self.target))

    def _check(self, matches: int | None = None, text: str | None = None) -> None:
        if text is None:
            text = "" if self._folds and self.untouched else self.text
        if matches is None:
            matches = len(self._book.matching(text, self._scope))
        if self._said is not None:
            self._say(*self._said)
        elif self._problem:
            self._say(self._problem, "state-error")
        else:
            self._say(*self._book.check(text, matches, self._scope))

    def _say(self, said: str, role: str) -> None:
        _, glyphs = look_of(self.app)
        self.query_one("#target-check", Words).say([check_words((said, role), glyphs)])

    def on_descendant_focus(self) -> None:
        if self._folds:
            self.remove_class("-folded")

    def on_descendant_blur(self) -> None:
        """What was chosen stands in the field when the list is folded."""
        if self._folds:
            self.add_class("-folded")
            target = self.target
            if (
                target
                and target not in self._book.aliases
                and Target.parse(target).provider in self._book.providers
            ):
                self._scope = Target.parse(target).provider
            if target and (not self.untouched or self._named(target) != self._filled):
                self._fill(target)
                self._offer(target)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if not (self._folds and self.untouched):
            self._offer()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Accepted())

    @on(Choice.Chosen)
    def _chosen(self, event: Choice.Chosen) -> None:
        event.stop()
        if self._folds:
            self._fill(event.option.value)
            self._offer(event.option.value)
        else:
            self.post_message(self.Accepted())

    @on(Choice.Moved)
    def _moved(self, event: Choice.Moved) -> None:
        event.stop()
        if self._folds and self.untouched and self.target is not None:
            self._fill(self.target)
        self.post_message(self.Changed(self.target))

    def on_key(self, event: events.Key) -> None:
        step = {"down": 1, "up": -1, "pagedown": 5, "pageup": -5}.get(event.key)
        if step is not None:
            event.stop()
            self.query_one(Choice).action_move(step)


def _option(model: KnownModel, scope: str, glyphs: Glyphs, *, roomy: bool) -> Option:
    told = figures(model)
    able = f" {cells.clip(abilities(model), _ABLE, glyphs.ellipsis):<{_ABLE}}" if roomy else ""
    aim = Target.parse(model.target)
    name = model.target if not scope else aim.model if aim.provider == scope else spoken(model.target, glyphs)
    return Option(model.target, name, tail=f"{told}{able}" if (told + able).strip() else "")
