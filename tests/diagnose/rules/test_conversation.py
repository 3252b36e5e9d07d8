import pytest


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("image input is not supported", "image_unsupported"),
        ("messages: text content blocks must be non-empty", "empty_content_rejected"),
        ("Unexpected role 'user' after role 'tool'", "role_order_rejected"),
        ("conversation roles must alternate user/assistant", "role_order_rejected"),
        ("'messages.0.content' : value must be a string", "content_list_rejected"),
        ("unknown variant `image_url`, expected `text`", "image_unsupported"),
        ("unknown variant `document`, expected `text`", "unknown_content_block"),
        ("messages[1].role: unknown variant `developer`, expected `user`", "role_order_rejected"),
        (
            "content must be a string because this model takes no images: image_url is not supported",
            "image_unsupported",
        ),
        ("messages[2]: missing field `content`", "empty_content_rejected"),
        ("Could not process image", "image_unsupported"),
        (
            "Item 'rs_1' of type 'reasoning' was provided without its required following item.",
            "responses_contract",
        ),
        ("Missing required parameter: 'input[6].summary'.", "responses_contract"),
        ("The messages do not contain a user message", "role_order_rejected"),
        ("messages.3.content: Field required", "empty_content_rejected"),
        ("Image URLs are only allowed for messages with role 'user'", "image_unsupported"),
        ("role 'tool' is not allowed after role 'user'", "role_order_rejected"),
        ("function_call: data did not match any variant of untagged enum FunctionCall", "bad_request"),
    ],
)
def test_what_is_wrong_with_the_conversation(said, message, name):
    assert said(message).name == name
