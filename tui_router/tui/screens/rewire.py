"""Point a tier or a rule at another target, from the next request on, and see before what that will change."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from tui_router.core.target import TIERS
from tui_router.tui import cells
from tui_router.tui.columns import BREAKPOINTS
from tui_router.tui.ink import look_of
from tui_router.tui.lines.check import NO_WORDS
from tui_router.tui.lines.line import Span, crop
from tui_router.tui.lines.rewire_news import News, Now, all_news, kept
from tui_router.tui.rewire_draft import Draft, NotReadable
from tui_router.tui.safe_text import safe_text
from tui_router.tui.screens.dry_run import DryRunScreen
from tui_router.tui.screens.rewire_form import RewireForm
from tui_router.tui.screens.rewire_talk import RewireTalk
from tui_router.tui.standing import stands
from tui_router.tui.widgets.pick import Pick
from tui_router.tui.widgets.radio_line import Radio, RadioLine
from tui_router.tui.widgets.words import SPRING, Word, Words, check_words, span_words

_ROWS, _ROWS_SMALL = 8, 6


class RewireScreen(RewireTalk):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "apply", "Apply", show=False, priority=True),
        Binding("ctrl+t", "test", "Test", show=False, priority=True),
        Binding("ctrl+d", "dry_run", "Dry run", show=False, priority=True),
        Binding("ctrl+r", "models", "Ask for models", show=False, priority=True),
        Binding("ctrl+n", "tier(1)", "Next tier", show=False, priority=True),
        Binding("ctrl+b", "tier(-1)", "Tier before", show=False, priority=True),
        Binding("enter", "apply", "Apply", show=False),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            with Horizontal(id="rewire-title"):
                yield Words(id="rewire-name" if self._rule is None else "rule-name")
                if self._rule is None:
                    tiers = [Radio(tier, tier, tier=tier) for tier in TIERS]
                    yield RadioLine(tiers, self._first_tier, gap=1, id="tiers")
                yield Words(id="rewire-keys")
            replay = self._row.id if self._row is not None and self._row.kind != "count" else 0
            yield RewireForm(self._first_tier, self._rule, self._session, replay)
            yield Words(on="surface", id="changes")
            yield Words(id="rewire-act")

    def on_mount(self) -> None:
        if self._only:
            self.query_one("#scope", RadioLine).value = self._session
        self.query_one("#write").value = self._write  # type: ignore[attr-defined]  # a CheckBox
        self._draw()
        self._load()

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        if stands(self, "#changes"):
            self._draw()

    # drawing

    def _draw(self) -> None:
        if not self.is_mounted or not stands(self, "#rewire-act"):
            return
        name = "Rewire "
        if self._rule is not None:
            name = f"Rule {self._rule}" if self._rule else "A new rule"
        self.query_one("#rewire-title > Words", Words).say([[(name, "ink", "b")]])
        keys: list[Word] = [("^n", "accent", "b"), (" tier  ", "ink-soft")] if self._rule is None else []
        self.query_one("#rewire-keys", Words).say(
            [[SPRING, *keys, ("esc", "accent", "b"), (" close", "ink-soft")]]
        )
        self.query_one("#changes", Words).say(self._changes())
        self.query_one("#rewire-act", Words).say([*([] if self._small else [[]]), self._foot()])

    @property
    def _small(self) -> bool:
        return self.has_class("-narrow")

    def _changes(self) -> list[list[Word]]:
        """What the change would bring, the weightiest when not all of it fits."""
        rows = (_ROWS_SMALL if self._small else _ROWS) - 1
        lines, more = kept(self._news(), rows)
        head: list[Word] = [("   What will change", "ink", "b")]
        if more:
            head.append((f"   and {more} more", "ink-soft"))
        head += [SPRING, ("asking" if self._asking else self._when(), "ink-soft"), ("   ", "ink")]
        _, glyphs = look_of(self.app)
        room = self.query_one("#changes", Words).size.width - 6
        told: list[list[Word]] = [
            [("   ", "ink"), *span_words(crop(line, max(1, room), glyphs.ellipsis))] for line in lines
        ]
        return [head, *told, *([] for _ in range(rows - len(told)))]

    def _news(self) -> News:
        if self._wires is None:
            return [(0, [Span("reading the wiring" if not self._said[0] else "", "ink-soft")])]
        _, glyphs = look_of(self.app)
        form = self.form
        draft = form.draft
        if not draft.chain and draft.rule is None:
            return [(0, [Span("choose a target", "ink-soft")])]
        base = self._base.get((draft.tier, draft.session))
        provider = form.query_one(Pick).value
        news = all_news(draft, Now(form.before, form.endpoint, provider, form.book, self._dry, base), glyphs)
        if self._unchanged(draft):
            name = draft.tier if draft.rule is None else "the rule"
            said = f"{name} goes there now"
            if draft.rule is not None and not draft.chain:
                said = "no other target" if draft.when else "say when it fits, and choose where it goes"
            news.insert(0, (0, [Span(said, "ink-soft")]))
        if draft.rule is None and self._row is not None and self._row.rule:
            told = f"{glyphs.slow} rule {self._row.rule} decided for #{self._row.id}, before any tier: screen 2 changes it"
            news.insert(0, (0, [Span(told, "state-warn")]))
        return news

    def _appliable(self) -> bool:
        try:
            return bool(self.form.patch(self.form.draft))
        except NotReadable:
            return False

    def _unchanged(self, draft: Draft) -> bool:
        try:
            return not self.form.patch(draft)
        except NotReadable:
            return False

    def _when(self) -> str:
        if not self._live:
            return "next request on"
        keeps = "keeps its" if self._live == 1 else "keep their"
        if self.app.size.width < BREAKPOINTS[1]:
            return "next request on"
        return f"next request on; {cells.plural(self._live, 'live exchange')} {keeps} wiring"

    def _foot(self) -> list[Word]:
        _, glyphs = look_of(self.app)
        words: list[Word] = []
        if self._leaving:
            return [("esc", "accent", "b"), (" again to leave it as it was", "state-warn")]
        if self._busy:
            return [("applying", "ink-soft")]
        if self._wires is not None and self._appliable():
            words = [(" ^s  Apply ", "on-accent", "b"), ("   ", "ink")]
        said = self._said if self._said[0] else self.form.wrong
        if said[0]:
            return [*words, *check_words(said, glyphs)]
        keys = [("^t", "test"), ("^d", "dry run"), ("^r", "ask for models")]
        for key, what in keys:
            words += [(key, "accent", "b"), (f" {what}   ", "ink-soft")]
        return words

    # acts

    @on(RewireForm.Changed)
    def _form_changed(self) -> None:
        if self.form.draft != self._said_for:
            self._said, self._leaving = NO_WORDS, False
        self._draw()
        self._rehearse_soon()

    def on_descendant_focus(self) -> None:
        self._draw()

    @on(RewireForm.Accepted)
    def _accepted(self) -> None:
        self.action_apply()

    @on(RadioLine.Changed, "#tiers")
    def _tier_chosen(self, event: RadioLine.Changed) -> None:
        tier = next(tier for tier in TIERS if tier == event.value)
        self.form.about(tier)
        self._form_changed()

    def action_tier(self, by: int) -> None:
        for line in self.query("#tiers").results(RadioLine):
            line.action_step(by)

    def action_close(self) -> None:
        if self._leaving or not self.form.touched():
            self.dismiss(None)
            return
        self._leaving, self._said_for = True, self.form.draft
        self._draw()

    def action_test(self) -> None:
        target = next(iter(self.form.draft.chain), "")
        if target:
            self._say(f"asking {safe_text(target, line=True)} for one token", "ink-soft")
            self._test(target)

    def action_dry_run(self) -> None:
        if self._dry is None or not self._dry.exchange:
            said = "asking" if self._asking else "There is no request yet to try it on."
            self._say(said, "ink-soft")
            return
        self.app.push_screen(DryRunScreen(self._client, self._dry))

    def action_apply(self) -> None:
        if self._busy or self._wires is None:
            return
        draft = self.form.draft
        try:
            patch = self.form.patch(draft)
        except NotReadable as error:
            self._say(str(error), "state-error")
            return
        if patch:
            self._busy = True
            self._draw()
            self._apply(self._wires, draft, patch)
