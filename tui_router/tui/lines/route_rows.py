"""The whole Routes screen as lines: tiers, rules, aliases, sessions of their own, providers, decisions."""

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import NamedTuple

from tui_router.core.target import TIERS, Target
from tui_router.journal.record import ProviderState
from tui_router.tui.columns import BREAKPOINTS
from tui_router.tui.lines.entry import Entry, Look, still
from tui_router.tui.lines.line import Span, plain
from tui_router.tui.lines.provider_rows import (
    ProviderFacts,
    provider_columns,
    provider_head,
    provider_spans,
)
from tui_router.tui.lines.rule_rows import (
    alias_spans,
    no_rules,
    rule_spans,
    rules_head,
    session_wire_spans,
)
from tui_router.tui.lines.tier_rows import (
    TierColumns,
    TierFacts,
    asking_words,
    says_spans,
    tier_columns,
    tier_head,
    tier_spans,
    verdict_words,
)
from tui_router.tui.lines.why_rows import why_head, why_spans
from tui_router.tui.recent import Recent, Sum
from tui_router.tui.wires_book import WiresBook

LOW = "surface"
"""Ground of what is below the wiring: what it leads to."""
_SHOWN = tuple(reversed(TIERS[:-1])) + TIERS[-1:]
"""The largest first, as one reads prices."""


class Place(NamedTuple):
    """What the cursor is on. `name` is a tier, the number of a rule, an alias, a session, a provider or an exchange."""

    sort: str  # tier, rule, alias, session, provider, why
    name: str


class Routes(NamedTuple):
    """What the screen is made of."""

    book: WiresBook
    providers: Sequence[ProviderState] = ()
    lately: Recent = Recent()  # nobody adds to it
    words: str = ""  # the filter
    chosen: Hashable = None  # for the line under the tiers where they have one line each


def tier_facts(routes: Routes) -> list[TierFacts]:
    book = routes.book
    states = {state.name: state for state in routes.providers}
    found: list[TierFacts] = []
    for tier in _SHOWN:
        chain = book.chain(tier)
        first = chain[0] if chain else ""
        dry = book.dry.get(tier)
        found.append(
            TierFacts(
                tier=tier,
                chain=chain,
                own=book.own(tier),
                model=book.models.get(first),
                provider=states.get(Target.parse(first).provider),
                lately=routes.lately.tiers.get(tier) or Sum(),
                lost=tuple(dry.lost) if dry is not None else (),
                problem=dry.problem if dry is not None else "",
                too_long=dry.tokens if dry is not None and not dry.fits else 0,
                verdict=book.verdicts.get(first),
                asking=first in book.asking,
            )
        )
    return found


Draw = Callable[[Look], list[Span]]


class _Sheet:
    """Collects lines; what the filter does not let through is not there, nor is the heading of nothing."""

    def __init__(self, words: str, *, roomy: bool) -> None:
        self._roomy = roomy
        self._wanted = words.casefold().split()
        self.entries: list[Entry] = []

    def lets(self, draws: Sequence[Draw]) -> bool:
        if not self._wanted:
            return True
        text = " ".join(plain(draw(Look())) for draw in draws).casefold()
        return all(word in text for word in self._wanted)

    def section(
        self,
        head: Sequence[list[Span]],
        things: Sequence[tuple[Place, Sequence[Draw], bool]],
        ground: str = "background",
        *,
        keep: bool = False,
    ) -> None:
        """`keep`: the heading stands even above nothing, unless something is filtered."""
        kept = [thing for thing in things if self.lets(thing[1])]
        if not kept and (self._wanted or not keep):
            return
        if self.entries:
            before = self.entries[-1].ground
            if before != ground and self._roomy:
                self.entries.append(Entry(still(), ground=before))
            self.entries.append(Entry(still(), ground=ground))
        self.entries += [Entry(still(*spans), ground=ground) for spans in head]
        for place, draws, moving in kept:
            self.entries += [Entry(draw, place, ground, moving) for draw in draws]


