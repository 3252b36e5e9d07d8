"""What the exchange weighs in tokens and what it costs: against the window, in parts, here and elsewhere."""

from typing import ClassVar

from rich.cells import cell_len

from tui_router.core.target import TIERS, Target
from tui_router.journal.record import ExchangeRow, LegName, Tokens, Weighed
from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.cost_words import cost_parts, would_cost
from tui_router.tui.lines.line import GAP, Half, Span, span_width
from tui_router.tui.lines.sheet import Entry, heading, said, with_gaps
from tui_router.tui.lines.weight_lines import WeightLines, bar, legend, parts_of
from tui_router.tui.lines.weights import Weights, weigh
from tui_router.tui.pages.sheet_page import SheetPage
from tui_router.tui.seen import Seen

_TARGET, _WORDS = 32, 20
"""Cells of a target, and of the words at the left of a figure."""


class TokensPage(SheetPage):
    title: ClassVar[str] = "Tokens"
    short: ClassVar[str] = "Tok"
    wants: ClassVar[tuple[LegName, ...]] = ("a", "d")
    beside: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self._weighed_of: object = None
        self._drawn_of: object = None
        self._weights = Weights()

    def build(self, seen: Seen) -> None:
        leg, row = seen.raw["a"], seen.row
        whole = leg.complete or (leg.size > 0 and leg.next >= leg.size)
        known = row.tokens if seen.detail.weighed is None else Tokens()
        weighed_of = (row.id, whole and len(leg.data), seen.detail.weighed is not None, known)
        if weighed_of != self._weighed_of:
            self._weighed_of = weighed_of
            body = bytes(leg.data) if whole and not leg.truncated else b""
            self._weights = weigh(body, seen.detail.weighed, known)
        before = seen.before.row.tokens.input if seen.before is not None else 0
        drawn_of = (
            *(weighed_of, self.width, self.glyphs.ascii, row.tokens, row.window, row.cost, row.state),
            *(before, seen.session_cost, id(seen.models), seen.tiers, seen.d.complete),
        )
        if drawn_of != self._drawn_of:
            self._drawn_of = drawn_of
            self.put(self._entries(seen))

    def _entries(self, seen: Seen) -> list[Entry]:
        row, weights = seen.row, self._weights
        if not row.tokens.input and not weights.messages and not weights.tools and not weights.system:
            return [
                said(Span("Nothing was counted of this exchange, and its request is not here.", "ink-soft"))
            ]
        table = WeightLines(weights, self.width, self.glyphs)
        return with_gaps(
            [self._whole(seen), self._usage(seen), self._cost(seen), self._elsewhere(seen), *table.sections()]
        )

    def _whole(self, seen: Seen) -> list[Entry]:
        row, glyphs = seen.row, self.glyphs
        tokens = row.tokens
        about = glyphs.estimate if tokens.estimated else ""
        lead = [Span("in ", "ink-soft"), Span(f"{about}{tokens.input:,}", bold=True)]
        lead += [
            Span("  out ", "ink-soft"),
            Span(f"{about}{tokens.output:,}" if tokens.output else glyphs.nothing),
        ]
        parts = parts_of(self._weights, row)
        lines = [said(*lead, *_window(seen))]
        width = max(10, self.width)
        lines.append(said(*bar(parts, row.window or 0, width, glyphs)))
        if tokens.cache_read or tokens.cache_write:
            lines.append(said(*_cached(row, parts, width, glyphs)))
        words = "" if self._weights.counted else glyphs.estimate
        by = "counted here" if self._weights.counted else "by share of bytes"
        named = legend(parts, words, glyphs)
        fits = span_width(named) + len(by) + GAP <= width
        lines.append(said(*named, tail=(Span(by, "ink-soft", italic=True),) if fits else ()))
        return lines

    def _figure(self, word: str, *spans: Span, tail: tuple[Span, ...] = ()) -> Entry:
        return Entry(half=Half((Span(f"  {word}", "ink-soft"),), spans, tail, _WORDS + 2))

    def _usage(self, seen: Seen) -> list[Entry]:
        """What the upstream reports, against what was counted here."""
        row, glyphs = seen.row, self.glyphs
        tokens = row.tokens
        lines: list[Entry] = []
        counted = _counted(row, seen.detail.weighed)
        if counted and not tokens.estimated and tokens.input:
            factor = tokens.input / counted
            told = f"{counted:,} here, {tokens.input:,} by the upstream"
            lines.append(self._figure("counted", Span(told), Span(f"  {factor:.2f} times ours", "ink-soft")))
        elif tokens.estimated and tokens.input:
            lines.append(
                self._figure("counted", Span("here; the upstream has not told its figures", "ink-soft"))
            )
        for word, count in (("read from cache", tokens.cache_read), ("written to cache", tokens.cache_write)):
            if count:
                share = Span(f"  {cells.percent(count, tokens.input)} of the prompt", "ink-soft")
                lines.append(self._figure(word, Span(f"{count:,}"), share))
        thought = _thinking(seen)
        if thought:
            figure = Span(f"{glyphs.estimate}{thought:,}")
            lines.append(self._figure("thinking", figure, Span("  of what came out", "ink-soft")))
        return [heading("usage"), *lines] if lines else []

    def _cost(self, seen: Seen) -> list[Entry]:
        row, glyphs = seen.row, self.glyphs
        model = seen.models.get(_name(row))
        parts = cost_parts(row.tokens, model)
        whole = row.cost if row.cost is not None else sum(part.dollars for part in parts)
        if not whole and not seen.session_cost:
            told = (
                "free"
                if model is not None and model.price_in == 0 == model.price_out
                else "no price is known"
            )
            return [heading("cost"), self._figure("this turn", Span(told, "ink-soft"))]
        about = glyphs.estimate if row.tokens.estimated and whole else ""
        lines = [self._figure("this turn", Span(about + cells.money(whole, glyphs), bold=True))]
        for part in parts:
            figure = Span(cells.money(part.dollars, glyphs).ljust(9))
            of = Span(f"{part.tokens:,} at ${cells.price(part.price)} a million", "ink-soft")
            lines.append(self._figure(part.words, figure, of))
        if seen.session_cost:
            lines.append(self._figure("session so far", Span(cells.money(seen.session_cost, glyphs))))
        return [heading("cost"), *lines]

    def _elsewhere(self, seen: Seen) -> list[Entry]:
        """The same tokens at the targets of the tiers, this one's left out; nothing where no price is known at all."""
        row, glyphs = seen.row, self.glyphs
        if seen.tiers is None or not row.tokens.input:
            return []
        here = row.cost or sum(part.dollars for part in cost_parts(row.tokens, seen.models.get(_name(row))))
        lines: list[Entry] = []
        known = False
        for tier in TIERS:
            chain = seen.tiers.chain(tier)
            if not chain or chain[0] == _name(row):
                continue
            target = Target.parse(chain[0])
            cost = would_cost(row.tokens, seen.models.get(chain[0]))
            known = known or cost is not None
            model, provider = cells.target(target.model, target.provider, _TARGET, glyphs)
            room = Span(" " * (_TARGET + GAP - cell_len(model + provider)))
            words = cells.money(cost, glyphs) if cost else "free" if cost == 0 else "no price is known"
            share = f"{cells.percent(cost, here)} of this" if cost and here else ""
            lead = (Span(f"  {glyphs.tiers.get(tier, ' ')} {tier}", f"tier-{tier}"),)
            figure = Span(words.ljust(9), "ink" if cost else "ink-soft")
            value = (Span(model), Span(provider, "ink-soft"), room, figure, Span(share, "ink-soft"))
            lines.append(Entry(half=Half(lead, value, at=_WORDS + 2)))
        if not known:
            return []
        head = heading("the same tokens elsewhere")
        head.half = head.half._replace(tail=(Span("nothing cached there", "ink-soft"),))
        return [head, *lines]


