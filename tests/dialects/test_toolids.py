import itertools

import pytest

from tui_router.dialects.ledger import Ledger
from tui_router.dialects.toolids import ToolIds, used_ids


def test_ids_of_the_history(make_call):
    call = {"type": "tool_use", "id": "toolu_9", "name": "A", "input": {}}
    talk = [
        {"role": "user", "content": "go"},
        {"role": "assistant", "content": [{"type": "text", "text": "toolu_8"}, call]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_7", "content": "ok"}]},
    ]
    assert used_ids(make_call({"messages": talk}).request) == {"toolu_9"}


@pytest.fixture
def ledger():
    return Ledger("answer")


@pytest.fixture
def ids(ledger):
    count = itertools.count(1)
    return ToolIds(lambda prefix: f"{prefix}{next(count)}", {"toolu_old"}, ledger)


@pytest.mark.parametrize(
    "id", ["toolu_abc", "call_AbC123xyz", "chatcmpl-tool-0a1b", "functions.Bash:0", "a|fc_00.x:y"]
)
def test_keeps_an_id_of_its_own(ids, ledger, id):
    assert ids.take(id, "x") == id
    assert ledger.notes() == []


@pytest.mark.parametrize("id", ["call_0", "0", "tool-12", "toolu_old", "a b", "x\n", "é", "x" * 300])
def test_replaces_an_id_that_would_harm(ids, ledger, id):
    assert ids.take(id, "tool_calls[0]") == "toolu_1"
    assert [(note.act, note.path, note.after) for note in ledger.notes()] == [
        ("repaired", "tool_calls[0].id", "toolu_1")
    ]


def test_no_id_comes_twice(ids):
    assert ids.take("toolu_abc", "x") != ids.take("toolu_abc", "x")
    assert ids.missing("x") != ids.missing("x")
