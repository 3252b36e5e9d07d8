"""The memory of what addresses speak: whole, ours alone, bounded, and no harm when it is broken."""

import json
import os
import stat
from pathlib import Path

import pytest

from tui_router.upstream import flavour_file
from tui_router.upstream.flavour_file import FRESH_S, FlavourFile, Seen
from tui_router.upstream.flavours import Flavour, Flavours

URL = "http://127.0.0.1:8000/v1"
NOW = 1_790_000_000.0


def found(url: str = URL, at: str = "", **speaks: str) -> Flavours:
    flavours = [Flavour(language=name, speaks=word, base_url=at or url) for name, word in speaks.items()]
    return Flavours(base_url=url, found=tuple(flavours))


@pytest.fixture
def file(tmp_path: Path) -> FlavourFile:
    return FlavourFile(tmp_path / "flavours.json")


def test_what_is_remembered_is_found(file) -> None:
    assert file.look_up(URL) is None
    file.remember(found(chat="yes", responses="no", anthropic="yes"), NOW)
    seen = file.look_up(URL)
    assert seen == Seen(at=NOW, chat="yes", responses="no", anthropic="yes")
    assert seen.speaks == ["chat", "anthropic"]
    assert seen.certain
    assert file.look_up(f"{URL}/other") is None
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert [path.name for path in file.path.parent.iterdir()] == ["flavours.json"]


def test_what_is_unknown_now_leaves_what_was_found(file) -> None:
    file.remember(found(chat="yes", responses="no", anthropic="unknown"), NOW)
    file.remember(found(chat="unknown", responses="unknown", anthropic="no"), NOW + 1)
    assert file.look_up(URL) == Seen(at=NOW + 1, chat="yes", responses="no", anthropic="no")
    file.remember(found("http://other/v1", chat="unknown"), NOW)
    assert not file.look_up("http://other/v1").certain


def test_what_lies_under_another_address_is_not_spoken_under_this_one(file) -> None:
    file.remember(found("http://h", at="http://h/v1", chat="yes"), NOW)
    assert file.look_up("http://h").chat == "no"


def test_a_finding_ages() -> None:
    seen = Seen(at=NOW)
    assert seen.fresh(NOW)
    assert seen.fresh(NOW + FRESH_S - 1)
    assert not seen.fresh(NOW + FRESH_S)
    assert not seen.fresh(NOW - 1)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"[]", b"null", b"\xff", b'{"version": 2, "addresses": {"u": {"at": 1}}}',
        b'{"version": 1, "addresses": []}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_a_broken_file_is_an_empty_one_and_is_written_anew(file, text: bytes) -> None:
    file.path.write_bytes(text)
    assert file.read() == {}
    file.remember(found(chat="yes"), NOW)
    assert file.look_up(URL).chat == "yes"


def test_one_bad_entry_costs_itself_alone(file) -> None:
    entries = {
        URL: {"at": NOW, "chat": "yes"},
        "http://b/v1": {"at": "soon"},
        "http://c/v1": {"at": NOW, "chat": "maybe"},
        "http://d\u202e/v1": {"at": NOW},
        "http://" + "e" * 3000: {"at": NOW},
        "http://f/v1": [],
    }
    file.path.write_text(json.dumps({"version": 1, "addresses": entries}))
    assert list(file.read()) == [URL]


def test_a_huge_file_a_link_and_a_pipe_are_not_read(file, tmp_path, monkeypatch) -> None:
    file.remember(found(chat="yes"), NOW)
    monkeypatch.setattr(flavour_file, "LARGEST", 10)
    assert file.read() == {}
    monkeypatch.undo()
    elsewhere = tmp_path / "elsewhere"
    file.path.rename(elsewhere)
    file.path.symlink_to(elsewhere)
    assert file.read() == {}
    file.path.unlink()
    os.mkfifo(file.path)
    assert file.read() == {}


def test_a_link_is_replaced_and_not_written_through(file, tmp_path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    file.path.symlink_to(victim)
    file.remember(found(chat="yes"), NOW)
    assert victim.read_text() == "mine"
    assert not file.path.is_symlink()


def test_the_oldest_make_room(file, monkeypatch) -> None:
    monkeypatch.setattr(flavour_file, "MOST", 3)
    for number in range(5):
        file.remember(found(f"http://{number}/v1", chat="yes"), NOW + number)
    assert list(file.read()) == ["http://4/v1", "http://3/v1", "http://2/v1"]


def test_an_address_that_cannot_be_one_is_not_kept(file) -> None:
    file.remember(found("http://" + "x" * 3000, chat="yes"), NOW)
    file.remember(found("http://x\n", chat="yes"), NOW)
    assert not file.path.exists()


def test_a_folder_that_cannot_be_written_is_said_and_leaves_nothing(file, monkeypatch) -> None:
    def full(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        file.remember(found(chat="yes"), NOW)
    assert list(file.path.parent.iterdir()) == []
