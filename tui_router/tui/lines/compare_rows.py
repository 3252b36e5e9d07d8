"""Compared lines as rows of two columns with the spine between them, or of one column."""

from collections.abc import Iterable, Sequence
from itertools import groupby, zip_longest
from typing import NamedTuple

from rich.cells import cell_len

from tui_router.replay.compare import Cell, Comparison, Line
from tui_router.replay.words import Piece, Pieces
from tui_router.tui.cells import clip
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.line import Span, crop, span_width
from tui_router.tui.lines.wrap import wrap
from tui_router.tui.safe_text import safe_text

SPINE = 3
"""Cells between the columns, for the mark."""
_LONGEST = 60
"""Rows of one line, however long it is."""
_KEY_MOST = 26
_INDENT = 2

Spans = tuple[Span, ...]


class Section(NamedTuple):
    """One leg of both. `said` stands for what is not there; otherwise `found` is compared."""

    leg: str
    name: str
    found: Comparison | None = None
    said: tuple[str, str] = ("", "")
    note: str = ""


class CompareRow(NamedTuple):
    """`right` is None in one column. `change` is its number over all sections, `head` a section's heading."""

    left: Spans
    right: Spans | None
    mark: Span
    change: int = 0
    ground: str = "background"
    head: bool = False

    @property
    def text(self) -> str:
        """What a search looks through."""
        return " ".join("".join(span.text for span in side) for side in (self.left, self.right or ()))


class Looks(NamedTuple):
    """`half`: cells of a column, two of them while `split`. `hide`: without what is equal."""

    glyphs: Glyphs
    half: int
    split: bool = True
    words: bool = True
    hide: bool = False


_NO_MARK = Span("")


def compare_rows(sections: Sequence[Section], looks: Looks) -> list[CompareRow]:
    rows: list[CompareRow] = []
    before = 0
    for number, section in enumerate(sections):
        if number:
            rows.append(_row(looks, (), ()))
        rows.append(_heading(section, looks))
        if section.note:
            rows.append(_both(looks, (Span(section.note, "ink-soft", italic=True),)))
        if section.found is None:
            rows.extend(_said(section, looks))
            continue
        for line, at in _placed(section.found.lines, looks):
            rows.extend(_line(line, at, before, looks))
        if section.found.cut:
            rows.append(_both(looks, (Span("More differs; it is not shown.", "ink-soft", italic=True),)))
        if not section.found.changes and looks.hide:
            rows.append(_both(looks, (Span("the same", "ink-soft"),)))
        before += section.found.changes
    return rows


def _heading(section: Section, looks: Looks) -> CompareRow:
    spans = (Span(section.leg, "accent", bold=True), Span(f"  {section.name}", bold=True))
    return CompareRow(spans, spans if looks.split else None, _NO_MARK, ground="panel", head=True)


def _row(looks: Looks, left: Spans, right: Spans) -> CompareRow:
    return CompareRow(left, right if looks.split else None, _NO_MARK)


def _both(looks: Looks, spans: Spans) -> CompareRow:
    return _row(looks, spans, spans)


def _said(section: Section, looks: Looks) -> Iterable[CompareRow]:
    """One of them has no such leg: what it says instead."""
    sides = [(Span(words, "ink-soft"),) if words else () for words in section.said]
    if looks.split:
        yield _row(looks, *sides)
        return
    for sign, side in zip("AB", sides, strict=True):
        if side:
            yield CompareRow(side, None, _letter(sign))


def _letter(sign: str) -> Span:
    return Span(sign, "ink-soft", bold=True)


