"""What the client asked, as one tree, and what became of it on its way upstream."""

from typing import ClassVar, Literal

from tui_router.journal.record import ENDED, LegName
from tui_router.tui.cells import size
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.image_words import image_of
from tui_router.tui.lines.json_tree import Node
from tui_router.tui.lines.line import EMPTY_ROW, Half, Row, Span, justify
from tui_router.tui.lines.notes import note_spans
from tui_router.tui.lines.request_rows import RequestRows
from tui_router.tui.lines.request_words import sort_of
from tui_router.tui.lines.stops import LOCAL, NOT_SENT, READING, notes_for, stop_of
from tui_router.tui.lines.tree_acts import TreeActs
from tui_router.tui.lines.tree_find import TreeFind
from tui_router.tui.lines.tree_item import Item
from tui_router.tui.lines.tree_rows import TreeRows
from tui_router.tui.lines.tree_weight import TreeWeight
from tui_router.tui.pages.both import BothRows
from tui_router.tui.pages.page import Anchor, Taken
from tui_router.tui.pages.raw import RawRows
from tui_router.tui.safe_text import safe_text
from tui_router.tui.seen import Seen

Form = Literal["leg a", "leg b", "both", "raw a", "raw b"]
_FORMS: tuple[Form, ...] = ("leg a", "leg b", "both", "raw a", "raw b")
_TITLES = {"a": "client sent", "b": "upstream got"}


