import pytest


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "Incorrect API key provided: x"),
        (400, "API key not valid"),
        (400, "API key expired. Please renew the API key."),
        (403, "The security token included in this request is invalid."),
        (401, "Authentication of this key failed"),
        (401, "No auth credentials found"),
        (401, "无效的令牌"),
    ],
)
def test_a_key_that_is_refused(said, status, message):
    assert said(message, status).name == "auth_invalid_key"


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "Provided authentication token has expired"),
        (401, "Your session has expired, please log in again"),
        (403, "The security token included in this request is expired"),
        (403, "token expired or invalid: 403"),
        (401, "登录令牌已过期"),
        (401, "Token refresh failed, please re-authenticate"),
    ],
)
def test_a_token_that_has_expired(said, status, message):
    assert said(message, status).name == "token_expired"


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (403, "Access to this place is forbidden"),
        (403, "Country not supported: region not available"),
        (403, "You do not have permission"),
        (400, "Your organization must be verified to use this model"),
        (404, "No endpoints found matching your data policy"),
        (401, "This key is not authorized to perform this"),
        (403, "无权访问该分组"),
        (400, "Access to this vendor's models is not allowed for your account"),
    ],
)
def test_a_right_that_is_missing(said, status, message):
    assert said(message, status).name == "permission_denied"


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("Invalid max_tokens value", "max_tokens_too_large"),
        ("1,000 tokens per minute exceeded, missing tier", "rate_limited"),
        ("The model `m` does not exist or you do not have access to it.", "model_not_found"),
        ("tool_call_id is invalid", "tool_call_id_invalid"),
        ("thinking signature is invalid", "thinking_signature_invalid"),
    ],
)
def test_tokens_and_keys_of_another_kind_are_no_keys(said, message, name):
    assert said(message, 400).name == name
