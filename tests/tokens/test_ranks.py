import gzip
import hashlib
import socket

import pytest

from tui_router.tokens import ranks


def test_the_table_is_the_published_one():
    assert hashlib.sha256(ranks.table()).hexdigest() == ranks.SHA256


@pytest.mark.parametrize(
    ("text", "expected"),
    [  # from OpenAI's cookbook on counting tokens
        ("hello world", [24912, 2375]),
        ("antidisestablishmentarianism", 6),
        ("2 + 2 = 4", 7),
        ("お誕生日おめでとう", 8),
    ],
)
def test_texts_encode_as_the_maker_says(text, expected):
    found = ranks.encoding().encode_ordinary(text)
    assert (found if isinstance(expected, list) else len(found)) == expected


def test_a_special_token_in_a_text_is_only_text():
    assert len(ranks.encoding().encode_ordinary("<|endoftext|>")) > 1


def test_nothing_touches_the_network(monkeypatch):
    def refuse(*args):
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    ranks.encoding.cache_clear()
    assert ranks.encoding().encode_ordinary("offline") == ranks.encoding().encode_ordinary("offline")


@pytest.mark.parametrize(
    "damage",
    [b"no gzip at all", gzip.compress(b"another table", mtime=0), b""],
    ids=["no gzip", "another table", "empty"],
)
def test_a_damaged_table_is_refused(monkeypatch, tmp_path, damage):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "o200k_base.tiktoken.gz").write_bytes(damage)
    monkeypatch.setattr(ranks.resources, "files", lambda package: tmp_path)
    with pytest.raises(ranks.RanksDamaged):
        ranks.table()


def test_the_licence_lies_beside_the_table():
    folder = ranks.resources.files("tui_router.tokens") / "data"
    assert "Permission is hereby granted" in (folder / "LICENSE").read_text()
    assert ranks.SHA256 in (folder / "NOTICE").read_text()