def _name(row: ExchangeRow) -> str:
    return str(Target(row.provider, row.model))


def _counted(row: ExchangeRow, weighed: Weighed | None) -> int:
    tokens = row.tokens
    parts = tokens.system + tokens.tools + tokens.messages
    if parts or weighed is None:
        return parts
    return (
        sum(weighed.system)
        + sum(n for _, n in weighed.tools)
        + sum(sum(blocks) for blocks in weighed.messages)
    )


def _window(seen: Seen) -> list[Span]:
    """38% of 200,000; about 14 more turns like this one."""
    row = seen.row
    if not row.window or not row.tokens.input:
        return []
    share = row.tokens.input / row.window
    told = [
        Span(f"   {cells.percent(row.tokens.input, row.window)}", "state-warn" if share > 0.85 else "ink")
    ]
    told.append(Span(f" of {row.window:,}", "ink-soft"))
    grown = row.tokens.input - seen.before.row.tokens.input if seen.before is not None else 0
    left = row.window - row.tokens.input - row.tokens.output
    if grown > 0:
        more = left // grown
        words = (
            f"about {more:,} more {'turn' if more == 1 else 'turns'} like this one"
            if more > 0
            else "no room for another turn like this one"
        )
        told.append(Span(f"; {words}", "ink-soft" if more > 2 else "state-warn"))
    return told


def _cached(row: ExchangeRow, parts: list[tuple[str, int]], width: int, glyphs: Glyphs) -> list[Span]:
    """The part of the prompt that came from the cache, under the bar and to its scale."""
    tokens = row.tokens
    whole = max(row.window or 0, sum(count for _, count in parts), 1)
    read = min(width, max(1 if tokens.cache_read else 0, round(width * tokens.cache_read / whole)))
    written = min(
        width - read, max(1 if tokens.cache_write else 0, round(width * tokens.cache_write / whole))
    )
    words = f"  {cells.count(tokens.cache_read)} from the cache" if tokens.cache_read else ""
    words += f"  {cells.count(tokens.cache_write)} written to it" if tokens.cache_write else ""
    return [
        Span(glyphs.meter * read, "tokens-cache"),
        Span(glyphs.bar_thinking * written, "tokens-cache"),
        Span(words, "ink-soft"),
    ]


def _thinking(seen: Seen) -> int:
    """Tokens of what came out that were thinking, by its share of the characters the client received."""
    chars = {"thinking": 0, "text": 0, "json": 0}
    for entry in seen.d.entries:
        if entry.sort in chars:
            chars[entry.sort] += entry.chars
    return round(seen.row.tokens.output * chars["thinking"] / (sum(chars.values()) or 1))
