"""A GenerateContentResponse as it looks on the wire: a chunk of a stream and a whole answer alike.

Everything is optional, because some server leaves everything out.
"""

from typing import Any

import msgspec
from msgspec import Raw


class FunctionCall(msgspec.Struct, gc=False):
    """`args` is an object, or missing where a function takes nothing."""

    name: str | None = None
    id: str | None = None
    args: Raw = Raw(b"")


class Part(msgspec.Struct, gc=False, rename="camel"):
    text: str | None = None
    thought: bool | None = None
    thought_signature: str | None = None
    function_call: FunctionCall | None = None
    executable_code: Any = None
    code_execution_result: Any = None
    inline_data: Any = None
    file_data: Any = None
    tool_call: Any = None
    tool_response: Any = None


class Content(msgspec.Struct, gc=False):
    parts: list[Part] | None = None


class Candidate(msgspec.Struct, gc=False, rename="camel"):
    index: int | None = None
    content: Content | None = None
    finish_reason: str | None = None
    finish_message: str | None = None
    grounding_metadata: Any = None
    citation_metadata: Any = None
    url_context_metadata: Any = None


class Reply(msgspec.Struct, gc=False, rename="camel"):
    """`response` holds the rest in the answers of Google's own tools. `error` stands in a chunk when the upstream fails
    after its 200."""

    candidates: list[Candidate] | None = None
    prompt_feedback: Any = None
    usage_metadata: Any = None
    error: Any = None
    response: Raw = Raw(b"")

    @property
    def silent(self) -> bool:
        """Nothing that an answer has."""
        return self.candidates is None and self.prompt_feedback is None and self.usage_metadata is None


decoder = msgspec.json.Decoder(Reply)
