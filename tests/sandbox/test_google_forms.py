from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.sandbox.google_forms import FORMS, violations

USER = {"role": "user", "parts": [{"text": "hi"}]}


def said(**body: Any) -> list[str]:
    return list(violations(body))


@pytest.mark.parametrize(
    "body",
    [
        {"contents": [USER], "model": "models/x"},
        {"contents": [{"parts": [{"inlineData": {"mimeType": "image/png", "data": "aGk"}}]}]},
        {"systemInstruction": {"parts": [{"text": "x"}]}, "generationConfig": {"temperature": 1, "topK": 40}},
        {"tools": [{"functionDeclarations": [{"name": "a", "parameters": {"type": "object"}}]}]},
        {"tools": [{"functionDeclarations": [{"name": "a", "parametersJsonSchema": {"$ref": "#"}}]}]},
        {"toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["a"]}}},
        {"contents": [{"parts": [{"functionCall": {"name": "a", "args": None}}]}]},
    ],
)
def test_a_right_form(body: dict[str, Any]) -> None:
    assert said(**body) == []


def schema(**members: Any) -> dict[str, Any]:
    declared = {
        "name": "a",
        "parameters": {"type": "OBJECT", "properties": {"x": {"type": "STRING"}, **members}},
    }
    return {"tools": [{"functionDeclarations": [declared]}]}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"messages": []}, 'Unknown name "messages": Cannot find field.'),
        (
            {"contents": [{"parts": [{"type": "text"}]}]},
            "\"type\" at 'contents[0].parts[0]': Cannot find field.",
        ),
        (
            schema(y={"const": 1}),
            "\"const\" at 'tools[0].function_declarations[0].parameters.properties[1].value': Cannot find field.",
        ),
        (schema(y={"type": ["STRING", "NULL"]}), "Proto field is not repeating, cannot start list."),
        (schema(y={"type": "STRING", "enum": [1]}), "enum[0]' (TYPE_STRING), 1"),
        (schema(y={"type": "text"}), 'Type), "text"'),
        (
            {"generationConfig": {"maxOutputTokens": "many"}},
            "'generation_config.max_output_tokens' (TYPE_INT32)",
        ),
        ({"generationConfig": {"temperature": True}}, "(TYPE_DOUBLE), True"),
        ({"contents": [{"parts": [{"inlineData": {"data": "%%%"}}]}]}, "Base64 decoding failed"),
        (
            {"contents": [{"parts": [{"functionResponse": {"response": "hi"}}]}]},
            "'contents[0].parts[0].function_response.response' (type.googleapis.com/google.protobuf.Struct), \"hi\"",
        ),
        ({"contents": ["hi"]}, "v1beta.Content"),
        ({"toolConfig": {"functionCallingConfig": {"mode": "required"}}}, "FunctionCallingConfig.Mode"),
    ],
)
def test_a_wrong_form_is_told_with_its_place(body: dict[str, Any], words: str) -> None:
    assert any(words in told for told in said(**body)), said(**body)


def test_all_of_it_at_once() -> None:
    assert len(said(a=1, b=2, contents=[{"c": 3}])) == 3


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([n for form in FORMS.values() for n in form]), inner, max_size=3)
    ),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(list(FORMS["Request"])), anything))
@settings(max_examples=300, deadline=None)
def test_any_body_is_read(body: dict[str, Any]) -> None:
    assert all(told for told in violations(body))
