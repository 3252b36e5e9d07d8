import pytest

from tui_router.dialects.gemini.config import add_format, add_limits
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.sampling import COOL

FORMAT = {"output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}}}


def limits(call, model="gemini-3.5-flash"):
    config, ledger = {}, Ledger()
    add_limits(call, model, config, ledger)
    return config, ledger.notes()


@pytest.mark.parametrize(
    ("asked", "temperature", "acts"),
    [({}, COOL, ["added"]), ({"temperature": 0.1}, 0.1, []), ({"temperature": 1}, COOL, ["clamped"])],
)
def test_after_a_call_that_went_wrong_it_is_cooler(make_call, asked, temperature, acts):
    config, notes = limits(make_call(asked, dialect="gemini", quirks={"safe_generation": True}))
    assert config == {"temperature": temperature}
    assert [note.act for note in notes] == acts


def test_not_where_temperature_is_refused(make_call):
    quirks = {"safe_generation": True, "drop": ["generation_config.temperature"]}
    assert limits(make_call(dialect="gemini", quirks=quirks)) == ({}, [])


@pytest.mark.parametrize("quirks", [{}, {"safe_generation": True}])
def test_a_model_that_draws_by_itself_is_not_told_how(make_call, quirks):
    asked = {"temperature": 0.5, "top_p": 0.9, "top_k": 40}
    config, notes = limits(make_call(asked, dialect="gemini", quirks=quirks), "gemini-3.8-flash")
    assert config == {}
    assert [(note.act, note.path, note.before) for note in notes] == [
        ("dropped", "temperature", "0.5"),
        ("dropped", "top_p", "0.9"),
        ("dropped", "top_k", "40"),
    ]


def test_no_stops_where_there_is_no_field(make_call):
    config, notes = limits(make_call({"stop_sequences": ["a"]}, dialect="gemini", quirks={"max_stop": 0}))
    assert config == {}
    assert [note.act for note in notes] == ["dropped"]


@pytest.mark.parametrize(
    ("model", "tools", "quirks", "words"),
    [
        ("gemini-3.8-flash", True, {}, False),
        ("gemini-2.5-pro", False, {}, False),
        ("gemini-2.5-pro", True, {}, True),
        ("gemini-3.8-flash", False, {"json_schema": False}, True),
        ("gemini-3.8-flash", False, {"drop": ["response_json_schema"]}, True),
    ],
)
def test_a_schema_goes_into_its_field_or_into_words(make_call, model, tools, quirks, words):
    config = {}
    call = make_call(FORMAT, dialect="gemini", model=model, quirks=quirks)
    said = add_format(call, model, config, Ledger(), tools=tools)
    assert bool(said) is words
    assert ("responseJsonSchema" in config) is not words
