import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.dialects.chat import prepare
from tui_router.dialects.envelope import unseal
from tui_router.messages.fold import Fold

VALUES = (
    st.text(max_size=12)
    | st.integers()
    | st.booleans()
    | st.none()
    | st.lists(st.text(max_size=4), max_size=2)
)
CALL = st.tuples(st.sampled_from(["Bash", "Read"]), st.dictionaries(st.text(max_size=5), VALUES, max_size=3))


def pieces(draw, text):
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(text) - 1)), max_size=4)) | {0, len(text)})
    return [text[a:b] for a, b in itertools.pairwise(cuts)]


@settings(deadline=None)
@given(text=st.text(max_size=20), calls=st.lists(CALL, max_size=3), data=st.data())
def test_what_the_model_calls_is_what_the_client_runs(playbook, text, calls, data):
    """Names and arguments come through byte for byte, whatever the pieces and their order."""
    lanes = []
    for index, (name, value) in enumerate(calls):
        arguments = json.dumps(value, ensure_ascii=data.draw(st.booleans()))
        lane = [{"index": index, "id": f"toolu_{index}x", "function": {"name": name, "arguments": ""}}]
        lane += [{"index": index, "function": {"arguments": piece}} for piece in pieces(data.draw, arguments)]
        lanes.append((arguments, lane))
    queue = [list(lane) for _, lane in lanes]
    said = [{"choices": [{"delta": {"content": piece}}]} for piece in pieces(data.draw, text)]
    while any(queue):
        lane = data.draw(st.sampled_from([lane for lane in queue if lane]))
        said.append({"choices": [{"delta": {"tool_calls": [lane.pop(0)]}}]})
    said.append({"choices": [{"delta": {}, "finish_reason": "tool_calls"}]})
    heard = playbook.Playbook()(*said, "[DONE]")
    fold = Fold()
    for event in heard.events:
        fold.accumulate(event)
    blocks = [block for block in fold.message().content if type(block).__name__ == "ToolUseOut"]
    assert sorted((block.id, block.name, bytes(block.input).decode()) for block in blocks) == sorted(
        (f"toolu_{index}x", name, arguments)
        for index, ((name, _), (arguments, _)) in enumerate(zip(calls, lanes, strict=True))
    )
    assert not any(note.path.endswith("arguments") for note in heard.notes)


def test_other_choices_are_left_out_with_a_note(play):
    heard = play(
        {"choices": [{"index": 0, "delta": {"content": "a"}}, {"index": 1, "delta": {"content": "b"}}]},
        {"choices": [{"index": 1, "delta": {}, "finish_reason": "length"}]},
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        "[DONE]",
    )
    (
        heard
        >> """
        start claude-sonnet-5-5, 100 in
        0 text
          "a"
        0 stop
        end end_turn, 100 in, 1 out
    """
    )
    assert ("dropped", "choices[1]", "2 pieces") in [
        (note.act, note.path, note.before) for note in heard.notes
    ]


def test_an_early_usage_stands_in_the_start(play):
    heard = play(
        {"choices": [{"delta": {"content": ""}}], "usage": {"prompt_tokens": 9, "completion_tokens": 0}},
        {"choices": [{"delta": {"content": "abcdefgh"}, "finish_reason": "stop"}]},
        "[DONE]",
    )
    (
        heard
        >> """
        start claude-sonnet-5-5, 9 in
        0 text
          "abcdefgh"
        0 stop
        end end_turn, 9 in, 2 out
    """
    )
    assert heard.machine.usage is None


def test_usage_that_grows_with_every_chunk_is_taken_last(play):
    usage = [{"prompt_tokens": 9, "completion_tokens": n} for n in (1, 2, 3)]
    heard = play(
        *({"choices": [{"delta": {"content": "a"}}], "usage": told} for told in usage),
        {"choices": [{"delta": {}, "finish_reason": "stop"}]},
        "[DONE]",
    )
    assert heard.lines[-1] == "end end_turn, 9 in, 3 out"
    assert heard.machine.usage.output_tokens == 3


def test_an_unknown_reason_is_an_end_with_a_note(play):
    heard = play({"choices": [{"delta": {"content": "a"}, "finish_reason": "tired"}]}, "[DONE]")
    assert "end end_turn" in heard.lines[-1]
    assert ("approximated", "tired") in [(note.act, note.before) for note in heard.notes]


def test_sources_are_named_as_lost(play):
    heard = play(
        {
            "choices": [
                {
                    "delta": {"content": "a", "annotations": [{"type": "url_citation"}]},
                    "finish_reason": "stop",
                }
            ]
        },
        "[DONE]",
    )
    assert "choices[0].delta.annotations" in [note.path for note in heard.notes]


def signed(extra, **call):
    call = {
        "index": 0,
        "id": "toolu_a",
        "function": {"name": "A", "arguments": "{}"},
        "extra_content": extra,
        **call,
    }
    return {"choices": [{"delta": {"tool_calls": [call]}, "finish_reason": "tool_calls"}]}


def test_gemini_s_signature_is_kept_under_its_call(play):
    """Under the id that the client knows, which is not always the upstream's."""
    first = signed({"google": {"thought_signature": "c2ln"}}, id="call_0")
    again = signed({"google": {"thought_signature": "again"}}, id="call_0")
    heard = play(first, again, "[DONE]")
    (id, kept), *more = heard.keeps.items()
    assert more == []
    assert id in "\n".join(heard.lines)
    assert id != "call_0"
    sealed = unseal(kept)
    assert sealed is not None
    assert (sealed.kind, sealed.held) == ("thought", "c2ln")


