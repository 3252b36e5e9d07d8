import itertools
import json

import pytest

from tui_router.dialects.anthropic.toolids import ToolIds, history_ids
from tui_router.messages.codec import decode_request

USED = {"type": "tool_use", "id": "call_0", "name": "a", "input": {}}
REQUEST = decode_request(
    json.dumps(
        {
            "model": "a",
            "messages": [
                {"role": "user", "content": "go"},
                {
                    "role": "assistant",
                    "content": [{"type": "text", "text": "x"}, USED, {"type": "new_kind", "id": "n"}],
                },
            ],
        }
    ).encode()
)


@pytest.fixture
def ids():
    count = itertools.count(1)
    return ToolIds(REQUEST, lambda prefix: f"{prefix}{next(count)}")


def test_the_ids_of_the_conversation_are_taken():
    assert history_ids(REQUEST) == {"call_0"}


def test_a_new_id_stays(ids):
    assert ids.take("functions.Bash:0") is None


def test_an_id_of_an_earlier_turn_or_of_this_one_is_replaced(ids):
    assert [ids.take("call_0"), ids.take("x"), ids.take("x"), ids.take(""), ids.take("toolu_1")] == [
        "toolu_1",
        None,
        "toolu_2",
        "toolu_3",
        "toolu_4",
    ]
