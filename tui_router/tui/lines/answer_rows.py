"""Legs c and d as rows: what the upstream said beside the events it became, run by run.

The two lists are merged by what their entries are, in order; where one side has nothing the line is blank.
"""

from bisect import bisect_right
from collections.abc import Hashable, Sequence

from tui_router.core.note import LOSSY, Note
from tui_router.core.redact import mask_secrets
from tui_router.tui.cells import count
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.answer_groups import Group, merge, offset_words
from tui_router.tui.lines.answer_leg import AnswerLeg
from tui_router.tui.lines.entries import Entry
from tui_router.tui.lines.json_line import json_spans
from tui_router.tui.lines.line import EMPTY_ROW, Half, Row, Span
from tui_router.tui.lines.wrap import Flow
from tui_router.tui.safe_text import safe_text

TAIL_LINES = 8
"""Lines of a text that are shown while it is folded; its end, because that is what moves."""
BODY_LINES = 40
CHARS_PER_TOKEN = 4.0
_OFFSET = 6  # cells of "+0.61 "
SECRET_PIECES = 100
"""Pieces of a text before the new ones that are looked at again: a key has no more."""
_ROLES = {
    "text": "ink",
    "json": "json-string",
    "thinking": "ink-soft",
    "quote": "ink-soft",
    "error": "state-error",
}


def _tells_a_secret(entry: Entry, fed: int) -> bool:
    """Whether what came since makes a key of pieces none of which looked like one."""
    recent = "".join(text for _, text in entry.pieces[max(0, fed - SECRET_PIECES) :])
    return mask_secrets(recent) != recent


