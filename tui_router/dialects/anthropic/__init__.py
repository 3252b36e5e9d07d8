"""Upstreams that speak Messages themselves: no translation, only what must change."""

from tui_router.dialects.anthropic.answer import read_response
from tui_router.dialects.anthropic.request import prepare
from tui_router.dialects.anthropic.stream import Machine as machine  # noqa: N813 - the dialects' common name

__all__ = ["machine", "prepare", "read_response"]
