"""The outline of an exchange: what was asked, what was answered, what translation did and what was tried, weighed."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from tui_router.core.note import LOSSY
from tui_router.journal.record import AttemptRow, Weighed
from tui_router.messages.watch import Offence
from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.answer_parts import AnswerParts, out_tokens
from tui_router.tui.lines.entry import Entry, Look, fit
from tui_router.tui.lines.json_tree import Node
from tui_router.tui.lines.line import Span, justify
from tui_router.tui.lines.notes import about_words, told_of
from tui_router.tui.lines.request_words import call_name, line_of, role_of
from tui_router.tui.lines.timeline import STOPPED, failed_attempts, failure_of
from tui_router.tui.safe_text import safe_text
from tui_router.tui.seen import Seen

WIDTH = 36
"""Cells of the outline beside a page."""
REQUEST, ANSWER, NOTES, TIMING = "Request", "Answer", "Notes", "Timing"
"""The pages its places are on, by the title of their tab."""
FEW = 12
"""Messages that are listed at first; more are folded."""
_BAR, _FIGURE = 8, 7
_CHARS_PER_TOKEN = 4


class Spot(NamedTuple):
    """A place on a page, as the cursor of the outline holds it."""

    page: str
    anchor: tuple[str | int, ...]


class Weight(NamedTuple):
    tokens: int
    counted: bool  # by a tokenizer, and not from its share of the bytes

    def words(self, glyphs: Glyphs) -> str:
        if not self.tokens:
            return ""
        return f"{'' if self.counted else glyphs.estimate}{cells.count(self.tokens)}"


def outline_entries(
    seen: Seen, answer: AnswerParts, unfolded: AbstractSet[Hashable], glyphs: Glyphs, width: int
) -> list[Entry]:
    """`unfolded` holds the spots whose kids are listed; `width` is that of a line."""
    entries: list[Entry] = []
    for section in (
        _request(seen, unfolded, glyphs, width),
        _answer(seen, answer, glyphs, width),
        _notes(seen, glyphs, width),
        _attempts(seen.detail.attempts, glyphs, width),
    ):
        lines = list(section)
        if lines and entries:
            entries.append(_head("", "", width))
        entries += lines
    return entries


def foldable(spot: Hashable) -> bool:
    return isinstance(spot, Spot) and spot.page == REQUEST and len(spot.anchor) == 2


def nearest(entries: Sequence[Entry], page: str, anchor: tuple[str | int, ...]) -> Spot | None:
    """The spot a place of a page belongs to: itself, or what holds it."""
    known = {entry.key for entry in entries if entry.key is not None}
    while anchor:
        spot = Spot(page, anchor)
        if spot in known:
            return spot
        anchor = anchor[:-1]
    return None


def _head(title: str, told: str, width: int) -> Entry:
    return Entry(
        lambda look: justify(
            [Span(title, "ink-soft")], [Span(told, "ink-soft")], width, look.glyphs.ellipsis
        ),
        ground="surface",
    )


def _weighed_line(
    spot: Spot, lead: str, name: str, weight: Weight, largest: int, width: int, glyphs: Glyphs
) -> Entry:
    """A name, a bar, a figure."""
    length = max(1, round(_BAR * weight.tokens / largest)) if weight.tokens and largest else 0
    figure = weight.words(glyphs)
    room = width - _BAR - _FIGURE - len(lead)

    def draw(look: Look) -> list[Span]:
        return [
            Span(lead, "ink-soft"),
            Span(fit(name, room - 1, ellipsis=look.glyphs.ellipsis) + " ", bold=look.here),
            Span(look.glyphs.meter * length, "tokens-messages"),
            Span(" " * (_BAR - length)),
            Span(fit(figure, _FIGURE, right=True), "ink-soft"),
        ]

    return Entry(draw, spot, "surface")


# the request


def _scale(seen: Seen, tree: Node) -> float:
    """Tokens of a byte of the request, from what the prompt is said to weigh."""
    total = seen.row.tokens.input
    return total / tree.size if total and tree.size else 1 / _CHARS_PER_TOKEN


def _sum(counts: Iterable[int]) -> Weight:
    return Weight(sum(counts), counted=True)


def _part_weight(name: str, node: Node, seen: Seen, scale: float) -> Weight:
    weighed = seen.detail.weighed
    if weighed is not None:
        counts: Iterable[int] = {
            "system": weighed.system,
            "tools": [tokens for _, tokens in weighed.tools],
            "messages": [sum(blocks) for blocks in weighed.messages],
        }[name]
        return _sum(counts)
    known: int = getattr(seen.row.tokens, name)
    return Weight(known, counted=True) if known else Weight(round(node.size * scale), counted=False)


def _kid_weight(name: str, index: int, node: Node, weighed: Weighed | None, scale: float) -> Weight:
    counts: list[int] = []
    if weighed is not None and name == "system":
        counts = weighed.system[index : index + 1]
    elif weighed is not None and name == "tools":
        counts = [tokens for _, tokens in weighed.tools[index : index + 1]]
    elif weighed is not None:
        counts = [sum(blocks) for blocks in weighed.messages[index : index + 1]]
    return _sum(counts) if counts else Weight(round(node.size * scale), counted=False)


def _request(seen: Seen, unfolded: AbstractSet[Hashable], glyphs: Glyphs, width: int) -> Iterator[Entry]:
    row, tree = seen.row, seen.a.tree
    about = glyphs.estimate if row.tokens.estimated else ""
    told = f"{about}{cells.count(row.tokens.input)} tok" if row.tokens.input else ""
    if row.sizes.a:
        told = f"{told}  {cells.size(row.sizes.a)}".strip()
    yield _head("REQUEST", told, width)
    if tree is None:
        return
    scale = _scale(seen, tree)
    parts = [(name, node) for name in ("system", "tools", "messages") if (node := tree.members.get(name))]
    weights = {name: _part_weight(name, node, seen, scale) for name, node in parts}
    largest = max((weight.tokens for weight in weights.values()), default=0)
    for name, node in parts:
        spot = Spot(REQUEST, ("path", name))
        kids = node.kids if node.shape == "array" else []
        is_open = bool(kids) and spot in unfolded
        sign = " " if not kids else glyphs.unfolded if is_open else glyphs.folded
        yield _weighed_line(spot, f" {sign} ", name, weights[name], largest, width, glyphs)
        if not is_open:
            continue
        worded = _KIDS[name]
        inside = weights[name].tokens / node.size if node.size else scale
        for index, kid in enumerate(kids):
            weight = _kid_weight(name, index, kid, seen.detail.weighed, inside)
            inner = Spot(REQUEST, ("path", name, index))
            yield _weighed_line(inner, "   ", worded(index, kid), weight, largest, width, glyphs)


_KIDS: dict[str, Callable[[int, Node], str]] = {
    "system": lambda index, node: f"{index} {line_of(node.string('type')) or 'text'}",
    "tools": lambda _, node: line_of(call_name(node) or node.string("type")) or "?",
    "messages": lambda index, node: f"{index} {line_of(role_of(node))}",
}


def opened_at_first(tree: Node | None) -> list[Spot]:
    """The messages, unless they are many."""
    messages = tree.members.get("messages") if tree is not None else None
    few = messages is not None and messages.shape == "array" and len(messages.kids) <= FEW
    return [Spot(REQUEST, ("path", "messages"))] if few else []


# the answer, the notes, the attempts


def _answer(seen: Seen, answer: AnswerParts, glyphs: Glyphs, width: int) -> Iterator[Entry]:
    row = seen.row
    about = glyphs.estimate if row.tokens.estimated else ""
    told = f"{about}{cells.count(row.tokens.output)} tok" if row.tokens.output else ""
    if row.times.first is not None and row.times.ended is not None:
        rate = cells.rate(row.tokens.output, row.times.ended - row.times.first, glyphs)
        told = f"{told}  {rate}" if rate != glyphs.nothing else told
    if not answer.list and not told:
        return
    yield _head("ANSWER", told, width)
    tokens = out_tokens(answer.list, 0 if row.tokens.estimated else row.tokens.output)
    largest = max(tokens, default=0)
    for number, (part, weight) in enumerate(zip(answer.list, tokens, strict=True)):
        name = f"{number} {safe_text(part.name[:60], line=True)}"
        spot = Spot(ANSWER, ("block", number))
        yield _weighed_line(spot, " ", name, Weight(weight, counted=False), largest, width, glyphs)


def _notes(seen: Seen, glyphs: Glyphs, width: int) -> Iterator[Entry]:
    told = told_of(seen.detail)
    if not told:
        return
    yield _head("NOTES", str(len(told)), width)
    for number, note in enumerate(told):
        if isinstance(note, Offence):
            sign, about, act = glyphs.acts["repaired"], "stream", f"leg {note.leg}"
            loud = note.grade == "harmful"
        else:
            sign, act = glyphs.acts.get(note.act, glyphs.arrow), safe_text(note.act, line=True)
            about, loud = about_words(note), note.act in LOSSY
        role = "state-warn" if loud else "ink"
        yield _told_line(Spot(NOTES, ("note", number)), sign, about, act, role, width)


def _told_line(spot: Spot, sign: str, name: str, told: str, role: str, width: int) -> Entry:
    def draw(look: Look) -> list[Span]:
        left = [Span(f" {sign} ", "ink-soft" if role == "ink" else role), Span(name, role, bold=look.here)]
        return justify(left, [Span(told, "ink-soft")], width, look.glyphs.ellipsis)

    return Entry(draw, spot, "surface")


def _attempts(attempts: Sequence[AttemptRow], glyphs: Glyphs, width: int) -> Iterator[Entry]:
    if not attempts:
        return
    failed = failed_attempts(attempts)
    yield _head("ATTEMPTS", str(len(attempts)), width)
    for attempt in attempts:
        wrong = attempt in failed
        left = attempt.outcome == STOPPED
        sign = glyphs.states["cancelled" if left else "failed" if wrong else "ok"]
        said = failure_of(attempt) if wrong or left else str(attempt.status or "")
        times = attempt.times
        took = ""
        if times.ended is not None or times.headers is not None:
            end = times.ended if times.ended is not None else times.headers or 0.0
            took = cells.took(end - (times.sent or 0.0), glyphs)
        role = "ink-soft" if left else "state-error" if wrong else "ink"
        name = f"{attempt.number}  {said}".rstrip()
        yield _told_line(Spot(TIMING, ("attempt", attempt.number)), sign, name, took, role, width)
