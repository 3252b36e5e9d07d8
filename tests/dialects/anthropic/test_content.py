import pytest

from tui_router.dialects.anthropic.content import NO_CONTENT

MARK = {"cache_control": {"type": "ephemeral"}}
PIXEL = {"type": "image", "source": {"type": "url", "url": "u"}}


def text(said, **more):
    return {"type": "text", "text": said, **more}


def user(content):
    return {"role": "user", "content": content}


def assistant(content):
    return {"role": "assistant", "content": content}


def result(content):
    return {"type": "tool_result", "tool_use_id": "t", "content": content}


@pytest.mark.parametrize(
    ("messages", "after"),
    [
        ([user("")], [user(NO_CONTENT)]),
        ([user(" \n")], [user(NO_CONTENT)]),
        ([user([])], [user(NO_CONTENT)]),
        ([user([text(""), text(" "), text("x")])], [user([text("x")])]),
        ([user([text("", **MARK)])], [user(NO_CONTENT)]),
        ([user([result("")])], [user([result(NO_CONTENT)])]),
        ([user([result(None)])], [user([result(NO_CONTENT)])]),
        ([user([result([text("")])])], [user([result(NO_CONTENT)])]),
        ([user([result([text(""), PIXEL])])], [user([result([PIXEL])])]),
        ([assistant(""), user("x")], [assistant(NO_CONTENT), user("x")]),
        # the answer to go on with
        ([user("x"), assistant("hi \n")], [user("x"), assistant("hi")]),
        ([user("x"), assistant([text("a "), text("b ")])], [user("x"), assistant([text("a "), text("b")])]),
        ([user("x"), assistant([text("a "), text(" ")])], [user("x"), assistant([text("a")])]),
        ([user("x"), assistant("")], [user("x")]),
        ([user("x"), assistant([]), assistant(" ")], [user("x")]),
        ([assistant("")], [assistant(NO_CONTENT)]),
    ],
)
def test_nothing_is_empty(sent, messages, after):
    made = sent({"messages": messages}, fill_empty=True)
    assert made.messages == after
    assert made.prepared.notes


@pytest.mark.parametrize(
    ("system", "after"),
    [("", None), (" ", None), ([], None), ([text(" ")], None), ([text(""), text("x")], [text("x")])],
)
def test_empty_system_text_goes(sent, system, after):
    assert sent({"system": system}, fill_empty=True).body.get("system") == after


@pytest.mark.parametrize(
    "messages",
    [
        [user("x "), assistant("hi "), user([text("a "), PIXEL, result("ok")])],
        [user("x"), assistant([{"type": "thinking", "thinking": "", "signature": "c2ln"}, text("hi")])],
        [user("x"), assistant([text("hi "), {"type": "tool_use", "id": "t", "name": "n", "input": {}}])],
    ],
)
def test_what_has_content_is_left_alone(sent, messages):
    assert sent({"system": "s ", "messages": messages}, fill_empty=True).untouched


def test_text_in_pieces_becomes_one_string(sent):
    made = sent(
        {
            "system": [text("one"), text("two", **MARK)],
            "messages": [
                user([text("a"), text("b")]),
                user([result([text("c"), text("d")]), text("e", **MARK)]),
            ],
        },
        flat_content=True,
    )
    assert made.body["system"] == "one\ntwo"
    assert made.messages == [user("a\nb"), user([result("c\nd"), text("e", **MARK)])]
    assert made.acts == [
        ("dropped", "..cache_control"),
        ("approximated", "system"),
        ("approximated", "messages[0].content"),
        ("approximated", "messages[1].content[0].content"),
    ]


@pytest.mark.parametrize(
    "messages", [[user("x")], [user([PIXEL, text("x")])], [user([result("x"), text("y")])]]
)
def test_what_has_no_form_as_a_string_stays(sent, messages):
    assert sent({"system": "s", "messages": messages}, flat_content=True).untouched
