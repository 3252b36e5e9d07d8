"""One tool call while its pieces arrive: what it is called, and its arguments as far as they may be shown.

Arguments that begin like an object are handed on as they come. Whatever else a model writes is held until the
call ends, and mended if somebody can tell what it means.
"""

from tui_router.wire.json import ObjectScan
from tui_router.wire.mend import is_object, mend_object

RUNAWAY = 500
"""White space in a row, outside of strings, after which a model is stuck (it writes line breaks until its
output limit)."""

LONGEST = 16 * 1024 * 1024
"""Characters of one call's arguments."""

_EMPTY = frozenset({"", "null", '""', "None"})


class ToolCall:
    """`path` says where in leg c the call stands. `runaway` and `foreign` are for the reader to act on:
    `foreign` counts characters that came after the whole object and were left out."""

    __slots__ = (
        "_held",
        "_length",
        "_parts",
        "_scan",
        "_spaces",
        "foreign",
        "id",
        "mended",
        "name",
        "path",
        "runaway",
    )

    def __init__(self, path: str = "") -> None:
        self.path = path
        self.id = ""
        self.name = ""
        self.runaway = False
        self.foreign = 0
        self.mended = False
        self._parts: list[str] = []  # everything that counts, handed on or not
        self._held = ""  # not handed on yet
        self._scan: ObjectScan | None = None  # follows the object once it began like one
        self._length = 0
        self._spaces = 0

    @property
    def complete(self) -> bool:
        """The arguments are one whole object."""
        return self._scan is not None and self._scan.complete

    @property
    def cut(self) -> bool:
        """The arguments began like an object and are not whole."""
        begun = self._held.lstrip().startswith("{") if self._scan is None else not self._scan.complete
        return begun and mend_object(self.text()) is None

    @property
    def begun(self) -> bool:
        return self._length > 0

    def text(self) -> str:
        self._parts[:] = ["".join(self._parts)]
        return self._parts[0]

    def shown(self) -> str:
        """Everything that may be handed on so far."""
        return self.text() if self._scan is not None else ""

    def add(self, fragment: str) -> str:
        """Take a piece of the arguments; what comes back may be handed on."""
        if not fragment or self.runaway:
            return ""
        self._watch(fragment)
        if self._scan is None:
            return self._begin(fragment)
        if self._scan.complete:
            if fragment.strip() and fragment.strip() != self.text().strip():
                self.foreign += len(fragment)
            return ""
        if fragment[0] == "{" and self._scan.in_string and fragment.startswith(sofar := self.text()):
            # No string can go on like the beginning of its own object: the server repeats the whole so far.
            fragment = fragment[len(sofar) :]
        return self._go_on(fragment)

    def whole(self, text: str) -> str:
        """Take the arguments as a whole, whatever came of them before; what comes back was missing."""
        sofar = self.text()
        if text.startswith(sofar):
            return self.add(text[len(sofar) :])
        return "" if self.begun else self.add(text)

    def finish(self) -> str:
        """The call has ended: what must still be handed on. An empty call has no arguments."""
        if self._scan is not None:
            return ""
        text = self._held.strip()
        self._held = ""
        if text in _EMPTY:
            return "{}"
        mended = mend_object(text)
        if mended is None:
            return text
        self.mended = mended != text
        return mended

    @property
    def sound(self) -> bool:
        """Whether the arguments are an object that a client can read. Decodes them: for the end of a call."""
        text = self.text().strip()
        return text in _EMPTY or self.mended or is_object(text)

    def _begin(self, fragment: str) -> str:
        self._keep(fragment)
        self._held += fragment
        head = self._held.lstrip()
        inside = head[1:].lstrip()
        if not head.startswith("{") or not inside or inside[0] not in '"}':
            return ""
        whole, self._held = head, ""
        self._parts[:] = []
        self._length = 0
        self._scan = ObjectScan()
        return self._go_on(whole)

    def _go_on(self, fragment: str) -> str:
        if self._scan is None or not fragment:
            return ""
        end = self._scan.feed(fragment)
        mine = fragment[:end]
        self._keep(mine)
        if fragment[end:].strip():
            self.foreign += len(fragment) - end
        return mine

    def _keep(self, fragment: str) -> None:
        self._parts.append(fragment)
        self._length += len(fragment)
        if self._length > LONGEST:
            self.runaway = True

    def _watch(self, fragment: str) -> None:
        """Count white space in a row. Inside a string only what JSON forbids there counts."""
        spaces = "\n\r\t" if self._scan is not None and self._scan.in_string else None
        left = fragment.rstrip(spaces)
        tail = len(fragment) - len(left)
        self._spaces = tail if left else self._spaces + tail
        if self._spaces > RUNAWAY:
            self.runaway = True
