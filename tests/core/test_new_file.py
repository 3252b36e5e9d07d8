import stat

import pytest

from tui_router.core import new_file
from tui_router.core.new_file import open_new


def write(path, data=b"new"):
    file, name = open_new(path)
    with file:
        file.write(data)
    return name


def test_a_file_of_ones_own_in_a_folder_that_is_made(tmp_path):
    name = write(tmp_path / "a" / "b" / "x.har")
    assert name.read_bytes() == b"new"
    assert stat.S_IMODE(name.stat().st_mode) == 0o600


def test_what_is_there_stays(tmp_path):
    path = tmp_path / "x.har"
    assert [write(path, bytes([n])).name for n in (1, 2, 3)] == ["x.har", "x-2.har", "x-3.har"]
    assert path.read_bytes() == b"\x01"


def test_a_planted_link_is_not_followed(tmp_path):
    victim = tmp_path / "victim"
    (tmp_path / "x.har").symlink_to(victim)
    assert write(tmp_path / "x.har").name == "x-2.har"
    assert not victim.exists()


def test_names_come_to_an_end(tmp_path, monkeypatch):
    monkeypatch.setattr(new_file, "MOST_NAMES", 2)
    for _ in range(2):
        write(tmp_path / "x")
    with pytest.raises(OSError, match="2 times"):
        write(tmp_path / "x")
