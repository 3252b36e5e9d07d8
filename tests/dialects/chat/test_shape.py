import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.dialects.chat.shape import BEGIN, NEXT, NOTHING, USER_SAYS, fill_empty, merge_roles
from tui_router.dialects.ledger import Ledger
from tui_router.sandbox.strict import complaint

IMAGE = {"type": "image_url", "image_url": {"url": "u"}}


def text(said):
    return {"type": "text", "text": said}


def system(content="s"):
    return {"role": "system", "content": content}


def user(content="u"):
    return {"role": "user", "content": content}


def said(content="a", **more):
    return {"role": "assistant", "content": content, **more}


def calling(*ids, content=None):
    calls = [{"id": id, "type": "function", "function": {"name": "B", "arguments": "{}"}} for id in ids]
    return said(content, tool_calls=calls)


def result(id, content="r"):
    return {"role": "tool", "tool_call_id": id, "content": content}


def filled(*messages):
    ledger = Ledger()
    return fill_empty(copy.deepcopy(list(messages)), ledger), [note.act for note in ledger.notes()]


def merged(*messages):
    ledger = Ledger()
    return merge_roles(copy.deepcopy(list(messages)), ledger), [note.act for note in ledger.notes()]


@pytest.mark.parametrize(
    ("messages", "out", "acts"),
    [
        ([user(), calling("x"), result("x")], [user(), calling("x", content=""), result("x")], ["repaired"]),
        ([user(), calling("x", content=""), result("x")], [user(), calling("x", content=""), result("x")], []),
        ([user(), calling("x", content=" "), result("x")], [user(), calling("x", content=""), result("x")], ["repaired"]),
        ([user(), said("")], [user()], ["dropped"]),
        ([user(), said(" \n"), user()], [user(), said(NOTHING), user()], ["added"]),
        ([user(""), said()], [user(NOTHING), said()], ["added"]),
        ([user("")], [user(NOTHING)], ["added"]),
        ([user(), said(), user("")], [user(), said(), user(NOTHING)], ["added"]),
        ([system(" "), user()], [user()], ["dropped"]),
        ([user(), calling("x"), result("x", " "), user(""), said()], [user(), calling("x", content=""), result("x", NOTHING), said()], ["repaired", "added", "dropped"]),
        ([user([text(""), IMAGE])], [user([IMAGE])], ["dropped"]),
        ([user([text("")]), said()], [user(NOTHING), said()], ["dropped", "added"]),
    ],
)  # fmt: skip
def test_nothing_is_empty(messages, out, acts):
    assert filled(*messages) == (out, acts)


@pytest.mark.parametrize(
    ("messages", "out", "acts"),
    [
        ([system(), user(), said(), user()], [system(), user(), said(), user()], []),
        ([user(), calling("x", "y"), result("x"), result("y"), said()], [user(), calling("x", "y"), result("x"), result("y"), said()], []),
        ([user("a"), user("b")], [user("a\n\nb")], ["moved"]),
        ([user("a"), user([IMAGE])], [user([text("a"), IMAGE])], ["moved"]),
        ([user(), said("a"), said("b")], [user(), said("a\n\nb")], ["moved"]),
        ([user(), said("a"), calling("x"), result("x")], [user(), calling("x", content="a"), result("x")], ["moved"]),
        ([user(), said(""), calling("x"), result("x")], [user(), calling("x"), result("x")], ["moved"]),
        ([user(), said("a", reasoning="1"), said("b", reasoning="2")], [user(), said("a\n\nb", reasoning="1\n2")], ["moved"]),
        ([said()], [user(BEGIN), said()], ["added"]),
        ([system(), calling("x"), result("x")], [system(), user(BEGIN), calling("x"), result("x")], ["added"]),
        ([system()], [system(), user(BEGIN)], ["added"]),
        ([], [user(BEGIN)], ["added"]),
        ([user(), calling("x"), result("x", "r"), user("stop")], [user(), calling("x"), result("x", f"r\n\n{USER_SAYS}\nstop")], ["moved"]),
        ([user(), calling("x"), result("x", "r"), user("")], [user(), calling("x"), result("x", "r")], []),
        ([user(), calling("x"), result("x"), user([IMAGE])], [user(), calling("x"), result("x"), said(NEXT), user([IMAGE])], ["added"]),
    ],
)  # fmt: skip
def test_each_side_in_turn(messages, out, acts):
    assert merged(*messages) == (out, acts)


CONTENT = st.sampled_from(["", " ", "a"])
ROUNDS = st.one_of(
    CONTENT.map(lambda content: [user(content)]),
    st.lists(st.sampled_from([text(""), text("a"), IMAGE]), min_size=1).map(
        lambda parts: [user([*parts, IMAGE])]
    ),
    CONTENT.map(lambda content: [said(content)]),
    st.tuples(st.none() | CONTENT, st.integers(1, 3)).map(
        lambda told: [calling(*"xyz"[: told[1]], content=told[0]), *(result(id) for id in "xyz"[: told[1]])]
    ),
)
TALKS = st.lists(ROUNDS, max_size=7).map(lambda rounds: [message for round in rounds for message in round])


def in_turn(messages):
    """As chat templates count: the results of tools are on the user's side."""
    sides = ["user" if message["role"] in ("user", "tool") else message["role"] for message in messages]
    results = [at for at, message in enumerate(messages) if message["role"] == "tool"]
    return [side for at, side in enumerate(sides) if not (at in results and at - 1 in results)]


@given(TALKS, st.booleans())
def test_whatever_was_said_alternates_afterwards(messages, led):
    out, _ = merged(*([system()] if led else []), *messages)
    sides = in_turn(out)
    assert sides[: led + 1] == (["system"] if led else []) + ["user"]
    assert all(one != other for one, other in zip(sides[led:], sides[led + 1 :], strict=False))
    assert complaint({"messages": out}) is None
    assert merged(*out) == (out, [])


@given(TALKS, st.booleans())
def test_whatever_was_said_has_content_afterwards(messages, first):
    messages = merged(*messages)[0] if first else messages
    out, _ = filled(*messages)
    for message in out:
        content = message["content"]
        assert content is not None
        if isinstance(content, str):
            assert content.strip() or (message.get("tool_calls") and content == "")
        else:
            assert content
            assert all(part["type"] != "text" or part["text"].strip() for part in content)
    assert out or not [message for message in messages if message["role"] != "assistant"]
    assert filled(*out) == (out, [])
    if first:
        assert merged(*out) == (out, [])
