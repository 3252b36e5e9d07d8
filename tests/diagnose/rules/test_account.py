import pytest


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (402, "Insufficient Balance"),
        (400, "Your credit balance is too low to use this API"),
        (429, "You exceeded your current quota, please check your plan and billing details"),
        (402, "This request requires more credits, or fewer max_tokens. You can only afford 0"),
        (403, "payment required"),
    ],
)
def test_no_credit(said, status, message):
    diagnosis = said(message, status)
    assert (diagnosis.name, diagnosis.status, diagnosis.heals) == ("insufficient_credits", 402, False)


def test_credit_for_a_shorter_answer(said):
    diagnosis = said(
        "This request requires more credits, or fewer max_tokens. You requested up to 32000 tokens, but can only afford 2000",
        402,
    )
    assert diagnosis.name == "credits_limit_max_tokens"
    assert diagnosis.figures == {"requested": 32000, "limit": 2000}


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (429, "The usage limit has been reached"),
        (403, "You've reached your weekly usage limit"),
        (429, "Limit 100 requests per day (RPD) reached"),
    ],
)
def test_a_quota_of_days(said, status, message):
    diagnosis = said(message, status)
    assert (diagnosis.name, diagnosis.status, diagnosis.heals) == ("usage_limit_reached", 429, False)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (401, "Incorrect API key provided: x"),
        (400, "API key not valid"),
        (403, "The security token included in the request is invalid."),
        (401, "Authentication failed"),
        (401, "No auth credentials found"),
    ],
)
def test_a_key_that_is_refused(said, status, message):
    assert said(message, status).name == "auth_invalid_key"


@pytest.mark.parametrize(
    "message", ["Provided authentication token is expired", "Your session has expired, please log in again"]
)
def test_a_token_that_has_expired(said, message):
    assert said(message, 401).name == "token_expired"


@pytest.mark.parametrize(
    "message",
    [
        "Access to this endpoint is forbidden",
        "Country not supported: region not available",
        "You do not have permission",
    ],
)
def test_a_right_that_is_missing(said, message):
    assert said(message, 403).name == "permission_denied"


def test_the_tokens_of_a_prompt_are_no_key(said):
    assert said("Invalid max_tokens value", 400).name == "max_tokens_too_large"
