import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.dialects.anthropic.content import NO_CONTENT
from tui_router.dialects.anthropic.request import prepare
from tui_router.dialects.anthropic.thoughts import FOREIGN
from tui_router.dialects.envelope import Sealed, seal

ENVELOPE = seal(Sealed("encrypted", "maker", "gpt", "held"))
GO = {"role": "user", "content": "go"}
SIGNED = {"type": "thinking", "thinking": "hm", "signature": "c2ln"}
SEALED = {"type": "thinking", "thinking": "hm", "signature": ENVELOPE}
LOCKED = {"type": "redacted_thinking", "data": ENVELOPE}
OWN_LOCKED = {"type": "redacted_thinking", "data": "c2ln"}
WORDS = {"type": "text", "text": "hi"}
BUDGET = {"max_tokens": 32000, "thinking": {"type": "enabled", "budget_tokens": 5000}}


def assistant(*blocks):
    return {"role": "assistant", "content": list(blocks)}


def call(id):
    return {"type": "tool_use", "id": id, "name": "Bash", "input": {}}


def result(id, content="ok"):
    return {"role": "user", "content": [{"type": "tool_result", "tool_use_id": id, "content": content}]}


# -- thinking


def test_sealed_thinking_goes_and_its_own_stays(sent):
    made = sent({"messages": [GO, assistant(SEALED, SIGNED, LOCKED, OWN_LOCKED, WORDS), GO]})
    assert made.messages == [GO, assistant(SIGNED, OWN_LOCKED, WORDS), GO]
    assert made.acts == [("dropped", "messages[1].content[0]"), ("dropped", "messages[1].content[2]")]
    assert {note.reason for note in made.prepared.notes} == {FOREIGN}


def test_a_turn_of_nothing_else_goes(sent):
    assert sent({"messages": [GO, assistant(SEALED), GO]}).messages == [GO, GO]


@pytest.mark.parametrize("quirks", [{}, {"top_k": True}])
@pytest.mark.parametrize("thought", [SEALED, LOCKED, {**SIGNED, "signature": ""}])
def test_a_tool_loop_whose_thinking_was_foreign_must_do_without_a_budget(sent, thought, quirks):
    made = sent({"messages": [GO, assistant(thought, call("t1")), result("t1")], **BUDGET}, **quirks)
    assert made.messages == [GO, assistant(call("t1")), result("t1")]
    assert "thinking" not in made.body


def test_who_wants_reasoning_back_gets_the_words_without_the_seal(sent):
    made = sent({"messages": [GO, assistant(LOCKED, SEALED, WORDS)]}, replay_reasoning="thinking")
    assert made.messages == [GO, assistant({**SEALED, "signature": ""}, WORDS)]
    assert ("dropped", "messages[1].content[0]") in made.acts
    assert ("dropped", "messages[1].content[1].signature") in made.acts


@pytest.mark.parametrize(
    ("came", "left"),
    [
        ([GO, assistant(WORDS, SIGNED)], [GO, assistant(WORDS)]),
        ([GO, assistant(WORDS, SIGNED, OWN_LOCKED)], [GO, assistant(WORDS)]),
        ([GO, assistant(SIGNED)], [GO]),
        ([GO, assistant(WORDS, SEALED)], [GO, assistant(WORDS)]),
        ([GO, assistant(WORDS, SIGNED, SEALED)], [GO, assistant(WORDS)]),
    ],
)
def test_an_answer_to_go_on_with_does_not_end_in_thinking(sent, came, left):
    made = sent({"messages": came})
    assert made.messages == left
    assert all(act == "dropped" for act, _ in made.acts)
    assert made.acts


@pytest.mark.parametrize("messages", [[GO, assistant(WORDS, SIGNED), GO], [assistant(SIGNED)], []])
def test_thinking_elsewhere_stays_where_it_is(sent, messages):
    assert sent({"messages": messages}).untouched


# -- ids


@pytest.mark.parametrize("id", ["call_AbC|fc_00.x:y", "functions.Bash:0", "x" * 65, "é", "a b", ""])
def test_an_id_anthropic_refuses_changes_in_call_and_result_alike(sent, id):
    messages = [GO, assistant(call(id), call("toolu_1")), result(id), result("toolu_1"), GO]
    made = sent({"messages": messages})
    new = made.messages[1]["content"][0]["id"]
    assert re.fullmatch("[a-zA-Z0-9_-]{1,64}", new)
    assert made.messages == [GO, assistant(call(new), call("toolu_1")), result(new), result("toolu_1"), GO]
    assert [act for act, _ in made.acts] == ["renamed", "renamed"]
    later = sent({"messages": [*messages, assistant(call("odd id")), result("odd id")]})
    assert later.messages[:5] == made.messages


def test_who_wants_its_own_ids_gets_them(sent, call):
    messages = [GO, assistant({**globals()["call"]("functions.Bash:0")}), result("functions.Bash:0")]
    assert sent({"messages": messages}, tool_ids="any").untouched
    body = {"model": "a", "messages": messages}
    kept = json.loads(prepare(call(body, model="Kimi-K2-Instruct")).body)
    assert kept["messages"] == messages


