"""`connect claude --settings`: our variables in the client's settings file, so that a plain `claude` comes here, and
out of it again.

The file is a person's and is changed member by member. What stood in the place of ours is kept in a book of our own
(the state folder, for our user alone), because no one else remembers it. The book is written first: after a crash
between the two it tells of changes that were not made, and those are left alone.
"""

import json
import os
import secrets
import stat
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from tui_router.cli.json_edit import (
    Member,
    NotJsonError,
    check,
    cut,
    find,
    is_object,
    line_of,
    put,
    raw,
    string_of,
    top,
)

_CAP = 4 * 1024 * 1024
"""Bytes of a file that is read."""


class FileError(Exception):
    """The file is as it was; the text says why and is for a person."""


class Kept(msgspec.Struct, omit_defaults=True):
    """What is ours in one file. `before` is JSON text, of the variables that had a value when we came."""

    ours: dict[str, str] = {}
    before: dict[str, str] = {}
    made_file: bool = False
    made_env: bool = False

    def __repr__(self) -> str:
        return f"Kept({sorted(self.ours)!r})"


class Undone(msgspec.Struct, frozen=True):
    """Names of variables. `left` were changed by somebody since and are not ours any more."""

    restored: list[str] = []
    left: list[str] = []
    file_removed: bool = False


class Written(msgspec.Struct, frozen=True):
    names: list[str]
    new_file: bool
    open_to: int  # mode bits by which others can read the token; 0 is well
    changed: bool


def default_file(env: Mapping[str, str]) -> Path:
    home = Path(env.get("HOME") or Path.home())
    return Path(env.get("CLAUDE_CONFIG_DIR") or home / ".claude") / "settings.json"


def write(path: Path, wanted: Mapping[str, str], blank: Collection[str], book: Path) -> Written:
    """Make the file's `env` say what is wanted. Those to be `blank` are emptied where the file gives them a value, and
    stay empty where an earlier call emptied them.

    What an earlier call put there and is not wanted any more is taken back. Raises `FileError`.
    """
    real = Path(_key(path))
    before = _read(real, path)
    records = _read_book(book)
    kept = records.get(str(real)) if before is not None else None
    text = "{}\n" if before is None else before
    env = _env(text, path)
    if kept is None:
        kept = Kept(made_file=before is None, made_env=env is None)
    if env is None:
        text = put(text, _top(text, path), "env", "{}", depth=1)
    asked = dict(wanted)
    for name in blank:
        member = _variable(text, path, name)
        if name not in asked and (kept.ours.get(name) == "" or (member and raw(text, member) != '""')):
            asked[name] = ""
    text, _ = _take_back(text, path, kept, [name for name in kept.ours if name not in asked])
    for name, value in asked.items():
        member = _variable(text, path, name)
        if not _is_ours(text, member, kept, name):
            kept.before.pop(name, None)
            if member is not None:
                kept.before[name] = raw(text, member)
        kept.ours[name] = value
        if member is None or string_of(text, member) != value:
            text = put(text, _at_env(text, path), name, json.dumps(value), depth=2)
    records[str(real)] = kept
    _write_book(book, records)
    changed = text != before
    if changed:
        _swap(real, path, before, text)
    mode = stat.S_IMODE(real.stat().st_mode)
    return Written(names=list(asked), new_file=before is None, open_to=mode & 0o044, changed=changed)


def undo(path: Path, book: Path) -> Undone | None:
    """Take ours back and restore what was there; None when nothing in the file is ours. Raises `FileError`."""
    real = Path(_key(path))
    records = _read_book(book)
    kept = records.pop(str(real), None)
    if kept is None:
        return None
    names = list(kept.ours)
    before = _read(real, path)
    if before is None:
        _write_book(book, records)
        return Undone(left=names, file_removed=True)
    text, left = before, names
    if _env(before, path) is not None:
        text, left = _take_back(before, path, kept, names)
        if kept.made_env and text[_at_env(text, path) :].startswith("{}"):
            text = cut(text, _top(text, path), "env")
    gone = kept.made_file and text.strip() == "{}"
    if gone:
        _remove(real, path, before)
    elif text != before:
        _swap(real, path, before, text)
    _write_book(book, records)
    return Undone(restored=[name for name in names if name not in left], left=left, file_removed=gone)


