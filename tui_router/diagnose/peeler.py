"""What a document says of a failure, wherever in it: its sentences, its codes, its plain members."""

import re
from html import unescape
from typing import Any

from tui_router.diagnose.nested import documents
from tui_router.messages.codec import mend_surrogates

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
    "code", "type", "status", "errorcode", "errortype", "reason", "httpcode", "statuscode", "statusname",
    "blockreason", "errorsubtype",
})  # fmt: skip
_INSIDE_KEYS = (
    "error", "errors", "detail", "details", "metadata", "response", "raw", "message", "body", "data", "innererror",
    "baseresp", "responsemetadata", "fault", "promptfeedback", "violations", "contentfilterresult", "result",
    "lasterror", "upstreamerror", "originalerror", "warnings", "attempts", "headers",
)  # fmt: skip
"""Names of members, in lower case and without _ and -."""

_PAGE_INSIDE = re.compile(r"<(?:!doctype html|html)\b", re.IGNORECASE)
_TITLE = re.compile(
    r"<(title|h1)[^>]{0,200}>([^<]{0,500}(?:<(?!/(?:title|h1))[^<]{0,200}){0,5})", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]{0,200}>")
_ONE = r"(4(?:0[0-9]|1[0-7]|2[2-9]|31|51|9[89])|5(?:0[0-8]|2[0-9]|30))"
_STATUS = re.compile(
    r"(?:\bstatus(?:[ _]?code)?|\bhttp(?:/[\d.]{1,3})?(?: error)?|\berror code|\berror|\bfailed|\breturned)"
    rf"\W{{0,4}}{_ONE}\b|^\W{{0,2}}{_ONE}(?=[\s:,;-]|$)|: {_ONE}\)|[\[(]{_ONE}[\])]",
    re.IGNORECASE,
)
"""A status in words: "status code 429", "429 Too Many Requests", "provider(x: 400)", "[503]"."""

_FAILED_ENDS = re.compile(
    r"error|malformed|unexpected_?tool|invalid_?tool|function_call_filter|too_?many_?tool_?calls|missing_?thought",
    re.IGNORECASE,
)
"""Reasons for the end of an answer that say it failed; a filter or a length is none."""


def title(text: str) -> str:
    """What a page calls itself, without markup."""
    named = _TITLE.search(text[:MOST_TEXT])
    return " ".join(unescape(_TAG.sub(" ", named[2])).split())[:200] if named else ""


class Peeler:
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
            if (
                isinstance(document, list)
                and not whole
                and not any(isinstance(item, dict) for item in document)
            ):
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
        if (
            isinstance(rating, dict)
            and rating.get("blocked") is True
            and isinstance(rating.get("category"), str)
        ):
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
