"""Where a model is asked: its name is part of the path."""

from urllib.parse import quote, urlsplit

from tui_router.providers.provider import Provider

_STREAM = ":streamGenerateContent?alt=sse"
_WHOLE = ":generateContent"
_FOLDERS = ("publishers/google/models/", "models/")
_OTHERS = ("tunedModels/", "endpoints/")
"""What is no model of Google's, and has a folder of its own beside them."""


def path(provider: Provider, model: str, *, streams: bool) -> str:
    """Nothing in the name can leave its place: no slash, no query, no step upwards."""
    folder = "publishers/google/models/" if on_vertex(provider) else "models/"
    name = model
    for known in _FOLDERS:
        name = name.removeprefix(known)
    for other in _OTHERS:
        if name.startswith(other):
            folder, name = other, name.removeprefix(other)
            break
    safe = quote(name.encode("utf-8", "replace"), safe="@")
    if not safe.strip("."):
        safe = safe.replace(".", "%2E")
    return f"/{folder}{safe}{_STREAM if streams else _WHOLE}"


def on_vertex(provider: Provider) -> bool:
    """Its addresses end before the publisher."""
    try:
        host = urlsplit(provider.base_url).hostname or ""
    except ValueError:
        return False
    return host == "aiplatform.googleapis.com" or host.endswith(
        (".aiplatform.googleapis.com", "-aiplatform.googleapis.com")
    )
