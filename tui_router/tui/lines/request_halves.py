"""A pair of parts in words: key, value, tokens and reason, for two columns or for one."""

from collections.abc import Hashable
from typing import NamedTuple

from tui_router.core.note import LOSSY, Note
from tui_router.tui.cells import count
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.align import Pair
from tui_router.tui.lines.json_tree import Node
from tui_router.tui.lines.line import Half, Span
from tui_router.tui.lines.request_words import Part, field_words, line_of, message_words, part_words, role_of
from tui_router.tui.safe_text import safe_text

BYTES_PER_TOKEN = 4.0
"""Measured on requests of Claude Code with o200k: 3.96 characters a token."""
_WEIGHED = 160
_SCALARS = {"string": "json-string", "number": "json-number", "literal": "json-literal"}


class Stop(NamedTuple):
    """The field that stopped or nearly stopped the exchange: `ground` is trouble-bg, or notice-bg when mended."""

    field: str
    words: str
    ground: str = "trouble-bg"


def key_at(width: int) -> int:
    """The column of values in a half of `width` cells."""
    return max(12, min(26, round(width * 0.41)))


def mark_of(act: str, glyphs: Glyphs) -> Span | None:
    if not act:
        return None
    role = "state-warn" if act in LOSSY or act == "repaired" else "state-ok" if act == "added" else "ink-soft"
    return Span(glyphs.acts.get(act, glyphs.arrow), role, bold=role == "state-warn")


def is_long(node: Node | None, width: int) -> bool:
    """Whether a string takes lines of its own in a half of `width` cells."""
    if node is None or node.shape != "string":
        return False
    return node.size > width - key_at(width) or "\n" in node.text


