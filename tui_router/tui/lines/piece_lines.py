"""Parts of a request that a client changed, one line each; unfolded, what differs line by line."""

from tui_router.replay.line_diff import Line, line_diff, readable
from tui_router.replay.reading import encode, read_value, without_marks
from tui_router.replay.turn import Piece, tool_changes
from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.line import Half, Span
from tui_router.tui.lines.sheet import Entry, said
from tui_router.tui.lines.wrap import wrap
from tui_router.tui.safe_text import safe_text

MOST_LINES = 600
"""Lines an unfolded part takes at most; a prompt has thousands."""
_WRAPPED = 12  # screen lines of one line of text
_SHORT = 48
_AT = 34
"""Where what is in a part begins."""


def piece_entry(piece: Piece, width: int, glyphs: Glyphs) -> Entry:
    """The line of one part. A value that fits on it needs no unfolding."""
    sign, role = _sign(piece, glyphs)
    label = safe_text(piece.path, line=True)
    lead = [Span(f"{sign} ", role), Span(label)]
    if piece.name and piece.name != piece.path:
        lead.append(Span(f" {safe_text(piece.name, line=True)}", bold=True))
    path = ("the path", f"$.{label}")
    short = _short(piece, glyphs)
    if short:
        return Entry(half=Half(tuple(lead), tuple(short), at=_AT), lined=True, copies=path)
    return Entry(
        half=Half(
            tuple(lead), (Span(_what(piece), "ink-soft"),), (Span(_size(piece, glyphs), "ink-soft"),), _AT
        ),
        key=("piece", piece.change, piece.path),
        kids=lambda: _unfolded(piece, width, glyphs),
        holds=lambda wanted: any(
            wanted in "\n".join(_lines(raw)).casefold() for raw in (piece.before, piece.now) if raw
        ),
        copies=path,
    )


def _sign(piece: Piece, glyphs: Glyphs) -> tuple[str, str]:
    match piece.change:
        case "added":
            return glyphs.acts["added"], "state-ok"
        case "removed":
            return glyphs.acts["dropped"], "state-warn"
        case _:
            return glyphs.differs, "state-warn"


def _what(piece: Piece) -> str:
    if piece.path.startswith("tools["):
        return safe_text(tool_changes(piece), line=True)
    return safe_text(piece.what.strip(), line=True)


def _size(piece: Piece, glyphs: Glyphs) -> str:
    if piece.change != "changed":
        return cells.size(piece.size)
    return f"{cells.size(len(piece.before))} {glyphs.arrow} {cells.size(len(piece.now))}"


def _short(piece: Piece, glyphs: Glyphs) -> list[Span]:
    """Both values of a field that are short, as they stand in the request."""
    if piece.name != piece.path or len(piece.before) > _SHORT or len(piece.now) > _SHORT:
        return []
    before, now = _brief(piece.before), _brief(piece.now)
    if piece.change == "changed":
        return [Span(before, "ink-soft"), Span(f" {glyphs.arrow} ", "ink-soft"), Span(now, bold=True)]
    return [Span(now or before, "ink" if now else "ink-soft")]


def _brief(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace").strip('"')
    digits = text.lstrip("-")
    if digits.isascii() and digits.isdigit() and len(digits) <= 15:
        return f"{int(text):,}"
    return safe_text(text, line=True)


def _unfolded(piece: Piece, width: int, glyphs: Glyphs) -> list[Entry]:
    if piece.change == "changed":
        lines = line_diff(_lines(piece.before), _lines(piece.now))
        if not lines:
            return [said(Span("only the order of its keys, or how it is written", "ink-soft"))]
    else:
        lines = [Line(" ", line) for line in _lines(piece.now or piece.before)]
    entries: list[Entry] = []
    for number, line in enumerate(lines):
        if len(entries) >= MOST_LINES:
            more = len(lines) - number
            words = f"{glyphs.ellipsis} {more:,} more {'line' if more == 1 else 'lines'}"
            return [*entries, said(Span(words, "ink-soft"))]
        entries += diff_entries(line, width, glyphs)
    return entries


def _lines(raw: bytes) -> list[str]:
    return readable(encode(without_marks(read_value(raw))))


def diff_entries(line: Line, width: int, glyphs: Glyphs) -> list[Entry]:
    """A line of a difference, on as many lines of the screen as it needs."""
    if line.sign == "…":
        return [said(Span(f"{glyphs.ellipsis} {line.text}", "ink-soft"))]
    ground, sign = {
        "+": ("added-bg", f"{glyphs.acts['added']} "),
        "-": ("removed-bg", f"{glyphs.acts['dropped']} "),
    }.get(line.sign, ("", "  "))
    role = "ink" if ground else "ink-soft"
    wrapped = wrap(safe_text(line.text), max(10, width - 6), _WRAPPED) or [""]
    return [
        said(Span(sign if number == 0 else "  ", role), Span(text, role), ground=ground)
        for number, text in enumerate(wrapped)
    ]
