import json

import pytest
from msgspec import Raw

from tui_router.dialects.chat.callreading import NoCall, Tools, Unfinished, mark, read_value, skip, until

TOOLS = Tools(
    {
        "Read": Raw(b'{"properties":{"path":{"type":"string"},"limit":{}},"required":["path"]}'),
        "Odd": Raw(b'{"required":"path","properties":[]}'),
        "Worse": Raw(b"not json"),
    }
)


def test_a_call_has_what_its_tool_needs():
    call = TOOLS.written("Read", {"path": "é"}, "id")
    assert (call.name, json.loads(call.arguments), call.id) == ("Read", {"path": "é"}, "id")
    for name in ("Odd", "Worse"):
        assert TOOLS.written(name, {}).arguments == "{}"


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("Read", {}),
        ("Read", {"file": "a"}),
        ("Read", ["path"]),
        ("Read", "path"),
        ("read", {"path": "a"}),
        ("Odd", {"a": float("nan")}),
    ],
)
def test_what_cannot_be_meant_is_no_call(name, given):
    with pytest.raises(NoCall):
        TOOLS.written(name, given)


def test_a_value_is_text_or_json():
    assert TOOLS.value("Read", "path", "5") == "5"
    assert [TOOLS.value(name, "limit", " 5\n") for name in ("Read", "Odd", "Worse")] == [5, 5, 5]
    assert TOOLS.value("Read", "limit", "five") == "five"


def test_names_are_known_from_their_beginning():
    assert TOOLS.begins("Re")
    assert not TOOLS.begins("re")


def test_space_between_marks_has_an_end():
    assert skip("a  b", 1) == 3
    with pytest.raises(NoCall):
        skip(" " * 65, 0)


def test_a_mark_may_not_be_whole_yet():
    assert mark("<tool>", 0, "<tool>")
    assert not mark("<taxi", 0, "<tool>")
    with pytest.raises(Unfinished):
        mark("<to", 0, "<tool>")


def test_until_a_word():
    assert until("a<b>c", 0, "<b>") == ("a", 4)
    with pytest.raises(Unfinished):
        until("a<b", 0, "<b>")


@pytest.mark.parametrize("text", ["{", "[" * 100_000, "nothing"])
def test_json_that_is_not_whole_may_become_so(text):
    assert read_value('{"a": "\n"} rest', 0) == ({"a": "\n"}, 10)
    with pytest.raises(Unfinished):
        read_value(text, 0)