class RequestPage:
    title: ClassVar[str] = "Request"
    short: ClassVar[str] = "Req"
    wants: ClassVar[tuple[LegName, ...]] = ("a", "b")
    beside: ClassVar[bool] = False

    def __init__(self) -> None:
        self.form: Form = "leg a"
        self.split = False
        self._seen: Seen | None = None
        self._glyphs: Glyphs = UNICODE
        self._widths = (80, 80)
        self._trees: dict[str, TreeRows] = {}
        self._acts: dict[str, TreeActs] = {}
        self._raw: dict[str, RawRows] = {}
        self._both: BothRows | None = None
        self._made_for: object = None
        self._finder: TreeFind | None = None

    # what is shown

    @property
    def leg(self) -> Literal["a", "b"]:
        return "b" if self.form.endswith("b") else "a"

    @property
    def behind(self) -> bool:
        """The lines of the bytes are not all counted yet: `take` wants to be called again soon."""
        rows = self._rows
        return isinstance(rows, RawRows) and rows.behind

    def take(self, seen: Seen, glyphs: Glyphs) -> None:
        if seen is not self._seen or glyphs is not self._glyphs:
            self._seen, self._glyphs = seen, glyphs
            self._trees, self._raw, self._both = {}, {}, None
            self._made_for = None
        made_for = (seen.a.tree, seen.b.tree, id(seen.detail), seen.attempt)
        if made_for != self._made_for:
            self._made_for = made_for
            self._acts.clear()
            self._finder = None
        self._refresh()

    def _refresh(self) -> None:
        """Bring the form that is shown up to what is known; the others when they are turned to."""
        seen = self._seen
        if seen is None:
            return
        if self.form.startswith("raw"):
            rows = self._raw.setdefault(self.leg, RawRows(self._glyphs))
            rows.resize(self._widths[0])
            rows.look_at(seen.raw[self.leg])
        elif self.form == "both":
            if self._both is None:
                self._both = BothRows(self._glyphs)
            self._both.take(seen)
            self.split = self._both.resize(*self._widths, split=self.split)
        else:
            self._tree(seen, self.leg)

    def _tree(self, seen: Seen, leg: Literal["a", "b"]) -> None:
        node = (seen.a if leg == "a" else seen.b).tree
        if node is None:
            self._trees.pop(leg, None)
            return
        if leg in self._acts and leg in self._trees:
            self._trees[leg].resize(self._widths[0])
            return
        acts = TreeActs(seen.a.tree, seen.b.tree, notes_for(seen.detail, seen.attempt), left=leg == "a")
        self._acts[leg] = acts
        rows = self._trees.get(leg)
        if rows is None or rows.root.node is not node:
            rows = self._trees[leg] = TreeRows(node, glyphs=self._glyphs, title=self._title(seen, leg))
        rows.act_of = acts.act_of
        rows.weight = self._weight(seen, leg)
        rows.stop = stop_of(seen.detail, seen.attempt)
        rows.resize(self._widths[0])

    def _title(self, seen: Seen, leg: Literal["a", "b"]) -> tuple[Span, ...]:
        start = safe_text(seen.raw[leg].start[:200], line=True)
        return Span(leg, "accent"), Span(f"  {_TITLES[leg]}"), Span(f"  {start}", "ink-soft")

    @staticmethod
    def _weight(seen: Seen, leg: Literal["a", "b"]) -> TreeWeight:
        tokens = seen.row.tokens
        if leg == "a":
            known = {"system": tokens.system, "tools": tokens.tools, "messages": tokens.messages}
            return TreeWeight(seen.detail.weighed, tokens.input, exact=not tokens.estimated, known=known)
        return TreeWeight(None, tokens.input, exact=not tokens.estimated)

    def resize(self, left: int, right: int) -> None:
        self._widths = (left, right)
        self._refresh()

    def turn(self) -> str:
        self.form = _FORMS[(_FORMS.index(self.form) + 1) % len(_FORMS)]
        self.split = self.form == "both"
        self._refresh()
        return self.form

    # rows

    @property
    def _tree_rows(self) -> TreeRows | None:
        return self._trees.get(self.leg) if self.form.startswith("leg") else None

    @property
    def _rows(self) -> TreeRows | RawRows | RequestRows | None:
        if self.form == "both":
            return self._both.rows if self._both else None
        return self._tree_rows or (self._raw.get(self.leg) if self.form.startswith("raw") else None)

    def __len__(self) -> int:
        return max(1, len(self._rows or ()))

    def row(self, index: int) -> Row:
        rows = self._rows
        if rows is None or not len(rows):
            return Row(Half((Span(self._waiting(), "ink-soft"),))) if index == 0 else EMPTY_ROW
        return rows.row(index)

    def _waiting(self) -> str:
        seen = self._seen
        if seen is None:
            return READING
        row, reader = seen.row, seen.a if self.leg == "a" else seen.b
        if self.leg == "b" and row.state == "local":
            return LOCAL
        if reader.started:
            return f"Reading, {size(reader.next)} of {size(reader.size)}."
        if self.leg == "a" or row.sizes.b:
            return READING
        return "Nothing was sent upstream." if row.state in ENDED and not row.attempts else NOT_SENT

    def toggle(self, index: int, *, want: bool | None = None) -> bool:
        rows = self._rows
        return rows.toggle(index, want=want) if isinstance(rows, TreeRows | RequestRows) else False

    def find(self, text: str, index: int, step: int) -> int | None:
        if not text:
            return None
        if self.form == "both":
            return self._both.find(text, index, step) if self._both else None
        if self.form.startswith("raw"):
            return self._raw[self.leg].find(text, index, step) if self.leg in self._raw else None
        rows = self._tree_rows
        if rows is None:
            return None
        if self._finder is None or self._finder.rows is not rows or self._finder.low != text.lower():
            self._finder = TreeFind(rows, text)
        return self._finder.find(index, step)

    def _item(self, index: int) -> Item | None:
        rows = self._tree_rows
        return rows.places[index].item if rows is not None and 0 <= index < len(rows.places) else None

    def image(self, index: int) -> Node | None:
        """The image whose line this is, when its bytes are in the request."""
        item = self._item(index)
        if item is None or item.sort != "block" or sort_of(item.node) != "image":
            return None
        return item.node if image_of(item.node)[1] else None

    def seek(self, anchor: Anchor) -> int | None:
        if not anchor or anchor[0] != "path":
            return None
        if self.form == "both" and self._both is not None:
            return self._both.seek(anchor[1:])
        rows = self._tree_rows
        if rows is None:
            return None
        item = rows.root
        for step in anchor[1:]:
            kid = item.named(str(step))
            if kid is None:
                break
            item = kid
        return rows.reveal(item)

    def anchor(self, index: int) -> Anchor:
        item = self._item(index)
        if item is None:
            return ("path", *self._both.path_at(index)) if self.form == "both" and self._both else ()
        steps = (
            one.index if one.parent is not None and one.parent.node.shape == "array" else one.node.key
            for one in item.chain[1:]
        )
        return ("path", *steps)

    # about the cursor

    def foot(self, index: int) -> list[list[Span]]:
        if self.form.startswith("raw"):
            return self._raw[self.leg].foot(index) if self.leg in self._raw else []
        if self.form == "both":
            return self._both.foot(index, self._widths) if self._both else []
        item = self._item(index)
        if item is None:
            return []
        acts = self._acts.get(self.leg)
        note = acts.note_near(item) if acts is not None else None
        lines = [note_spans(note, self._glyphs)] if note is not None else self._renamed(item, acts)
        what = "path" if item.node.shape in {"object", "array"} else "value"
        path = [Span(safe_text(item.json_path[:400], line=True), "ink-soft")]
        key = [Span("y", "accent", bold=True), Span(f" copy {what}", "ink-soft")]
        return [*lines, justify(path, key, self._widths[0], self._glyphs.ellipsis)]

    def _renamed(self, item: Item, acts: TreeActs | None) -> list[list[Span]]:
        """What was changed in a way that needs no note, such as the model's name."""
        pair = acts.pair_of(item) if acts is not None else None
        if pair is None or pair.act != "renamed" or pair.left is None or pair.right is None:
            return []
        sign = Span(f"{self._glyphs.acts['renamed']} ", "ink-soft")
        return [[sign, *_named(pair.left), Span(f" {self._glyphs.arrow} ", "ink-soft"), *_named(pair.right)]]

    def copies(self, index: int) -> list[Taken]:
        """All that can be copied of a row: its value, its path; of raw bytes the line, the leg."""
        if self.form.startswith("raw"):
            rows = self._raw.get(self.leg)
            if rows is None or not len(rows):
                return []
            return [("the line", rows.line(index)), (f"leg {self.leg}", rows.whole())]
        if self.form == "both":
            return self._both.copies(index) if self._both else []
        item = self._item(index)
        if item is None:
            return []
        value = "the JSON" if item.node.shape in {"object", "array"} else "the value"
        return [(value, item.node.text), ("the path", item.json_path)]

    def copy(self, index: int) -> Taken | None:
        """The value of a leaf, the path of what holds others."""
        copies = self.copies(index)
        if not copies:
            return None
        return copies[-1] if copies[0][0] == "the JSON" else copies[0]


def _named(node: Node) -> tuple[Span, Span]:
    return Span(safe_text(node.key[:60], line=True), "json-key"), Span(f"  {node.brief[:80]}")
