import pytest


def use(name="t1", **more):
    return {"type": "tool_use", "id": name, "name": "Bash", "input": {}, **more}


def result(name="t1", content="ok", **more):
    return {"type": "tool_result", "tool_use_id": name, "content": content, **more}


def text(said):
    return {"type": "text", "text": said}


def user(*blocks):
    return {"role": "user", "content": list(blocks)}


def assistant(*blocks):
    return {"role": "assistant", "content": list(blocks)}


def missing(name="t1"):
    return result(name, "(no result)", is_error=True)


GO = {"role": "user", "content": "go"}
SYSTEM = {"role": "system", "content": "s"}
ORPHAN = text("[result of an earlier tool call]")
IMAGE = {"type": "image", "source": {"type": "url", "url": "u"}}

GOOD = [
    [],
    [GO],
    [GO, assistant(use()), user(result(), text("and"))],
    [GO, assistant(use("a"), use("b")), user(result("b"), result("a"))],
    [GO, assistant(use("a")), assistant(use("b")), user(result("a"), result("b")), user(text("on"))],
    [GO, assistant(text("x"), use()), user(result()), SYSTEM, assistant(use("t2")), user(result("t2"))],
]


@pytest.mark.parametrize("messages", GOOD)
def test_what_is_paired_stays(sent, messages):
    assert sent({"messages": messages}, mend_pairs=True).untouched


BAD = [
    # a missing result
    ([GO, assistant(use())], [GO, assistant(use()), user(missing())]),
    ([GO, assistant(use()), GO], [GO, assistant(use()), user(missing(), text("go"))]),
    (
        [GO, assistant(use("a"), use("b")), user(result("b"))],
        [GO, assistant(use("a"), use("b")), user(missing("a"), result("b"))],
    ),
    (
        [GO, assistant(use()), SYSTEM, assistant(text("x"))],
        [GO, assistant(use()), user(missing()), SYSTEM, assistant(text("x"))],
    ),
    # a result that does not come first
    ([assistant(use()), user(text("and"), result())], [assistant(use()), user(result(), text("and"))]),
    (
        [assistant(use("a"), use("b")), user(result("a")), user(result("b"), text("x"))],
        [assistant(use("a"), use("b")), user(result("a"), result("b")), user(text("x"))],
    ),
    # a result that comes too late
    (
        [assistant(use()), GO, assistant(text("x")), user(result())],
        [assistant(use()), user(result(), text("go")), assistant(text("x"))],
    ),
    (
        [assistant(use()), SYSTEM, user(result(), text("x"))],
        [assistant(use()), user(result()), SYSTEM, user(text("x"))],
    ),
    # a result without a call
    ([user(result("gone", "said"))], [user(ORPHAN, text("said"))]),
    ([user(result("gone", [text("said"), IMAGE]))], [user(ORPHAN, text("said"), IMAGE)]),
    ([user(result("gone", None), text("x"))], [user(ORPHAN, text("x"))]),
    ([user(result()), assistant(use())], [user(ORPHAN, text("ok")), assistant(use()), user(missing())]),
    # two results for one call
    (
        [assistant(use()), user(result(), result(content="again"), text("x"))],
        [assistant(use()), user(result(), text("x"))],
    ),
    ([assistant(use()), user(result()), assistant(text("x")), user(result())],
     [assistant(use()), user(result()), assistant(text("x"))]),
    # one id for two calls
    (
        [assistant(use()), user(result()), assistant(use()), user(result(content="two"))],
        [assistant(use()), user(result()), assistant(use("t1_2")), user(result("t1_2", "two"))],
    ),
    ([assistant(use(), use()), user(result(), result())],
     [assistant(use(), use("t1_2")), user(result(), result("t1_2"))]),
    ([assistant(use("")), user(result(""))], [assistant(use("call")), user(result("call"))]),
    # a call nobody made
    ([user(use(), text("x"))], [user(text("[called Bash with {}]"), text("x"))]),
]  # fmt: skip


@pytest.mark.parametrize(("messages", "after"), BAD)
def test_pairs_are_mended(sent, messages, after):
    made = sent({"messages": messages}, mend_pairs=True)
    assert made.messages == after
    assert made.prepared.notes


def test_what_was_done_is_told(sent):
    made = sent(
        {"messages": [assistant(use("a"), use("b")), GO, user(result("a"), result("gone"))]}, mend_pairs=True
    )
    assert sorted(made.acts) == [
        ("added", "messages[0].content[1]"),
        ("approximated", "messages[2].content[1]"),
        ("moved", "messages[2].content[0]"),
    ]


def test_a_mark_stays_behind_what_it_marked(sent):
    mark = {"type": "ephemeral"}
    made = sent({"messages": [user(result("gone", "said", cache_control=mark))]}, mend_pairs=True)
    assert made.messages == [user(ORPHAN, {**text("said"), "cache_control": mark})]


def test_results_of_a_call_that_stand_in_an_answer_lose_their_images(sent):
    made = sent({"messages": [assistant(result("gone", [IMAGE]))]}, mend_pairs=True)
    assert [block["type"] for block in made.messages[0]["content"]] == ["text", "text"]


def test_other_members_and_numbers_survive(call, sent):
    held = use(input={"n": 1.50}, caller={"type": "direct"})
    made = sent({"messages": [assistant(held), GO]}, mend_pairs=True)
    assert made.messages[0] == assistant(held)
    assert b'{"n": 1.5}' in made.prepared.body
