"""A text in the person's own editor, with the terminal handed over to it while it is open."""

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from textual.app import SuspendNotSupported

LARGEST = 32 * 1024 * 1024
"""Bytes read back at most."""
_USUAL = ("nano", "vi")


class EditorFault(Exception):
    """Why nothing was edited, in words."""


class Suspends(Protocol):
    def suspend(self) -> AbstractContextManager[None]: ...


def editor_command(env: Mapping[str, str]) -> list[str]:
    """$VISUAL, $EDITOR, or what is there. Raises `EditorFault`."""
    for name in ("VISUAL", "EDITOR"):
        named = env.get(name, "").strip()
        if named:
            try:
                return shlex.split(named)
            except ValueError:
                raise EditorFault(f"${name} cannot be read as a command") from None
    for command in reversed(_USUAL):
        if shutil.which(command, path=env.get("PATH")):
            return [command]
    raise EditorFault("no editor was found; set EDITOR")


def edit(app: Suspends, text: str, *, suffix: str = ".txt", env: Mapping[str, str] | None = None) -> str:
    """What the text is when the editor is closed; the same when it was given up. Raises `EditorFault`.

    The file lies in a folder of its own that nobody else can read, with whatever the editor puts beside it, and goes
    with it. Nothing else runs meanwhile: the screen is the editor's.
    """
    env = os.environ if env is None else env
    command = editor_command(env)
    folder = Path(tempfile.mkdtemp(prefix="tui-router-"))
    file = folder / f"request{suffix}"
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(text.encode("utf-8", "surrogatepass"))
        with app.suspend():
            ended = subprocess.run([*command, str(file)], check=False, env=dict(env))
        if ended.returncode:
            return text
        if file.stat().st_size > LARGEST:
            raise EditorFault("what was written is too large")
        return file.read_bytes().decode("utf-8", "surrogatepass")
    except SuspendNotSupported:
        raise EditorFault("this terminal cannot be handed over to an editor") from None
    except UnicodeDecodeError:
        raise EditorFault("what was written is not UTF-8") from None
    except OSError as error:
        raise EditorFault(f"{command[0]}: {error.strerror or error}") from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
