"""Google's generateContent, of the Gemini API and of Vertex."""

from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.gemini.request import prepare
from tui_router.dialects.gemini.response import read_response
from tui_router.dialects.gemini.stream import GeminiStream

__all__ = ["machine", "prepare", "read_response"]


def machine(call: Call, prepared: Prepared) -> GeminiStream:
    return GeminiStream(call, prepared.memo)
