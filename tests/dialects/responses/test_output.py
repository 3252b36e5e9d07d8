import pytest

SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
WANTED = {"output_config": {"format": {"type": "json_schema", "schema": SCHEMA}}, "system": "S"}


def test_the_schema_has_its_place(ask):
    body, _ = ask(WANTED)
    assert body["text"] == {
        "format": {"type": "json_schema", "name": "structured_output", "schema": SCHEMA, "strict": True}
    }
    assert body["instructions"] == "S"


@pytest.mark.parametrize(
    "quirks", [{"json_schema": False}, {"drop": ["text"]}, {"drop": ["text.format.schema"]}]
)
def test_else_it_is_told_in_words(ask, quirks):
    body, notes = ask(WANTED, quirks=quirks)
    assert "text" not in body
    assert '"additionalProperties"' in body["instructions"]
    assert [note.act for note in notes if note.path == "output_config.format"] == ["approximated"]
