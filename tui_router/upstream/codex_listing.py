"""The models of a ChatGPT plan. The service lists them by name, for a client of the version it is told."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from tui_router.net.errors import NetError
from tui_router.providers.provider import Model, Provider
from tui_router.upstream.auth import Outgoing
from tui_router.upstream.auth.codex_headers import VERSION
from tui_router.upstream.rows import Models, Row, collect, first, flag, has, rows, text

if TYPE_CHECKING:
    from tui_router.upstream.auth import Signer

PATIENCE = 10.0
LARGEST = 8 * 1024 * 1024
"""Bytes: every model's row holds its whole prompt."""


class Getter(Protocol):
    """What is needed of `net.http.Http`."""

    async def get_json(
        self, url: str, headers: Mapping[str, str], *, timeout: float, max_bytes: int
    ) -> tuple[int, bytes]: ...


async def codex_models(http: Getter, provider: Provider, signer: "Signer") -> Models:
    """Empty where the service gives no list; what ships is known then. Raises `UpstreamFault` when nobody is signed in."""
    given = {"accept-encoding": "identity", **provider.headers}
    version = given.get("version") or VERSION
    url = f"{provider.base_url}/models?client_version={quote(version, safe='')}"
    for _ in range(2):
        headers = {**given, **await signer.headers(Outgoing("GET", url, given, b""))}
        try:
            status, body = await http.get_json(url, headers, timeout=PATIENCE, max_bytes=LARGEST)
        except NetError:
            return {}
        if status != 401 or not await signer.refused():
            return parse_codex(body) if 200 <= status < 300 else {}
    return {}


def parse_codex(body: bytes) -> Models:
    """`{"models": [{"slug", …}]}`: display_name, context_window, input_modalities, supported_reasoning_levels. Those that
    are not to be shown, or not to be asked over HTTP, are left out."""
    return collect([row for row in rows(body, "models") if _offered(row)], "slug", _model)


def _offered(row: Row) -> bool:
    return row.get("visibility", "list") == "list" and flag(row.get("supported_in_api")) is not False


def _model(row: Row) -> Model:
    levels = row.get("supported_reasoning_levels")
    return Model(
        context_window=first(row.get("context_window")),
        images=has(row.get("input_modalities"), "image"),
        thinking=bool(levels) if isinstance(levels, list) else None,
        display_name=text(row.get("display_name")),
    )
