"""The file of keepsakes: it grows, is written anew, and is never a reason not to start."""

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_router.gateway import keepsake_file
from tui_router.gateway.keepsake_file import Keepsake, KeepsakeFile

ONE = Keepsake("toolu_0123456789abcdef", "sealed", 5.0)
TWO = Keepsake("s\ncall_0", "mine", 6.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keepsakes.jsonl"


def aside(path: Path) -> list[Path]:
    return list(path.parent.glob("keepsakes.jsonl.broken-*"))


def test_what_is_appended_is_read(path: Path) -> None:
    file = KeepsakeFile(path)
    assert file.read() == []
    umask = os.umask(0)
    try:
        file.append([ONE])
        file.append([TWO])
    finally:
        os.umask(umask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert file.size == path.stat().st_size
    assert KeepsakeFile(path).read() == [ONE, TWO]
    assert json.loads(path.read_text().splitlines()[0]) == [ONE.name, ONE.text, ONE.at]


def test_half_a_line_at_the_end_is_left_out_and_the_next_begins_anew(path: Path) -> None:
    file = KeepsakeFile(path)
    file.append([ONE, TWO])
    path.write_bytes(path.read_bytes()[:-4])
    again = KeepsakeFile(path)
    assert again.read() == [ONE]
    again.append([TWO])
    assert KeepsakeFile(path).read() == [ONE, TWO]
    assert not aside(path)


def test_a_broken_file_is_set_aside_and_what_can_be_read_of_it_kept(path: Path) -> None:
    KeepsakeFile(path).append([ONE, TWO])
    damaged = b"{not a line\n" + path.read_bytes() + b'["a", "b", 1e999]\n["a", 5, 1.0]\n'
    path.write_bytes(damaged)
    assert KeepsakeFile(path).read() == [ONE, TWO]
    (kept,) = aside(path)
    assert kept.read_bytes() == damaged
    assert KeepsakeFile(path).read() == [ONE, TWO]


@pytest.mark.parametrize("make", ["folder", "link", "pipe", "huge"])
def test_something_else_in_its_place_is_set_aside(
    path: Path, make: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if make == "folder":
        path.mkdir()
    elif make == "link":
        other = path.with_name("other")
        other.write_bytes(b"theirs")
        path.symlink_to(other)
    elif make == "pipe":
        os.mkfifo(path)
    else:
        monkeypatch.setattr(keepsake_file, "LARGEST", 100)
        path.write_bytes(b"x" * 101)
    file = KeepsakeFile(path)
    assert file.read() == []
    assert len(aside(path)) == 1
    file.append([ONE])
    assert KeepsakeFile(path).read() == [ONE]


def test_nothing_is_appended_through_a_link(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"theirs")
    path.symlink_to(other)
    with pytest.raises(OSError):
        KeepsakeFile(path).append([ONE])
    assert other.read_bytes() == b"theirs"


def test_it_is_worn_when_most_of_it_is_no_longer_wanted(path: Path) -> None:
    file = KeepsakeFile(path)
    file.size = keepsake_file.LEAST_WORN
    assert not file.worn(0)
    file.size = 3 * keepsake_file.LEAST_WORN
    assert file.worn(keepsake_file.LEAST_WORN)
    assert not file.worn(2 * keepsake_file.LEAST_WORN)


@given(st.lists(st.integers(0, 10_000), max_size=6), st.binary(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_keeps_it_from_being_read(path: Path, places: list[int], junk: bytes) -> None:
    path.unlink(missing_ok=True)
    file = KeepsakeFile(path)
    file.append([ONE, TWO])
    data = bytearray(path.read_bytes())
    for place in places:
        data[place % len(data)] ^= 1 + place % 255
    path.write_bytes(bytes(data) + junk)
    found = KeepsakeFile(path).read()
    assert KeepsakeFile(path).read() == found