class AnswerRows:
    """`single` shows one leg alone, with its offsets. `live` draws the text cursor at the end."""

    def __init__(self, left: AnswerLeg, right: AnswerLeg, *, glyphs: Glyphs = UNICODE) -> None:
        self.legs = (left, right)
        self.glyphs = glyphs
        self.widths = (50, 50)
        self.single: int | None = None
        self.live = False
        self.bright = 1
        self.notes: Sequence[Note] = ()
        self.modes: dict[Hashable, str] = {}
        self.groups: list[Group] = []
        self._starts: list[int] = []
        self._total = 0
        self._flows: dict[tuple[int, int], tuple[Entry, Flow, int, int]] = {}
        self._carets: tuple[Entry | None, Entry | None] = (None, None)

    def resize(self, left: int, right: int, single: int | None = None) -> None:
        if (left, right, single) != (*self.widths, self.single):
            self.widths = (left, right)
            self.single = single
            self._flows.clear()
        self.lay_out()

    def lay_out(self) -> None:
        """Pair the entries and count lines; to be called after a leg has grown."""
        left, right = (leg.entries for leg in self.legs)
        if self.single is not None:
            alone = self.legs[self.single].entries
            self.groups = [Group(entry, None) for entry in alone]
        else:
            self.groups = merge(left, right)
        self._starts = []
        self._total = 0
        for group in self.groups:
            self._starts.append(self._total)
            self._total += 1 + self._height(group)
        self._carets = (self._caret(left), self._caret(right)) if self.live else (None, None)

    @staticmethod
    def _caret(entries: list[Entry]) -> Entry | None:
        return entries[-1] if entries and entries[-1].pieces else None

    def __len__(self) -> int:
        return self._total

    def _indent(self, side: int) -> int:
        if self.single is not None:
            return _OFFSET + 3
        return _OFFSET + 2 if side == 0 else 2

    def _width(self) -> int:
        """One width for both sides, so that the same text breaks at the same words."""
        if self.single is not None:
            return self.widths[0] - self._indent(0)
        return min(self.widths[side] - self._indent(side) for side in (0, 1))

    def _flow(self, side: int, entry: Entry) -> Flow:
        """The wrapped text of an entry, grown by the deltas that came since it was last asked for."""
        key = (side, id(entry))
        known = self._flows.get(key)
        if known is None or known[2] != entry.version:
            known = (entry, Flow(self._width()), entry.version, 0)
        flow, fed = known[1], known[3]
        if fed < len(entry.pieces):
            if _tells_a_secret(entry, fed):
                flow = Flow(self._width())
                flow.feed(mask_secrets(entry.text))
            else:
                flow.feed("".join(text for _, text in entry.pieces[fed:]))
        self._flows[key] = (entry, flow, entry.version, len(entry.pieces))
        return flow

    def _height(self, group: Group) -> int:
        return max(self._lines(0, group.left, group.key), self._lines(1, group.right, group.key))

    def _mode(self, key: Hashable) -> str:
        return self.modes.get(key, "tail")

    def _lines(self, side: int, entry: Entry | None, key: Hashable) -> int:
        if entry is None or not entry.pieces:
            return 0
        mode = self._mode(key)
        if mode == "events":
            return len(entry.pieces)
        most = BODY_LINES if entry.slot[0] == "body" else TAIL_LINES
        long = len(self._flow(side, entry))
        return long if mode == "all" or long <= most + 1 else most + 1

    def group_at(self, index: int) -> tuple[Group, int]:
        at = bisect_right(self._starts, index) - 1
        return self.groups[at], index - self._starts[at] - 1

    def toggle(self, index: int, *, want: bool | None = None) -> bool:
        """Enter goes from the tail to the whole text, to single events, and back; arrows only to or from it."""
        if not 0 <= index < self._total:
            return False
        group, _ = self.group_at(index)
        entry = group.right or group.left
        if entry is None or not entry.pieces:
            return False
        mode = self._mode(group.key)
        side = 1 if group.right else 0
        most = BODY_LINES if entry.slot[0] == "body" else TAIL_LINES
        steps = ["tail"]
        if len(self._flow(side, entry)) > most + 1:
            steps.append("all")
        if len(entry.pieces) > 1:
            steps.append("events")
        at = steps.index(mode) if mode in steps else 0
        if want is True:
            at = min(len(steps) - 1, at + 1)
        elif want is False:
            at = 0
        else:
            at = (at + 1) % len(steps)
        if steps[at] == mode:
            return False
        self.modes[group.key] = steps[at]
        self.lay_out()
        return True

    def row(self, index: int) -> Row:
        if not 0 <= index < self._total:
            return EMPTY_ROW
        group, line = self.group_at(index)
        if line >= 0:
            return Row(
                self._text(0, group.left, line, group.key),
                self._text(1, group.right, line, group.key),
                key=(group.key, line),
            )
        wrong = any(entry is not None and entry.sort == "error" for entry in group)
        mark, ground = self._mark(group)
        return Row(
            self._head(0, group.left),
            self._head(1, group.right),
            mark,
            "trouble-bg" if wrong else ground,
            (group.key, -1),
        )

    def _mark(self, group: Group) -> tuple[Span | None, str]:
        if self.single is not None:
            return None, ""
        for note in self.notes:
            if note.side != "answer" or group.key is None:
                continue
            about = note.path + " " + note.to
            slot = (group.right or group.left or Entry(("", 0), "")).slot[0]
            usage = slot == "usage" or (
                slot == "stop" and all(g.left is None or g.left.slot[0] != "usage" for g in self.groups)
            )
            if ("usage" in about and usage) or ("finish" in about and slot == "stop"):
                lossy = note.act in LOSSY
                sign = Span(
                    self.glyphs.acts.get(note.act, self.glyphs.arrow),
                    "state-warn" if lossy else "ink-soft",
                    lossy,
                )
                return sign, "notice-bg" if lossy else ""
        if group.left is not None and group.right is not None:
            return Span(self.glyphs.arrow, "ink-soft"), ""
        return None, ""

    def _head(self, side: int, entry: Entry | None) -> Half | None:
        if entry is None:
            return None
        alone = self.single is not None
        lead: list[Span] = []
        if side == 0:
            lead.append(Span(offset_words(entry.at).ljust(_OFFSET), "ink-soft"))
        if entry.block:
            sign = self.glyphs.unfolded
            lead.append(Span(f" {sign} " if alone else f"{sign} ", "ink-soft"))
        elif alone:
            lead.append(Span("   "))
        elif side == 1 and entry.slot[0] == "args":
            lead.append(Span("  "))
        loud = entry.sort == "error"
        lead.append(Span(entry.name, "state-error" if loud else "json-key", bold=loud))
        if entry.count > 1 and not entry.block:
            lead.append(Span(f" {'x' if self.glyphs.ascii else '×'}{entry.count}", "json-key"))
        value = (
            [Span("  " + entry.detail, "ink" if side == 0 and not alone else "ink-soft")]
            if entry.detail
            else []
        )
        if entry.block and entry.chars:
            tokens = max(1, round(entry.chars / CHARS_PER_TOKEN))
            value.append(Span(f"  {self.glyphs.estimate}{count(tokens)} tokens", "ink-soft"))
        return Half(tuple(lead), tuple(value))

    def _text(self, side: int, entry: Entry | None, line: int, key: Hashable) -> Half | None:
        if entry is None or line >= self._lines(side, entry, key):
            return None
        pad = Span(" " * self._indent(side))
        if self._mode(key) == "events":
            at, text = entry.pieces[line]
            lead = offset_words(at).ljust(_OFFSET) if side == 0 else ""
            before, after = self.glyphs.quotes
            shown = safe_text(text[:200], line=True)
            return Half(
                (
                    Span(lead.ljust(self._indent(side)), "ink-soft"),
                    Span(f"{before}{shown}{after}", "json-string"),
                )
            )
        flow = self._flow(side, entry)
        shown_lines = self._lines(side, entry, key)
        head = entry.slot[0] == "body"
        hidden = len(flow) - shown_lines + 1
        if hidden > 1 and line == (shown_lines - 1 if head else 0):
            where = "more" if head else "earlier"
            return Half((pad, Span(f"{self.glyphs.ellipsis} {hidden} {where} lines", "accent")))
        at_line = line if hidden <= 1 or head else len(flow) - shown_lines + line
        role = _ROLES.get(entry.sort, "ink")
        if entry.sort == "text" and side != self.bright and self.single is None:
            role = "ink-soft"
        if entry.sort == "json" and side != self.bright and self.single is None and not head:
            role = "ink-soft"
        italic = entry.sort in {"thinking", "quote"}
        text = flow.line(at_line)
        spans = json_spans(text) if head and entry.sort == "json" else [Span(text, role, italic=italic)]
        last = line == shown_lines - 1
        caret = self._carets[self.single if self.single is not None else side]
        if last and caret is entry:
            spans.append(
                Span(
                    self.glyphs.caret,
                    "accent" if side == self.bright or self.single is not None else "ink-soft",
                )
            )
        return Half((pad, *spans))
