import pytest


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("Output blocked by content filtering policy", "content_filtered"),
        ("your prompt was flagged as potentially violating our usage policy", "content_filtered"),
        ("messages.1.content.0: Invalid `signature` in `thinking` block", "thinking_signature_invalid"),
        (
            "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `text`",
            "thinking_block_order",
        ),
        ("The reasoning_content in the thinking mode must be passed back", "reasoning_content_missing"),
        ("thinking budget 64000 is invalid", "thinking_budget_invalid"),
        ("`max_tokens` must be greater than `thinking.budget_tokens`", "thinking_budget_invalid"),
        ("adaptive thinking is not supported on this model", "thinking_type_unsupported"),
        ("image input is not supported", "image_unsupported"),
        ("messages: text content blocks must be non-empty", "empty_content_rejected"),
        ("Error rendering prompt with jinja template", "template_error"),
        ("failed to parse grammar", "grammar_error"),
        ("Unexpected role 'user' after role 'tool'", "role_order_rejected"),
        ("conversation roles must alternate user/assistant", "role_order_rejected"),
        ("'messages.0.content' : value must be a string", "content_list_rejected"),
        ("unknown variant `image_url`, expected `text`", "unknown_content_block"),
        ("Missing required parameter: 'input[6].summary'.", "responses_contract"),
    ],
)
def test_what_is_wrong_with_the_conversation(said, message, name):
    assert said(message).name == name