def _says(of: TierFacts, at: TierColumns, look: Look) -> list[Span]:
    return [Span(" " * at.tier), *says_spans(of, look.glyphs)]


def _chosen_says(of: TierFacts, look: Look) -> list[Span]:
    said = says_spans(of, look.glyphs)
    return [Span(f"{of.tier}  ", "ink-soft"), *said] if said else []


def _alias(book: WiresBook, name: str, value: object, width: int, look: Look) -> list[Span]:
    target = next(iter(book.targets([name])), "")
    verdict = book.verdicts.get(target)
    said: list[Span] = []
    if target in book.asking:
        said = asking_words(look)
    elif verdict is not None:
        said = verdict_words(verdict, look.glyphs, 60)
    return alias_spans(name, value, width, look, said)


def route_entries(routes: Routes, width: int) -> list[Entry]:
    """All lines for a screen `width` cells wide. The first is the heading of the tiers."""
    book, wires = routes.book, routes.book.wires
    sheet = _Sheet(routes.words, roomy=width >= BREAKPOINTS[1])
    if wires is None:
        return []
    _tiers(sheet, routes, width)
    rules: list[tuple[Place, Sequence[Draw], bool]] = []
    for rule in wires.rules:
        target = next(iter(book.targets(rule.to)), "")
        verdict, asking = book.verdicts.get(target), target in book.asking
        draw = partial(rule_spans, rule, width, verdict=verdict, asking=asking)
        rules.append((Place("rule", str(rule.number)), [draw], asking))
    head = [rules_head(width, some=bool(rules))]
    sheet.section(head if rules else [*head, no_rules()], rules, keep=True)
    sheet.section(
        [[Span("ALIASES   other names for targets", "ink-soft")]],
        [
            (Place("alias", name), [partial(_alias, book, name, value, width)],
             not book.asking.isdisjoint(book.targets([name])))
            for name, value in wires.aliases.items()
        ],
    )  # fmt: skip
    sheet.section(
        [[Span("SESSIONS   with a wiring of their own", "ink-soft")]],
        [
            (Place("session", name), [partial(session_wire_spans, name, tiers)], False)
            for name, tiers in wires.sessions.items()
            if tiers
        ],
    )
    _providers(sheet, routes, width)
    sheet.section(
        [why_head()],
        [(Place("why", str(row.id)), [partial(why_spans, row, width)], False) for row in routes.lately.decisions],
        LOW,
    )  # fmt: skip
    return sheet.entries


def _tiers(sheet: _Sheet, routes: Routes, width: int) -> None:
    at = tier_columns(width)
    roomy, two = width >= BREAKPOINTS[1], width >= BREAKPOINTS[1] and not at.says
    facts = tier_facts(routes)
    things: list[tuple[Place, Sequence[Draw], bool]] = []
    for of in facts:
        draws: list[Draw] = [partial(tier_spans, of, at)]
        if two:
            draws.append(partial(_says, of, at))
        things.append((Place("tier", of.tier), draws, of.asking))
    sheet.section([tier_head(at)], things)
    if not roomy and sheet.entries:
        chosen = next((of for of in facts if routes.chosen == Place("tier", of.tier)), None)
        sheet.entries.append(Entry(still()))
        sheet.entries.append(Entry(partial(_chosen_says, chosen)) if chosen is not None else Entry(still()))


def _providers(sheet: _Sheet, routes: Routes, width: int) -> None:
    at, book = provider_columns(width), routes.book
    things: list[tuple[Place, Sequence[Draw], bool]] = []
    for state in routes.providers:
        target = book.model_of(state.name)
        of = ProviderFacts(
            state,
            lately=routes.lately.providers.get(state.name) or Sum(),
            learned=book.learned[state.name],
            verdict=book.verdicts.get(target),
            asking=bool(target) and target in book.asking,
        )
        things.append((Place("provider", state.name), [partial(provider_spans, of, at)], of.asking))
    sheet.section([provider_head(at)], things, LOW)
