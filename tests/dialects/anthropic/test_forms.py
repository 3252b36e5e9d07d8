import re

import pytest


def turn(name="call:1", given=None, **more):
    return [
        {
            "role": "assistant",
            "content": [{"type": "tool_use", "id": name, "name": "Bash", "input": given, **more}],
        },
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": name, "content": "ok"}]},
    ]


@pytest.mark.parametrize(("form", "fits"), [("alnum9", r"[a-zA-Z0-9]{9}"), ("alnum40", r"[a-zA-Z0-9]{1,40}")])
@pytest.mark.parametrize("name", ["call:1", "toolu_01AbC", "x" * 64, "", "ü"])
def test_ids_fit_and_stay_the_same_in_every_turn(sent, form, fits, name):
    made = sent({"messages": turn(name, {})}, tool_ids=form)
    call, result = (message["content"][0] for message in made.messages)
    assert re.fullmatch(fits, call["id"])
    assert call["id"] == result["tool_use_id"]
    more = sent({"messages": [*turn(name, {}), *turn("other", {})]}, tool_ids=form)
    assert more.messages[0] == made.messages[0]
    assert made.acts == [
        ("renamed", "messages[0].content[0].id"),
        ("renamed", "messages[1].content[0].tool_use_id"),
    ]


def test_ids_that_fit_are_left_alone(sent):
    assert sent({"messages": turn("abcdefgh1", {})}, tool_ids="alnum9").untouched


@pytest.mark.parametrize(
    ("given", "after"),
    [
        (None, {}),
        ("", {}),
        ("ls", {"input": "ls"}),
        ('{"command": "ls"}', {"command": "ls"}),
        ([1, 2], {"input": [1, 2]}),
        (3, {"input": 3}),
    ],
)
def test_arguments_become_an_object(sent, given, after):
    made = sent({"messages": turn("t", given)}, mend_arguments=True)
    assert made.messages[0]["content"][0]["input"] == after
    assert made.acts == [("repaired", "messages[0].content[0].input")]


def test_arguments_that_are_missing_are_none(sent):
    messages = turn("t")
    del messages[0]["content"][0]["input"]
    assert sent({"messages": messages}, mend_arguments=True).messages[0]["content"][0]["input"] == {}


@pytest.mark.parametrize("given", [{}, {"n": 1.5}, {"__unparsedToolInput": {"raw": "{", "len": 1}}])
def test_arguments_that_are_an_object_go_as_they_came(sent, given):
    assert sent({"messages": turn("t", given)}, mend_arguments=True).untouched
