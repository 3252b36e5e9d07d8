"""Finds, in the text of an answer as it grows, the calls of tools that a model wrote there instead of making them.

A text may merely talk about such marks, or quote somebody who wants a tool called, and to take its words for a call
spoils the answer: worse than a call that is missed. So they count only

- at the very end of the answer: nothing but calls and white space follows,
- outside of code (fences, backticks, an open tag or quotation in front), at the very beginning of a line; a mark that is
  one token of its template also right behind the end of a sentence, where the token falls,
- for tools that were offered under just this name, with arguments that can be read whole and are those the tool needs,
- when neither the client's request nor the answer so far has the mark, and the answer does not speak of calls, other than
  to say that it makes one, or say that it gives an example.

Whatever does not fit is text, and goes out as it came.
"""

import json
import re

from tui_router.dialects.chat.callforms import FORMS, Form, last_calls, read_calls
from tui_router.dialects.chat.callreading import NoCall, Tools, Unfinished, Written
from tui_router.dialects.thinktags import CLOSE

MOST = 1024 * 1024
"""Characters that are held for one call."""

LOOKBACK = 4_000
"""Characters before a call in which words about calls are looked for."""

_LOOK = 2_000  # characters in which every piece is looked at; later only those that may close the call
_PART = 4  # and only when it has grown by this part, so that long ones are not read over and over
_INDENT = 3  # spaces before a fence; four make a block of code
_ROW = 64  # backticks or tildes that count as one row
_POINT = re.compile(rf"\n|`{{1,{_ROW}}}|~{{1,{_ROW}}}|<|\[")
_FENCE = 3
_TAIL = max(len(form.closes) for form in FORMS)
_ENDS = ".!?:;…)。！？：；）"  # of a sentence
_TALK = re.compile(r"(?:tool|function)[ _-]?call|工具调用|函数调用", re.IGNORECASE)
_MEANS_TO = re.compile(r"\b(?:I|I['’](?:ll|m|ve)|let me|let['’]s)\b|我", re.IGNORECASE)
_TELLS = re.compile(
    r"\b(?:show|explain|describ|format|syntax|writ|look|mean|exampl|call(?:ed|s it)\b)|格式|写", re.IGNORECASE
)
_SENTENCE = re.compile(r"[.!?\n。！？]+")
_OPENED = re.compile(r"(?:<[a-zA-Z][^<>\n]{0,200}>|<!--|\"\"\"|'''|[|\[{(=\\])\s{0,64}\Z")
_SHOWN = re.compile(
    r"(?:\bfor example|\be\.g\.|\blooks? like|\bwould (?:write|emit|output|look)\b|例如|比如|示例)[^\n]{0,200}\Z",
    re.IGNORECASE,
)


class CallText:
    """Each piece of text goes in, what may be shown comes out. `flush` gives the rest, and the calls."""

    def __init__(self, tools: Tools, request: bytes) -> None:
        self._tools = tools
        self._request = request
        self._off = False
        self._wait = ""  # a mark or a row of backticks that may go on
        self._fence = ""
        self._closing = False  # a row that closes the fence if nothing follows it in its line
        self._ticked = False  # behind an odd number of backticks in its line
        self._blank = True  # nothing but a few spaces since the line began
        self._indent = 0
        self._begun = False  # more than white space has come
        self._before = ""  # the last character that was followed
        self._words = ""  # that were shown last
        self._spoken: set[str] = set()  # marks that were none: the answer is about them
        self._held: list[str] = []
        self._length = 0
        self._tail = ""
        self._look_until = _LOOK
        self._look_again = 0

    def split(self, piece: str) -> str:
        if self._off:
            return piece
        shown = self._split(piece)
        self._words += shown
        if len(self._words) > 2 * LOOKBACK:
            self._words = self._words[-LOOKBACK:]
        return shown

    def _split(self, piece: str) -> str:
        if not self._held:
            if not (self._wait or self._blank or self._closing) and _POINT.search(piece) is None:
                self._before = piece[-1:] or self._before
                return piece  # most pieces are words in the middle of a line
            return self._run(self._wait + piece)
        released = self._hold(piece)
        return "" if released is None else self._again(released)

    def flush(self, *, may_call: bool) -> tuple[str, list[Written]]:
        """`may_call` says whether the answer has ended in a way in which calls are made."""
        shown = ""
        while self._held:
            held = "".join(self._held)
            calls = last_calls(held, self._tools) if may_call and not self._talked(shown) else []
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
                form = self._form(text, start)
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
        if not words:
            return
        self._before = words[-1]
        self._begun = self._begun or bool(words.strip())
        if self._closing and words.strip():
            self._closing = False  # what stands behind the row makes it text of the code
        if not self._blank:
            return
        spaces = words.strip(" ") == ""
        self._indent += len(words)
        self._blank = spaces and self._indent <= _INDENT

    def _turn(self, point: str) -> None:
        """A line break, or a row of backticks or tildes."""
        self._before = point[-1]
        self._begun = self._begun or point != "\n"
        if point == "\n":
            if self._closing:
                self._fence, self._closing = "", False
            self._blank, self._indent, self._ticked = True, 0, False
        elif self._blank and len(point) >= _FENCE:
            if not self._fence:
                self._fence = point
            else:
                self._closing = point.startswith(self._fence)
            self._blank = False
        else:
            self._closing = False
            if point[0] == "`" and not self._fence:
                self._ticked = not self._ticked
            self._blank = False

    def _form(self, text: str, at: int) -> Form | None:
        """The form that opens there; where one may, once more has come, it waits."""
        starts = self._blank and not (
            self._begun and self._indent
        )  # templates begin a line with it, documents indent
        if self._coded or not (starts or self._before in _ENDS):
            return None
        for form in FORMS:
            if (form.first and not starts) or form.opens in self._spoken:
                continue
            if text.startswith(form.opens, at):
                return None if self._quoted(form) else form
            if len(text) - at < len(form.opens) and form.opens.startswith(text[at:]):
                self._wait = text[at:]
        return None

    def _quoted(self, form: Form) -> bool:
        """Whether the client's request has the mark, in whatever way JSON spells it."""
        return any(spelled in self._request for spelled in _spellings(form.word))

    def _talked(self, more: str) -> bool:
        """Whether the answer speaks of calls, or quotes what stands at its end. Thinking that nobody took out of the text
        is not the answer."""
        words = (self._words + more)[-LOOKBACK:].rpartition(CLOSE)[2]
        if _OPENED.search(words) or _SHOWN.search(words.rstrip()):
            return True
        if _TALK.search(words) and any(map(_explains, _SENTENCE.split(words))):
            return True
        return any(form.word in words for form in FORMS)

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
        self._blank, self._begun, self._before = False, True, text[0]
        self._spoken.update(form.opens for form in FORMS if text.startswith(form.opens))
        return text


def _explains(sentence: str) -> bool:
    """It speaks of calls, other than to say that one is made now ("I'll use a tool call to list them")."""
    return bool(_TALK.search(sentence)) and not (_MEANS_TO.search(sentence) and not _TELLS.search(sentence))


def _closes(text: str) -> bool:
    return any(form.closes in text for form in FORMS if form.closes)


def _spellings(word: str) -> set[bytes]:
    """As JSON may have it: with everything beyond ASCII escaped or not, and what HTML knows too."""
    plain = {word, json.dumps(word)[1:-1]}
    html = {
        spelled.replace("<", f"\\u003{'cC'[at]}").replace(">", f"\\u003{'eE'[at]}")
        for spelled in plain
        for at in range(2)
    }
    return {spelled.encode() for spelled in plain | html}
