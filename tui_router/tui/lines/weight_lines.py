"""A prompt by weight: a bar against the window, then system, tools by server and messages as lines that unfold."""

from collections.abc import Callable, Hashable

from tui_router.journal.record import ExchangeRow
from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.line import GAP, Half, Span, crop
from tui_router.tui.lines.sheet import Entry, Kids, heading, said
from tui_router.tui.lines.weights import Weight, Weights, total
from tui_router.tui.safe_text import safe_text

HEAVIEST = 10
_MOST = 400  # lines a group unfolds to
_COUNT, _TOKENS, _SHARE = 14, 9, 6
"""Cells of the three columns at the right."""


def parts_of(weights: Weights, row: ExchangeRow) -> list[tuple[str, int]]:
    """System, tools, messages and what came out, for the bar. What was counted of the row stands where the parts are
    not known."""
    known = [
        ("system", total(weights.system) or row.tokens.system),
        ("tools", total(weights.tools) or row.tokens.tools),
        ("messages", total(weights.messages) or row.tokens.messages),
    ]
    if not any(count for _, count in known):
        known[2] = ("messages", row.tokens.input)
    return [*known, ("out", row.tokens.output)]


def bar(parts: list[tuple[str, int]], whole: int, width: int, glyphs: Glyphs) -> list[Span]:
    """To scale, each part that is there at least one cell; the rest of the window is track."""
    width = max(4, width)
    whole = max(whole, sum(count for _, count in parts), 1)
    spans: list[Span] = []
    used, seen = 0, 0
    for name, count in parts:
        seen += count
        upto = min(width, max(round(width * seen / whole), used + (count > 0)))
        spans.append(Span(glyphs.meter * (upto - used), f"tokens-{name}"))
        used = upto
    return [*(span for span in spans if span.text), Span(glyphs.track * (width - used), "line")]


def legend(parts: list[tuple[str, int]], about: str, glyphs: Glyphs) -> list[Span]:
    spans: list[Span] = []
    for name, count in parts:
        if count:
            spans += [Span(f"{glyphs.meter} ", f"tokens-{name}"), Span(f"{name} ", "ink-soft")]
            spans.append(Span(f"{about if name != 'out' else ''}{cells.count(count)}   "))
    return spans


class WeightLines:
    """The table. A line is cut so that its figures are whole."""

    def __init__(self, weights: Weights, width: int, glyphs: Glyphs) -> None:
        self.weights, self.glyphs = weights, glyphs
        self.room = max(8, width - _COUNT - _TOKENS - _SHARE - GAP - 4)
        self.whole = sum(total(part) for part in (weights.system, weights.tools, weights.messages))
        self.about = "" if weights.counted else glyphs.estimate

    def sections(self) -> list[list[Entry]]:
        return [self._system(), self._tools(), self._messages()]

    def _figures(self, count: str, tokens: int) -> tuple[Span, ...]:
        share = cells.percent(tokens, self.whole)
        return (
            Span(count.rjust(_COUNT), "ink-soft"),
            Span((self.about + cells.count(tokens)).rjust(_TOKENS)),
            Span(share.rjust(_SHARE), "ink-soft"),
        )

    def _line(
        self,
        lead: list[Span],
        count: str,
        tokens: int,
        *,
        key: Hashable = None,
        kids: Kids | None = None,
        path: str = "",
    ) -> Entry:
        copies = ("the path", f"$.{path}") if path else None
        half = Half(tuple(crop(lead, self.room, self.glyphs.ellipsis)), tail=self._figures(count, tokens))
        return Entry(half=half, key=key, kids=kids, lined=kids is None, copies=copies)

    def _head(self, word: str, count: str, weights: list[Weight]) -> Entry:
        head = heading(word)
        head.half = head.half._replace(tail=self._figures(count, total(weights)))
        return head

    def _weight(self, weight: Weight, *, say: Callable[[Weight], list[Span]]) -> Entry:
        return self._line(say(weight), "", weight.tokens, path=weight.path)

    def _all(self, weights: list[Weight], say: Callable[[Weight], list[Span]]) -> list[Entry]:
        lines = [self._weight(weight, say=say) for weight in weights[:_MOST]]
        rest = len(weights) - len(lines)
        return [*lines, *([said(Span(f"{self.glyphs.ellipsis} {rest:,} more", "ink-soft"))] if rest else [])]

    def _system(self) -> list[Entry]:
        blocks = self.weights.system
        if not blocks:
            return []
        head = self._head("system", cells.plural(len(blocks), "block"), blocks)
        return [head, *self._all(blocks, _block)]

    def _tools(self) -> list[Entry]:
        tools = self.weights.tools
        if not tools:
            return []
        lines = [self._head("tools", cells.plural(len(tools), "tool"), tools)]
        for server, group in self.weights.servers():
            ordered = sorted(group, key=lambda tool: -tool.tokens)
            lines.append(
                self._line(
                    [Span(safe_text(server, line=True))],
                    cells.plural(len(group), "tool"),
                    total(group),
                    key=("server", server),
                    kids=lambda ordered=ordered: self._all(ordered, _tool),  # type: ignore[misc]
                )
            )
        return lines

    def _messages(self) -> list[Entry]:
        weights, messages = self.weights, self.weights.messages
        if not messages:
            return []
        lines = [self._head("messages", cells.plural(len(messages), "message"), messages)]
        for role, (many, tokens) in weights.roles.items():
            said_by = [Span(safe_text(role, line=True))]
            lines.append(self._line(said_by, cells.plural(many, "message"), tokens))
        for sort, tokens in sorted(weights.sorts.items(), key=lambda each: -each[1]):
            lines.append(self._line([Span("of it ", "ink-soft"), Span(sort)], "", tokens))
        heaviest = weights.heaviest(HEAVIEST)
        if len(messages) > 1:
            lines.append(
                self._line(
                    [Span(f"the {len(heaviest)} heaviest")],
                    "",
                    total(heaviest),
                    key="heaviest",
                    kids=lambda: self._all(heaviest, _message),
                )
            )
        return lines


def _block(weight: Weight) -> list[Span]:
    return [Span(weight.path, "ink-soft"), Span(f"  {safe_text(weight.what.strip(), line=True)}")]


def _tool(weight: Weight) -> list[Span]:
    return [Span(safe_text(weight.name, line=True) or "no name")]


def _message(weight: Weight) -> list[Span]:
    what = safe_text(f"{weight.name}  {weight.what}".strip(), line=True)
    return [Span(weight.path, "ink-soft"), Span(f"  {what}")]
