"""OpenAI's Responses, as OpenAI, Azure, Codex and the local servers speak it."""

from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.responses.request import prepare
from tui_router.dialects.responses.response import read_response
from tui_router.dialects.responses.stream import ResponsesStream

__all__ = ["machine", "prepare", "read_response"]


def machine(call: Call, prepared: Prepared) -> ResponsesStream:
    return ResponsesStream(call, prepared)
