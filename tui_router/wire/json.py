"""JSON from strangers: one typed failure for everything that can be wrong, and a way to follow it as it grows."""

import json
import re
from typing import Any, TypeVar

import msgspec

from tui_router.messages.codec import mend_surrogates

T = TypeVar("T")

MAX_TEXT = 32 * 1024 * 1024

_OUTSIDE = re.compile(r'["{}\[\]]')
_INSIDE = re.compile(r'["\\]')


class NotJson(ValueError):
    """Not JSON, or JSON of another shape than asked for. `shape` tells the second from the first."""

    def __init__(self, why: str, *, shape: bool = False) -> None:
        super().__init__(why)
        self.shape = shape


def read(data: bytes, decoder: "msgspec.json.Decoder[T]") -> T:
    """Decode with a typed decoder. Deep nesting, bad UTF-8 and integers no machine word holds are `NotJson`."""
    try:
        return decoder.decode(data)
    except msgspec.ValidationError as error:
        raise NotJson(str(error), shape=True) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotJson(str(error)) from None
    except RecursionError:
        raise NotJson("nested too deeply") from None


def read_any(data: bytes) -> Any:
    """Decode what the strict decoder refuses and Python's own takes: NaN, Infinity, large integers, bad UTF-8."""
    if len(data) > MAX_TEXT:
        raise NotJson("too large")
    data = mend_surrogates(data)  # no text that leaves us could hold half a pair
    try:
        return json.loads(data.decode("utf-8", "replace"))
    except RecursionError:
        raise NotJson("nested too deeply") from None
    except ValueError as error:
        raise NotJson(str(error)) from None


def as_object(data: bytes) -> dict[str, Any]:
    """Empty for what is none."""
    try:
        found = read_any(data)
    except NotJson:
        return {}
    return found if isinstance(found, dict) else {}


class ObjectScan:
    """Follows the text of one JSON object that arrives in pieces, and knows where it ends.

    Brackets are counted, not matched: whether the text is JSON is for a decoder to say.
    """

    __slots__ = ("_depth", "_escaped", "complete", "in_string")

    def __init__(self) -> None:
        self._depth = 0
        self._escaped = False
        self.in_string = False
        self.complete = False

    def feed(self, text: str) -> int:
        """How many characters of `text` belong to the object: all of them until it is complete."""
        at, end = 0, len(text)
        if self.complete or not end:
            return 0
        if self._escaped:
            self._escaped = False
            at = 1
        while found := (_INSIDE if self.in_string else _OUTSIDE).search(text, at):
            at = found.end()
            char = found[0]
            if self.in_string:
                if char == '"':
                    self.in_string = False
                elif at == end:
                    self._escaped = True
                else:
                    at += 1
            elif char == '"':
                self.in_string = True
            elif char in "{[":
                self._depth += 1
            else:
                self._depth -= 1
                if self._depth <= 0:
                    self.complete = True
                    return at
        return end
