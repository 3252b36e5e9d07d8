"""Finds, in the text of an answer as it grows, the calls of tools that a model wrote there instead of making them.

A text may merely talk about such marks, or quote somebody who wants a tool called. So they count only

- at the very end of the answer: nothing but calls and white space follows,
- outside of code (fences and backticks), the marks that are plain words at the beginning of a line,
- for tools that were offered under just this name, with arguments that can be read whole,
- when the opening mark stands nowhere in the client's request, from where it could be quoted.

Whatever does not fit is text, and goes out as it came.
"""

import json
import re

from tui_router.dialects.chat.callforms import (
    FORMS,
    Form,
    NoCall,
    Tools,
    Unfinished,
    Written,
    last_calls,
    read_calls,
)

MOST = 1024 * 1024
"""Characters that are held for one call."""

MOST_MISTAKES = 32
"""Marks in an answer that were none: so many, and the text is about them."""

_LOOK = 2_000  # characters in which every piece is looked at; later only those that may close the call
_PART = 4  # and only when it has grown by this part, so that long ones are not read over and over
_INDENT = 3  # spaces before a mark; four make a block of code
_ROW = 64  # backticks or tildes that count as one row
_POINT = re.compile(rf"\n|`{{1,{_ROW}}}|~{{1,{_ROW}}}|<|\[")
_FENCE = 3
_TAIL = max(len(form.closes) for form in FORMS)


class CallText:
    """Each piece of text goes in, what may be shown comes out. `flush` gives the rest, and the calls."""

    def __init__(self, tools: Tools, request: bytes) -> None:
        self._tools = tools
        self._request = request
        self._off = False
        self._wait = ""  # a mark or a row of backticks that may go on
        self._fence = ""
        self._ticked = False  # behind an odd number of backticks in its line
        self._blank = True  # nothing but a few spaces since the line began
        self._indent = 0
        self._held: list[str] = []
        self._length = 0
        self._tail = ""
        self._look_until = _LOOK
        self._look_again = 0
        self._mistakes = 0

    def split(self, piece: str) -> str:
        if self._off:
            return piece
        if not self._held:
            if not (self._wait or self._blank) and _POINT.search(piece) is None:
                return piece  # most pieces are words in the middle of a line
            return self._run(self._wait + piece)
        released = self._hold(piece)
        return "" if released is None else self._again(released)

    def flush(self, *, may_call: bool) -> tuple[str, list[Written]]:
        """`may_call` says whether the answer has ended in a way in which calls are made."""
        shown = ""
        while self._held:
            held = "".join(self._held)
            calls = last_calls(held, self._tools) if may_call else []
            if calls:
                return shown, calls
            shown += self._again(self._release())
        rest, self._wait = self._wait, ""
        return shown + rest, []

    # -- text

    def _run(self, text: str) -> str:
        """Show text up to a mark that counts, or up to its end."""
        shown: list[str] = []
        while text:
            at = self._scan(text)
            shown.append(text[:at])
            text = text[at + len(self._wait) :]
            released = self._hold(text) if text else None
            if released is None:
                break
            shown.append(released[:1])
            text = released[1:]
            if self._off:
                shown.append(text)
                break
        return "".join(shown)

    def _again(self, released: str) -> str:
        """Its mark was text: another one may stand behind it."""
        return released if self._off else released[:1] + self._run(released[1:])

    def _scan(self, text: str) -> int:
        """Follow the text to the first mark that counts, and tell where it stands; what may become one there waits."""
        self._wait = ""
        at = 0
        for found in _POINT.finditer(text):
            start, point = found.start(), found[0]
            if point in ("<", "["):
                self._pass(text[at:start])
                at = start
                form = None if self._coded else self._form(text, start)
                if self._wait:
                    return start
                if form is not None:
                    return start
            elif point != "\n" and found.end() == len(text) and len(point) < _ROW:
                self._pass(text[at:start])
                self._wait = point
                return start
            else:
                self._pass(text[at:start])
                self._turn(point)
                at = found.end()
        self._pass(text[at:])
        return len(text)

    @property
    def _coded(self) -> bool:
        return bool(self._fence) or self._ticked

    def _pass(self, words: str) -> None:
        if not words or not self._blank:
            return
        spaces = words.strip(" ") == ""
        self._indent += len(words)
        self._blank = spaces and self._indent <= _INDENT

    def _turn(self, point: str) -> None:
        """A line break, or a row of backticks or tildes."""
        if point == "\n":
            self._blank, self._indent, self._ticked = True, 0, False
        elif self._blank and len(point) >= _FENCE:
            if not self._fence:
                self._fence = point
            elif point.startswith(self._fence):
                self._fence = ""
            self._blank = False
        else:
            if point[0] == "`" and not self._fence:
                self._ticked = not self._ticked
            self._blank = False

    def _form(self, text: str, at: int) -> Form | None:
        """The form that opens there; where one may, once more has come, it waits."""
        for form in FORMS:
            if form.first and not self._blank:
                continue
            if text.startswith(form.opens, at):
                return None if self._quoted(form) else form
            if len(text) - at < len(form.opens) and form.opens.startswith(text[at:]):
                self._wait = text[at:]
        return None

    def _quoted(self, form: Form) -> bool:
        """Whether the client's request has the mark, in whatever way JSON spells it."""
        plain, ascii = form.opens.encode(), json.dumps(form.opens)[1:-1].encode()
        html = ascii.replace(b"<", b"\\u003c").replace(b">", b"\\u003e")
        return any(spelled in self._request for spelled in (plain, ascii, html))

    # -- a call, perhaps

    def _hold(self, piece: str) -> str | None:
        """Keep it while it may be calls; what was kept, when it cannot be."""
        window = self._tail + piece
        before = self._length
        self._held.append(piece)
        self._length += len(piece)
        self._tail = window[-_TAIL:]
        if before <= self._look_until or (self._length >= self._look_again and _closes(window)):
            text = "".join(self._held)
            self._held = [text]
            try:
                read_calls(text, self._tools)
            except Unfinished:
                self._look_again = self._length + self._length // _PART
            except NoCall:
                return self._release()
            else:
                self._look_until = self._length + _LOOK
        if self._length > MOST:
            self._off = True
            return self._release()
        return None

    def _release(self) -> str:
        text = "".join(self._held)
        self._held, self._length, self._tail = [], 0, ""
        self._look_until, self._look_again = _LOOK, 0
        self._blank = False
        self._mistakes += 1
        self._off = self._off or self._mistakes >= MOST_MISTAKES
        return text


def _closes(text: str) -> bool:
    return any(form.closes in text for form in FORMS if form.closes)
