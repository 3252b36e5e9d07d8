import pytest


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("messages.1.content.0: Invalid `signature` in `thinking` block", "thinking_signature_invalid"),
        ("messages.3.content.0.thinking.signature: Field required", "thinking_signature_invalid"),
        ("Function call is missing a thought_signature", "thought_signature_missing"),
        (
            "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `text`",
            "thinking_block_order",
        ),
        ("The reasoning_content in the thinking mode must be sent back", "reasoning_content_missing"),
        ("thinking budget 64000 is invalid", "thinking_budget_invalid"),
        ("`max_tokens` must be greater than `thinking.budget_tokens`", "thinking_budget_invalid"),
        ("adaptive thinking is not supported here", "thinking_type_unsupported"),
        (
            "thinking: Input tag 'adaptive' does not match any of the expected tags",
            "thinking_type_unsupported",
        ),
        (
            "messages.0.content.1: Input tag 'thinking' does not match any of the expected tags",
            "unknown_content_block",
        ),
        ("Unsupported parameter: 'thinking'", "unsupported_parameter"),
        ('json: unknown field "thinking"', "unknown_field"),
        ("Thinking mode does not support this tool_choice", "tool_choice_unsupported"),
        ("`temperature` may only be set to 1 when thinking is on", "unsupported_sampling_value"),
        ("Function tools with reasoning_effort are not supported here", "reasoning_effort_with_tools"),
        ("`reasoning_effort` is not supported with this model", "unsupported_parameter"),
        ("Reasoning is mandatory and cannot be disabled", "thinking_type_unsupported"),
        (
            "This model always engages in thinking and cannot be disabled; please use low, high, or max",
            "thinking_type_unsupported",
        ),
        ("该模型始终思考，不支持关闭思考", "thinking_type_unsupported"),
        ("该模型不支持工具调用", "tools_unsupported"),
        ("`thinking` blocks must match the original request", "thinking_signature_invalid"),
        ("property 'reasoning_content' is unsupported", "unsupported_parameter"),
    ],
)
def test_thinking_and_what_looks_like_it(said, message, name):
    assert said(message).name == name
