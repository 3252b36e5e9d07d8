import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.sandbox.asked_gemini import GeminiAsked
from tui_router.sandbox.strict_gemini import complaint

OURS = base64.b64encode(b"sandbox-1").decode()
CALL = {"functionCall": {"name": "Bash", "args": {}}}
TOLD = {"functionResponse": {"name": "Bash", "response": {"output": "ok"}}}
TEXT = {"text": "hi"}


def user(*parts: Any) -> dict[str, Any]:
    return {"role": "user", "parts": list(parts)}


def model(*parts: Any) -> dict[str, Any]:
    return {"role": "model", "parts": list(parts)}


def said(*contents: Any, model: str = "text", **fields: Any) -> str | None:
    body = {"contents": list(contents) or [user(TEXT)], **fields}
    found = complaint(GeminiAsked("gemini", {**body, "model": model}), body)
    return found and found.message


def declared(schema: Any, name: str = "Bash", **fields: Any) -> dict[str, Any]:
    return {"tools": [{"functionDeclarations": [{"name": name, "parameters": schema, **fields}]}]}


def of(**members: Any) -> dict[str, Any]:
    return {"type": "OBJECT", "properties": members}


@pytest.mark.parametrize(
    ("contents", "fields"),
    [
        ([], {}),
        ([user(TEXT), model(TEXT, CALL), user(TOLD, TEXT)], {}),
        ([user(TEXT), model(CALL, CALL), user(TOLD, TOLD), model(TEXT), user(TEXT)], {}),
        ([user(TEXT), model({**CALL, "thoughtSignature": OURS}), user(TOLD)], {"model": "gemini-3-x"}),
        ([user(TEXT), model({"text": "", "thoughtSignature": OURS}), user(TEXT)], {}),
        ([user(TEXT), model(CALL), user(TOLD), model(TEXT), user(TEXT)], {"model": "gemini-3-x"}),
        ([], declared(of(a={"type": "ARRAY", "items": {"type": "STRING", "format": "date-time"}}))),
        ([], {"generationConfig": {"stopSequences": list("abcde"), "thinkingConfig": {"thinkingBudget": 0}}}),
    ],
)
def test_what_google_takes(contents: list[Any], fields: dict[str, Any]) -> None:
    assert said(*contents, **fields) is None


COUNTS = "number of function response parts is equal to the number of function call parts"


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ([{"role": "assistant", "parts": [TEXT]}], "valid role: user, model"),
        ([user()], "contents[0].parts: contents.parts must not be empty."),
        ([user({"text": ""})], "required oneof field 'data' must have one initialized field"),
        ([user({"thought": True})], "required oneof field 'data'"),
        ([user({"text": "a", "inlineData": {"mimeType": "image/png", "data": "aGk="}})], "already set"),
        ([user({"inlineData": {"data": "aGk="}})], "mime_type must be specified"),
        ([user({"inlineData": {"mimeType": "image/svg+xml", "data": "aGk="}})], "Unsupported MIME type"),
        ([user({"fileData": {"mimeType": "image/png"}})], "file_uri must be specified"),
        ([model(CALL), user(TOLD)], "function call turn comes immediately after a user turn"),
        ([user(TEXT), model(TEXT), model(CALL), user(TOLD)], "function call turn comes immediately"),
        ([user(TOLD)], "function response turn comes immediately after a function call turn"),
        ([user(TEXT), model(CALL, CALL), user(TOLD)], COUNTS),
        ([user(TEXT), model(CALL)], COUNTS),
        ([user(TEXT), model(CALL), user(TEXT), user(TOLD)], COUNTS),
        ([user(TEXT), model(CALL), user({"functionResponse": {"response": {}}})], "Name cannot be empty."),
        (
            [user(TEXT), model({**CALL, "thoughtSignature": "aGk="}), user(TOLD)],
            "Thought signature is not valid.",
        ),
    ],
)
def test_what_google_refuses_in_contents(contents: list[Any], words: str) -> None:
    assert words in (said(*contents) or "")


def test_the_third_generation_wants_each_step_of_the_turn_signed() -> None:
    turn = [user(TEXT), model({**CALL, "thoughtSignature": OURS}), user(TOLD), model(CALL), user(TOLD)]
    assert "missing a thought_signature" in (said(*turn, model="gemini-3-x") or "")
    assert "`default_api:Bash` , position 4" in (said(*turn, model="gemini-3-x") or "")
    assert said(*turn, model="gemini-2.5-x") is None
    skipped = {**CALL, "thoughtSignature": "skip_thought_signature_validator"}
    assert said(*turn[:3], model(skipped), user(TOLD), model="gemini-3-x") is None