def _take_back(text: str, path: Path, kept: Kept, names: list[str]) -> tuple[str, list[str]]:
    """The text without these of ours, and the names that somebody else has changed."""
    left = []
    for name in names:
        member = _variable(text, path, name)
        if not _is_ours(text, member, kept, name):
            left.append(name)
        elif name in kept.before:
            text = put(text, _at_env(text, path), name, kept.before[name], depth=2)
        else:
            text = cut(text, _at_env(text, path), name)
        kept.ours.pop(name)
        kept.before.pop(name, None)
    return text, left


def _is_ours(text: str, member: Member | None, kept: Kept, name: str) -> bool:
    return member is not None and name in kept.ours and string_of(text, member) == kept.ours[name]


# -- the text


def _top(text: str, path: Path) -> int:
    at = top(text)
    if at is None:
        raise FileError(f"{path} holds no JSON object; it is not changed.")
    return at


def _env(text: str, path: Path) -> int | None:
    """Where the object of variables begins; None when there is none yet. Checks the whole text."""
    try:
        check(text)
    except NotJsonError as error:
        raise FileError(f"{path} is not valid JSON and is not changed: {error}.") from error
    member = find(text, _top(text, path), "env")
    if member is None:
        return None
    if not is_object(text, member.value):
        line = line_of(text, member.value)
        raise FileError(f'{path}, line {line}: "env" is no object; the file is not changed.')
    return member.value


def _at_env(text: str, path: Path) -> int:
    member = find(text, _top(text, path), "env")
    if member is None:
        raise FileError(f'{path} has no "env".')
    return member.value


def _variable(text: str, path: Path, name: str) -> Member | None:
    return find(text, _at_env(text, path), name)


# -- the disk


def _key(path: Path) -> str:
    """The file itself: people link their settings from a dotfiles folder, and the link should stay one."""
    return os.path.realpath(path)


def _read(real: Path, path: Path) -> str | None:
    try:
        if real.exists() and not real.is_file():
            raise FileError(f"{path} is no file.")
        with real.open("rb") as file:
            data = file.read(_CAP + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileError(f"{path} cannot be read ({error.strerror}).") from error
    if len(data) > _CAP:
        raise FileError(f"{path} is larger than {_CAP // 2**20} MiB and is not read.")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileError(f"{path}, line {line}: is not UTF-8; the file is not changed.") from error


def _swap(real: Path, path: Path, before: str | None, after: str) -> None:
    """The old file or the new one, whole; with the old one's mode, a new one for our user alone."""
    draft = real.with_name(f".{real.name}.{secrets.token_hex(8)}")
    try:
        real.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = real.stat() if before is not None else None
        if found and found.st_uid != os.geteuid():
            raise FileError(f"{path} belongs to another user and is not changed.")
        if found and not found.st_mode & stat.S_IWUSR:
            raise FileError(f"{path} is read-only and is not changed.")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(after.encode())
                file.flush()
                os.fchmod(handle, stat.S_IMODE(found.st_mode) if found else 0o600)
                os.fsync(handle)
            _unchanged(real, path, before)
            draft.replace(real)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(f"{path} cannot be written ({error.strerror}).") from error


def _remove(real: Path, path: Path, before: str) -> None:
    try:
        _unchanged(real, path, before)
        real.unlink()
    except OSError as error:
        raise FileError(f"{path} cannot be removed ({error.strerror}).") from error


def _unchanged(real: Path, path: Path, before: str | None) -> None:
    if _read(real, path) != before:
        raise FileError(f"{path} was changed by somebody else just now; try again.")


def _read_book(book: Path) -> dict[str, Kept]:
    text = _read(book, book)
    if text is None:
        return {}
    try:
        return msgspec.json.decode(text, type=dict[str, Kept])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise FileError(f"{book} cannot be understood ({error}); it says what was put where.") from error


def _write_book(book: Path, records: Mapping[str, Kept]) -> None:
    before = _read(book, book)
    after = msgspec.json.format(msgspec.json.encode(records)).decode() + "\n"
    if after != before:
        _swap(book, book, before, after)
