"""Unwrap what an upstream said: JSON in JSON, lists, event streams, pages, and relays that quote another relay."""

import re
from collections.abc import Iterator, Mapping
from html import unescape

import msgspec

from tui_router.diagnose.peeler import MOST_TEXT, Peeler, title
from tui_router.wire.json import NotJson, read_any
from tui_router.wire.sse import SseReader

MOST_READ = 256 * 1024
"""Bytes of a body that are looked at: an error says what it has to say at its beginning."""

_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|title|center|h1)\b", re.IGNORECASE)
_XML = re.compile(r"\s*<(?:\?xml|error|errorresponse)\b", re.IGNORECASE)
_XML_SAID = re.compile(r"<(message|code|detail|description)>([^<]{1,2000})</", re.IGNORECASE)
_EVENTS = re.compile(r"\s*(?:(?::[^\n]*\n\s*)*(?:event|data):|:)")
_ANSWERS = ("choices", "candidates", "delta", "content_block", "message")

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；])|\n+")
_LINK = re.compile(r"\bhttps?://[^\s\"'`<>]{1,500}", re.IGNORECASE)


class Evidence(msgspec.Struct, kw_only=True):
    """What there is to judge by.

    texts              what was said, the innermost first
    text               all of it without links, each led by the member of the request it speaks of
    lowered, sentences the same in lower case, whole and sentence by sentence
    codes              every code, type and status word, in lower case
    numbers, strings   the plain members beside them
    inner              the status that the words or a member name, the innermost
    param, category    the parameter that was named; what a filter found
    page               the title of an HTML page, None when the body was no page
    wait               seconds until asking again makes sense, as `waits` found it
    """

    status: int | None = None
    inner: int | None = None
    headers: Mapping[str, str] = {}
    texts: list[str] = []
    text: str = ""
    lowered: str = ""
    sentences: list[str] = []
    codes: set[str] = set()
    numbers: dict[str, int | float] = {}
    strings: dict[str, str] = {}
    param: str = ""
    category: str = ""
    page: str | None = None
    streamed: bool = False
    wait: float | None = None

    @property
    def words(self) -> str:
        """The one sentence to show: the innermost that says something."""
        telling = [text for text in self.texts if " " in text or not text.isascii()]
        return (telling or self.texts or [""])[0].strip()

    @property
    def meant(self) -> int | None:
        """The status that is meant, whatever carried it; None inside an answer that began well."""
        if self.inner is not None:
            return self.inner
        return None if self.status is not None and self.status < 300 else self.status


_TYPE_HEADER = "x-amzn-errortype"
"""Where AWS says what kind of error it is; the body often holds only the sentence."""


def peel(status: int | None, headers: Mapping[str, str], body: bytes) -> Evidence:
    lowered = {name.lower(): value for name, value in headers.items()}
    found = Peeler()
    text = body[:MOST_READ].decode("utf-8", "replace").removeprefix("\ufeff")
    if text.count("\ufffd") > len(text) // 8:
        text = ""  # compressed, or no text at all
    streamed = False
    html = "text/html" in lowered.get("content-type", "")
    if _PAGE.match(text) or (html and text.lstrip().startswith("<")):
        found.page = title(text)
    elif _XML.match(text):
        for _, said in _XML_SAID.findall(text[:MOST_TEXT]):
            found.said(unescape(said), 1)
            found.codes.add(said.strip().lower()[:120])
    elif _EVENTS.match(text):
        streamed = True
        _read_events(text.encode("utf-8", "replace"), found)
    else:
        found.said(text, 0)
    if kind := lowered.get(_TYPE_HEADER):
        found.codes.add(kind.partition(":")[0].rpartition("#")[2].strip().lower()[:120])
    found.texts.sort(key=lambda said: -said[0])
    texts = list(dict.fromkeys(said for _, said, _ in found.texts))
    led = "\n".join(dict.fromkeys(_led(said, about) for _, said, about in found.texts))
    whole = _LINK.sub("", led[:MOST_TEXT])
    return Evidence(
        status=status,
        inner=found.inner(),
        headers=lowered,
        texts=texts,
        text=whole,
        lowered=whole.lower(),
        sentences=list(_sentences(found.texts)),
        codes=found.codes,
        numbers=found.numbers,
        strings=found.strings,
        param=found.param,
        category=found.category,
        page=found.page if not texts or _only_leads(texts) else None,
        streamed=streamed,
    )


def _only_leads(texts: list[str]) -> bool:
    """Whether all that was said leads up to a page."""
    return all(text.endswith((":", "-")) for text in texts)


def _sentences(texts: list[tuple[int, str, str]]) -> Iterator[str]:
    left = MOST_TEXT
    for _, text, about in texts:
        for sentence in _SENTENCE.split(_LINK.sub("", text)):
            said = sentence.strip()
            if not said:
                continue
            led = _led(said, about)
            left -= len(led)
            if left < 0:
                return
            yield led.lower()


def _led(said: str, about: str) -> str:
    return said if not about or about in said else f"{about}: {said}"


def _read_events(body: bytes, found: Peeler) -> None:
    """The events of a stream that are no part of an answer."""
    reader = SseReader()
    for frame in [*reader.feed(body + b"\n\n"), *reader.close()]:
        if frame.data is None or frame.data.strip() == b"[DONE]":
            continue
        try:
            value = read_any(frame.data)
        except NotJson:
            value = None
        if isinstance(value, dict):
            found.ended(value)
            if not value.get("error") and any(isinstance(value.get(key), dict | list) for key in _ANSWERS):
                continue
        found.said(frame.data.decode("utf-8", "replace"), 1)
