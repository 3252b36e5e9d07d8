"""What a request to the Codex service carries beside its token. Newer models are refused, as if they did not exist, to a
client that does not name itself and a version they know.

Read from openai/codex (codex-rs/login default_client, codex-rs/codex-api requests/headers) and from clients that keep up
with it, 2026-11-22. What the settings give under `headers` has the last word, so a newer version needs no new release.
"""

import platform
import re
import uuid
from collections.abc import Callable, Mapping

import msgspec

from tui_router.upstream.auth.codex_claims import sendable
from tui_router.upstream.auth.codex_file import CodexLogin
from tui_router.wire.json import NotJson, read

ORIGINATOR = "codex_cli_rs"
VERSION = "0.166.0"
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,128}")
_ODD = re.compile(r"[^ -~]|[()]")
_KEPT = ("originator", "version", "user-agent", "session_id", "session-id", "thread-id")
"""Those that settings may want to be others."""
_OURS = "tui-router"


class _Asked(msgspec.Struct):
    prompt_cache_key: str = ""


_ASKED = msgspec.json.Decoder(_Asked)


def client_headers(version: str = VERSION) -> dict[str, str]:
    """Who asks: the same for every request, and for the login server."""
    system = _ODD.sub("_", f"{platform.system()} {platform.release()}; {platform.machine()}")
    return {
        "originator": ORIGINATOR,
        "version": version,
        "user-agent": f"{ORIGINATOR}/{version} ({system})",
    }


def login_headers(login: CodexLogin) -> dict[str, str]:
    """Whose login it is."""
    headers = {"authorization": f"Bearer {login.access.reveal()}"}
    if login.account:
        headers["chatgpt-account-id"] = login.account
    if login.fedramp:
        headers["x-openai-fedramp"] = "true"
    return headers


def session_of(body: bytes) -> str:
    """The session a request belongs to, where its body names one. Their cache follows the header, not the body."""
    try:
        name = read(body, _ASKED).prompt_cache_key
    except NotJson:
        return ""
    if not name or _PLAIN.fullmatch(name):
        return name
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


def request_headers(
    body: bytes, given: Mapping[str, str], new_id: Callable[[], object] = uuid.uuid4
) -> dict[str, str]:
    """All but the login's. `given` are the headers so far, with those of the settings."""
    session = session_of(body)
    version = given.get("version", "")
    names = client_headers(version if _PLAIN.fullmatch(version) else VERSION)
    headers = {**names, "x-client-request-id": session or str(new_id())}
    if session:
        # Earlier versions wrote the first of them with a line below.
        headers |= {"session_id": session, "session-id": session, "thread-id": session}
        headers["x-codex-window-id"] = f"{session}:0"
    for name in _KEPT:
        value = given.get(name, "")
        if value and value != _OURS and sendable(value.replace(" ", "_"), 256):
            headers[name] = value
    return headers
