import pytest

from tui_router.dialects.anthropic.roles import BEGINNING


def text(said, **more):
    return {"type": "text", "text": said, **more}


def user(*blocks):
    return {"role": "user", "content": list(blocks)}


def assistant(*blocks):
    return {"role": "assistant", "content": list(blocks)}


def remind(said):
    return text(f"<system-reminder>\n{said}\n</system-reminder>")


GO = {"role": "user", "content": "go"}
HI = {"role": "assistant", "content": "hi"}
MARK = {"cache_control": {"type": "ephemeral"}}
RESULT = {"type": "tool_result", "tool_use_id": "t", "content": "ok"}


@pytest.mark.parametrize("messages", [[], [GO], [GO, HI], [user(text("a"), RESULT), HI, GO]])
def test_roles_that_take_turns_are_left_alone(sent, messages):
    assert sent({"system": "s", "messages": messages}, merge_roles=True).untouched


@pytest.mark.parametrize(
    ("messages", "after"),
    [
        ([GO, GO, HI], [user(text("go"), text("go")), HI]),
        ([GO, user(text("a")), HI, HI], [user(text("go"), text("a")), assistant(text("hi"), text("hi"))]),
        ([user(text("a")), user(RESULT, text("b"))], [user(RESULT, text("a"), text("b"))]),
        ([GO, {"role": "user", "content": ""}], [user(text("go"))]),
        ([HI, GO], [{"role": "user", "content": BEGINNING}, HI, GO]),
        ([{"role": "tool", "content": "x"}], [{"role": "user", "content": "x"}]),
        ([GO, {"role": "system", "content": "now"}, HI], [user(text("go"), remind("now")), HI]),
        (
            [GO, HI, {"role": "developer", "content": [text("a", **MARK)]}],
            [GO, HI, user({**remind("a"), **MARK})],
        ),
        (
            [GO, {"role": "system", "content": "<system-reminder>x</system-reminder>"}],
            [user(text("go"), text("<system-reminder>x</system-reminder>"))],
        ),
        ([GO, {"role": "system", "content": []}, HI], [GO, HI]),
    ],
)
def test_messages_of_one_role_are_merged(sent, messages, after):
    made = sent({"messages": messages}, merge_roles=True)
    assert made.messages == after
    assert made.prepared.notes


@pytest.mark.parametrize(
    ("system", "after"),
    [
        ("s", "s\nfirst\nsecond"),
        ([text("s", **MARK)], [text("s", **MARK), text("first"), text("second", **MARK)]),
        (None, "first\nsecond"),
    ],
)
def test_system_text_before_the_user_joins_the_system_text(sent, system, after):
    messages = [
        {"role": "system", "content": "first"},
        {"role": "system", "content": [text("second", **MARK)]},
        GO,
    ]
    made = sent({"system": system, "messages": messages}, merge_roles=True)
    assert made.messages == [GO]
    assert made.body["system"] == after
    assert [act for act, _ in made.acts] == ["moved", "moved"]


def test_a_conversation_of_nothing_but_system_text_still_has_a_user(sent):
    made = sent({"messages": [{"role": "system", "content": "s"}]}, merge_roles=True)
    assert made.messages == [{"role": "user", "content": BEGINNING}]
    assert made.body["system"] == "s"


def test_what_a_merged_message_had_beside_its_content_is_told(sent):
    made = sent({"messages": [GO, {**GO, "name": "n"}]}, merge_roles=True)
    assert ("dropped", "messages[1].name") in made.acts


def test_system_text_is_nothing_but_text(sent):
    image = {"type": "image", "source": {"type": "url", "url": "u"}}
    made = sent({"messages": [GO, {"role": "system", "content": [image]}]}, merge_roles=True)
    assert [block["type"] for block in made.messages[0]["content"]] == ["text", "text"]


def test_what_only_a_system_message_has_goes_where_it_becomes_the_users(sent):
    once = {"clear_at": "next_user_message"}
    made = sent(
        {
            "messages": [
                GO,
                {"role": "system", "content": "old", **once},
                HI,
                GO,
                {"role": "system", "content": "new", **once, "output_config": {"effort": "low"}},
            ]
        },
        merge_roles=True,
    )
    assert made.messages == [GO, HI, user(text("go"), remind("new"))]
    assert ("dropped", "messages[1]") in made.acts
    assert ("dropped", "messages[4].output_config") in made.acts
