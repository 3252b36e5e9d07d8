"""One exchange as one line of the list."""

from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_router.journal.record import ENDED, ExchangeRow
from tui_router.tui import cells
from tui_router.tui.columns import Column
from tui_router.tui.glyphs import Glyphs, to_ascii
from tui_router.tui.ink import LOUD, Ink, state_look
from tui_router.tui.safe_text import safe_text

_KINDS = {"compaction": "compact", "web_search": "web", "classifier": "classify"}
_LIVE = frozenset({"waiting", "held", "live"})

Piece = tuple[str, Style]


@dataclass(frozen=True, slots=True)
class Look:
    """How a row stands there at this moment. `cursor` is "", "focus" or "elsewhere"; `phase` counts frames."""

    cursor: str = ""
    phase: int = 0
    now: float = 0.0
    flash: bool = False


def duration(row: ExchangeRow, now: float) -> float | None:
    """Seconds it took, or has taken so far on our clock."""
    if row.state in ENDED:
        return row.times.ended
    return max(0.0, now - row.started_at)


def _cell_target(
    row: ExchangeRow, width: int, ink: Ink, on: str, glyphs: Glyphs, *, soft: bool
) -> list[Piece]:
    if row.state == "local" and not row.model:
        return [
            ("counted here" if row.kind == "count" else "answered here", ink("ink-soft", on, italic=True))
        ]
    if not row.model and not row.provider:
        text = cells.clip_middle(safe_text(row.client_model, line=True), width, glyphs.ellipsis)
        return [(text, ink("ink-soft", on))]
    model, provider = cells.target(row.model, row.provider, width, glyphs)
    return [(model, ink("ink-soft" if soft else "ink", on)), (provider, ink("ink-soft", on))]


def _cell_bar(row: ExchangeRow, width: int, ink: Ink, on: str, glyphs: Glyphs, now: float) -> list[Piece]:
    total = duration(row, now)
    if not total or row.state == "local":
        return []
    long = cells.bar_length(total, width)
    first = row.times.first if row.times.first is not None else total
    wait = min(long, round(long * first / total)) or (1 if long > 1 and first else 0)
    pieces = [(glyphs.bar_wait * wait, ink("ink-soft", on))]
    text = long - wait
    live = row.state in _LIVE
    if text > 0:
        pieces.append((glyphs.bar_text * (text - live), ink(f"tier-{row.tier}", on)))
    if live and text > 0:
        pieces.append((glyphs.bar_tip, ink("ink", on)))
    return pieces


def _code(row: ExchangeRow, room: int) -> str:
    """The status behind the word, where it fits. An answer that failed after its 200 has none that tells more."""
    if row.state not in ENDED or row.status is None or (row.state == "failed" and row.status == 200):
        return ""
    code = f" {row.status}"
    return code if len(code) <= room and row.state != "local" else ""


def note(row: ExchangeRow) -> tuple[str, str]:
    """The last word of a row and its role."""
    if row.state == "failed":
        return row.trouble or (f"status {row.status}" if row.status else "no answer"), "state-error"
    if row.state == "repaired":
        return row.trouble or "mended by itself", "state-warn"
    if row.comment:
        return row.comment, "ink"
    if row.state == "held":
        return row.trouble or "waits for you", "state-warn"
    if row.state == "cancelled":
        return row.trouble or "client left", "ink-soft"
    if row.state == "interrupted":
        return row.trouble or "the gateway ended", "ink-soft"
    said = [f"of #{row.replay_of}"] if row.replay_of is not None else []
    said += ["edited"] * row.edited + ["imported"] * row.imported
    if said:
        return ", ".join(said), "ink"
    if row.notes:
        return cells.plural(row.notes, "note"), "ink-soft"
    return "", "ink-soft"


