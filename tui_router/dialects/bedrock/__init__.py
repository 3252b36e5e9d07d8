"""Claude on somebody else's cloud: Anthropic's own language, with the model in the path and the version in the body.

On AWS answers come as events of AWS's own making, on Google's as server-sent events; `Quirks.hosted` says whose it is.
"""

from tui_router.dialects.anthropic.answer import read_response
from tui_router.dialects.bedrock.request import prepare
from tui_router.dialects.bedrock.stream import machine

__all__ = ["machine", "prepare", "read_response"]
