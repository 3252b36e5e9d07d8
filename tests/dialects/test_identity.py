import json

import pytest

from tui_router.dialects.identity import add_identity, parse
from tui_router.dialects.ledger import Ledger


@pytest.mark.parametrize(
    ("user_id", "expected"),
    [
        ('{"device_id":"d","account_uuid":"","session_id":"s"}', ("d", "s")),
        ('{"session_id":"s"}', ('{"session_id":"s"}', "s")),
        ("user_ab_account__session_6b1f-2", ("user_ab_account_", "6b1f-2")),
        ("somebody", ("somebody", "")),
        ("{broken", ("{broken", "")),
        ('{"device_id":5}', ('{"device_id":5}', "")),
        ("", ("", "")),
    ],
)
def test_finds_person_and_session(user_id, expected):
    assert parse(user_id) == expected


def told(call):
    body, ledger = {}, Ledger()
    add_identity(call, body, ledger)
    return body, ledger.notes()


BOTH = {"user": True, "prompt_cache_key": True}


def test_hashes_the_person_and_not_the_session(make_call):
    first, _ = told(
        make_call({"metadata": {"user_id": json.dumps({"device_id": "d", "session_id": "a"})}}, quirks=BOTH)
    )
    second, _ = told(
        make_call({"metadata": {"user_id": json.dumps({"device_id": "d", "session_id": "b"})}}, quirks=BOTH)
    )
    assert first["user"] == second["user"]
    assert len(first["user"]) == 64
    assert (first["prompt_cache_key"], second["prompt_cache_key"]) == ("a", "b")


def test_takes_the_session_of_the_headers_when_the_body_has_none(make_call):
    assert told(make_call(quirks=BOTH, session="s" * 70))[0]["prompt_cache_key"] != "s" * 70
    assert told(make_call(quirks=BOTH, session="s"))[0] == {"prompt_cache_key": "s"}


def test_tells_nothing_to_a_target_that_does_not_ask(make_call):
    body, notes = told(make_call({"metadata": {"user_id": "somebody"}}, session="s"))
    assert body == {}
    assert [(note.act, note.path) for note in notes] == [("dropped", "metadata.user_id")]
    assert "somebody" not in str(notes)
