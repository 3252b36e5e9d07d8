import pytest

from tui_router.dialects.anthropic.thoughts import NO_REASONING

SIGNED = {"type": "thinking", "thinking": "hm", "signature": "c2ln"}
UNSIGNED = {"type": "thinking", "thinking": "hm", "signature": ""}
REDACTED = {"type": "redacted_thinking", "data": "x"}
WORDS = {"type": "text", "text": "hi"}
CALL = {"type": "tool_use", "id": "t1", "name": "Bash", "input": {}}
GO = {"role": "user", "content": "go"}
RESULT = {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": "ok"}]}
BUDGET = {"max_tokens": 32000, "thinking": {"type": "enabled", "budget_tokens": 5000}}


def assistant(*blocks):
    return {"role": "assistant", "content": list(blocks)}


def test_all_thinking_of_the_history_goes(sent):
    made = sent(
        {"messages": [GO, assistant(SIGNED, WORDS), GO, assistant(REDACTED), assistant(UNSIGNED, WORDS)]},
        strip_thinking=True,
    )
    assert made.messages == [GO, assistant(WORDS), GO, assistant(WORDS)]
    assert made.acts == [
        ("dropped", "messages[1].content[0]"),
        ("dropped", "messages[3].content[0]"),
        ("dropped", "messages[4].content[0]"),
        ("dropped", "messages[3]"),
    ]


def test_a_history_without_thinking_is_left_alone(sent):
    assert sent({"messages": [GO, assistant(WORDS)], **BUDGET}, strip_thinking=True).untouched


@pytest.mark.parametrize("first", [SIGNED, UNSIGNED])
def test_a_tool_loop_whose_thinking_is_gone_must_do_without_a_budget(sent, first):
    body = {"messages": [GO, assistant(first, CALL), RESULT], **BUDGET}
    made = sent(body, strip_thinking=True)
    assert made.messages == [GO, assistant(CALL), RESULT]
    assert "thinking" not in made.body
    assert ("dropped", "thinking") in made.acts


def test_a_tool_loop_of_an_adaptive_model_goes_on_thinking(sent):
    body = {"messages": [GO, assistant(SIGNED, CALL), RESULT], "thinking": {"type": "adaptive"}}
    assert sent(body, strip_thinking=True).body["thinking"] == {"type": "adaptive"}


@pytest.mark.parametrize(
    "messages",
    [
        [GO, assistant(CALL), RESULT, assistant(WORDS), GO],
        [GO, assistant(WORDS)],
        [GO],
    ],
)
def test_without_an_open_tool_loop_the_budget_stays(sent, messages):
    assert "thinking" in sent({"messages": messages, **BUDGET}, strip_thinking=True).body


def test_an_adaptive_history_has_no_thinking_to_begin_with(sent):
    body = {"messages": [GO, assistant(WORDS, CALL), RESULT], "max_tokens": 32000}
    made = sent({**body, "thinking": {"type": "adaptive"}}, thinking_type="enabled")
    assert "thinking" not in made.body
    body["messages"][1] = assistant(SIGNED, CALL)
    made = sent({**body, "thinking": {"type": "adaptive"}}, thinking_type="enabled")
    assert made.body["thinking"]["type"] == "enabled"


def test_a_turn_in_two_messages_begins_with_the_first(sent):
    body = {"messages": [GO, assistant(SIGNED), assistant(CALL), RESULT], "max_tokens": 32000}
    made = sent({**body, "thinking": {"type": "adaptive"}}, thinking_type="enabled")
    assert made.body["thinking"]["type"] == "enabled"


def test_a_turn_of_several_calls_begins_with_the_first(sent):
    body = {"messages": [GO, assistant(SIGNED, CALL), RESULT, assistant(CALL), RESULT], "max_tokens": 32000}
    made = sent({**body, "thinking": {"type": "adaptive"}}, thinking_type="enabled")
    assert made.body["thinking"]["type"] == "enabled"
    body["messages"][1:2] = [assistant(CALL)]
    body["messages"][3:4] = [{"role": "system", "content": "s"}, assistant(SIGNED, CALL)]
    made = sent({**body, "thinking": {"type": "adaptive"}}, thinking_type="enabled")
    assert "thinking" not in made.body


def test_a_target_that_wants_thinking_back_gets_it_or_a_stand_in(sent):
    body = {
        "messages": [GO, assistant(UNSIGNED, CALL), RESULT, assistant(WORDS, CALL), RESULT, assistant(WORDS)]
    }
    made = sent(body, replay_reasoning="reasoning_content")
    assert made.messages[1] == assistant(UNSIGNED, CALL)
    stand_in = {"type": "thinking", "thinking": NO_REASONING, "signature": ""}
    assert made.messages[3] == assistant(stand_in, WORDS, CALL)
    assert made.messages[5] == assistant(WORDS)
    assert made.acts == [("added", "messages[3].content")]


@pytest.mark.parametrize(
    "more",
    [
        {"strip_thinking": True},
        {"thinking_type": "off"},
    ],
)
def test_who_refuses_thinking_gets_no_stand_in(sent, more):
    body = {"messages": [GO, assistant(CALL), RESULT]}
    assert sent(body, replay_reasoning="reasoning_content", **more).messages == body["messages"]


def test_thinking_that_was_turned_off_needs_no_stand_in(sent):
    body = {"messages": [GO, assistant(CALL), RESULT], "thinking": {"type": "disabled"}}
    assert sent(body, replay_reasoning="reasoning_content").untouched
