from typing import Any

import pytest

from tui_router.sandbox.asked_responses import ResponsesAsked
from tui_router.sandbox.strict_items import items

USER = {"role": "user", "content": "hello"}
SAID = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "hi"}]}
CALL = {"type": "function_call", "call_id": "call_1", "name": "Bash", "arguments": "{}"}
TOLD = {"type": "function_call_output", "call_id": "call_1", "output": "ok"}
THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "sandbox-1"}
PNG = "data:image/png;base64,aGk="


def said(*given: Any) -> Any:
    return next(items(ResponsesAsked("responses", {"input": list(given)})), None)


def part(**fields: Any) -> dict[str, Any]:
    return {"role": "user", "content": [fields]}


@pytest.mark.parametrize(
    "given",
    [
        [USER, SAID, USER],
        [USER, THOUGHT, SAID, CALL, TOLD, USER],
        [USER, THOUGHT, CALL, TOLD],
        [USER, CALL, {**CALL, "call_id": "call_2"}, {**TOLD, "call_id": "call_2"}, TOLD],
        [part(type="input_image", image_url=PNG, detail="auto")],
        [part(type="input_file", filename="a.pdf", file_data="data:application/pdf;base64,aGk=")],
        [USER, CALL, {**TOLD, "output": [{"type": "input_image", "image_url": PNG}]}],
        [
            USER,
            {**SAID, "id": "msg_1", "status": "completed"},
            {**CALL, "id": "fc_1", "status": "completed"},
            TOLD,
        ],
        [{"role": "developer", "content": "Be brief."}, USER],
        [USER, {"type": "web_search_call", "id": "ws_1", "status": "completed"}],
    ],
)
def test_what_openai_takes(given: list[Any]) -> None:
    assert said(*given) is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([7], "Invalid type for 'input[0]': expected an object"),
        ([{"type": "tool_use"}], "Invalid value: 'tool_use'"),
        ([{"type": {"a": 1}}], "Supported values are"),
        ([{"role": "user"}], "Missing required parameter: 'input[0].content'."),
        ([{**USER, "name": "x"}], "Unknown parameter: 'input[0].name'."),
        ([part(type="text", text="x")], "Invalid value: 'text'. Supported values are: 'input_text'"),
        ([{**USER, "role": "assistant", "content": [{"type": "input_text", "text": "x"}]}], "'output_text'"),
        ([part(type="input_text")], "'input[0].content[0].text'"),
        ([part(text="x")], "'input[0].content[0].type'"),
        ([part(type="input_image", image_url="data:application/pdf;base64,aGk=")], "a valid URL or a base64"),
        ([part(type="input_image", image_url={"url": PNG})], "expected a string, but got an object"),
        ([part(type="input_image")], "Missing required parameter"),
        ([part(type="input_file", filename="a", file_data="aGk=")], "without the 'data:' prefix"),
        (
            [part(type="input_file", file_data="data:application/pdf;base64,aGk=")],
            "'input[0].content[0].filename'",
        ),
        ([part(type="input_file", filename="a")], "exactly one of"),
        ([USER, CALL], "No tool output found for function call call_1."),
        ([USER, TOLD], "No tool call found for function call output with call_id call_1."),
        ([USER, TOLD, CALL], "No tool call found"),
        ([USER, CALL, CALL, TOLD], "Duplicate function call"),
        ([USER, {**CALL, "arguments": {}}, TOLD], "expected a string, but got an object"),
        ([USER, {**CALL, "call_id": ""}, TOLD], "empty string"),
        ([USER, {**CALL, "call_id": "c" * 65}, TOLD], "maximum length 64"),
        ([USER, {**CALL, "id": "toolu_1"}, TOLD], "begins with 'fc'"),
        ([USER, {**TOLD, "output": None}], "'input[1].output'"),
        ([USER, THOUGHT], "without its required following item"),
        ([USER, THOUGHT, USER], "without its required following item"),
        ([USER, {**THOUGHT, "status": "completed"}, SAID], "Unknown parameter: 'input[1].status'."),
        ([USER, {**THOUGHT, "content": [{}]}, SAID], "maximum length 0"),
        ([USER, {**THOUGHT, "encrypted_content": "gAAAA"}, SAID], "could not be verified"),
        ([USER, {**THOUGHT, "encrypted_content": None}, SAID], "Items are not persisted"),
        ([USER, {**THOUGHT, "summary": [{"text": "x"}]}, SAID], "'input[1].summary[0].type'"),
    ],
)
def test_what_openai_refuses(given: list[Any], words: str) -> None:
    found = said(*given)
    assert found is not None
    assert words in found.message
