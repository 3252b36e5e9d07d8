import json
import os
import stat
from pathlib import Path

import pytest

from tui_router.cli import client_file
from tui_router.cli.client_file import FileError, Kept, default_file, undo, write

OURS = {"ANTHROPIC_BASE_URL": "http://127.0.0.1:8787", "ANTHROPIC_AUTH_TOKEN": "tok"}

THEIRS = """{
  "$schema": "https://example.org/s.json",
  "env": {
    "ANTHROPIC_BASE_URL":   "http://127.0.0.1:4000",
    "MY_NUMBER": 1.50,
    "ANTHROPIC_API_KEY": "theirs"
  },
  "permissions": {"allow": ["Bash(ls:*)"]},
  "unknown": [1e5, null]
}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "claude" / "settings.json"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    folder.mkdir()
    return folder / "book.json"


def theirs(file: Path, text: str = THEIRS, mode: int = 0o640) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    file.chmod(mode)


def env(file: Path) -> dict:
    return json.loads(file.read_text())["env"]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_for_us_alone_and_undo_takes_it_away(file: Path, book: Path) -> None:
    done = write(file, OURS, [], book)
    assert (done.new_file, done.open_to, done.changed) == (True, 0, True)
    assert json.loads(file.read_text()) == {"env": OURS}
    assert mode(file) == mode(book) == 0o600
    undone = undo(file, book)
    assert undone is not None
    assert undone.file_removed
    assert undone.restored == [*OURS]
    assert not file.exists()
    assert undo(file, book) is None


def test_what_was_there_comes_back_to_the_byte(file: Path, book: Path) -> None:
    theirs(file)
    done = write(file, OURS, ["ANTHROPIC_API_KEY", "CLAUDE_CODE_USE_BEDROCK"], book)
    assert env(file) == {**OURS, "MY_NUMBER": 1.5, "ANTHROPIC_API_KEY": ""}
    assert list(json.loads(file.read_text())) == ["$schema", "env", "permissions", "unknown"]
    assert '"MY_NUMBER": 1.50,' in file.read_text()
    assert done.open_to == 0o040
    assert mode(file) == 0o640
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]
    undone = undo(file, book)
    assert undone is not None
    assert undone.left == []
    assert file.read_text() == THEIRS
    assert mode(file) == 0o640


@pytest.mark.parametrize("text", ['{"model":"opus"}', "{}", '{\n\t"a": {}\n}\n', '{"env": {}, "a": 1}\r\n'])
def test_a_file_without_variables_comes_back_too(file: Path, book: Path, text: str) -> None:
    theirs(file)
    file.write_bytes(text.encode())
    write(file, OURS, [], book)
    assert env(file) == OURS
    undo(file, book)
    assert file.read_bytes().decode() == text


def test_twice_is_as_once(file: Path, book: Path) -> None:
    theirs(file)
    write(file, OURS, ["ANTHROPIC_API_KEY"], book)
    once, remembered = file.read_bytes(), book.read_bytes()
    inode = file.stat().st_ino
    assert not write(file, OURS, ["ANTHROPIC_API_KEY"], book).changed
    assert (file.read_bytes(), book.read_bytes()) == (once, remembered)
    assert file.stat().st_ino == inode
    undo(file, book)
    assert file.read_text() == THEIRS


def test_other_wishes_replace_the_first_ones_and_undo_knows_what_was_before_both(
    file: Path, book: Path
) -> None:
    theirs(file)
    write(file, {**OURS, "OLD": "x"}, ["ANTHROPIC_API_KEY"], book)
    write(file, {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9", "NEW": "y"}, [], book)
    assert env(file) == {
        "ANTHROPIC_BASE_URL": "http://127.0.0.1:9",
        "MY_NUMBER": 1.5,
        "ANTHROPIC_API_KEY": "theirs",
        "NEW": "y",
    }
    undo(file, book)
    assert file.read_text() == THEIRS


def test_what_somebody_changed_since_is_theirs_again(file: Path, book: Path) -> None:
    theirs(file)
    write(file, {**OURS, "GONE": "x"}, [], book)
    changed = json.loads(file.read_text())
    changed["env"]["ANTHROPIC_BASE_URL"] = "http://127.0.0.1:5000"
    changed["env"]["MORE"] = "m"
    del changed["env"]["GONE"]
    file.write_text(json.dumps(changed))
    undone = undo(file, book)
    assert undone is not None
    assert undone.left == ["ANTHROPIC_BASE_URL", "GONE"]
    assert undone.restored == ["ANTHROPIC_AUTH_TOKEN"]
    assert env(file) == {
        "ANTHROPIC_BASE_URL": "http://127.0.0.1:5000",
        "MY_NUMBER": 1.5,
        "ANTHROPIC_API_KEY": "theirs",
        "MORE": "m",
    }


def test_a_value_changed_since_is_what_undo_restores_after_the_next_writing(file: Path, book: Path) -> None:
    theirs(file)
    write(file, OURS, [], book)
    text = file.read_text().replace(OURS["ANTHROPIC_BASE_URL"], "http://127.0.0.1:5000")
    file.write_text(text)
    write(file, OURS, [], book)
    undo(file, book)
    assert env(file)["ANTHROPIC_BASE_URL"] == "http://127.0.0.1:5000"


def test_a_link_stays_a_link(file: Path, book: Path, tmp_path: Path) -> None:
    theirs(file)
    link = tmp_path / "link.json"
    link.symlink_to(file)
    write(link, OURS, [], book)
    assert link.is_symlink()
    assert env(file)["ANTHROPIC_AUTH_TOKEN"] == "tok"
    # Under either name it is the same file.
    assert undo(file, book) is not None
    assert file.read_text() == THEIRS


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{\n  "env": {},\n  "a": \n}', "line 4, column 1"),
        (b"", "line 1"),
        (b"[1]", "no JSON object"),
        (b'{"a": 1,\n"env": []}', 'line 2: "env" is no object'),
        (b'{"env": null}', 'line 1: "env" is no object'),
        (b'{"a":\n"\xff"}', "line 2: is not UTF-8"),
        (b"[" * 100_000, "nested too deep"),
    ],
)
def test_a_broken_file_is_refused_and_stays(file: Path, book: Path, content: bytes, words: str) -> None:
    theirs(file)
    file.write_bytes(content)
    with pytest.raises(FileError, match=words):
        write(file, OURS, [], book)
    assert file.read_bytes() == content
    assert not book.exists()


def test_a_file_that_breaks_after_us_keeps_our_memory(file: Path, book: Path) -> None:
    theirs(file)
    write(file, OURS, [], book)
    whole = file.read_text()
    file.write_text(whole + "}")
    with pytest.raises(FileError):
        undo(file, book)
    file.write_text(whole)
    undo(file, book)
    assert file.read_text() == THEIRS


def test_what_cannot_be_written_is_as_it_was(file: Path, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs(file, mode=0o400)
    with pytest.raises(FileError, match="read-only"):
        write(file, OURS, [], book)
    assert file.read_text() == THEIRS
    file.chmod(0o600)
    with monkeypatch.context() as patch:
        patch.setattr(client_file.os, "geteuid", lambda: os.getuid() + 1)
        with pytest.raises(FileError, match="another user"):
            write(file, OURS, [], book)
    assert file.read_text() == THEIRS
    folder = file.parent / "folder.json"
    folder.mkdir()
    with pytest.raises(FileError, match="no file"):
        write(folder, OURS, [], book)


def test_an_editor_that_saves_at_the_same_moment_wins(
    file: Path, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs(file)
    fsync = os.fsync

    def meanwhile(handle: int) -> None:
        fsync(handle)
        if book.exists():
            file.write_text("{}")

    monkeypatch.setattr(client_file.os, "fsync", meanwhile)
    with pytest.raises(FileError, match="changed by somebody else"):
        write(file, OURS, [], book)
    assert file.read_text() == "{}"
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]


def test_a_file_too_large_is_not_read(file: Path, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs(file)
    monkeypatch.setattr(client_file, "_CAP", 100)
    with pytest.raises(FileError, match="larger"):
        write(file, OURS, [], book)


@pytest.mark.parametrize("memory", ["{", "[]", '{"x": {"ours": 1}}'])
def test_a_broken_memory_is_told_and_nothing_is_done(file: Path, book: Path, memory: str) -> None:
    theirs(file)
    book.write_text(memory)
    for act in (lambda: write(file, OURS, [], book), lambda: undo(file, book)):
        with pytest.raises(FileError, match=book.name):
            act()
    assert file.read_text() == THEIRS


def test_a_file_that_is_gone_is_not_missed(file: Path, book: Path) -> None:
    write(file, OURS, [], book)
    file.unlink()
    undone = undo(file, book)
    assert undone is not None
    assert undone.left == [*OURS]
    assert not file.exists()
    assert undo(file, book) is None


def test_where_the_client_looks() -> None:
    assert default_file({"HOME": "/h"}) == Path("/h/.claude/settings.json")
    assert default_file({"HOME": "/h", "CLAUDE_CONFIG_DIR": "/c"}) == Path("/c/settings.json")


def test_no_value_is_in_the_repr() -> None:
    assert "secret" not in repr(Kept(ours={"A": "secret"}, before={"A": '"secret"'}))
