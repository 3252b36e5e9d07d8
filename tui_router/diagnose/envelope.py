"""Unwrap what an upstream said: JSON in JSON, lists, event streams, pages, and relays that quote another relay."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

import msgspec

from tui_router.diagnose.nested import documents
from tui_router.messages.codec import mend_surrogates
from tui_router.wire.json import NotJson, read_any
from tui_router.wire.sse import SseReader

MOST_READ = 256 * 1024
"""Bytes of a body that are looked at: an error says what it has to say at its beginning."""

MOST_TEXT = 8_000
"""Characters of all sentences together: the patterns that read them are many."""

_DEPTH = 10
_MOST_TEXTS = 64
_MOST_DOCUMENTS = 200

_TEXT_KEYS = (
    "message", "msg", "detail", "details", "error", "errormessage", "errormsg", "errordescription", "err", "errmsg", "reason",
    "title", "statusmsg", "statusmessage", "description", "faultstring", "finishmessage", "quotaid", "cause",
    "providererror", "upstreammessage", "rawmessage",
)  # fmt: skip
_CODE_KEYS = frozenset({
    "code", "type", "status", "errorcode", "errortype", "reason", "type", "httpcode", "statuscode", "statusname",
    "blockreason", "errorsubtype",
})  # fmt: skip
_INSIDE_KEYS = (
    "error", "errors", "detail", "details", "metadata", "response", "raw", "message", "body", "data", "innererror",
    "baseresp", "responsemetadata", "fault", "promptfeedback", "violations", "contentfilterresult", "result",
    "lasterror", "upstreamerror", "originalerror", "warnings", "attempts",
)  # fmt: skip
"""Names of members, in lower case and without _ and -."""

_PAGE = re.compile(r"\s*<(?:!doctype|html|head|body|title|center|h1)\b", re.IGNORECASE)
_PAGE_INSIDE = re.compile(r"<(?:!doctype html|html)\b", re.IGNORECASE)
_XML = re.compile(r"\s*<(?:\?xml|error|errorresponse)\b", re.IGNORECASE)
_XML_SAID = re.compile(r"<(message|code|detail|description)>([^<]{1,2000})</", re.IGNORECASE)
_TITLE = re.compile(r"<(title|h1)[^>]{0,200}>([^<]{0,500}(?:<(?!/(?:title|h1))[^<]{0,200}){0,5})", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,200}>")
_EVENTS = re.compile(r"\s*(?:(?::[^\n]*\n\s*)*(?:event|data):|:)")
_ANSWERS = ("choices", "candidates", "delta", "content_block", "message")

_STATUS = re.compile(
    r"(?:\bstatus(?:[ _]?code)?|\bhttp(?:/[\d.]+)?(?: error)?|\berror code|\berror|\bfailed|\breturned)\W{0,4}([45]\d\d)\b"
    r"|^\W{0,2}([45]\d\d)(?=[\s:,;-]|$)|: ([45]\d\d)\)|[\[(]([45]\d\d)[\])]",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？；])|\n+")
_LINK = re.compile(r"\bhttps?://[^\s\"'`<>]{1,500}", re.IGNORECASE)

_FAILED_ENDS = re.compile(
    r"error|malformed|unexpected_?tool|invalid_?tool|function_call_filter|too_?many_?tool_?calls|missing_?thought", re.IGNORECASE
)
"""Reasons for the end of an answer that say it failed; a filter or a length is none."""


class Evidence(msgspec.Struct, kw_only=True):
    """What there is to judge by.

    `texts` are what was said, the innermost first; `text` all of it without links, each led by the member of the
    request it speaks of; `lowered` the same in lower case, and `sentences` that in single sentences. `codes` is every code, type and status word in lower case;
    `numbers` and `strings` the plain members beside them; `param` the parameter the upstream named, `category` what a filter found. `inner` is the
    status that the words or a member name, the innermost. `page` is the title of an HTML page, None when the body
    was no page.
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


def peel(status: int | None, headers: Mapping[str, str], body: bytes) -> Evidence:
    lowered = {name.lower(): value for name, value in headers.items()}
    found = _Peeler()
    text = body[:MOST_READ].decode("utf-8", "replace").removeprefix("\ufeff")
    streamed = False
    if _PAGE.match(text) or ("text/html" in lowered.get("content-type", "") and "<" in text[:200]):
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


def title(text: str) -> str:
    """What a page calls itself, without markup."""
    named = _TITLE.search(text[:MOST_TEXT])
    return " ".join(unescape(_TAG.sub(" ", named[2])).split())[:200] if named else ""


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
        if isinstance(value, dict):
            found.ended(value)
            if not value.get("error") and any(isinstance(value.get(key), dict | list) for key in _ANSWERS):
                continue
        found.said(frame.data.decode("utf-8", "replace"), 1)


