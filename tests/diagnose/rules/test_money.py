import pytest


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (402, "Insufficient Balance of this account"),
        (400, "Your credit balance is too low to use this API"),
        (429, "You exceeded your current quota, please check your plan and billing details"),
        (402, "This request requires more credits, or fewer max_tokens. You can only afford 0"),
        (403, "payment required"),
        (429, "余额不足，请充值。"),
    ],
)
def test_no_credit(said, status, message):
    diagnosis = said(message, status)
    assert (diagnosis.name, diagnosis.status, diagnosis.heals) == ("insufficient_credits", 402, False)


def test_credit_for_a_shorter_answer(said):
    diagnosis = said(
        "This request requires more credits, or fewer max_tokens. You requested up to 30000 tokens, but can only afford 2000",
        402,
    )
    assert diagnosis.name == "credits_limit_max_tokens"
    assert diagnosis.figures == {"requested": 30000, "limit": 2000}


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (429, "The usage limit of this plan has been reached"),
        (403, "You've reached your weekly usage limit"),
        (429, "Limit 100 requests per day (RPD) reached"),
        (402, "You have reached the limit for this month."),
    ],
)
def test_a_quota_of_days(said, status, message):
    diagnosis = said(message, status)
    assert (diagnosis.name, diagnosis.status, diagnosis.heals) == ("usage_limit_reached", 429, False)


@pytest.mark.parametrize(
    ("message", "name"),
    [
        (
            "Rate limit reached on tokens per min: Limit 9, Used 8, Requested 3. Try again in 7s",
            "rate_limited",
        ),
        (
            "Rate limit reached on tokens per day: Limit 9, Used 8, Requested 3. Try again in 7m",
            "rate_limited",
        ),
        (
            "Rate limit reached on tokens per day: Limit 9, Used 8, Requested 3. Try again in 7h",
            "usage_limit_reached",
        ),
        (
            "Rate limit reached on tokens per min: Limit 9, Used 0, Requested 30. Try again in 7s",
            "tpm_request_too_large",
        ),
        ("You exceeded your current quota, check your plan and billing. Please retry in 36s", "rate_limited"),
        (
            "You exceeded your current quota, check your plan and billing. Please retry in 36h",
            "usage_limit_reached",
        ),
        ("You exceeded your current quota, check your plan and billing.", "insufficient_credits"),
        (
            "You have exhausted your capacity on this model. It will reset after 4h56m18s.",
            "usage_limit_reached",
        ),
        ("No capacity left for this model", "overloaded"),
        ("No deployments available - crossed budget: Exceeded budget for deployment", "insufficient_credits"),
        ("No deployments available for selected model, Try again in 1 seconds", "rate_limited"),
        ("This model requires credits", "insufficient_credits"),
    ],
)
def test_money_plans_rates_and_load_are_told_apart(said, message, name):
    assert said(message, 429).name == name


def test_a_day_named_by_its_id_is_gone_whatever_wait_stands_beside_it(said):
    details = [{"violations": [{"quotaId": "RequestsPerDayPerModel-FreeTier"}]}, {"retryDelay": "36s"}]
    text = "You exceeded your current quota, please check your plan and billing details."
    assert said(text, 429, details=details).name == "usage_limit_reached"
    details[0]["violations"][0]["quotaId"] = "RequestsPerMinutePerModel-FreeTier"
    assert said(text, 429, details=details).name == "rate_limited"
