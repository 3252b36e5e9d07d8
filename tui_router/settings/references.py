"""How a key is written in the settings: as the place where it lies, never as itself."""

import importlib.util
import re

_ENV_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

WAY_OUT = 'write where the key lies: "env:NAME", "file:/path" or "keyring:SERVICE/NAME"'


def keyring_installed() -> bool:
    return importlib.util.find_spec("keyring") is not None


def reference_trouble(reference: str) -> str:
    """Why this cannot be a reference, as a clause; empty when it can. The text itself is never repeated:
    whoever pastes a key here must not find it in a log."""
    form, colon, rest = reference.partition(":")
    if not colon or form not in ("env", "file", "keyring"):
        return f"is not a reference; {WAY_OUT}"
    if form == "env" and not _ENV_NAME.fullmatch(rest):
        return "does not name an environment variable after env:"
    if form == "file" and not (rest.startswith(("/", "~/")) and rest.isprintable()):
        return "needs a full path after file:, such as file:/run/secrets/key"
    if form == "keyring":
        service, slash, name = rest.partition("/")
        if not (service and slash and name):
            return "needs keyring:SERVICE/NAME"
        if not keyring_installed():
            return "needs the keyring extra: pip install 'tui-router[keyring]'"
    return ""
