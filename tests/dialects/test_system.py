import pytest
from msgspec import Raw

from tui_router.dialects.ledger import Ledger
from tui_router.dialects.pairs import lay_out
from tui_router.dialects.system import fold, top_text
from tui_router.messages.blocks import ImageBlock, ImageSource, TextBlock, UnknownBlock
from tui_router.messages.request import Message


@pytest.mark.parametrize(
    ("system", "kept"),
    [
        (None, []),
        ("Be short.", ["Be short."]),
        ("x-anthropic-billing-header: cc_version=2;\nBe short.", ["Be short."]),
        ("x-anthropic-billing-header: cc_version=2;", []),
        (
            [
                {"type": "text", "text": "X-Anthropic-Billing-Header: a"},
                {"type": "text", "text": "Be short."},
            ],
            ["Be short."],
        ),
        (
            [{"type": "text", "text": "About x-anthropic-billing-header: a"}],
            ["About x-anthropic-billing-header: a"],
        ),
        ([{"type": "text", "text": " "}], []),
    ],
)
def test_takes_the_text_without_the_billing_line(make_call, system, kept):
    assert top_text(make_call({"system": system}).request, Ledger()) == kept


def folded(*messages, anywhere=False):
    ledger = Ledger()
    first, turns = fold(lay_out([Message(*message) for message in messages]), ledger, anywhere=anywhere)
    told = [(turn.role, [placed.block.text for placed in turn.blocks]) for turn in turns]
    return first, told, [note.act for note in ledger.notes()]


def test_a_first_system_message_joins_the_system_text():
    assert folded(("system", "a"), ("system", [TextBlock("b")]), ("user", "c")) == (
        ["a", "b"],
        [("user", ["c"])],
        ["moved"],
    )


def test_a_later_one_becomes_a_reminder_in_the_user_s_turn():
    first, told, acts = folded(
        ("user", "a"), ("system", "b"), ("user", "c"), ("assistant", "d"), ("system", "e")
    )
    assert first == []
    assert told == [
        ("user", ["a", "<system-reminder>\nb\n</system-reminder>", "c"]),
        ("assistant", ["d"]),
        ("user", ["<system-reminder>\ne\n</system-reminder>"]),
    ]
    assert acts == ["moved"]


def test_a_reminder_is_wrapped_once():
    assert folded(("user", "a"), ("system", "<system-reminder>b</system-reminder>"))[1] == [
        ("user", ["a", "<system-reminder>b</system-reminder>"])
    ]


def test_stays_where_the_target_takes_it():
    assert folded(("user", "a"), ("system", "b"), anywhere=True)[1] == [("user", ["a"]), ("system", ["b"])]


def test_an_empty_one_is_nothing():
    assert folded(("user", "a"), ("system", " "), ("user", "b"))[1] == [("user", ["a", "b"])]
    assert folded(("system", []), ("user", "b"))[1] == [("user", ["b"])]


def test_a_foreign_role_gets_the_nearest():
    assert folded(("developer", "a"), ("user", "b"), ("critic", "c")) == (
        ["a"],
        [("user", ["b", "c"])],
        ["approximated", "approximated", "moved"],
    )


@pytest.mark.parametrize(("before", "act"), [([], ["moved"]), ([("user", "a")], ["moved"])])
def test_what_is_no_text_in_a_system_message_is_named(before, act):
    added = UnknownBlock("tool_addition", Raw(b'{"type":"tool_addition"}'))
    shown = ImageBlock(ImageSource("url", url="http://h"))
    ledger = Ledger()
    messages = [Message(*each) for each in before] + [Message("system", [TextBlock("s"), added, shown])]
    first, turns = fold(lay_out(messages), ledger, anywhere=False)
    assert "s" in "".join(first + [placed.block.text for turn in turns for placed in turn.blocks])
    notes = [note for note in ledger.notes() if note.act == "dropped"]
    at = len(before)
    assert [(note.path, note.before) for note in notes] == [
        (f"messages[{at}].content[1]", "tool_addition"),
        (f"messages[{at}].content[2]", "image"),
    ]
    assert "offered" in notes[0].reason
    assert [note.act for note in ledger.notes() if note.act != "dropped"] == act
