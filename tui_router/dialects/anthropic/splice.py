"""Change single values in JSON text and leave every other byte as it came.

Where a value stands is found without tokenizing: the decoder says how long each value is, so walking over the
members is a comparison of memory. Only an object that names a member twice is read character by character.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

import msgspec
from msgspec import Raw

_SPACE = re.compile(rb"[ \t\r\n]*+")
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_NESTED = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}\[\]]', re.DOTALL)
_SCALAR = re.compile(rb"[^\s,\]}]+")

_object = msgspec.json.Decoder(dict[str, Raw])
_list = msgspec.json.Decoder(list[Raw])


class Span(NamedTuple):
    start: int
    end: int


class Member(NamedTuple):
    """One member of an object: `whole` reaches from its key to the end of its value."""

    key: str
    value: Span
    whole: Span


class NotJson(ValueError):
    pass


def members(text: bytes, within: Span | None = None, known: dict[str, Raw] | None = None) -> list[Member]:
    """The members of the object that fills `within`, twice-named ones twice. Raises `NotJson`.

    `known` is what a decoder made of that object, where somebody has it already.
    """
    start, end = within or (0, len(text))
    if known is None:
        try:
            known = _object.decode(text[start:end])
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise NotJson(str(error)) from None
    return _walk(text, start, known) or _walk(text, start, {})


def elements(text: bytes, within: Span, known: list[Raw] | None = None) -> list[Span]:
    """The elements of the array that fills `within`; `known` as for members. Raises `NotJson`."""
    found = known
    if found is None:
        try:
            found = _list.decode(text[within.start : within.end])
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise NotJson(str(error)) from None
    spans = []
    at = _skip(text, within.start) + 1
    for raw in found:
        at = _skip(text, at)
        spans.append(Span(at, at + len(bytes(raw))))
        at = _skip(text, spans[-1].end) + 1
    return spans


def cuts(spans: list[Span], drop: Collection[int]) -> list[Span]:
    """What to cut so that the parts numbered in `drop` go, each with its comma."""
    kept = [i for i in range(len(spans)) if i not in drop]
    if not kept:
        return [Span(spans[0].start, spans[-1].end)] if spans else []
    last = kept[-1]
    found = [Span(spans[i].start, spans[i + 1].start) for i in sorted(drop) if i < last]
    if any(i > last for i in drop):
        found.append(Span(spans[last].end, spans[-1].end))
    return found


def apply(text: bytes, edits: Collection[tuple[Span, bytes]]) -> bytes:
    """The text with each span replaced. Spans must not overlap."""
    pieces = []
    at = 0
    for span, new in sorted(edits):
        pieces += [text[at : span.start], new]
        at = span.end
    return b"".join([*pieces, text[at:]])


def _walk(text: bytes, start: int, known: dict[str, Raw]) -> list[Member]:
    """Empty when a value is not the known one, which a second member of that name explains."""
    found: list[Member] = []
    careful = not known
    at = _skip(text, start) + 1
    while True:
        at = _skip(text, at)
        if text[at : at + 1] == b"}":
            return found
        key_at = at
        key = _match(_STRING, text, at)
        name = str(msgspec.json.decode(text[at:key]))
        at = _skip(text, _skip(text, key) + 1)
        if careful:
            end = _value_end(text, at)
        else:
            raw = bytes(known[name])
            end = at + len(raw)
            if not text.startswith(raw, at) or text[_skip(text, end)] not in b",}":
                return []
        found.append(Member(name, Span(at, end), Span(key_at, end)))
        at = _skip(text, end)
        if text[at : at + 1] == b",":
            at += 1


def _value_end(text: bytes, at: int) -> int:
    first = text[at : at + 1]
    if first == b'"':
        return _match(_STRING, text, at)
    if first not in (b"{", b"["):
        return _match(_SCALAR, text, at)
    depth = 0
    for token in _NESTED.finditer(text, at):
        if token[0] in (b"{", b"["):
            depth += 1
        elif token[0] in (b"}", b"]"):
            depth -= 1
            if not depth:
                return token.end()
    raise NotJson("a value has no end")


def _match(pattern: re.Pattern[bytes], text: bytes, at: int) -> int:
    found = pattern.match(text, at)
    if found is None:
        raise NotJson(f"no value at {at}")
    return found.end()


def _skip(text: bytes, at: int) -> int:
    if text[at : at + 1] > b" ":
        return at
    found = _SPACE.match(text, at)
    return found.end() if found else at