class _Peeler:
    """`texts` are how deep a sentence stood, the sentence, and the member of the request it speaks of."""

    def __init__(self) -> None:
        self.texts: list[tuple[int, str, str]] = []
        self.codes: set[str] = set()
        self.numbers: dict[str, int | float] = {}
        self.strings: dict[str, str] = {}
        self.param = ""
        self.category = ""
        self.page: str | None = None
        self._statuses: list[tuple[int, int]] = []
        self._left = _MOST_DOCUMENTS

    def inner(self) -> int | None:
        named: list[tuple[int, int]] = []
        for depth, text, _ in self.texts:
            status = _STATUS.search(text[:600])
            if status is not None:
                named.append((depth, int(next(group for group in status.groups() if group))))
        named += self._statuses  # of two as deep, the words are nearer to the failure
        return max(named, key=lambda pair: pair[0])[1] if named else None

    def said(self, text: str, depth: int, about: str = "") -> None:
        """A string: a document, or a sentence that may quote some."""
        text = text.strip()
        if not text or depth > _DEPTH or len(self.texts) >= _MOST_TEXTS:
            return
        if "\\u" in text:
            text = mend_surrogates(text.encode("utf-8", "replace")).decode()
        page = _PAGE_INSIDE.search(text)
        if page is not None:
            self.page = title(text[page.start() :])
            text = text[: page.start()].strip()
        rest: list[str] = []
        at = 0
        for start, end, document in documents(text):
            whole = start == 0 and end >= len(text)
            if isinstance(document, list) and not whole and not any(isinstance(item, dict) for item in document):
                continue  # values that the sentence lists
            before = len(self.texts) + len(self.codes)
            self.took(document, depth + 1)
            if whole or len(self.texts) + len(self.codes) > before:  # else it is part of the sentence
                rest.append(text[at:start])
                at = end
        rest.append(text[at:])
        left = "".join(rest).strip()
        if len(left) > 1 and left[0] == left[-1] == '"' and depth == 0:
            left = left[1:-1].replace('\\"', '"').strip()
        if len(left) > 1 or (left and not rest[1:]):
            self.texts.append((depth, left[:MOST_TEXT].strip(), about))

    def took(self, value: Any, depth: int) -> None:
        self._left -= 1
        if depth > _DEPTH or self._left < 0:
            return
        if isinstance(value, list):
            for item in value[:20]:
                if isinstance(item, str):
                    self.said(item, depth)
                else:
                    self.took(item, depth)
        elif isinstance(value, dict):
            self._object(value, depth)

    def ended(self, value: dict[str, Any]) -> None:
        """Why an answer ended, where that tells a failure."""
        for key in ("choices", "candidates"):
            members = value.get(key)
            for member in members[:4] if isinstance(members, list) else ():
                if not isinstance(member, dict):
                    continue
                for name in ("native_finish_reason", "finish_reason", "finishReason"):
                    reason = member.get(name)
                    if isinstance(reason, str) and _FAILED_ENDS.search(reason):
                        self.texts.append((2, f"finish_reason: {reason[:120]}", ""))
                if isinstance(member.get("finishMessage"), str):
                    self.said(member["finishMessage"], 3)
                self.took({"error": member.get("error")}, 2)

    def _object(self, value: dict[str, Any], depth: int) -> None:
        members = {_plain(key): member for key, member in value.items()}
        self._plain_members(value, depth)
        self.ended(value)
        about = self._about(members)
        self.category = self.category or _category(members)
        for key in _TEXT_KEYS:
            member = members.get(key)
            if isinstance(member, str):
                self.said(_with_input(member, members), depth, about)
        for key in _INSIDE_KEYS:
            member = members.get(key)
            if isinstance(member, dict | list):
                self.took(member, depth + 1)
            elif isinstance(member, str) and key in ("raw", "body", "data", "response"):
                self.said(member, depth + 1)

    def _plain_members(self, value: dict[str, Any], depth: int) -> None:
        for key, member in value.items():
            if isinstance(member, bool):
                continue
            if _plain(key) in _CODE_KEYS and isinstance(member, str | int):
                code = str(member).strip().lower()[:120]
                self.codes.add(code)
                if len(code) == 3 and code.isascii() and code.isdigit() and code[0] in "45":
                    self._statuses.append((depth, int(code)))
            if isinstance(member, int | float) and abs(member) < 2**53:
                self.numbers.setdefault(key, member)
            elif isinstance(member, str):
                self.strings.setdefault(key, member[:500])

    def _about(self, members: dict[str, Any]) -> str:
        """The member of the request that an error speaks of: `param` (OpenAI), `loc` (FastAPI), `path` (zod)."""
        named = members.get("param")
        if isinstance(named, str) and named:
            if " " in named.strip():
                self.said(named, _DEPTH)  # a sentence that was put there
                return ""
            self.param = self.param or named
            return named
        for key in ("loc", "path"):
            parts = members.get(key)
            if isinstance(parts, list) and parts and all(isinstance(part, str | int) for part in parts):
                path = ".".join(str(part) for part in parts[:12] if part != "body")[:300]
                self.param = self.param or path
                return path
        return ""


def _category(members: dict[str, Any]) -> str:
    """What a filter found: Azure's {"jailbreak": {"filtered": true}}, Gemini's blocked ratings and reason,
    OpenRouter's reasons."""
    ratings = members.get("safetyratings")
    for rating in ratings if isinstance(ratings, list) else ():
        if isinstance(rating, dict) and rating.get("blocked") is True and isinstance(rating.get("category"), str):
            return str(rating["category"])[:80]
    for name in ("contentfilterresult", "contentfilterresults"):
        results = members.get(name)
        for category, result in results.items() if isinstance(results, dict) else ():
            if isinstance(result, dict) and result.get("filtered") is True:
                return str(category)[:80]
    reasons = members.get("reasons")
    if isinstance(reasons, list) and "flaggedinput" in members and reasons and isinstance(reasons[0], str):
        return reasons[0][:80]
    blocked = members.get("blockreason")
    return blocked[:80] if isinstance(blocked, str) else ""


def _plain(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "")


def _with_input(said: str, members: dict[str, Any]) -> str:
    """FastAPI puts a number it refuses beside the sentence."""
    given = members.get("input")
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    return f"{said}, got {given}" if is_number and "loc" in members else said
