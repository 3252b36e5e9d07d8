import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.replay.fields import (
    FieldFault,
    changes,
    check_json,
    encoded,
    pretty,
    read_request,
    texts,
)

REQUEST = {
    "model": "claude-sonnet-5-5",
    "max_tokens": 32_000,
    "stream": True,
    "system": [
        {"type": "text", "text": "You are an agent.", "cache_control": {"type": "ephemeral"}},
        {"type": "text", "text": "second"},
    ],
    "tools": [{"name": "Read"}, {"name": "Bash"}],
    "messages": [
        {"role": "user", "content": "first"},
        {"role": "assistant", "content": "yes"},
        {"role": "user", "content": [{"type": "tool_result"}, {"type": "text", "text": "go on"}]},
        {"role": "assistant", "content": "done"},
    ],
    "thinking": {"type": "enabled", "budget_tokens": 2_048},
    "tool_choice": {"type": "tool", "name": "Read", "disable_parallel_tool_use": True},
}


def test_fields_read_as_people_write_them():
    assert texts(REQUEST) == {
        "model": "claude-sonnet-5-5",
        "max_tokens": "32000",
        "temperature": "",
        "top_p": "",
        "stream": "yes",
        "thinking": "2048",
        "tool_choice": "Read",
        "system": "You are an agent.",
        "last user text": "go on",
    }
    assert texts({"messages": 7, "system": 8, "thinking": [], "tool_choice": 1})["thinking"] == "off"


@pytest.mark.parametrize(
    ("name", "text", "key", "value"),
    [
        ("model", " haiku ", "model", "haiku"),
        ("max_tokens", "8,192", "max_tokens", 8_192),
        ("temperature", "0.2", "temperature", 0.2),
        ("top_p", "1", "top_p", 1.0),
        ("stream", "no", "stream", False),
        ("thinking", "off", "thinking", None),
        ("thinking", "adaptive", "thinking", {"type": "adaptive"}),
        ("thinking", "4,096", "thinking", {"type": "enabled", "budget_tokens": 4_096}),
        ("tool_choice", "", "tool_choice", None),
        ("tool_choice", "any", "tool_choice", {"type": "any", "disable_parallel_tool_use": True}),
        ("tool_choice", "none", "tool_choice", {"type": "none"}),
        (
            "tool_choice",
            "Bash",
            "tool_choice",
            {"type": "tool", "name": "Bash", "disable_parallel_tool_use": True},
        ),
    ],
)
def test_only_what_changed_is_in_the_patch(name, text, key, value):
    assert changes(REQUEST, {**texts(REQUEST), name: text}) == ({key: value}, {})


def test_nothing_typed_is_no_change():
    assert changes(REQUEST, texts(REQUEST)) == ({}, {})


def test_the_first_text_of_the_system_prompt_keeps_its_place_and_its_mark():
    patch, _ = changes(REQUEST, {"system": "Other."})
    assert patch["system"] == [{**REQUEST["system"][0], "text": "Other."}, REQUEST["system"][1]]
    assert changes({"system": "plain"}, {"system": "new"})[0] == {"system": "new"}


def test_the_text_said_last_is_changed_and_nothing_else_of_the_messages():
    patch, _ = changes(REQUEST, {"last user text": "stop"})
    assert patch["messages"][2]["content"][1]["text"] == "stop"
    assert [*patch["messages"][:2], patch["messages"][3]] == [
        *REQUEST["messages"][:2],
        REQUEST["messages"][3],
    ]
    assert REQUEST["messages"][2]["content"][1]["text"] == "go on"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("model", " "),
        ("max_tokens", ""),
        ("max_tokens", "0"),
        ("max_tokens", "many"),
        ("max_tokens", "9" * 5_000),
        ("max_tokens", "²"),
        ("temperature", "3"),
        ("temperature", "nan"),
        ("top_p", "warm"),
        ("stream", "maybe"),
        ("thinking", "1000"),
        ("thinking", "64000"),
        ("tool_choice", "Write"),
        ("last user text", "  "),
    ],
)
def test_what_cannot_be_is_said_at_its_field(name, text):
    _, wrong = changes(REQUEST, {**texts(REQUEST), name: text})
    assert list(wrong) == [name]
    assert wrong[name]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
)
FIELDS = ["model", "max_tokens", "system", "messages", "thinking", "tool_choice", "tools", "stream", "top_p"]


@given(
    st.dictionaries(st.sampled_from(FIELDS), VALUES), st.sampled_from([*texts(REQUEST)]), st.text(max_size=20)
)
def test_any_request_and_any_typing_are_read(value, name, text):
    before = texts(value)
    assert changes(value, before) == ({}, {}) or "thinking" in changes(value, before)[1]
    changes(value, {**before, name: text})


def test_what_is_no_object_has_no_fields():
    for body in (b"", b"[]", b"{", b"7"):
        with pytest.raises(FieldFault, match="no JSON object"):
            read_request(body)
    assert read_request(encoded(REQUEST)) == REQUEST


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": 1}', None),
        ('{\n  "a": 1,\n}', (3, 1)),
        ('{"a" 1}', (1, 6)),
        ("[]", (1, 1)),
        ("", (1, 1)),
        ('{"a": NaN}', (1, 1)),
        ("[" * 100_000, (1, 1)),
    ],
)
def test_a_mistake_is_shown_where_it_is(text, place):
    found = check_json(text)
    assert (found and (found.line, found.column)) == place


def test_a_request_is_laid_out_to_be_read_and_stays_what_it_is():
    body = b'{"a":"\\ud800","b":[1,2],"c":"\xc3\xa9"}'
    text = pretty(body)
    assert text.splitlines()[0] == "{"
    assert json.loads(text) == json.loads(body)
    text.encode()
    assert pretty(b"no json \xff") == "no json \ufffd"
