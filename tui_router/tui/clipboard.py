"""Copying: with the system's own tool where one is here, else by OSC 52 where the terminal is likely to take it, else
into a file whose path is said.
"""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

OSC52_CAP = 70_000
"""Characters; terminals cut or drop longer ones, some near 75 kB of base64."""
TOOL_S = 3.0
"""Seconds a tool may take; `wl-copy` without a compositor never ends."""
_DEAF = frozenset({"linux", "dumb", "vt100", "vt220"})


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    command: tuple[str, ...]
    encoding: str = "utf-8"


def tools(environ: Mapping[str, str], platform: str = sys.platform) -> list[Tool]:
    """Those that reach the clipboard this person sees, the likeliest first: over SSH none does, since it would be that
    of the other machine."""
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return []
    likely: list[Tool] = []
    if platform == "darwin":
        likely.append(Tool("pbcopy", ("pbcopy",)))
    if environ.get("WSL_DISTRO_NAME") or environ.get("WSL_INTEROP"):
        likely.append(Tool("clip.exe", ("clip.exe",), "utf-16"))
    if environ.get("WAYLAND_DISPLAY"):
        likely.append(Tool("wl-copy", ("wl-copy", "--type", "text/plain;charset=utf-8")))
    if environ.get("DISPLAY"):
        likely.append(Tool("xclip", ("xclip", "-selection", "clipboard", "-in")))
        likely.append(Tool("xsel", ("xsel", "--clipboard", "--input")))
    where = environ.get("PATH", os.defpath)
    return [tool for tool in likely if shutil.which(tool.command[0], path=where)]


async def give(tool: Tool, text: str, environ: Mapping[str, str]) -> bool:
    """Hand the text to a tool; False when it failed or took too long. It gets a session of its own, for some stay
    behind to keep the clipboard, and an interrupt of ours must not end those."""
    try:
        running = await asyncio.create_subprocess_exec(
            *tool.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=dict(environ),
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        await asyncio.wait_for(running.communicate(text.encode(tool.encoding, "replace")), TOOL_S)
    except TimeoutError:
        running.kill()
        await running.wait()
        return False
    return running.returncode == 0


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


async def copy_by_tool(
    what: str, text: str, environ: Mapping[str, str], *, masked: bool = False
) -> str | None:
    """By the first tool that takes it: the sentence that says so. None where none did."""
    for tool in tools(environ):
        if await give(tool, text, environ):
            return f"Copied {what} to the clipboard ({tool.name}){_masked(masked)}."
    return None


def copy(
    what: str,
    text: str,
    put: Callable[[str], None],
    file: Path | None,
    environ: Mapping[str, str],
    *,
    masked: bool = False,
) -> str:
    """Without a tool: returns the sentence that says where it went. `put` writes to the clipboard of the terminal.
    `masked` says that secrets were taken out of the text."""
    if takes_osc52(environ) and len(text) <= OSC52_CAP:
        put(text)
        tmux = ". tmux hands it on with `set -g set-clipboard on`" if environ.get("TMUX") else ""
        return f"Copied {what} to the clipboard (OSC 52){_masked(masked)}{tmux}."
    why = "Too long for the clipboard." if takes_osc52(environ) else "No clipboard here."
    if file is None:
        return f"{why} Nothing was copied."
    try:
        write_private(file, text)
    except OSError as error:
        return f"{why} {file} cannot be written: {error.strerror}."
    return f"{why} Written to {file}{_masked(masked)}"


def _masked(masked: bool) -> str:
    return ", secrets removed" if masked else ""
