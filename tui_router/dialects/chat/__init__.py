"""OpenAI's Chat Completions, as its many servers speak it."""

from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.chat.request import prepare
from tui_router.dialects.chat.response import read_response
from tui_router.dialects.chat.stream import ChatStream

__all__ = ["machine", "prepare", "read_response"]


def machine(call: Call, prepared: Prepared) -> ChatStream:
    return ChatStream(call, prepared.memo, prepared.keeps)
