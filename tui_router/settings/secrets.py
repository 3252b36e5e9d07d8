"""From a reference to the key, and the two tokens of the gateway. What is found here goes into a `Secret`."""

import contextlib
import importlib
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

from tui_router.core.faults import ConfigFault
from tui_router.core.secret import Secret
from tui_router.settings.places import Places

KEY_CAP = 16 * 1024
"""Bytes read of a key file."""

_TOKEN_BYTES = 32


def resolve(reference: str, env: Mapping[str, str]) -> Secret | None:
    """The key a reference points at; None when there is none (no reference, no variable, no file).

    Raises `ConfigFault` when something is there that cannot be a key. No message repeats what was read.
    """
    form, _, rest = reference.partition(":")
    if form == "env":
        return _usable(env.get(rest, ""), f"the variable {rest}")
    if form == "file":
        return _usable(_key_file(Path(rest).expanduser()), f"the file {rest}")
    if form == "keyring":
        service, _, name = rest.partition("/")
        return _usable(_from_keyring(service, name), f"the keyring entry {rest}")
    return None


def missing(reference: str) -> str:
    """What to say when `resolve` found nothing: "OPENAI_API_KEY is not set"."""
    form, _, rest = reference.partition(":")
    return {
        "env": f"{rest} is not set",
        "file": f"{rest} does not exist",
        "keyring": f"the keyring holds no {rest}",
    }.get(form, "no key is configured")


def client_token(places: Places, env: Mapping[str, str]) -> Secret:
    """What a client must show: `TUI_ROUTER_TOKEN`, or a token minted once."""
    return _token("TUI_ROUTER_TOKEN", places.client_token, env)


def control_token(places: Places, env: Mapping[str, str]) -> Secret:
    """What an inspector must show: `TUI_ROUTER_CONTROL_TOKEN`, or a token minted once."""
    return _token("TUI_ROUTER_CONTROL_TOKEN", places.control_token, env)


def _token(variable: str, path: Path, env: Mapping[str, str]) -> Secret:
    given = _usable(env.get(variable, ""), f"the variable {variable}")
    if given is not None:
        return given
    found = _own_file(path)
    if not found:
        _mint(path)
        found = _own_file(path)
    token = _usable(found, f"the token file {path}")
    if token is None:
        raise ConfigFault.say(
            f"{path}: the token file is empty; remove it, a new one is made at the next start"
        )
    return token


def _usable(value: str, where: str) -> Secret | None:
    """Without the line end a file or a shell leaves behind. A header carries visible ASCII only."""
    plain = value.strip()
    if not plain:
        return None
    if not plain.isascii() or not plain.isprintable() or " " in plain:
        raise ConfigFault.say(
            f"{where} holds characters that no key has; check that it holds the key alone",
            type="authentication_error",
        )
    return Secret(plain)


def _key_file(path: Path) -> str:
    """A key file may be a symlink: that is how containers mount secrets."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ConfigFault.say(f"{path}: the key file cannot be read ({error.strerror})") from error
    return _read(handle, path)


def _own_file(path: Path) -> str:
    """One of our token files; empty when it is not there. Nobody else's file is trusted, no link followed."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ConfigFault.say(
            f"{path}: the token file cannot be trusted ({error.strerror}); remove it"
        ) from error
    found = os.fstat(handle)
    if found.st_uid != os.geteuid():
        os.close(handle)
        raise ConfigFault.say(f"{path}: the token file belongs to another user; remove it")
    if stat.S_IMODE(found.st_mode) & 0o077:
        os.fchmod(handle, 0o600)
    return _read(handle, path)


def _read(handle: int, path: Path) -> str:
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise ConfigFault.say(f"{path}: a key must lie in a plain file")
    with os.fdopen(handle, "rb") as file:
        raw = file.read(KEY_CAP + 1)
    if len(raw) > KEY_CAP:
        raise ConfigFault.say(f"{path}: too large for a key")
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError:
        raise ConfigFault.say(f"{path}: holds characters that no key has") from None


def _mint(path: Path) -> None:
    """Write a new token whole or not at all: it is linked to its name only when complete, and two starts at
    once agree on the one that came first."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, 0o600)
            file.write(secrets.token_urlsafe(_TOKEN_BYTES).encode() + b"\n")
            file.flush()
            os.fsync(handle)
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()


def _from_keyring(service: str, name: str) -> str:
    try:
        keyring = importlib.import_module("keyring")  # an extra: not there for most people
        errors = importlib.import_module("keyring.errors")
    except ImportError:
        raise ConfigFault.say("keyring: references need pip install 'tui-router[keyring]'") from None
    try:
        return str(keyring.get_password(service, name) or "")
    except errors.KeyringError as error:
        raise ConfigFault.say(f"the keyring cannot be read ({type(error).__name__})") from error
