"""An answer of Chat Completions as it looks on the wire: a chunk of a stream and a whole answer alike.

Everything is optional, because some server leaves everything out.
"""

from typing import Any

import msgspec
from msgspec import Raw


class Function(msgspec.Struct, gc=False):
    """`arguments` is JSON in a string; some servers send the object itself."""

    name: str | None = None
    arguments: Raw = Raw(b"")


class CallPart(msgspec.Struct, gc=False):
    """`extra_content` carries Gemini's thought signature."""

    index: int | None = None
    id: str | None = None
    function: Function | None = None
    extra_content: Any = None


class Delta(msgspec.Struct, gc=False):
    """`reasoning_content`, `reasoning` and `reasoning_details` are three spellings of one thing."""

    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    reasoning_details: Any = None
    refusal: str | None = None
    tool_calls: list[CallPart] | None = None
    function_call: Function | None = None
    annotations: Any = None


class Choice(msgspec.Struct, gc=False):
    """`stop_reason` is vLLM's: the stop string, or the id of the stop token. `usage` stands here at Moonshot."""

    index: int = 0
    delta: Delta | None = None
    message: Delta | None = None
    finish_reason: str | None = None
    stop_reason: str | int | None = None
    usage: Any = None


class Chunk(msgspec.Struct, gc=False):
    """`x_groq` carries Groq's usage. `error` stands in a chunk when the upstream fails after its 200."""

    choices: list[Choice] | None = None
    usage: Any = None
    error: Any = None
    x_groq: Any = None


decoder = msgspec.json.Decoder(Chunk)