# -- searches


def search(id, *results):
    return (
        {"type": "server_tool_use", "id": id, "name": "web_search", "input": {"query": "q"}},
        {"type": "web_search_tool_result", "tool_use_id": id, "content": list(results)},
    )


def page(seal):
    return {"type": "web_search_result", "title": "T", "url": "http://h", "encrypted_content": seal}


CITED = {
    "type": "text",
    "text": "so",
    "citations": [{"type": "web_search_result_location", "url": "http://h"}],
}


@pytest.mark.parametrize(
    "found", [search("srvtoolu_1", page(ENVELOPE), page("")), search("ws_1", page("c2ln")), search("ws_1")]
)
def test_a_search_that_ran_elsewhere_is_told(sent, found):
    made = sent({"messages": [GO, assistant(*found, CITED), GO]})
    called, told, cited = made.messages[1]["content"]
    assert called == {"type": "text", "text": '[called web_search with {"query": "q"}]'}
    assert told["text"].startswith("[result of a tool call]")
    assert cited == {"type": "text", "text": "so"}
    assert [act for act, _ in made.acts] == ["approximated", "approximated", "dropped"]


@pytest.mark.parametrize(
    "found",
    [
        search("srvtoolu_1", page("c2ln")),
        search("srvtoolu_1"),
        ({**search("srvtoolu_1")[0]}, {**search("srvtoolu_1")[1], "content": {"error_code": "unavailable"}}),
    ],
)
def test_its_own_searches_stay(sent, found):
    assert sent({"messages": [GO, assistant(*found, CITED), GO]}).untouched


# -- empty text


@pytest.mark.parametrize("blank", ["", " \n"])
def test_empty_text_goes(sent, blank):
    empty = {"type": "text", "text": blank}
    made = sent({"messages": [GO, assistant(empty, call("t")), result("t", [empty]), assistant(empty), GO]})
    assert made.messages == [
        GO,
        assistant(call("t")),
        result("t", NO_CONTENT),
        {"role": "assistant", "content": NO_CONTENT},
        GO,
    ]
    assert {act for act, _ in made.acts} == {"dropped", "added"}


def test_a_result_without_a_word_is_fine(sent):
    assert sent({"messages": [GO, assistant(call("t")), result("t", "")]}).untouched


# -- all of it

BLOCKS = st.sampled_from(
    [
        SIGNED,
        SEALED,
        LOCKED,
        OWN_LOCKED,
        WORDS,
        CITED,
        {"type": "text", "text": ""},
        call("toolu_1"),
        call("a|b"),
        *search("srvtoolu_1", page(ENVELOPE)),
        *search("srvtoolu_2", page("c2ln")),
        result("a|b")["content"][0],
        result("toolu_1", [{"type": "text", "text": " "}])["content"][0],
        {"type": "image", "source": {"type": "url", "url": "http://h"}},
    ]
)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["user", "assistant", "system"]),
            "content": st.sampled_from(["", "go"]) | st.lists(BLOCKS, max_size=4),
        }
    ),
    max_size=5,
)


@given(MESSAGES)
def test_nothing_foreign_is_left_and_once_is_enough(sent, messages):
    made = sent({"messages": messages})
    text = made.prepared.body.decode()
    assert "tui-router.1." not in text
    assert '"a|b"' not in text
    assert (made.prepared.body != made.came) == bool(made.prepared.notes)
    assert sent({"messages": made.messages}).messages == made.messages


@pytest.mark.parametrize("content", [{"content": []}, {}])
def test_a_system_message_that_only_sets_the_effort_goes_as_it_came(sent, content):
    quiet = {"role": "system", **content, "output_config": {"effort": "low"}}
    messages = [{"role": "user", "content": "go"}, {"role": "assistant", "content": "ok"}, quiet]
    assert sent({"messages": [*messages, {"role": "user", "content": "on"}]}).untouched
    made = sent({"messages": [*messages, {"role": "user", "content": " "}]})
    assert made.messages[2] == quiet
    assert made.messages[3] == {"role": "user", "content": NO_CONTENT}


@pytest.mark.parametrize("name", ["", "x" * 201])
def test_a_call_under_a_name_that_anthropic_refuses_gets_another(sent, name):
    turn = {"role": "assistant", "content": [{**call("toolu_1"), "name": name}, call("toolu_2")]}
    made = sent({"messages": [{"role": "user", "content": "go"}, turn]})
    first, second = made.messages[1]["content"]
    assert 0 < len(first["name"]) <= 200
    assert second == call("toolu_2")
    assert made.acts == [("renamed", "messages[1].content[0].name")]
    assert sent({"messages": made.messages}).untouched


def test_a_name_of_any_characters_that_is_no_longer_goes_as_it_came(sent):
    turn = {"role": "assistant", "content": [{**call("toolu_1"), "name": "a.b:c" * 40}]}
    assert sent({"messages": [{"role": "user", "content": "go"}, turn]}).untouched