class PairWords:
    """`known` are tokens the scribe counted for a field of leg a; `open` are the ids of unfolded pairs."""

    def __init__(self, glyphs: Glyphs, stop: Stop | None, known: dict[str, int], open: set[Hashable]) -> None:
        self.glyphs = glyphs
        self.stop = stop
        self.known = known
        self.open = open
        self.widths = (50, 50)

    def stopped(self, pair: Pair) -> Stop | None:
        stop = self.stop
        if stop is None or pair.depth != 0:
            return None
        named = {node.key for node in (pair.left, pair.right) if node is not None}
        near = stop.field.removeprefix("max_") if stop.field == "max_tokens" else stop.field
        if stop.field in named or (near == "tokens" and any(key.startswith("max_") for key in named)):
            return stop
        return None

    def _lead(self, pair: Pair, node: Node, role: str = "json-key") -> tuple[Span, ...]:
        sign = ""
        if pair.foldable:
            sign = (self.glyphs.unfolded if pair.id in self.open else self.glyphs.folded) + " "
        indent = "  " * pair.depth
        name = line_of(node.key)
        if pair.sort == "message":
            name = f"{name} {line_of(role_of(node))}"
        elif pair.sort == "part":
            name = part_words(Part(pair.part, node))[0]
        elif pair.node.key == "system" and node.key.isdigit():
            name = f"messages[{name}]"
        return (Span(indent + sign, "ink-soft"), Span(name, role))

    @staticmethod
    def _new_name(pair: Pair) -> Span | None:
        """The name of a field on the right, where it is another; a place in a list is none."""
        left, right = pair.left, pair.right
        if pair.sort != "field" or left is None or right is None or left.key == right.key:
            return None
        return None if right.key.isdigit() else Span(line_of(right.key), "json-key")

    def _value(self, pair: Pair, node: Node) -> str:
        if pair.sort == "message":
            return message_words(node)
        if pair.sort == "part":
            return part_words(Part(pair.part, node))[1]
        if pair.depth == 0 and node.key.isdigit():
            return line_of(role_of(node))  # a system prompt that became the first message
        return field_words(node) if pair.depth == 0 else node.brief

    def _spans(self, pair: Pair, node: Node, side: int) -> tuple[Span, ...]:
        if not pair.foldable and is_long(node, self.widths[side]):
            return ()
        inside = pair.depth > 0 and pair.sort == "field"
        role = _SCALARS.get(node.shape, "ink") if inside else "ink"
        return (Span(self._value(pair, node), role),)

    def weight(self, pair: Pair, node: Node, *, left: bool) -> str:
        """Tokens of a part, estimated from its bytes unless the scribe has counted it."""
        if left and pair.depth == 0 and self.known.get(node.key):
            return count(self.known[node.key])
        if node.size < _WEIGHED:
            return ""
        return self.glyphs.estimate + count(max(1, round(node.size / BYTES_PER_TOKEN)))

    def left(self, pair: Pair) -> Half | None:
        node = pair.left
        if node is None:
            return None
        weight = self.weight(pair, node, left=True)
        soft = pair.act == "dropped"
        spans = self._spans(pair, node, 0)
        if soft:
            spans = tuple(span._replace(role="ink-soft") for span in spans)
        return Half(self._lead(pair, node), spans, (Span(weight, "ink-soft"),), key_at(self.widths[0]))

    def right(self, pair: Pair, stop: Stop | None) -> Half | None:
        node, note = pair.right, self._went(pair)
        if node is None:
            if note is None or note.act == "added":
                return None
            if note.act != "dropped":
                return self._elsewhere(pair, note)
            reason = safe_text(note.reason[:200], line=True) or "no counterpart"
            return Half((Span("  " * pair.depth + "dropped", "state-warn"), Span("  " + reason, "ink-soft")))
        loud = "state-error" if stop and stop.ground == "trouble-bg" else "state-warn"
        spans = self._spans(pair, node, 1)
        if stop or pair.lossy:
            spans = tuple(span._replace(role=loud, bold=True) for span in spans)
        tail = self._reason(pair, stop) or (Span(self.weight(pair, node, left=False), "ink-soft"),)
        key = "state-ok" if pair.act == "added" else "json-key"
        return Half(self._lead(pair, node, key), spans, tail, key_at(self.widths[1]))

    @staticmethod
    def _went(pair: Pair) -> Note | None:
        """What is said of a part; where it has no partner, else what is said of the inside of it."""
        if pair.note is not None or pair.right is not None or pair.left_path is None:
            return pair.note
        return pair.notes.within(pair.left_path)

    def _elsewhere(self, pair: Pair, note: Note) -> Half | None:
        """What became of a part that has no partner: in the address, in another part, or in the answer."""
        to, after, reason = (safe_text(text[:200], line=True) for text in (note.to, note.after, note.reason))
        if not (to or reason):
            return None
        lead = Span("  " * pair.depth + to, "json-key")
        return Half((lead,), (Span(after),), (Span(reason, "ink-soft"),), key_at(self.widths[1]) if to else 0)

    def _reason(self, pair: Pair, stop: Stop | None) -> tuple[Span, ...]:
        if stop:
            return (Span(stop.words, "state-error" if stop.ground == "trouble-bg" else "state-warn"),)
        if pair.note is not None and pair.note.reason:
            return (Span(safe_text(pair.note.reason[:200], line=True), "ink-soft"),)
        if pair.depth == 0 and pair.act == "renamed" and pair.node.key == "model":
            return (Span("rewired", "ink-soft"),)
        return ()

    def one_column(self, pair: Pair, mark: Span | None, stop: Stop | None) -> Half:
        """Both sides in one column: sign, key, old and new, reason."""
        left, right = pair.left, pair.right
        width = self.widths[0]
        lead = ((mark or Span(" ")), Span(" "), *self._lead(pair, pair.node))
        before = self._spans(pair, left, 0) if left else ()
        after = self._spans(pair, right, 0) if right else ()
        loud = "ink"
        if stop or pair.lossy:
            loud = "state-error" if stop and stop.ground == "trouble-bg" else "state-warn"
        value: tuple[Span, ...]
        arrow = Span(f" {self.glyphs.arrow} ", "ink-soft")
        name = self._new_name(pair)
        if left and right and not pair.foldable and (stop or before != after) and before and after:
            value = (
                *(span._replace(role="ink-soft") for span in before),
                arrow,
                *(span._replace(role=loud, bold=loud != "ink") for span in after),
                *((Span("  "), name) if name else ()),
            )
        else:
            role = "ink-soft" if pair.act == "dropped" else None
            value = tuple(span._replace(role=role) if role else span for span in before or after)
            went = self._went(pair) if right is None else None
            if name:
                value = (*value, arrow, name)
            elif went is not None and went.act not in ("dropped", "added") and (went.to or went.after):
                to, told = (safe_text(text[:200], line=True) for text in (went.to, went.after))
                named = (Span("  " if told else ""), Span(to, "json-key")) if to != "path" or not told else ()
                value = (*value, arrow, Span(told), *named)
        tail = self._reason(pair, stop)
        if not tail:
            tail = (Span(self.weight(pair, pair.node, left=left is not None), "ink-soft"),)
        return Half(lead, value, tail, key_at(width) if width < 90 else 34)
