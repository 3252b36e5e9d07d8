"""Claude Code's own settings files. The `env` they hold goes before the environment the client is started in
(measured with 2.1.329), so a gateway set up there earlier would win over ours; a file named by `--settings`
goes before them all.
"""

import contextlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from tui_router.cli.client_env import Changes

_CAP = 4 * 1024 * 1024


class Given(msgspec.Struct, frozen=True):
    """The variables that settings files set, and for each the file that has the last word."""

    env: dict[str, str] = {}
    origin: dict[str, Path] = {}

    def __repr__(self) -> str:
        return f"Given({self.origin!r})"


class _Settings(msgspec.Struct):
    env: dict[str, str | int | float | bool] = {}


def read_settings(env: Mapping[str, str], folder: Path) -> Given:
    """What a client started in `folder` will find. A file that cannot be read is the client's to complain of."""
    home = Path(env.get("HOME") or Path.home())
    own = Path(env.get("CLAUDE_CONFIG_DIR") or home / ".claude")
    found = Given()
    for path in (
        own / "settings.json",
        folder / ".claude" / "settings.json",
        folder / ".claude" / "settings.local.json",
    ):
        for name, value in _env_of(path).items():
            found.env[name] = value
            found.origin[name] = path
    return found


def _env_of(path: Path) -> dict[str, str]:
    try:
        with path.open("rb") as file:
            read = msgspec.json.decode(file.read(_CAP), type=_Settings)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in read.env.items()}


def overridden(given: Given, change: Changes) -> dict[str, str]:
    """What has to be said once more in a file of ours. The client takes an empty value for none."""
    return {
        name: change.put.get(name, "")
        for name, value in given.env.items()
        if (name in change.put and change.put[name] != value) or (name in change.remove and value)
    }


def names_settings(args: Sequence[str]) -> bool:
    return any(word == "--settings" or word.startswith("--settings=") for word in args)


@contextlib.contextmanager
def settings_file(folder: Path, env: Mapping[str, str]) -> Iterator[Path]:
    """A file for `--settings`, for our user alone; it holds the token and goes when the client has ended."""
    path = folder / f"client-{secrets.token_hex(8)}.json"
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(json.dumps({"env": dict(env)}).encode())
        yield path
    finally:
        path.unlink(missing_ok=True)
