"""Two requests that say the same in two languages, paired part by part.

A pair has a left part, a right part, or both; it never moves anything to another line. What translation did
comes from the notes; a few renames that need no note are known here.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

from tui_router.core.note import LOSSY, Note
from tui_router.tui.lines.json_tree import Node
from tui_router.tui.lines.note_book import NoteBook, Path, path_of
from tui_router.tui.lines.pair_messages import pair_messages
from tui_router.tui.lines.request_words import MESSAGES, SYSTEM, Part, call_name, parts_of, role_of

_RENAMES: dict[str, tuple[str, ...]] = {
    "max_tokens": ("max_completion_tokens", "max_output_tokens", "maxOutputTokens"),
    "stop_sequences": ("stop", "stopSequences"),
    "system": ("instructions", "systemInstruction"),
    "messages": ("input", "contents"),
    "metadata": ("user", "prompt_cache_key"),
    "thinking": ("reasoning", "reasoning_effort", "thinkingConfig"),
    "output_config": ("reasoning_effort", "response_format", "text", "thinkingConfig", "responseJsonSchema"),
    "tool_choice": ("toolConfig",),
    "temperature": (),
    "top_p": ("topP",),
    "top_k": ("topK",),
    "input_schema": ("parameters", "parametersJsonSchema"),
    "web_search": ("googleSearch",),
    "input": ("arguments", "args"),
    "id": ("call_id",),
    "tool_use_id": ("tool_call_id", "call_id", "id"),
    "content": ("output", "response"),
    "text": ("content",),
}
_FIRST = ("model", "max_tokens", "stream", "stream_options")
_LAST = ("system", "tools", "messages")
_TOP_BOXES = frozenset({"generationConfig"})
_BOXES = frozenset({"functionCall", "functionResponse", "inlineData", "fileData"})
HEAVY = 2
"""The rank of the parts that hold nearly all of a request."""
_INLINE = 40
"""Bytes of a flat object that one line says whole."""


class Pair:
    """`sort` says how to word it: field, message, part or item. `id` is its place in the pairing, for folding."""

    def __init__(
        self,
        notes: NoteBook,
        left: tuple[Path, Node] | None,
        right: tuple[Path, Node] | None,
        *,
        id: Path = (),
        sort: str = "field",
        part: str = "",
    ) -> None:
        self.notes = notes
        self.left_path: Path | None = left[0] if left else None
        self.left: Node | None = left[1] if left else None
        self.right_path: Path | None = right[0] if right else None
        self.right: Node | None = right[1] if right else None
        self.id = id
        self.sort = sort
        self.part = part
        self.depth = len(id) - 1

    @property
    def node(self) -> Node:
        node = self.left or self.right
        assert node is not None, "a pair has at least one side"  # noqa: S101  (an invariant of this file)
        return node

    @cached_property
    def note(self) -> Note | None:
        note = self.notes.left.get(self.left_path) if self.left_path else None
        return note or (self.notes.right.get(self.right_path) if self.right_path else None)

    @cached_property
    def act(self) -> str:
        """What translation did to this part itself."""
        if self.note is not None:
            return self.note.act
        if self.sort == "message" and self.right is not None:
            turned = self.left is None or role_of(self.left) != role_of(self.right)
            return "moved" if turned else ""
        if self.left is None:
            return "added" if self.sort == "field" and self.depth == 0 else ""
        if self.right is None or self.sort != "field":
            return ""
        if self.left.key != self.right.key:
            return "renamed"
        plain = self.left.shape not in {"object", "array"}
        return "renamed" if plain and bytes(self.left.raw) != bytes(self.right.raw) else ""

    @cached_property
    def inner(self) -> str:
        """The heaviest act inside, for a closed part."""
        return self.notes.under(self.left_path, self.right_path)

    @property
    def lossy(self) -> bool:
        return self.act in LOSSY

    @cached_property
    def foldable(self) -> bool:
        """Whether there is more inside than its one line says."""
        for node in (self.left, self.right):
            if node is None or node.shape not in {"object", "array"}:
                continue
            if node.size > _INLINE or any(kid.shape in {"object", "array"} for kid in node.kids):
                return True
        return False

    @cached_property
    def kids(self) -> list["Pair"]:
        if self.sort == "message":
            return list(self._part_pairs())
        left, right = self.left, self.right
        if left is not None and right is not None and left.key in MESSAGES and self.depth == 0:
            return self._message_pairs()
        if self.depth == 0 and self.node.key in MESSAGES:
            return [
                Pair(self.notes, _child(self.left_path, kid) if left else None,
                     None if left else _child(self.right_path, kid), id=(*self.id, kid.key), sort="message")
                for kid in self.node.kids
            ]  # fmt: skip
        return list(self._plain_pairs())

    def _plain_pairs(self) -> Iterator["Pair"]:
        """Members by name or known rename, items by the tool's name or their place."""
        left = self.left.kids if self.left else []
        right: dict[str, tuple[Path, Node]] = {}
        for path, kid in _opened(self.right_path or (), self.right) if self.right else ():
            name = _name(kid)
            right[".".join(path) if name in right else name] = (path, kid)
        for kid in left:
            note = self.notes.left.get((*(self.left_path or ()), kid.key))
            yield Pair(
                self.notes,
                _child(self.left_path, kid),
                _take(right, _name(kid), note),
                id=(*self.id, "l" + kid.key),
            )
        for path, kid in right.values():
            yield Pair(self.notes, None, (path, kid), id=(*self.id, "r" + ".".join(path[self.depth + 1 :])))

    def _message_pairs(self) -> list["Pair"]:
        lefts = self.left.kids if self.left else []
        rights = self.right.kids if self.right else []
        if self.part == "system first":
            rights = rights[1:]
        return [
            Pair(
                self.notes,
                _child(self.left_path, left) if left else None,
                _child(self.right_path, right) if right else None,
                id=(*self.id, f"{left.key if left else ''}/{right.key if right else ''}"),
                sort="message",
            )
            for left, right in pair_messages(lefts, rights)
        ]

    def _part_pairs(self) -> Iterator["Pair"]:
        left = parts_of(self.left) if self.left else []
        right = parts_of(self.right) if self.right else []
        for index, part in enumerate(left):
            at = next((n for n, other in enumerate(right) if other.sort == part.sort), None)
            yield self._part(part, right.pop(at) if at is not None else None, f"l{index}")
        for index, part in enumerate(right):
            yield self._part(None, part, f"r{index}")

    def _part(self, left: Part | None, right: Part | None, name: str) -> "Pair":
        given = left or right
        sort = given.sort if given else "other"
        return Pair(
            self.notes,
            (_part_path(self.left_path, self.left, left.node), left.node) if left else None,
            (_part_path(self.right_path, self.right, right.node), right.node) if right else None,
            id=(*self.id, name),
            sort="part",
            part=sort,
        )


