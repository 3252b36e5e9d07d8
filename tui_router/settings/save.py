"""Write a wiring back into the settings file. Everything else in it stays: comments, order, mode, links."""

import os
import secrets
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tui_router.settings.patch import merged
from tui_router.settings.problems import one_problem
from tui_router.settings.read import parse, read_text
from tui_router.settings.toml_edit import laid, said

_TRIES = 5


def write_patch(path: Path, patch: Mapping[str, Any]) -> None:
    """Lay a piece of settings over the file: tables are merged, None removes a key, anything else takes its place.

    Raises `SettingsError` when the file cannot be written safely; it is then as it was. The file is always the old
    one or the new one, whole. One that changes under our hands, because an editor saves it too, is read again.
    """
    real = _real(path)
    for _ in range(_TRIES):
        before = read_text(real) if real.exists() else ""
        after = _edited(real, before, patch)
        if after == before:
            return
        if _swap(real, before, after):
            return
    raise one_problem(path, "keeps changing while it is written; try again when no editor has it open")


def _real(path: Path) -> Path:
    """The file itself: people link their settings from a dotfiles folder, and the link should stay one."""
    try:
        real = Path(os.path.realpath(path))
        if not real.exists():
            if path.is_symlink():
                raise one_problem(path, "is a link to nothing; mend or remove it")
            return real
        found = real.stat()
    except OSError as error:
        raise one_problem(path, f"cannot be written: {error.strerror}") from error
    if not stat.S_ISREG(found.st_mode):
        raise one_problem(path, "is not a file")
    if found.st_uid != os.geteuid():
        raise one_problem(path, "belongs to another user and is not changed")
    if not found.st_mode & stat.S_IWUSR:
        raise one_problem(path, "is read-only; make it writable to save the wiring")
    return real


def _edited(path: Path, text: str, patch: Mapping[str, Any]) -> str:
    old = parse(path, text).table
    edited = laid(text, patch)
    if said(tomllib.loads(edited)) != said(merged(old, patch)):
        names = ", ".join(patch)
        raise one_problem(path, f"has a form of {names} that cannot be changed safely; edit it by hand")
    return edited


def _swap(path: Path, before: str, after: str) -> bool:
    """Put the new text in place unless the file is not what was read; says whether it did."""
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o600
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(after.encode())
                file.flush()
                os.fchmod(handle, mode)
                os.fsync(handle)
            if (read_text(path) if path.exists() else "") != before:
                return False
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        _sync_folder(path.parent)
    except OSError as error:
        raise one_problem(path, f"cannot be written: {error.strerror}") from error
    return True


def _sync_folder(folder: Path) -> None:
    """The rename itself must survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
