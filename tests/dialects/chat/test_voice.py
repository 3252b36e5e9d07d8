import json

import pytest

STOPS = {"stop_sequences": ["</block>", "END"]}
NONE = {"max_stop": 0}
WRITTEN = '<tool_call>{"name": "Bash", "arguments": {"command": "ls"}}</tool_call>'
BASH = {"name": "Bash", "input_schema": {"type": "object", "properties": {"command": {"type": "string"}}}}


def content(piece, **more):
    return {"choices": [{"delta": {"content": piece}, **more}]}


def done(word="stop"):
    return {"choices": [{"delta": {}, "finish_reason": word}]}


def text(heard):
    return "".join(json.loads(line) for line in heard.lines if line.startswith('  "'))


@pytest.mark.parametrize(
    ("said", "shown", "end"),
    [
        ("yes</block> and more</block>END", "yes", "stop_sequence '</block>'"),
        ("yes</bloc", "yes</bloc", "end_turn"),
        ("<block>no</BLOCK>", "<block>no</BLOCK>", "end_turn"),
        ("aENDb</block>", "a", "stop_sequence 'END'"),
        ("END", "", "stop_sequence 'END'"),
    ],
)
@pytest.mark.parametrize("cut", [list, lambda said: [said]])
def test_the_text_is_cut_where_the_target_was_not_told_to_stop(playbook, said, shown, end, cut):
    heard = playbook.Playbook(STOPS, quirks=NONE)(
        *map(content, cut(said)), done("length" if "'" in end else "stop"), "[DONE]"
    )
    assert text(heard) == shown
    assert heard.lines[-1].startswith(f"end {end}, ")
    behind = [note.before for note in heard.notes if "behind a stop" in note.reason]
    assert behind == ([f"{len(said) - len(shown)} characters"] if shown != said else [])


def test_a_stop_that_the_target_was_told_is_left_to_it(playbook):
    heard = playbook.Playbook(STOPS, quirks={"max_stop": 1})(content("a</block>b"), done(), "[DONE]")
    assert text(heard) == "a</block>b"


def test_nothing_is_shown_behind_a_stop(playbook):
    call = {"index": 0, "id": "toolu_1x", "function": {"name": "Bash", "arguments": "{}"}}
    asked = {**STOPS, "tools": [BASH], "thinking": {"type": "adaptive"}}
    heard = playbook.Playbook(asked, quirks=NONE)(
        {"choices": [{"delta": {"reasoning_content": "Hm."}}]},
        content("a EN"),
        content("D b\n" + WRITTEN),
        {"choices": [{"delta": {"reasoning_content": "more"}}]},
        {"choices": [{"delta": {"tool_calls": [call]}}]},
        {"choices": [{"delta": {"refusal": "No."}}]},
        done("tool_calls"),
        "[DONE]",
    )
    assert [line for line in heard.lines if line.startswith('  "')] == ['  "Hm."', '  "a "']
    assert heard.lines[-1].startswith("end stop_sequence 'END', ")
    assert ("dropped", "choices[0].delta.tool_calls") in [(note.act, note.path) for note in heard.notes]


def test_what_may_be_a_stop_goes_out_before_something_else(playbook):
    call = {"index": 0, "id": "toolu_1x", "function": {"name": "Bash", "arguments": "{}"}}
    heard = playbook.Playbook(STOPS, quirks=NONE)(
        content("a EN"), {"choices": [{"delta": {"tool_calls": [call]}}]}, done("tool_calls"), "[DONE]"
    )
    assert [line.strip() for line in heard.lines][1:6] == [
        "0 text",
        '"a "',
        '"EN"',
        "0 stop",
        "1 tool Bash toolu_1x",
    ]


PAGE = {"type": "url_citation", "url_citation": {"url": "https://a.example/", "title": "A"}}


@pytest.mark.parametrize(
    ("asked", "said", "shown"),
    [
        ({}, "Tea.", "Tea.\n\nSources:\n- A: https://a.example/"),
        ({}, "Tea (https://a.example/).", "Tea (https://a.example/)."),
        ({"output_config": {"format": {"type": "json_schema", "schema": {}}}}, "{}", "{}"),
    ],
)
def test_sources_that_stand_nowhere_are_told_at_the_end(playbook, asked, said, shown):
    heard = playbook.Playbook(asked)(
        content(said[:3]),
        {"choices": [{"delta": {"content": said[3:], "annotations": [PAGE, {"type": "file"}, 5]}}]},
        {"choices": [{"delta": {"annotations": "none"}, "finish_reason": "stop"}]},
        "[DONE]",
    )
    assert text(heard) == shown
    assert ("dropped", "1 source") in [(note.act, note.before) for note in heard.notes]
