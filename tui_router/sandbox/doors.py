"""Which language is spoken at a path, and what the path itself says of a request: its model, whether it streams.

/v1/chat/completions   /v1/messages   /v1/responses
/v1beta/models/{model}:generateContent, :streamGenerateContent[?alt=sse]     Gemini
…/publishers/google/models/{model}:…                                         the same on Vertex
…/publishers/anthropic/models/{model}:rawPredict, :streamRawPredict          Claude on Vertex
/model/{model}/invoke, /invoke-with-response-stream                          Claude on Bedrock
"""

import re
from typing import Literal, NamedTuple
from urllib.parse import parse_qs, unquote

from tui_router.sandbox.asked import Language

Cloud = Literal["", "aws", "google"]
"""Whose house a Messages request is answered in: the maker's own, Bedrock's or Vertex's."""


class Door(NamedTuple):
    """`model` is empty and `streams` None where the body says it. `array`: a stream is one JSON array."""

    language: Language
    model: str = ""
    streams: bool | None = None
    array: bool = False
    cloud: Cloud = ""


_PLAIN: dict[str, Language] = {
    "/v1/chat/completions": "chat",
    "/v1/messages": "anthropic",
    "/v1/responses": "responses",
}
_GEMINI = re.compile(r"/(?:.*/)?models/([^/:]+):(generateContent|streamGenerateContent)")
_VERTEX = re.compile(r"/(?:.*/)?publishers/anthropic/models/([^/:]+):(rawPredict|streamRawPredict)")
_BEDROCK = re.compile(r"/model/([^/]+)/(invoke|invoke-with-response-stream)")


def door(path: str, query: str = "") -> Door | None:
    """None where nobody lives. `path` is as it was sent: escapes are undone here."""
    if path in _PLAIN:
        return Door(_PLAIN[path])
    if found := _BEDROCK.fullmatch(path):
        return Door("anthropic", unquote(found[1]), found[2] != "invoke", cloud="aws")
    if found := _VERTEX.fullmatch(path):
        return Door("anthropic", unquote(found[1]), found[2] != "rawPredict", cloud="google")
    if found := _GEMINI.fullmatch(path):
        streams = found[2] == "streamGenerateContent"
        array = streams and parse_qs(query).get("alt") != ["sse"]
        return Door("gemini", unquote(found[1]), streams, array)
    return None


def language_near(path: str) -> Language:
    """In whose words a wrong path is refused."""
    if "/messages" in path or "anthropic" in path or path.startswith("/model/"):
        return "anthropic"
    return "gemini" if "/models/" in path else "chat"
