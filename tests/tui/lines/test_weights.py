import json

import pytest

from tui_router.journal.record import Tokens, Weighed
from tui_router.tokens.estimate import IMAGE_TOKENS
from tui_router.tui.lines.weights import BUILT_IN, server_of, total, weigh

BODY = {
    "system": [{"type": "text", "text": "You are a coding agent."}, {"type": "text", "text": "More."}],
    "tools": [{"name": "Bash"}, {"name": "mcp__github__create_issue"}, {"name": "mcp__github__list"}],
    "messages": [
        {"role": "user", "content": "fix it"},
        {"role": "assistant", "content": [{"type": "thinking", "thinking": "hm"}, {"type": "tool_use", "name": "Read"}]},
        {"role": "user", "content": [{"type": "tool_result", "content": "x" * 2_000}, {"type": "text", "text": "go"}]},
    ],
}  # fmt: skip
WEIGHED = Weighed(
    system=[6, 2],
    tools=[("Bash", 40), ("mcp__github__create_issue", 30), ("mcp__github__list", 20)],
    messages=[[3], [5, 7], [900, 2]],
)


def body(value=BODY):
    return json.dumps(value).encode()


def test_counts_of_the_scribe_stand_as_they_are():
    found = weigh(body(), WEIGHED, Tokens())
    assert found.counted
    assert [weight.tokens for weight in found.system] == [6, 2]
    assert found.system[0].what == "You are a coding agent."
    assert [(weight.path, weight.name, weight.tokens) for weight in found.messages] == [
        ("messages[0]", "user", 3),
        ("messages[1]", "assistant", 12),
        ("messages[2]", "user", 902),
    ]
    assert found.sorts == {"text": 5, "thinking": 5, "tool calls": 7, "tool results": 900}
    assert found.roles == {"user": (2, 905), "assistant": (1, 12)}
    assert [weight.path for weight in found.heaviest(2)] == ["messages[2]", "messages[1]"]


def test_tools_by_their_server():
    groups = weigh(body(), WEIGHED, Tokens()).servers()
    assert [(server, len(tools), total(tools)) for server, tools in groups] == [
        ("github", 2, 50),
        (BUILT_IN, 1, 40),
    ]


@pytest.mark.parametrize(
    ("tool", "server"),
    [("Bash", BUILT_IN), ("mcp__a__b", "a"), ("mcp__a_b__c__d", "a_b"), ("mcp__a", BUILT_IN), ("mcp____x", BUILT_IN), ("x__a__b", BUILT_IN)],
)  # fmt: skip
def test_whose_tool_it_is(tool, server):
    assert server_of(tool) == server


def test_without_counts_the_prompt_is_shared_out_by_bytes():
    found = weigh(body(), None, Tokens(input=1_000))
    assert not found.counted
    whole = total(found.system) + total(found.tools) + total(found.messages)
    assert whole == pytest.approx(1_000, abs=10)
    assert found.messages[2].tokens > 700


def test_a_part_that_was_counted_as_a_whole_is_shared_out_among_its_own():
    found = weigh(body(), None, Tokens(input=1_000, system=500, tools=300))
    assert total(found.system) == pytest.approx(500, abs=2)
    assert total(found.tools) == pytest.approx(300, abs=2)


def test_without_any_figure_by_the_usual_length_of_a_token():
    assert weigh(body(), None, Tokens()).messages[2].tokens == pytest.approx(2_000 / 4.2, rel=0.1)


def test_a_picture_weighs_what_pictures_weigh():
    picture = {"type": "image", "source": {"type": "base64", "data": "A" * 400_000}}
    value = {
        "messages": [
            {"role": "user", "content": [picture, {"type": "tool_result", "content": [picture, picture]}]}
        ]
    }
    found = weigh(body(value), None, Tokens())
    assert found.sorts == {"images": IMAGE_TOKENS, "tool results": 2 * IMAGE_TOKENS}


def test_counts_without_a_body():
    found = weigh(b"", WEIGHED, Tokens())
    assert [weight.tokens for weight in found.messages] == [3, 12, 902]
    assert found.tools[0].name == "Bash"
    assert found.roles == {}


def test_counts_that_are_too_few_are_filled_up():
    found = weigh(body(), Weighed(messages=[[3]]), Tokens())
    assert found.messages[0].tokens == 3
    assert found.messages[2].tokens > 400


@pytest.mark.parametrize(
    "data",
    [b"", b"x", b"[]", b'{"messages":7,"tools":"t","system":{"text":4}}', b'{"messages":[null,[],{"content":[1,{"type":[]}]}]}',
     b'{"messages":[{"role":9,"content":[{"type":"text","text":"\\ud800"}]}]}', b'{"tools":[[],{"name":{}}]}'],
)  # fmt: skip
@pytest.mark.parametrize("weighed", [None, WEIGHED])
def test_nothing_it_is_given_makes_it_fail(data, weighed):
    found = weigh(data, weighed, Tokens(input=100))
    assert total(found.heaviest(10)) >= 0
    assert all(tools for _, tools in found.servers())