@pytest.mark.parametrize("name", ["gemini-3.6-flash", "gemini-4-pro"])
def test_since_3_6_the_user_speaks_last_and_results_stand_alone(name: str) -> None:
    signed = {**CALL, "thoughtSignature": OURS}
    turn = [user(TEXT), model(signed)]
    for last in ([model(TEXT)], [user(TOLD, TEXT)], [user(TOLD), user(TEXT), model(TEXT)]):
        asked = turn + last if last[0]["role"] == "user" else [user(TEXT), *last]
        assert "ending with a model turn" in (said(*asked, model=name) or "")
        assert said(*asked, model="gemini-3.5-pro") is None
    assert said(*turn, user(TOLD), user(TEXT), model=name) is None


def test_an_id_is_given_once_in_a_content() -> None:
    call = {"functionCall": {"name": "Bash", "args": {}, "id": "a"}}
    assert "different ids" in (said(user(TEXT), model(call, call), user(TOLD, TOLD)) or "")
    other = {"functionCall": {"name": "Bash", "args": {}, "id": "b"}}
    assert said(user(TEXT), model(call, other), user(TOLD, TOLD)) is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"contents": []}, "contents is not specified"),
        ({"systemInstruction": {"parts": []}}, "system_instruction.parts"),
        ({"systemInstruction": {"parts": [{"text": ""}]}}, "system_instruction.parts[0].data"),
        ({"surprise": 1}, 'Unknown name "surprise": Cannot find field.'),
        (declared(of(), name="3d"), "Invalid function name. Must start with a letter or an underscore."),
        (declared(of(), name="a" * 65), "maximum length of 64"),
        (declared(of(), parametersJsonSchema={}), "only one of parameters and parameters_json_schema"),
        (declared({"type": "STRING"}), "schema type should be OBJECT"),
        (declared(of(a={"type": "ARRAY"})), "parameters.properties[a].items: missing field."),
        (declared(of(a={})), "parameters.properties[a].type: must be specified."),
        (declared(of(a={"type": "INTEGER", "enum": ["1"]})), "enum: only allowed for STRING type"),
        (declared(of(a={"type": "STRING", "enum": [""]})), "enum[0]: cannot be empty"),
        (declared(of(a={"type": "STRING", "format": "uri"})), "only 'enum' and 'date-time'"),
        (declared({**of(), "required": ["a"]}), "required[0]: property is not defined"),
        ({"toolConfig": {"functionCallingConfig": {"mode": "AUTO"}}}, "set without function_declarations"),
        (
            {
                **declared(of()),
                "toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["x"]}},
            },
            "not declared: x",
        ),
        (
            {**declared(of()), "toolConfig": {"functionCallingConfig": {"allowedFunctionNames": ["Bash"]}}},
            "should only be set when the function calling mode is ANY",
        ),
        ({"generationConfig": {"maxOutputTokens": 0}}, "max_output_tokens must be positive"),
        ({"generationConfig": {"temperature": 3}}, "temperature must be in the range [0.0, 2.0]"),
        ({"generationConfig": {"topK": 0}}, "top_k must be positive"),
        ({"generationConfig": {"stopSequences": list("abcdef")}}, "at most 5, but got 6"),
        (
            {"generationConfig": {"thinkingConfig": {"thinkingBudget": 1, "thinkingLevel": "LOW"}}},
            "only one of thinking budget and thinking level",
        ),
        ({"generationConfig": {"responseJsonSchema": {}}}, "only allowed when response_mime_type"),
    ],
)
def test_what_google_refuses_beside_them(fields: dict[str, Any], words: str) -> None:
    body = {"contents": [user(TEXT)], **fields}
    found = complaint(GeminiAsked("gemini", {**body, "model": "text"}), body)
    assert found is not None
    assert words in found.message


def test_a_name_is_declared_once() -> None:
    twice = {"tools": [{"functionDeclarations": [{"name": "a"}]}, {"functionDeclarations": [{"name": "a"}]}]}
    assert said(**twice) == "Duplicate function declaration found: a"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["text", "functionCall", "functionResponse", "name", "args", "type", "properties", "items"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)
parts = st.lists(anything | st.sampled_from([TEXT, CALL, TOLD]), max_size=3)
contents = st.lists(
    st.sampled_from([user, model]).flatmap(lambda side: parts.map(lambda p: side(*p))), max_size=4
)


@given(contents | anything, anything, anything)
@settings(max_examples=300, deadline=None)
def test_any_request_is_judged(given_contents: Any, schema: Any, config: Any) -> None:
    body = {"contents": given_contents, **declared(schema), "generationConfig": config}
    found = complaint(GeminiAsked("gemini", {**body, "model": "gemini-3-x"}), body)
    assert found is None or found.message
