"""The login that `codex login` leaves in a file, read with suspicion and written back so that Codex can go on with it.

The file is Codex's, not ours: what we do not know in it stays as it was, and its owner and rights too.
"""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from tui_router.core.files import read_plain, write_whole
from tui_router.core.secret import Secret
from tui_router.upstream.auth.codex_claims import Claims, read_claims, sendable
from tui_router.wire.json import NotJson, read_any

LARGEST = 1024 * 1024
"""Bytes of the file. Theirs has some six thousand."""
SAY_LOGIN = "run `codex login`"
_OURS = ("chatgpt", "chatgptAuthTokens", "")
_TOKENS = ("id_token", "access_token", "refresh_token")
_UNDATED_S = 8 * 86400.0
"""Seconds after its renewal that a token without an end of its own is renewed, as Codex does."""


class LoginTrouble(Exception):
    """There is no login that could be used. The words say what to do and hold nothing of the file."""


class CodexLogin(NamedTuple):
    """`ends_at` is UTC epoch seconds, None where nothing tells it; `plan` as the tokens name it ("plus")."""

    access: Secret
    refresh: Secret | None
    account: str
    plan: str
    ends_at: float | None
    fedramp: bool
    exposed: bool  # others on this machine can read the file


def auth_path(env: Mapping[str, str]) -> Path:
    """Where Codex keeps it: `$CODEX_HOME/auth.json`, else in the home folder."""
    home = env.get("CODEX_HOME", "").strip()
    if home:
        return Path(home).expanduser() / "auth.json"
    return Path(env.get("HOME") or Path.home()) / ".codex" / "auth.json"


def read_login(path: Path, fresh: Mapping[str, str] | None = None) -> CodexLogin:
    """`fresh` are tokens that the file should hold and does not yet. Raises `LoginTrouble`."""
    document = read_document(path)
    tokens = {**_object(document.get("tokens")), **(fresh or {})}
    mode = document.get("auth_mode") or ""
    access = _text(tokens.get("access_token"))
    if mode not in _OURS or not access:
        raise LoginTrouble(_other_login(path, document, str(mode)[:40]))
    refresh = _text(tokens.get("refresh_token"))
    if not sendable(access) or (refresh and not sendable(refresh)):
        raise LoginTrouble(f"{path} holds a token that cannot be sent; {SAY_LOGIN}")
    of_access, of_id = read_claims(access), read_claims(_text(tokens.get("id_token")))
    account = _text(tokens.get("account_id"))
    return CodexLogin(
        access=Secret(access),
        refresh=Secret(refresh) if refresh and mode != "chatgptAuthTokens" else None,
        account=account if sendable(account, 128) else of_id.account or of_access.account,
        plan=of_access.plan or of_id.plan,
        ends_at=_end(of_access, document.get("last_refresh")),
        fedramp=of_id.fedramp or of_access.fedramp,
        exposed=open_to_others(path),
    )


def read_document(path: Path) -> dict[str, Any]:
    """All that stands in the file. Raises `LoginTrouble`."""
    try:
        document = read_any(read_plain(path, LARGEST))
    except FileNotFoundError:
        raise LoginTrouble(
            f"there is no Codex login at {path}; {SAY_LOGIN}, with"
            ' cli_auth_credentials_store = "file" in its config.toml where it keeps logins in a keyring'
        ) from None
    except NotJson:
        raise LoginTrouble(f"{path} is not JSON; {SAY_LOGIN}") from None
    except OSError as error:
        why = "it is a link, which is not followed" if path.is_symlink() else error.strerror or str(error)
        raise LoginTrouble(f"{path} cannot be read: {why}") from None
    if not isinstance(document, dict):
        raise LoginTrouble(f"{path} holds no login; {SAY_LOGIN}")
    return document


def _other_login(path: Path, document: dict[str, Any], mode: str) -> str:
    if document.get("OPENAI_API_KEY"):
        return f'{path} holds an API key, not a ChatGPT login; use preset = "openai", or {SAY_LOGIN}'
    if mode not in _OURS:
        kind = mode if mode.isprintable() and mode.isascii() else "unknown"
        return f"{path} holds a login of another kind ({kind}); {SAY_LOGIN} with a ChatGPT account"
    return f"{path} holds no login; {SAY_LOGIN}"


def save_tokens(path: Path, fresh: Mapping[str, str], now: float, *, instead_of: Secret) -> None:
    """Put renewed tokens into the file as it is now, with the moment; a file that does not hold the token they were got
    with has had a login since, and stays. Raises `LoginTrouble`, `OSError`.

    Whoever reads it meanwhile, and whoever looks after a power cut, finds the old file or the new one.
    """
    document = read_document(path)
    tokens = _object(document.get("tokens"))
    if tokens.get("refresh_token") != instead_of.reveal():
        return
    tokens = dict(tokens)
    tokens.update({name: fresh[name] for name in _TOKENS if name in fresh})
    document["tokens"] = tokens
    document["last_refresh"] = datetime.fromtimestamp(now, UTC).isoformat().replace("+00:00", "Z")
    data = _written(path, document)
    write_whole(path, data, like=path.stat(), ending=".tui-router.new")


def unwritable(path: Path) -> str:
    """Why renewed tokens could not be written back, as a clause; empty when they can. Asked before renewing: the token
    that renews is used up by it, and an answer that cannot be kept ends the login."""
    try:
        found = path.stat()
    except OSError as error:
        return f"{path} cannot be looked at ({error.strerror})"
    if not os.access(path.parent, os.W_OK | os.X_OK):
        return f"{path.parent} cannot be written"
    if os.geteuid() not in (0, found.st_uid):
        return f"{path} belongs to another user"
    try:
        _written(path, read_document(path))
    except LoginTrouble as trouble:
        return str(trouble)
    return ""


def _written(path: Path, document: dict[str, Any]) -> bytes:
    try:
        return json.dumps(document, indent=2).encode()
    except RecursionError:
        raise LoginTrouble(f"{path} is nested too deeply; {SAY_LOGIN}") from None


def open_to_others(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & 0o077)
    except OSError:
        return False  # who cannot look at it was told so while reading


def _end(claims: Claims, last_refresh: Any) -> float | None:
    if claims.ends_at is not None:
        return claims.ends_at
    try:
        when = datetime.fromisoformat(_text(last_refresh)[:64])
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() + _UNDATED_S
    except (ValueError, OverflowError):
        return None


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
