import pytest


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("An assistant message with 'tool_calls' must be followed by tool messages", "tool_result_missing"),
        (
            "`tool_use` ids were found without `tool_result` blocks immediately after: toolu_1",
            "tool_result_missing",
        ),
        ("Each `tool_use` block must have a corresponding `tool_result` block", "tool_result_missing"),
        ("Each `tool_result` block must have a corresponding `tool_use` block", "tool_result_orphan"),
        ("messages with role 'tool' must be a response to a preceding message", "tool_result_orphan"),
        ("tool result's tool id(x) not found", "tool_result_orphan"),
        ("Tool call id was x but must be a-z, with a length of 9", "tool_call_id_invalid"),
        ("`tool_use` ids must be unique", "tool_call_id_invalid"),
        ("the function.arguments parameter must be in JSON format", "tool_arguments_not_json"),
        ("Expecting ',' delimiter: line 1 column 5 (char 4)", "tool_arguments_not_json"),
        ("Failed to parse tool call arguments as JSON", "tool_arguments_not_json"),
        ("Failed to call a function. See 'failed_generation'", "model_tool_call_failed"),
        ("error parsing tool call: raw='{' , err=unexpected end", "model_tool_call_failed"),
        ("tools.0.custom.name: String should have at most 64 characters", "tool_name_invalid"),
    ],
)
def test_calls_results_and_what_looks_like_them(said, message, name):
    assert said(message).name == name


@pytest.mark.parametrize(
    ("message", "ids"),
    [
        ("No tool output found for function call call_7.", ["call_7"]),
        ("messages.2: Did not find 1 `tool_result` block(s) at the beginning of this message.", None),
        (
            "`tool_use` ids were found without `tool_result` blocks immediately after: toolu_1, toolu_2. Each",
            ["toolu_1", "toolu_2"],
        ),
        (
            "must be followed by tool messages. The following tool_call_ids did not have response messages: Agent:0",
            ["Agent:0"],
        ),
        (
            "must be followed by tool messages. The following tool_call_ids did not have response messages: message[3].role",
            None,
        ),
        (
            "Expected toolResult blocks at messages.2.content for the following Ids: tooluse_k1",
            ["tooluse_k1"],
        ),
    ],
)
def test_calls_without_a_result_are_listed(said, message, ids):
    diagnosis = said(message)
    assert (diagnosis.name, diagnosis.figures.get("ids")) == ("tool_result_missing", ids)
