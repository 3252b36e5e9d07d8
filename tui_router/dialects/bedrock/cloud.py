"""What the clouds that run Claude have of their own: paths, a version, the betas they spell otherwise."""

from typing import NamedTuple
from urllib.parse import quote

from tui_router.providers.quirks import Quirks

_SAFE = ":@!$&'()*+,;="
"""Letters that stand in a path as they are. Escaped they would be sent otherwise than they were signed."""


class Cloud(NamedTuple):
    """`stream` and `whole` are the path's forms. `renamed` are betas by the name without its date; `needless` are those
    it has no name for and that open nothing there: what they stand for is free, or is Anthropic's own business."""

    version: str
    stream: str
    whole: str
    accept: str
    renamed: dict[str, str]
    needless: frozenset[str]


_NEEDLESS = frozenset(
    {
        "adaptive-thinking",
        "claude-code",
        "extended-cache-ttl",
        "oauth",
        "prompt-caching",
        "structured-outputs",
    }
)
_RENAMED = {"advanced-tool-use": "tool-search-tool-2025-10-19"}

AWS = Cloud(
    version="bedrock-2023-05-31",
    stream="/model/{model}/invoke-with-response-stream",
    whole="/model/{model}/invoke",
    accept="application/vnd.amazon.eventstream",
    renamed=_RENAMED,
    needless=_NEEDLESS,
)
GOOGLE = Cloud(
    version="vertex-2023-10-16",
    stream="/publishers/anthropic/models/{model}:streamRawPredict",
    whole="/publishers/anthropic/models/{model}:rawPredict",
    accept="text/event-stream",
    renamed=_RENAMED,
    needless=_NEEDLESS | {"effort"},
)


def cloud_of(quirks: Quirks) -> Cloud:
    return GOOGLE if quirks.hosted == "google" else AWS


def path_of(cloud: Cloud, model: str, *, streams: bool) -> str:
    """Nothing in the name can leave its place: no slash, no query, no step upwards."""
    safe = quote(model.encode("utf-8", "replace"), safe=_SAFE)
    if not safe.strip("."):
        safe = safe.replace(".", "%2E")
    return (cloud.stream if streams else cloud.whole).replace("{model}", safe)