@pytest.mark.parametrize("extra", [{"google": {}}, {"google": {"thought_signature": 5}}, {"other": 1}, [1]])
def test_what_else_comes_beside_a_call_is_named_as_lost(play, extra):
    heard = play(signed(extra), "[DONE]")
    assert ("dropped", "1 part") in [(note.act, note.before) for note in heard.notes]
    assert heard.keeps == {}


BASH = {"name": "Bash", "input_schema": {"type": "object", "properties": {"command": {"type": "string"}}}}
WRITTEN = '<tool_call>{"name": "Bash", "arguments": {"command": "ls"}}</tool_call>'


@pytest.mark.parametrize("quirks", [{}, {"tool_choice": "auto"}])
def test_who_must_not_call_a_tool_writes_text(playbook, quirks):
    asked = {"tools": [BASH], "tool_choice": {"type": "none"}}
    said = [{"choices": [{"delta": {"content": WRITTEN}, "finish_reason": "stop"}]}, "[DONE]"]
    heard = playbook.Playbook(asked, quirks=quirks)(*said)
    assert [line for line in heard.lines if "tool" in line] == [f"  {json.dumps(WRITTEN)}"]


def test_a_refusal_comes_behind_what_was_held(playbook):
    said = [
        {"choices": [{"delta": {"content": WRITTEN[:11]}}]},
        {"choices": [{"delta": {"refusal": " No."}, "finish_reason": "stop"}]},
        "[DONE]",
    ]
    heard = playbook.Playbook({"tools": [BASH]})(*said)
    assert "".join(json.loads(line) for line in heard.lines if line.startswith('  "')) == "<tool_call> No."


@pytest.mark.parametrize(
    "pieces", [["<think> is what it", " writes."], ["<think>a</think", "b"], ["<think>a</thi"]]
)
def test_thinking_that_never_ended_is_the_answer_where_nothing_else_is(playbook, pieces):
    said = [{"choices": [{"delta": {"content": piece}}]} for piece in pieces]
    heard = playbook.Playbook()(*said, {"choices": [{"delta": {}, "finish_reason": "stop"}]}, "[DONE]")
    assert "".join(json.loads(line) for line in heard.lines if line.startswith('  "')) == "".join(pieces)


@pytest.mark.parametrize(
    ("pieces", "finish", "asked"),
    [
        (["<think>a"], "length", {}),
        (["<think>a</think>"], "stop", {}),
        (["<think>a</think>b"], "stop", {}),
        (["<think>a"], "stop", {"thinking": {"type": "adaptive"}}),
    ],
)
def test_thinking_is_no_text(playbook, pieces, finish, asked):
    said = [{"choices": [{"delta": {"content": piece}}]} for piece in pieces]
    heard = playbook.Playbook(asked)(*said, {"choices": [{"delta": {}, "finish_reason": finish}]}, "[DONE]")
    assert not any("<think>" in line for line in heard.lines)
    assert [note.act for note in heard.notes if "reasoning" in note.reason] == ([] if asked else ["dropped"])


DETAILS = {"replay_reasoning": "reasoning_details"}
SEALED = {"type": "reasoning.encrypted", "data": "x", "index": 0}


@pytest.mark.parametrize("asked", [{}, {"thinking": {"type": "adaptive"}}])
@pytest.mark.parametrize("late", [True, False])
def test_sealed_reasoning_behind_the_last_text_goes_home(playbook, asked, late):
    """It comes when the text has ended, or with its last piece."""
    first, last = ({}, {"reasoning_details": [SEALED]}) if late else ({"reasoning_details": [SEALED]}, {})
    heard = playbook.Playbook(asked, quirks=DETAILS)(
        {"choices": [{"delta": {"content": "\n"}}]},
        {"choices": [{"delta": {"content": "Done"}}]},
        {"choices": [{"delta": {"content": ".", **first}}]},
        {"choices": [{"delta": last, "finish_reason": "stop"}]},
        "[DONE]",
    )
    text = "".join(json.loads(line) for line in heard.lines if line.startswith('  "'))
    assert text == "\nDone."
    assert not any(note.act == "dropped" for note in heard.notes)
    asked_again = {
        **asked,
        "messages": [
            {"role": "user", "content": "hi"},
            {"role": "assistant", "content": [{"type": "text", "text": text}]},
            {"role": "user", "content": "more"},
        ],
    }
    call = playbook.make_call(asked_again, quirks=DETAILS, kept=heard.keeps)
    (_, said, _) = json.loads(prepare(call).body)["messages"]
    assert said == {"role": "assistant", "content": text, "reasoning_details": [SEALED]}
    other = playbook.make_call(asked_again, quirks=DETAILS, kept=heard.keeps, model="another")
    assert "reasoning_details" not in json.loads(prepare(other).body)["messages"][1]


def test_words_nobody_asked_to_see_go_home_beside_the_last_text(playbook):
    quirks = {"replay_reasoning": "reasoning_content"}
    heard = playbook.Playbook(quirks=quirks)(
        {"choices": [{"delta": {"reasoning_content": "Hm."}}]},
        {"choices": [{"delta": {"content": "Done."}, "finish_reason": "stop"}]},
        "[DONE]",
    )
    messages = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "Done."}]
    call = playbook.make_call({"messages": messages}, quirks=quirks, kept=heard.keeps)
    assert json.loads(prepare(call).body)["messages"][1] == {
        "role": "assistant", "content": "Done.", "reasoning_content": "Hm.",
    }  # fmt: skip
