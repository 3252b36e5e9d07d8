import json

import pytest

from tui_router.messages.codec import decode_request
from tui_router.routing.sessions import MOST_AGENTS, Agents, Origin, origin_of


def request(user_id):
    body = {"model": "m", "messages": [{"role": "user", "content": "x"}], "metadata": {"user_id": user_id}}
    return decode_request(json.dumps(body).encode())


def test_the_headers_name_all_three():
    headers = {
        "x-claude-code-session-id": "s-1",
        "x-claude-code-agent-id": "a2",
        "x-claude-code-parent-agent-id": "a1",
    }
    assert origin_of(headers, request("{}")) == Origin("s-1", "a2", "a1")


@pytest.mark.parametrize(
    ("user_id", "session"),
    [
        (json.dumps({"device_id": "d", "account_uuid": "", "session_id": "9f-1"}), "9f-1"),
        (
            "user_0a1b_account__session_5c1e0a2b-0000-4000-8000-1234567890ab",
            "5c1e0a2b-0000-4000-8000-1234567890ab",
        ),
        ("{broken", ""),
        ('{"session_id": 5}', ""),
        ("somebody", ""),
        ("{" * 5000, ""),
    ],
)
def test_without_them_the_user_id_may_tell(user_id, session):
    assert origin_of({}, request(user_id)).session == session


def test_the_header_goes_before_the_user_id():
    told = request(json.dumps({"session_id": "other"}))
    assert origin_of({"x-claude-code-session-id": "mine"}, told).session == "mine"


def test_a_hostile_name_is_cut_to_what_can_be_shown():
    name = origin_of({"x-claude-code-session-id": " a\x1b[31m\n" + "b" * 5000}).session
    assert name.isprintable()
    assert len(name) <= 128


def test_depth_counts_agents_above():
    agents = Agents()
    assert agents.depth(Origin("s")) == 0
    assert agents.depth(Origin("s", "a1")) == 1
    assert agents.depth(Origin("s", "a2", "a1")) == 2
    assert agents.depth(Origin("s", "a3", "a2")) == 3
    assert agents.depth(Origin("s", "a2", "a1")) == 2
    assert agents.depth(Origin("s", "b", "never-seen")) == 2
    assert agents.depth(Origin("other", "c", "a2")) == 2


def test_what_was_heard_of_longest_ago_is_forgotten():
    agents = Agents()
    agents.depth(Origin("s", "p"))
    agents.depth(Origin("s", "c", "p"))
    for n in range(MOST_AGENTS - 1):
        agents.depth(Origin("s", "c", "p"))
        agents.depth(Origin("s", f"n{n}"))
    assert agents.depth(Origin("s", "x", "c")) == 3
    assert agents.depth(Origin("s", "y", "p")) == 2
    assert len(agents._depth) == MOST_AGENTS