def _placed(lines: Sequence[Line], looks: Looks) -> Iterable[tuple[Line, int]]:
    """Each line with the column its value begins in; neighbours share one."""
    shown = [line for line in lines if not looks.hide or line.change or line.sort in {"head", "note"}]
    for (depth, sort), group in groupby(shown, key=lambda line: (line.depth, line.sort)):
        together = list(group)
        at = depth * _INDENT
        if sort == "value":
            keys = [cell.key for line in together for cell in (line.left, line.right) if cell is not None]
            longest = max((cell_len(safe_text(key[:_KEY_MOST], line=True)) for key in keys), default=0)
            at += min(longest, _KEY_MOST, looks.half * 2 // 5) + 2 if longest else 0
        for line in together:
            yield line, at


def _line(line: Line, at: int, before: int, looks: Looks) -> Iterable[CompareRow]:
    left, right = (_cell(cell, line, at, looks) for cell in (line.left, line.right))
    change = line.change + before if line.change else 0
    whole = bool(change) and _whole(line, looks)
    ground = "overlay" if whole else "background"
    if looks.split:
        for number, (one, other) in enumerate(zip_longest(left, right, fillvalue=())):
            mark = _mark(line, looks.glyphs) if change and not number else _NO_MARK
            yield CompareRow(one, other, mark, change, ground)
    elif not change:
        for one in left if line.sort != "head" or line.left == line.right else [*left, *right]:
            yield CompareRow(one, None, _NO_MARK)
    else:
        for sign, side in (("A", left), ("B", right)):
            for number, spans in enumerate(side):
                yield CompareRow(spans, None, _NO_MARK if number else _letter(sign), change, ground)


def _whole(line: Line, looks: Looks) -> bool:
    """Nothing of it is equal, so that the row is tinted and not the words."""
    if not looks.words or line.left is None or line.right is None:
        return True
    return all(piece.changed for cell in (line.left, line.right) for piece in cell.pieces)


def _mark(line: Line, glyphs: Glyphs) -> Span:
    sign = {"left": glyphs.acts["dropped"], "right": glyphs.acts["added"]}.get(line.sign, glyphs.differs)
    return Span(sign, "state-warn", bold=True)


def _cell(cell: Cell | None, line: Line, at: int, looks: Looks) -> list[Spans]:
    """The rows one side takes."""
    if cell is None:
        return []
    indent = line.depth * _INDENT
    lead: list[Span] = [Span(" " * indent)] if indent else []
    key = safe_text(cell.key, line=True)
    if key:
        room = max(
            1, (at if line.sort == "value" else looks.half) - indent - (2 if line.sort == "value" else 0)
        )
        lead.append(Span(clip(key, room, looks.glyphs.ellipsis), "json-key"))
    if not cell.pieces:
        return [tuple(crop(lead, looks.half, looks.glyphs.ellipsis))]
    changed = bool(line.change)
    role = "ink-soft" if not changed else "ink"
    room = max(8, looks.half - at)
    pieces = (
        cell.pieces if looks.words or not changed else (Piece("".join(p.text for p in cell.pieces), True),)
    )
    tinted = changed and not _whole(line, looks)
    bodies = _wrapped(pieces, room, role, tinted=tinted, italic=line.sort == "note", changed=changed)
    if not changed and line.sort == "value":
        bodies = [tuple(crop([span for body in bodies[:2] for span in body], room, looks.glyphs.ellipsis))]
    if len(bodies) > _LONGEST:
        more = len(bodies) - _LONGEST + 1
        bodies = [*bodies[: _LONGEST - 1], (Span(f"… {more} more rows", "ink-soft"),)]
    pad = Span(" " * max(0, at - span_width(lead)))
    first = (*lead, pad, *bodies[0]) if bodies else tuple(lead)
    return [first, *((Span(" " * at), *body) for body in bodies[1:])]


def _wrapped(
    pieces: Pieces, width: int, role: str, *, tinted: bool, italic: bool, changed: bool
) -> list[Spans]:
    """The pieces in rows of `width` cells, each keeping its look."""
    safe = [(safe_text(piece.text, line=True), piece.changed) for piece in pieces]
    text = "".join(words for words, _ in safe)
    ends: list[tuple[int, bool]] = []
    for words, differs in safe:
        ends.append(((ends[-1][0] if ends else 0) + len(words), differs))
    rows: list[Spans] = []
    at = piece = 0
    for line in wrap(text, width, _LONGEST + 1):
        if not text.startswith(line, at):
            at += 1  # the space at which it was broken
        end = at + len(line)
        spans: list[Span] = []
        while at < end and piece < len(ends):
            stop = min(end, ends[piece][0])
            if stop > at:
                here = ends[piece][1]
                on = "overlay" if here and tinted else ""
                shade = role if here or not changed else "ink-soft"
                spans.append(Span(text[at:stop], shade, bold=here and changed, italic=italic, on=on))
            at = stop
            if at >= ends[piece][0]:
                piece += 1
        at = end
        while piece < len(ends) and ends[piece][0] <= at:
            piece += 1
        rows.append(tuple(spans))
    return rows or [()]


def row_spans(row: CompareRow, looks: Looks, tail: str = "") -> list[Span]:
    """A row over its whole width; `tail` stands softly at its right end."""
    ellipsis = looks.glyphs.ellipsis
    if row.right is None:
        body = crop(list(row.left), looks.half, ellipsis)
        sign = Span(f"{row.mark.text:<2}", row.mark.role, row.mark.bold) if not row.head else Span("")
        return _tailed([sign, *body], tail, looks.half + 2)
    left, right = crop(list(row.left), looks.half, ellipsis), crop(list(row.right), looks.half, ellipsis)
    pad = Span(" " * (looks.half - span_width(left) + 1))
    mark = row.mark.text or " "
    spine = [Span(" ", on="panel"), row.mark._replace(text=mark, on="panel"), Span(" ", on="panel")]
    return [*left, pad, *spine, Span(" "), *_tailed(right, tail, looks.half)]


def _tailed(spans: list[Span], tail: str, width: int) -> list[Span]:
    if not tail:
        return spans
    room = width - span_width(spans) - cell_len(tail)
    return [*spans, Span(" " * room), Span(tail, "ink-soft")] if room > 1 else spans


def half_of(width: int, *, split: bool) -> int:
    """Cells of a column, in a line of `width` cells between the margins."""
    return max(10, (width - SPINE - 2) // 2) if split else max(10, width - 2)
