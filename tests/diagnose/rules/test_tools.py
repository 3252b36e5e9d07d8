import pytest


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("You may not include more than 128 tools", "too_many_tools"),
        ("Failed to call a function. See 'failed_generation'", "model_tool_call_failed"),
        (
            '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
            "tool_parser_not_enabled",
        ),
        ("Invalid tool_choice type: 'object'", "tool_choice_unsupported"),
        ("this model does not support tools", "tools_unsupported"),
        ("Function call is missing a thought_signature", "thought_signature_missing"),
        ("the function.arguments parameter must be in JSON format", "tool_arguments_not_json"),
        ("Tool call id was x but must be a-z, with a length of 9", "tool_call_id_invalid"),
        ("tool result's tool id(x) not found", "tool_result_orphan"),
        (
            "messages with role 'tool' must be a response to a preceding message with 'tool_calls'",
            "tool_result_orphan",
        ),
        ("An assistant message with 'tool_calls' must be followed by tool messages", "tool_result_missing"),
        (
            "`tool_use` ids were found without `tool_result` blocks immediately after: toolu_1",
            "tool_result_missing",
        ),
        ("tools.0.custom.name: String should have at most 64 characters", "tool_name_invalid"),
        ("Invalid schema for function 'x': array schema missing items", "tool_schema_rejected"),
    ],
)
def test_what_is_wrong_with_the_tools(said, message, name):
    assert said(message).name == name


def test_figures_of_the_tools(said):
    assert said(
        "array too long: tools. Expected maximum length 128, but got length 142: tools array too long"
    ).figures == {"limit": 128, "count": 142}
    assert said("Invalid schema for function 'mcp__x': no").figures == {"tool": "mcp__x"}
    assert said("No tool output found for function call call_7.").figures == {"ids": "call_7"}
