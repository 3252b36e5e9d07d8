import os
import stat

import pytest

from tui_router.core.files import read_plain, set_aside, write_whole


def test_what_is_written_is_read_and_is_the_owners_alone(tmp_path):
    path = tmp_path / "kept.json"
    path.write_text("old")
    path.chmod(0o644)
    write_whole(path, b"new")
    assert read_plain(path, 10) == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_not_a_plain_small_file_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_plain(tmp_path / "none", 10)
    (tmp_path / "large").write_bytes(b"x" * 11)
    with pytest.raises(OSError, match="larger than 1 MB"):
        read_plain(tmp_path / "large", 10)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a plain file"):
        read_plain(tmp_path / "pipe", 10)
    (tmp_path / "link").symlink_to(tmp_path / "large")
    with pytest.raises(OSError):
        read_plain(tmp_path / "link", 100)


def test_a_disk_that_refuses_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "kept.json"
    path.write_text("old")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_of_somebody_else_keeps_its_mode(tmp_path):
    path = tmp_path / "theirs"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_whole(path, b"new", like=path.stat(), ending=".ours")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)
    assert [each.name for each in tmp_path.iterdir()] == ["theirs"]


def test_what_cannot_be_read_is_set_aside(tmp_path):
    path = tmp_path / "broken"
    path.write_bytes(b"{")
    said = set_aside(path)
    (aside,) = tmp_path.iterdir()
    assert said == f"it is kept as {aside.name}"
    assert aside.read_bytes() == b"{"
    assert set_aside(path).startswith("and it cannot be moved away")
