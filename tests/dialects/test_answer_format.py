import json

import pytest

from tui_router.dialects.answer_format import asked_format
from tui_router.dialects.ledger import Ledger

CLOSED = {
    "type": "object",
    "properties": {"a": {"type": "string"}},
    "required": ["a"],
    "additionalProperties": False,
}


def asked(make_call, format_):
    ledger = Ledger()
    return asked_format(make_call({"output_config": {"format": format_}}).request, ledger), ledger.notes()


@pytest.mark.parametrize(("schema", "strict"), [(CLOSED, True), ({**CLOSED, "required": []}, False)])
def test_a_schema_comes_with_its_name_and_whether_it_is_strict(make_call, schema, strict):
    found, notes = asked(make_call, {"type": "json_schema", "schema": schema})
    assert (found.name, json.loads(bytes(found.schema)), found.strict) == (
        "structured_output",
        schema,
        strict,
    )
    assert json.dumps(schema).replace(" ", "") in found.words.replace(" ", "")
    assert notes == []


def test_a_format_without_a_counterpart_is_noted(make_call):
    found, notes = asked(make_call, {"type": "grammar", "schema": {}})
    assert found is None
    assert [(note.act, note.before) for note in notes] == [("dropped", "grammar")]


def test_no_format_is_none(make_call):
    assert asked_format(make_call().request, Ledger()) is None
