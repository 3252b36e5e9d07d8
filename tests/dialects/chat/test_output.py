import pytest

from tui_router.dialects.chat.output import add_format
from tui_router.dialects.ledger import Ledger

CLOSED = {
    "type": "object",
    "properties": {"a": {"type": "string"}},
    "required": ["a"],
    "additionalProperties": False,
}


def told(call):
    body, ledger = {}, Ledger()
    words = add_format(call, body, ledger)
    return body.get("response_format"), words, [note.act for note in ledger.notes()]


def asked(make_call, schema, **more):
    return make_call({"output_config": {"format": {"type": "json_schema", "schema": schema}}}, **more)


@pytest.mark.parametrize(
    ("schema", "strict"),
    [
        (CLOSED, True),
        ({**CLOSED, "required": []}, False),
        ({**CLOSED, "additionalProperties": True}, False),
        ({**CLOSED, "properties": {"a": {"type": "object"}}}, False),
        ({**CLOSED, "properties": {"a": {"anyOf": [CLOSED, {"type": "null"}]}}}, True),
        ({**CLOSED, "properties": {"a": {"type": "array", "items": {**CLOSED, "required": []}}}}, False),
        ({**CLOSED, "properties": []}, False),
    ],
)
def test_is_strict_only_where_the_schema_keeps_the_rules(make_call, schema, strict):
    sent, words, acts = told(asked(make_call, schema))
    assert sent["json_schema"]["strict"] is strict
    assert sent["json_schema"]["name"] == "structured_output"
    assert words == ""
    assert acts == ["renamed"]


@pytest.mark.parametrize(
    "quirks",
    [{"json_schema": False}, {"drop": ("response_format",)}, {"drop": ("body.response_format.type",)}],
)
def test_asks_in_words_where_there_is_no_field(make_call, quirks):
    sent, words, acts = told(asked(make_call, CLOSED, quirks=quirks))
    assert sent is None
    assert '"required"' in words
    assert acts == ["approximated"]


def test_the_older_member_means_the_same(make_call):
    sent, _, _ = told(make_call({"output_format": {"type": "json_schema", "schema": CLOSED}}))
    assert sent["type"] == "json_schema"


def test_names_what_it_cannot_say(make_call):
    assert told(make_call({"output_config": {"format": {"type": "grammar"}}})) == (None, "", ["dropped"])
    assert told(asked(make_call, []))[2] == ["dropped"]
    assert told(make_call()) == (None, "", [])
