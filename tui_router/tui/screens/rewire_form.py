"""The rewire form: its fields follow one another, and each has its check in words at the right."""

from collections.abc import Mapping
from typing import Any

from textual import on
from textual.message import Message
from textual.widgets import Input

from tui_router.control.wiring import DryRun, Wires
from tui_router.core.target import Target, Tier
from tui_router.journal.record import KnownModel, ProviderState
from tui_router.tui.columns import BREAKPOINTS
from tui_router.tui.ink import look_of
from tui_router.tui.languages import SHORT, TITLES
from tui_router.tui.lines import rewire_words as say
from tui_router.tui.lines.check import NO_WORDS, Check
from tui_router.tui.rewire_draft import (
    Draft,
    Endpoint,
    Field,
    NotReadable,
    chain_of,
    endpoint_of,
    endpoint_patch,
    patch_of,
    rule_table,
    when_text,
)
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.rewire_fields import RewireFields
from tui_router.tui.widgets.chain_field import ChainField
from tui_router.tui.widgets.check_box import CheckBox
from tui_router.tui.widgets.choice import Option
from tui_router.tui.widgets.key_input import KeyInput
from tui_router.tui.widgets.pick import Pick
from tui_router.tui.widgets.radio_line import Radio, RadioLine
from tui_router.tui.widgets.target_field import TargetField
from tui_router.tui.widgets.words import Words, check_words

REFUSED: Check = ("that is a key itself; write where it lies, such as env:NAME", "state-error")


