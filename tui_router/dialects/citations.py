"""Where an answer's text says that it comes from. Messages' stream has no event of ours for a citation, so sources
that are named nowhere in the answer are told at its end."""

from typing import Any

from tui_router.dialects.ledger import Ledger

MOST = 100
MOST_OTHERS = 10_000
LONGEST_URL = 2_000
LONGEST_TITLE = 300
MOST_TEXT = 2 * 1024 * 1024
"""Characters of the answer that are searched for a source's address."""


class Citations:
    """`path` is where the language keeps them."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._found: dict[str, str] = {}  # address to title
        self._others: set[int] = set()  # a stream tells each of them twice: by itself, and with its text
        self._text: list[str] = []
        self._length = 0

    def add(self, annotation: Any) -> None:
        if not isinstance(annotation, dict):
            return
        # In the form of Chat Completions, which servers of both languages use.
        told = annotation.get("url_citation")
        told = told if isinstance(told, dict) else annotation
        url = _word(told.get("url"))
        if not url:
            if len(self._others) < MOST_OTHERS:
                plain = [item for item in annotation.items() if isinstance(item[1], str | int)]
                self._others.add(hash(tuple(plain)))
        elif url in self._found or len(self._found) < MOST:
            title = " ".join(_word(told.get("title")).split())[:LONGEST_TITLE]
            self._found[url[:LONGEST_URL]] = title or self._found.get(url, "")

    def shown(self, text: str) -> None:
        """What the client gets to read, where an address may stand already."""
        if self._length < MOST_TEXT:
            self._text.append(text)
            self._length += len(text)

    def end(self, ledger: Ledger, *, free: bool) -> str:
        """The text to add, empty when there is nothing to say. `free`: the answer may end with more words than the
        model wrote."""
        if self._others:
            reason = "sources that are no web pages"
            ledger.count("dropped", self._path, reason, "sources", by=len(self._others))
        if not self._found:
            return ""
        text = "".join(self._text)
        missing = {url: title for url, title in self._found.items() if url not in text}
        path, places = self._path, len(self._found) - len(missing)
        if places:
            reason = "a source is named, but not the words that come from it"
            ledger.count("approximated", path, reason, "sources", by=places)
        if not missing:
            return ""
        if not free:
            ledger.count("dropped", path, "this answer has no place for sources", "sources", by=len(missing))
            return ""
        ledger.count("moved", path, "sources are told at the end", "sources", to="content", by=len(missing))
        lines = [f"- {title}: {url}" if title else f"- {url}" for url, title in missing.items()]
        return "\n".join(["Sources:", *lines])


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""