def _part_path(base: Path | None, message: Node | None, node: Node) -> Path:
    """Where in its message a piece stands: content itself, an item of content, or a tool call."""
    path = base or ()
    if message is None or node is message:
        return path
    for name in ("content", "parts", "tool_calls"):
        holder = message.members.get(name)
        if holder is node:
            return (*path, name)
        if holder is not None and any(kid is node for kid in holder.kids):
            return (*path, name, node.key)
    return (*path, node.key)


def _child(base: Path | None, node: Node) -> tuple[Path, Node]:
    return (*(base or ()), node.key), node


def _opened(base: Path, node: Node) -> Iterator[tuple[Path, Node]]:
    """What is in a part of the right side. What Gemini puts into one more box stands with what is outside of it."""
    for kid in node.kids:
        path = (*base, kid.key)
        tools = kid.members.get("functionDeclarations") if base == ("tools",) else None
        if tools is not None:
            for key, inside in kid.members.items():
                within = (*path, key)
                yield from (
                    [_child(within, tool) for tool in tools.kids] if inside is tools else [(within, inside)]
                )
        elif kid.members and kid.key in (_BOXES if base else _TOP_BOXES):
            yield from (_child(path, inside) for inside in kid.kids)
        else:
            yield path, kid


def _name(node: Node) -> str:
    """What finds the partner: a tool's own name, else the key."""
    if node.shape == "object" and node.key.isdigit():
        built_in = node.string("type")
        return call_name(node) or (built_in if built_in == "web_search" else node.key)
    return node.key


def _take(right: dict[str, tuple[Path, Node]], name: str, note: Note | None) -> tuple[Path, Node] | None:
    """The right-hand partner of `name`, taken out of `right`: by note, by name, by a known rename."""
    if note is not None and note.act != "added":
        if note.act == "dropped":
            return None
        to = path_of(note.to)
        if to and to[-1] in right:
            return right.pop(to[-1])
        if to and to[0] in MESSAGES and to[0] in right and len(to) > 1:
            return None
        step = next((step for step in reversed(to[:-1]) if step in right), None)
        if step is not None:
            return right.pop(step)
    for candidate in (name, *_RENAMES.get(name, ())):
        if candidate in right:
            return right.pop(candidate)
    return None


def rank(pair: Pair) -> tuple[int, int]:
    """Small fields before the long ones, so that what was changed is seen without scrolling."""
    key = pair.node.key
    if key in _FIRST:
        return 0, _FIRST.index(key)
    for index, name in enumerate(_LAST):
        if key == name or key in _RENAMES.get(name, ()) or (name == "system" and key in SYSTEM):
            return HEAVY, index
    return 1, 0


def pair_requests(left: Node | None, right: Node | None, notes: Sequence[Note]) -> list[Pair]:
    """The top level of two requests, paired. A system prompt that became the first message stands beside it."""
    root = Pair(NoteBook(notes), ((), left) if left else None, ((), right) if right else None)
    pairs = list(root._plain_pairs())  # noqa: SLF001  (the root is this function's own)
    system = next((pair for pair in pairs if pair.node.key == "system"), None)
    messages = next((pair for pair in pairs if pair.node.key in MESSAGES), None)
    if system and messages and system.right is None and messages.right is not None and messages.right.kids:
        first = messages.right.kids[0]
        if role_of(first) == "system":
            system.right, system.right_path = first, (messages.right.key, "0")
            messages.part = "system first"
    return sorted(pairs, key=rank)
