import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui_router.dialects.ledger import Ledger
from tui_router.dialects.responses.drop import drop_members, parse, refuses

TOOLS = b'[{"type":"function","name":"A","parameters":{"type":"object"},"strict":false}]'


def body(**more):
    return {
        "model": "m",
        "instructions": "S",
        "input": [
            {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "g"},
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hi"}]},
        ],
        "tools": Raw(TOOLS),
        "tool_choice": "auto",
        "text": {"format": {"type": "json_schema", "name": "n", "schema": {}, "strict": True}},
        "reasoning": {"effort": "low", "summary": "auto"},
        "max_output_tokens": 99,
        "stream": True,
        **more,
    }


def sent(*names, **more):
    made, ledger = body(**more), Ledger()
    drop_members(made, names, ledger)
    return made, ledger.notes()


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("temperature", ("temperature",)),
        ("body.text.verbosity", ("text", "verbosity")),
        ("input[3].id", ("input", "*", "id")),
        ("input.0.content.1.detail", ("input", "*", "content", "*", "detail")),
        ("tools[0].strict", ("tools", "*", "strict")),
        ("maxOutputTokens", ("max_output_tokens",)),
        ("text.format.schema.properties", ("text", "format")),
        ("text.format.strict", ("text", "format", "strict")),
        ("model", ()),
        ("input[0].content[0].text", ()),
        ("input[2].call_id", ()),
        ("tools[0].parameters", ()),
        ("", ()),
        ("a." * 100, ()),
    ],
)
def test_names_as_upstreams_spell_them(name, path):
    assert parse(name) == path


@pytest.mark.parametrize(
    ("name", "gone"),
    [
        ("max_output_tokens", {"max_output_tokens"}),
        ("reasoning", {"reasoning"}),
        ("text.format", {"text"}),
        ("tools", {"tools", "tool_choice"}),
        ("stream", set()),
        ("model", set()),
        ("nothing", set()),
    ],
)
def test_a_member_goes(name, gone):
    made, notes = sent(name)
    assert body().keys() - made.keys() == gone
    assert bool(notes) is bool(gone)


def test_members_inside_go_everywhere():
    made, notes = sent("reasoning.summary", "input[0].id", "tools.0.strict", "text.format.strict")
    assert made["reasoning"] == {"effort": "low"}
    assert "id" not in made["input"][0]
    assert bytes(made["tools"]) == b'[{"type":"function","name":"A","parameters":{"type":"object"}}]'
    assert "strict" not in made["text"]["format"]
    assert [(note.path, note.reason) for note in notes] == [
        ("thinking", "the target refuses reasoning.summary"),
        ("input[*].id", "the target refuses input[*].id"),
        ("tools[*].strict", "the target refuses tools[*].strict"),
        ("output_config.format", "the target refuses text.format.strict"),
    ]


def test_what_is_not_streamed_need_not_be_said():
    assert "stream" not in sent("stream", "stream", stream=False)[0]


def test_what_is_refused_at_the_top():
    assert refuses(("body.temperature",), "temperature")
    assert not refuses(("text.verbosity",), "verbosity")


STEPS = st.sampled_from(
    ["body", "input", "tools", "0", "*", "role", "content", "text", "format", "id", "strict"]
)


@given(st.lists(st.lists(STEPS, max_size=5).map(".".join) | st.text(max_size=20), max_size=4))
def test_what_is_needed_stays(names):
    made, _ = sent(*names)
    assert made["model"] == "m"
    assert made["input"][1]["content"] == [{"type": "input_text", "text": "hi"}]
    assert made["input"][0]["encrypted_content"] == "g"