class RowPainter:
    """Draws rows for one list width, theme and glyph set. Made anew when any of them changes."""

    def __init__(self, columns: tuple[Column, ...], width: int, ink: Ink, glyphs: Glyphs) -> None:
        self._columns = {column.name: column for column in columns}
        self._order = columns
        self._width = width
        self._ink = ink
        self._glyphs = glyphs

    def heading(self) -> Strip:
        soft = self._ink("ink-soft")
        return self._strip(
            [(column, [(column.heading, soft)]) for column in self._order],
            Style.null(),
            [],
        )

    def _reason_column(self, row: ExchangeRow, text: str) -> Column | None:
        """Where a failed or repaired row writes its reason, over the cells it has no figures for."""
        bar, last = self._columns.get("bar"), self._order[-1]
        if bar is not None:
            if row.state == "repaired" and "rate" in self._columns:
                return None
            return Column("reason", "", bar.x, last.end - bar.x)
        if row.state != "failed" or "out" not in self._columns:
            return None
        start = self._columns["out"]
        if cell_len(text) > last.end - start.x and "in" in self._columns:
            start = self._columns["in"]
        return Column("reason", "", start.x, last.end - start.x)

    def row(self, row: ExchangeRow, look: Look) -> Strip:
        ink, glyphs = self._ink, self._glyphs
        on = "row-cursor" if look.cursor or look.flash else ""
        ground = ink("ink", on)
        soft = ink("ink-soft", on)
        faded = row.state in {"cancelled", "interrupted"}
        quiet = soft if faded or row.state == "local" else ground
        said, said_role = note(row)
        said = safe_text(said, line=True)
        said = to_ascii(said) if glyphs.ascii else said
        reason = self._reason_column(row, said) if row.state in {"failed", "repaired"} else None
        cut = reason.x if reason else self._width
        figures = self._figures(row, look)
        parts: list[tuple[Column, list[Piece]]] = []
        for column in self._order:
            if column.x >= cut:
                break
            pieces: list[Piece]
            match column.name:
                case "time":
                    pieces = [(cells.clock(row.started_at), soft)]
                case "state":
                    glyph, glyph_role, word, role = state_look(
                        row.state, glyphs, look.phase, replay=row.replay_of is not None
                    )
                    pieces = [
                        (f"{glyph} ", ink(glyph_role, on, bold=word in LOUD)),
                        (word, ink(role, on, bold=word in LOUD)),
                        (_code(row, column.width - 2 - len(word)), soft),
                    ]
                case "tier":
                    hue = ink(f"tier-{row.tier}", on)
                    pieces = [(f"{glyphs.tiers.get(row.tier, ' ')} ", hue), (row.tier, hue)]
                case "target":
                    pieces = _cell_target(row, column.width, ink, on, glyphs, soft=faded)
                case "kind":
                    pieces = [(_KINDS.get(row.kind, row.kind), soft)]
                case "bar":
                    pieces = _cell_bar(row, column.width, ink, on, glyphs, look.now)
                case "note":
                    pieces = [(cells.clip(said, column.width, glyphs.ellipsis), ink(said_role, on))]
                case name:
                    text = figures[name]
                    style = soft if text == glyphs.nothing else quiet
                    if name == "out" and row.state == "live" and row.tokens.output:
                        style = ink("state-live", on, bold=True)
                    pieces = [(text, style)]
            parts.append((column, pieces))
        if reason is not None:
            clipped = cells.clip(said, reason.width, glyphs.ellipsis)
            parts.append((reason, [(clipped, ink(said_role, on))]))
        return self._strip(parts, ground if on else Style.null(), self._margin(row, look, on))

    def _margin(self, row: ExchangeRow, look: Look, on: str) -> list[Segment]:
        """The two cells before the columns: where the cursor is, and a person's mark."""
        sign = " "
        if look.cursor:
            sign = self._glyphs.focus if look.cursor == "focus" else self._glyphs.focus_elsewhere
        margin = [Segment(sign, self._ink("accent", on))] if look.cursor or row.marked else []
        if row.marked:
            margin.append(Segment(self._glyphs.mark, self._ink("ink", on, bold=True)))
        return margin

    def _figures(self, row: ExchangeRow, look: Look) -> dict[str, str]:
        glyphs, tokens = self._glyphs, row.tokens
        total = duration(row, look.now)
        first = row.times.first
        given = cells.count(tokens.input) if tokens.input else glyphs.nothing
        if tokens.input and tokens.estimated:
            given = glyphs.estimate + given
        streamed = total - first if total is not None and first is not None else None
        return {
            "in": given,
            "out": cells.count(tokens.output) if tokens.output else glyphs.nothing,
            "first": cells.first(first, glyphs),
            "took": cells.took(total, glyphs),
            "rate": cells.rate(tokens.output, streamed, glyphs),
        }

    def _strip(self, parts: list[tuple[Column, list[Piece]]], ground: Style, lead: list[Segment]) -> Strip:
        segments = list(lead)
        x = len(lead)
        for column, pieces in parts:
            wide = sum(cell_len(text) for text, _ in pieces)
            start = max(x, column.end - wide if column.right else column.x)
            if start > x:
                segments.append(Segment(" " * (start - x), ground))
            segments.extend(Segment(text, style) for text, style in pieces if text)
            x = start + wide
        return Strip(segments, x).adjust_cell_length(self._width, ground)