class RewireForm(RewireFields):
    def __init__(self, tier: Tier, rule: int | None, session: str, replay: int) -> None:
        super().__init__(tier, rule, session, replay)
        self._wires = Wires(revision=0)
        self._states: dict[str, ProviderState] = {}
        self._target = ""
        self._endpoint = Endpoint()
        """What the provider and the model are set to now."""
        self._complaints: dict[Field, str] = {}
        self._pasted_key = False
        """The last thing put into the key's field was a key itself."""
        self._dry: DryRun | None = None
        self._loaded = False
        self.checks: dict[Field, Check] = {}

    # what it is about

    def load(self, wires: Wires, states: list[ProviderState], models: list[KnownModel], problem: str) -> None:
        """What the gateway knows. What was typed stays; without that, the fields show what is in force."""
        first = not self._loaded
        own_rest = self.query_one(ChainField).targets != list(self.before[1:])
        self._wires, self._loaded, self._config = wires, True, wires.config
        self._states = {state.name: state for state in states}
        names = sorted({*wires.providers, *self._states})
        for field in self.query(TargetField):
            field.load(models, names, problem, wires.aliases)
        self._say_path()
        if first:
            self.about(self.tier)
            return
        if not own_rest:
            self.query_one(ChainField).show(list(self.before[1:]))
        self._follow()

    def about(self, tier: Tier) -> None:
        """Show the wiring of this tier, or of the rule, as it stands."""
        self.tier = tier
        if not self._loaded:
            return
        if self.rule is not None:
            table = rule_table(self._wires, self.rule)
            self.query_one("#when", Input).value = when_text(table.get("when"))
        chain = self.before
        model = self.model
        typed = not model.untouched
        self.query_one(ChainField).show(list(chain[1:]))
        if not typed:
            first = next(iter(chain), "")
            model.show(first, say.provider_of(first, self.providers) or self._some_provider())
        self._follow()

    def _some_provider(self) -> str:
        """Where to look for a model while the tier goes nowhere."""
        usable = [name for name, state in self._states.items() if state.key_set and not state.problem]
        return next(iter([*usable, *sorted(self.providers)]), "") if self.rule is None else ""

    @property
    def providers(self) -> frozenset[str]:
        return frozenset({*self._wires.providers, *self._states})

    @property
    def book(self) -> Mapping[str, KnownModel]:
        return self.model.book.models

    @property
    def before(self) -> tuple[str, ...]:
        """Where it goes now."""
        return chain_of(self._wires, Draft(tier=self.tier, rule=self.rule, session=self.session))

    @property
    def endpoint(self) -> Endpoint:
        return self._endpoint

    def patch(self, draft: Draft) -> dict[str, Any]:
        """What of the settings is new. Raises `NotReadable` for what cannot be said to the gateway."""
        target = next(iter(draft.chain), "")
        known = say.provider_of(target, self.providers)
        own = endpoint_patch(target, self._endpoint, draft.endpoint) if known else {}
        if own and draft.session:
            raise NotReadable(
                "Language, limits and key are those of every session: put them back, or choose that."
            )
        return {**patch_of(draft, self._wires), **own}

    def touched(self) -> bool:
        """Whether closing it would lose something."""
        if not self._loaded:
            return bool(self.model.text)
        draft = self.draft
        model = self.model
        when = when_text(rule_table(self._wires, self.rule or 0).get("when"))
        changed = draft.chain != self.before or draft.endpoint != self._endpoint
        return changed or not model.untouched or draft.when.strip() != when

    # what changes

    def _follow(self) -> None:
        """The target may be another one: its provider, language, limits and key are shown."""
        target = self.model.target or ""
        provider = say.provider_of(target, self.providers)
        if not target:
            provider = self.query_one(Pick).value
        if target != self._target or not self._dry:
            self._dry, self._complaints = None, {}
        state = self._states.get(provider)
        before = Target.parse(self._target)
        now = endpoint_of(
            self._wires, target or provider, state.dialect if state else "", state.key if state else ""
        )
        self._offer_providers(provider, target)
        if provider != before.provider or now.dialect != self._endpoint.dialect or not self._target:
            self.query_one("#speaks", RadioLine).offer(self._languages(now.dialect, state), now.dialect)
            self.query_one("#key", Input).value = safe_text(now.key, line=True)
        elif now.key != self._endpoint.key:
            self.query_one("#key", Input).value = safe_text(now.key, line=True)
        if target != self._target or (now.window, now.output) != (
            self._endpoint.window,
            self._endpoint.output,
        ):
            self.query_one("#window", Input).value = now.window
            self.query_one("#output", Input).value = now.output
        self._target, self._endpoint = target, now
        self._show_known(self.book.get(target))
        self.check()

    def _offer_providers(self, provider: str, target: str) -> None:
        options = []
        for name in sorted(self.providers):
            said, role = say.provider_check(self._states.get(name), known=self._known(name))
            options.append(Option(name, name, said, role="ink-soft" if role == "state-ok" else role))
        said = "by its alias" if target and not provider else ""
        self.query_one(Pick).offer(options, provider, said)

    def _known(self, provider: str) -> int:
        return sum(name.startswith(f"{provider}/") for name in self.book)

    def _languages(self, dialect: str, state: ProviderState | None) -> list[Radio]:
        found = state.speaks if state is not None else []
        titles = TITLES if self.app.size.width >= BREAKPOINTS[1] else SHORT
        names = {**titles, **({dialect: dialect} if dialect and dialect not in titles else {})}
        _, glyphs = look_of(self.app)
        return [Radio(key, name, glyphs.states["ok"] if key in found else "") for key, name in names.items()]

    def _show_known(self, model: KnownModel | None) -> None:
        """An empty field says softly what holds without it."""
        for name, figure in (
            ("#window", model.context_window if model else None),
            ("#output", model.max_output_tokens if model else None),
        ):
            self.query_one(name, Input).placeholder = f"{figure:,}" if figure else "unknown"

    def complain(self, complaints: Mapping[Field, str]) -> None:
        """What the gateway refuses, at its fields."""
        self._complaints, self._dry = dict(complaints), None
        self.check()

    def rehearsed(self, dry: DryRun | None) -> None:
        self._dry, self._complaints = dry, {}
        self.check()

    def check(self) -> None:
        """Say beside each field what there is to say of it."""
        _, glyphs = look_of(self.app)
        self.checks = self._checks(self.draft)
        for field, check in self.checks.items():
            if field == "model":
                self.model.tell(check if check != NO_WORDS else None)
            elif field == "provider":
                self.query_one(Pick).tell(check)
            else:
                self.query_one(f"#check-{field}", Words).say([check_words(check, glyphs)])

    def _checks(self, draft: Draft) -> dict[Field, Check]:
        provider = self.query_one(Pick).value
        found = say.checks(
            draft,
            self._endpoint,
            self._states.get(provider),
            self.book.get(self._target),
            self._dry,
            known=self._known(provider),
        )
        if self._pasted_key:
            found["key"] = REFUSED
        for field, said in self._complaints.items():
            found[field] = safe_text(said, line=True), "state-error"
        return found

    @property
    def wrong(self) -> Check:
        """What is wrong with the field that has the focus, whole: beside it there may be no room."""
        focused = self.screen.focused
        for widget in focused.ancestors_with_self if focused is not None else ():
            field = next((name for name in self.checks if name == widget.id), None)
            if field is not None:
                said, role = self.checks[field]
                return (said, role) if role == "state-error" else NO_WORDS
        return NO_WORDS

    # what the fields say

    def _changed(self) -> None:
        if self._loaded:
            self.check()
            self.post_message(self.Changed())

    @on(Pick.Changed)
    def _picked(self, event: Pick.Changed) -> None:
        event.stop()
        self.model.show("", event.value)
        self._follow()

    @on(TargetField.Changed)
    def _aimed(self, event: TargetField.Changed) -> None:
        event.stop()
        if self._loaded:
            self._follow()
            self._changed()

    @on(RadioLine.Changed)
    def _chosen(self, event: RadioLine.Changed) -> None:
        event.stop()
        if event.line.id == "scope":
            self._say_path()
            self.about(self.tier)
        self._changed()

    @on(KeyInput.Refused)
    def _refused(self, event: KeyInput.Refused) -> None:
        event.stop()
        self._pasted_key = True
        self.check()
        self.post_message(self.Changed())

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.id == "key":
            self._pasted_key = False
        self._changed()

    @on(ChainField.Changed)
    @on(CheckBox.Changed)
    def _other(self, event: Message) -> None:
        event.stop()
        self._changed()

    @on(TargetField.Accepted)
    @on(Input.Submitted)
    def _accepted(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Accepted())
