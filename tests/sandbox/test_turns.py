import json

import pytest

from tui_router.messages.codec import decode_request
from tui_router.sandbox.story import Line, story
from tui_router.sandbox.turns import Session, body, count_body, first_message, headers, results

MAIN = Line(kind="main", model="claude-opus-5-5", say="Mend it.")
TITLE = Line(kind="title", model="claude-haiku-5-5", say="Mend it.")
AGENT = Line(kind="subagent", model="claude-sonnet-5-5", say="Look for callers.")


@pytest.mark.parametrize(("line", "least", "most"), [(MAIN, 38, 60), (AGENT, 20, 35), (TITLE, 2, 6)])
def test_requests_are_as_large_as_the_real_ones(line: Line, least: int, most: int) -> None:
    sent = json.dumps(body(story(), line, Session(0), first_message(story(), line)))
    assert least <= len(sent) / 1000 <= most


def test_requests_read_as_messages_requests() -> None:
    session = Session(1)
    request = decode_request(json.dumps(body(story(), MAIN, session, first_message(story(), MAIN))).encode())
    assert request.max_tokens == 128000
    assert request.stream
    assert [m.role for m in request.messages] == ["user", "system"]
    assert request.tools
    assert len(request.tools) == 12
    assert json.loads(request.user_id)["session_id"] == session.id


def test_of_a_stranger_fewer_tokens_and_more_effort_are_asked() -> None:
    line = Line(kind="main", model="gpt-5.4", say="Mend it.")
    sent = body(story(), line, Session(0), first_message(story(), line))
    assert (sent["max_tokens"], sent["output_config"]) == (32000, {"effort": "high"})


def test_a_title_offers_no_tools_and_wants_json() -> None:
    sent = body(story(), TITLE, Session(0), first_message(story(), TITLE))
    assert sent["tools"] == []
    assert sent["output_config"]["format"]["type"] == "json_schema"
    assert "thinking" not in sent


def test_subagents_are_marked_twice() -> None:
    session = Session(0)
    assert "x-claude-code-agent-id" not in headers(session, "t")
    assert headers(session, "t", agent="a1")["x-claude-code-agent-id"] == "a1"
    sent = body(story(), AGENT, session, first_message(story(), AGENT))
    assert "cc_is_subagent=true" in sent["system"][0]["text"]


def test_sessions_differ() -> None:
    one, two = Session(0), Session(1)
    assert one.id != two.id
    assert len(one.device) == len(two.device) == 64


def test_a_burst_of_counts_asks_for_different_parts() -> None:
    sizes = {len(json.dumps(count_body(story(), MAIN, part))) for part in range(12)}
    assert len(sizes) > 6


def test_tools_answer_with_the_ids_of_their_calls() -> None:
    content = [
        {"type": "text", "text": "Let me look."},
        {"type": "tool_use", "id": "toolu_1", "name": "Bash", "input": {"command": "echo left right"}},
        {"type": "tool_use", "id": "toolu_2", "name": "Read", "input": {"file_path": "/x"}},
        {"type": "tool_use", "id": "toolu_3", "name": "Teleport", "input": {}},
    ]
    first, second, third = results(story(), content)
    assert (first["tool_use_id"], first["content"]) == ("toolu_1", "left right")
    assert second["content"].endswith("buffer += piece")
    assert third["is_error"] is True
    assert results(story(), content[:1]) == []
