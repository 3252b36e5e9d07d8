"""What the client changed against its request before, and whether the prompt cache could follow."""

from typing import ClassVar

from tui_router.journal.record import ExchangeRow, LegName
from tui_router.replay.prompt_cache import PromptChange, compare_prompts
from tui_router.replay.turn import Piece, Turn, diff_turns
from tui_router.tui import cells
from tui_router.tui.lines.cache_lines import Caching, broke, cache_section
from tui_router.tui.lines.line import Span
from tui_router.tui.lines.piece_lines import piece_entry
from tui_router.tui.lines.sheet import Entry, heading, said, with_gaps
from tui_router.tui.lines.wrap import wrap
from tui_router.tui.pages.sheet_page import SheetPage
from tui_router.tui.safe_text import safe_text
from tui_router.tui.seen import Before, Seen

MOST_PIECES = 200
"""Changed parts that are listed of a section; a compaction removes hundreds of messages."""


class TurnPage(SheetPage):
    title: ClassVar[str] = "Turn"
    short: ClassVar[str] = "Turn"
    wants: ClassVar[tuple[LegName, ...]] = ("a", "b")
    beside: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self._made_of: object = None
        self._drawn_of: object = None
        self._turn = Turn()
        self._caching: Caching | None = None

    # what differs is worked out once, when both requests are here whole

    def build(self, seen: Seen) -> None:
        missing = _missing(seen)
        if missing or seen.before is None:
            self._made_of = self._drawn_of = None
            self.put([said(Span(line, "ink-soft")) for line in wrap(missing, max(10, self.width))])
            return
        leg_a, leg_b = seen.raw["a"], seen.raw["b"]
        made_of = (
            seen.row.id,
            id(seen.before),
            len(leg_a.data),
            len(leg_b.data),
            leg_b.complete,
            leg_b.attempt,
        )
        if made_of != self._made_of:
            self._made_of = made_of
            self._turn = diff_turns(seen.before.a, bytes(leg_a.data))
            self._caching = None
        model = seen.models.get(f"{seen.row.provider}/{seen.row.model}")
        drawn_of = (made_of, self.width, self.glyphs.ascii, seen.row.state, seen.row.tokens, model)
        if drawn_of == self._drawn_of:
            return
        self._drawn_of = drawn_of
        if self._caching is None:
            change, other = _compared(seen, seen.before)
            self._caching = Caching(change, seen.row, seen.before.row, model, other)
        self._caching = self._caching._replace(row=seen.row, model=model)
        self.put(self._entries(seen.row, seen.before.row, self._turn, self._caching))

    def _entries(self, row: ExchangeRow, before: ExchangeRow, turn: Turn, caching: Caching) -> list[Entry]:
        ago = cells.prose_time(row.started_at - before.started_at)
        lead = f"against #{before.id}, {ago} before; "
        top = [said(Span(line, bold=True)) for line in wrap(lead + turn.words(), max(20, self.width))]
        cache = cache_section(caching, self.width, self.glyphs)
        first = [[*top], cache] if broke(caching) else [[*top, *cache]]
        return with_gaps(
            [
                *first,
                self._section("messages", turn.messages, turn.same_messages, "the same before"),
                self._section("tools", turn.tools, turn.same_tools, "the same"),
                self._section("system", turn.system, turn.same_system, "the same before"),
                self._section("fields", turn.fields, 0, ""),
            ]
        )

    def _section(self, name: str, pieces: list[Piece], same: int, words: str) -> list[Entry]:
        """Nothing where nothing changed: the first line says so."""
        if not pieces:
            return []
        head = heading(name)
        if same:
            told = Span(f"{same:,} {words}", "ink-soft")
            head.half = head.half._replace(tail=(told,))
        shown = [piece_entry(piece, self.width, self.glyphs) for piece in pieces[:MOST_PIECES]]
        rest = len(pieces) - len(shown)
        if rest:
            shown.append(said(Span(f"  {self.glyphs.ellipsis} {rest:,} more", "ink-soft")))
        return [head, *shown]


def _missing(seen: Seen) -> str:
    """What is not here yet, or never will be; "" when both requests are."""
    leg = seen.raw["a"]
    if seen.before is None:
        if seen.no_before:
            return "First request of this session."
        return "Looking for the request before."
    if not seen.before.a:
        return f"#{seen.before.row.id}, the request before, was not captured."
    if leg.truncated:
        return "This request was captured only in part, so it cannot be compared."
    if not leg.complete:
        return f"Reading the request, {cells.size(leg.next)} of {cells.size(leg.size)}."
    return "" if leg.data else "This request was not captured."


def _compared(seen: Seen, before: Before) -> tuple[PromptChange, str]:
    """What the upstream got both times is what it caches. Without it, what the client sent says as much where the
    upstream speaks the client's language."""
    row, then = seen.row, before.row
    nothing = PromptChange()
    if not row.provider or not then.provider:
        return nothing, "answered here, nothing was sent upstream"
    if (row.provider, row.model) != (then.provider, then.model):
        was, now = _target(then), _target(row)
        return nothing, f"the request before went to {was}; nothing of it is cached at {now}"
    leg_b = seen.raw["b"]
    if before.b and leg_b.data and leg_b.complete and not leg_b.truncated:
        return compare_prompts(before.b, bytes(leg_b.data), row.dialect), ""
    if row.dialect == "anthropic":
        return compare_prompts(before.a, bytes(seen.raw["a"].data), row.dialect), ""
    return nothing, "what the upstream got was not captured both times"


def _target(row: ExchangeRow) -> str:
    return safe_text(f"{row.model} of {row.provider}" if row.model else row.provider, line=True)
