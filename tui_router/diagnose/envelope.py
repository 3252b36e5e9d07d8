"""Unwrap what an upstream said: JSON in JSON, lists, event streams, pages, and relays that quote another relay."""

import json
import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import msgspec

from tui_router.messages.codec import mend_surrogates
from tui_router.wire.json import NotJson, read_any
from tui_router.wire.sse import SseReader

MOST_READ = 256 * 1024
"""Bytes of a body that are looked at: an error says what it has to say at its beginning."""

MOST_TEXT = 16_000
"""Characters of all sentences together: the patterns that read them are many."""

_DEPTH = 8
_MOST_TEXTS = 64
_TEXT_KEYS = (
    "message",
    "msg",
    "detail",
    "error",
    "error_message",
    "error_description",
    "reason",
    "title",
    "status_msg",
)
_CODE_KEYS = frozenset({"code", "type", "status", "error_code", "errorcode", "reason", "__type", "http_code"})
_INSIDE_KEYS = (
    "error",
    "errors",
    "detail",
    "details",
    "metadata",
    "response",
    "raw",
    "message",
    "body",
    "data",
    "innererror",
    "base_resp",
)
_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|\?xml|title|center|h1)\b", re.IGNORECASE)
_TITLE = re.compile(r"<(title|h1)[^>]*>(.*?)</\1", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_EVENTS = re.compile(r"\s*(?:(?::[^\n]*\n\s*)*(?:event|data):|:)")
_ANSWERS = frozenset({"choices", "candidates", "delta", "content_block", "message"})
_JSON_INSIDE = re.compile(r"[\[{]\s*[\[{\"']")


class Evidence(msgspec.Struct, kw_only=True):
    """What there is to judge by.

    `texts` are the sentences found, the innermost first, `text` all of them; `codes` every code, type and status word in lower case;
    `numbers` and `strings` the plain members beside them; `param` the parameter the upstream named. `page` is the
    title of an HTML page, None when the body was no page.
    """

    status: int | None = None
    headers: Mapping[str, str] = {}
    texts: list[str] = []
    text: str = ""
    codes: set[str] = set()
    numbers: dict[str, int] = {}
    strings: dict[str, str] = {}
    param: str = ""
    page: str | None = None
    streamed: bool = False

    @property
    def words(self) -> str:
        """The one sentence to show: the innermost that says something."""
        telling = [text for text in self.texts if " " in text.strip()]
        return (telling or self.texts or [""])[0].strip()


def peel(status: int | None, headers: Mapping[str, str], body: bytes) -> Evidence:
    lowered = {name.lower(): value for name, value in headers.items()}
    found = _Peeler()
    text = body[:MOST_READ].decode("utf-8", "replace").removeprefix("\ufeff")
    page: str | None = None
    streamed = False
    if _PAGE.match(text) or ("text/html" in lowered.get("content-type", "") and "<" in text[:200]):
        title = _TITLE.search(text)
        page = " ".join(unescape(_TAG.sub(" ", title[2])).split())[:200] if title else ""
    elif _EVENTS.match(text):
        streamed = True
        _read_events(text.encode(), found)
    else:
        found.said(text, 0)
    texts = list(dict.fromkeys(said for _, said in sorted(found.texts, key=lambda pair: -pair[0])))
    return Evidence(
        status=status,
        headers=lowered,
        texts=texts,
        text="\n".join(texts)[:MOST_TEXT],
        codes=found.codes,
        numbers=found.numbers,
        strings=found.strings,
        param=found.param,
        page=page,
        streamed=streamed,
    )


def _read_events(body: bytes, found: "_Peeler") -> None:
    """The events of a stream that are no part of an answer."""
    reader = SseReader()
    for frame in [*reader.feed(body + b"\n\n"), *reader.close()]:
        if frame.data is None or frame.data.strip() == b"[DONE]":
            continue
        try:
            value = read_any(frame.data)
        except NotJson:
            value = None
        if isinstance(value, dict) and not value.get("error") and _ANSWERS & value.keys():
            continue
        found.said(frame.data.decode("utf-8", "replace"), 1)


class _Peeler:
    def __init__(self) -> None:
        self.texts: list[tuple[int, str]] = []  # how deep it stood, and the sentence
        self.codes: set[str] = set()
        self.numbers: dict[str, int] = {}
        self.strings: dict[str, str] = {}
        self.param = ""

    def said(self, text: str, depth: int) -> None:
        """A string: JSON, or a sentence that may quote some."""
        text = text.strip()
        if not text or depth > _DEPTH or len(self.texts) >= _MOST_TEXTS:
            return
        if "\\u" in text:
            text = mend_surrogates(text.encode("utf-8", "replace")).decode()
        opening = _JSON_INSIDE.search(text)
        if opening:
            try:
                value, end = json.JSONDecoder(strict=False).raw_decode(text, opening.start())
            except (ValueError, RecursionError):
                value, end = None, 0
            if isinstance(value, dict | list):
                self.took(value, depth + 1)
                if opening.start() == 0 and not text[end:].strip():
                    return
        if text[0] in '[{"':
            try:
                value = read_any(text.encode("utf-8", "replace"))
            except NotJson:
                value = None
            if isinstance(value, dict | list):
                self.took(value, depth + 1)
                return
            text = value.strip() if isinstance(value, str) else text
        if text:
            self.texts.append((depth, text[:4000].strip()))

    def took(self, value: Any, depth: int) -> None:
        if depth > _DEPTH:
            return
        if isinstance(value, list):
            for item in value[:20]:
                if isinstance(item, str):
                    self.said(item, depth)
                else:
                    self.took(item, depth)
        elif isinstance(value, dict):
            self._object(value, depth)

    def _object(self, value: dict[str, Any], depth: int) -> None:
        for key, member in value.items():
            if key.lower() in _CODE_KEYS and isinstance(member, str | int) and not isinstance(member, bool):
                self.codes.add(str(member).strip().lower()[:120])
            if isinstance(member, bool):
                continue
            if isinstance(member, int | float) and abs(member) < 2**53:
                self.numbers.setdefault(key, int(member))
            elif isinstance(member, str):
                self.strings.setdefault(key, member[:500])
        if isinstance(value.get("param"), str) and not self.param:
            self.param = value["param"]
        loc = value.get("loc")
        if isinstance(loc, list) and not self.param:
            self.param = ".".join(str(part) for part in loc if part != "body")
        for key in _TEXT_KEYS:
            member = value.get(key)
            if isinstance(member, str):
                self.said(member, depth)
        for key in _INSIDE_KEYS:
            member = value.get(key)
            if isinstance(member, dict | list) or (isinstance(member, str) and key == "raw"):
                if isinstance(member, str):
                    self.said(member, depth + 1)
                else:
                    self.took(member, depth + 1)
