import pytest

from tui_router.dialects.choice import choose, one_at_a_time
from tui_router.dialects.ledger import Ledger
from tui_router.messages.request import ToolChoice


def chosen(choice, form="all"):
    body, ledger = {}, Ledger()
    offered = {"A": {"one": "a"}}
    choose(choice, form, body, offered.get, ledger)
    return body.get("tool_choice"), [note.act for note in ledger.notes()]


@pytest.mark.parametrize(
    ("choice", "form", "sent", "acts"),
    [
        (ToolChoice("auto"), "all", "auto", []),
        (ToolChoice("none"), "auto", "none", []),
        (ToolChoice("any"), "all", "required", ["renamed"]),
        (ToolChoice("any"), "auto", "auto", ["approximated"]),
        (ToolChoice("tool", name="A"), "all", {"one": "a"}, []),
        (ToolChoice("tool", name="A"), "auto_required", "required", ["approximated"]),
        (ToolChoice("tool", name="A"), "none", None, ["dropped"]),
        (ToolChoice("tool", name="B"), "all", None, ["dropped"]),
        (ToolChoice("whatever"), "all", None, ["dropped"]),
    ],
)
def test_a_choice_in_the_words_that_the_target_takes(choice, form, sent, acts):
    assert chosen(choice, form) == (sent, acts)


@pytest.mark.parametrize(
    ("known", "body", "act"), [(True, {"parallel_tool_calls": False}, "renamed"), (False, {}, "dropped")]
)
def test_one_call_at_a_time(known, body, act):
    sent, ledger = {}, Ledger()
    one_at_a_time(sent, ledger, known=known)
    assert (sent, [note.act for note in ledger.notes()]) == (body, [act])
