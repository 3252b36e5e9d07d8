"""Copying: by OSC 52 where the terminal is likely to take it, else into a file whose path is said."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

OSC52_CAP = 70_000
"""Characters; terminals cut or drop longer ones, some near 75 kB of base64."""
_DEAF = frozenset({"linux", "dumb", "vt100", "vt220"})


def takes_osc52(environ: Mapping[str, str]) -> bool:
    """Terminals answer nothing, so this only rules out those that certainly do not listen."""
    return environ.get("TERM", "") not in _DEAF and environ.get("TERM_PROGRAM") != "Apple_Terminal"


def write_private(path: Path, text: str) -> None:
    """Only for its owner, and never through a link somebody planted."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)


def copy(
    what: str, text: str, put: Callable[[str], None], file: Path | None, environ: Mapping[str, str]
) -> str:
    """Copy `text`; returns the sentence that says where it went. `put` writes to the clipboard of the terminal."""
    if takes_osc52(environ) and len(text) <= OSC52_CAP:
        put(text)
        return f"Copied {what} to the clipboard (OSC 52)."
    why = "Too long for the clipboard." if takes_osc52(environ) else "No clipboard here."
    if file is None:
        return f"{why} Nothing was copied."
    try:
        write_private(file, text)
    except OSError as error:
        return f"{why} {file} cannot be written: {error.strerror}."
    return f"{why} Written to {file}"
