"""Where an answer that searched the web has its words from: Messages' own citations need the pages, which stay at
Google's, so the addresses are told behind the text."""

from typing import Any
from urllib.parse import urlsplit

MOST = 20
LONGEST = 2_000
"""Characters of an address, most of which are of Google's redirection."""
_LONGEST_TITLE = 200


def sources(told: Any) -> list[tuple[str, str]]:
    """Title and address of each page in a groundingMetadata, in order, each once."""
    chunks = told.get("groundingChunks") if isinstance(told, dict) else None
    found: dict[str, str] = {}
    for chunk in chunks if isinstance(chunks, list) else ():
        web = chunk.get("web") if isinstance(chunk, dict) else None
        uri, title = (web.get("uri"), web.get("title")) if isinstance(web, dict) else ("", "")
        if isinstance(uri, str) and len(uri) <= LONGEST and _is_page(uri):
            name = " ".join(title[: _LONGEST_TITLE * 2].split()) if isinstance(title, str) else ""
            found.setdefault(uri, name[:_LONGEST_TITLE] or uri)
        if len(found) >= MOST:
            break
    return [(title, uri) for uri, title in found.items()]


def written(pages: list[tuple[str, str]]) -> str:
    lines = (f"- [{_plain(title)}]({uri})" for title, uri in pages)
    return "\n".join(["\n\nSources:", *lines])


def _is_page(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not set(uri) & set(" \n\r\t<>()")


def _plain(title: str) -> str:
    return title.replace("[", "(").replace("]", ")")
