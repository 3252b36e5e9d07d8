import pytest


@pytest.mark.parametrize(
    ("message", "figures"),
    [
        ("prompt is too long: 210118 tokens > 200000 maximum", {"input": 210118, "window": 200000}),
        (
            "request (24000 tokens) exceeds the available context size (8192 tokens), try increasing it",
            {"input": 24000, "window": 8192},
        ),
        (
            "The input (345000 tokens) is longer than the model's context length (262144 tokens).",
            {"input": 345000, "window": 262144},
        ),
        (
            "This model's maximum context length is 8192 tokens. However, your messages resulted in 9100 tokens.",
            {"input": 9100, "window": 8192},
        ),
        (
            "The input token count (1200000) exceeds the maximum number of tokens allowed (1,048,576).",
            {"input": 1200000, "window": 1048576},
        ),
        ("prompt token count of 93000 exceeds the limit of 90000", {"input": 93000, "window": 90000}),
        ("Range of input length should be [1, 204800]", {"window": 204800}),
        ("tokens to keep from the initial prompt is greater than the context length", {}),
        (
            "Trying to keep the first 9000 tokens when context overflows. However, the model is loaded with context length of only 4096 tokens, which is too small",
            {"input": 9000, "window": 4096},
        ),
        ("input too long", {}),
        (
            "this model's context window is 128k tokens but your request used 140k tokens",
            {"input": 140000, "window": 128000},
        ),
        ("max_tokens must be at least 1, got -853", {}),
        ("inputs must have less than 4096 tokens. Given: 5000", {"input": 5000, "window": 4096}),
    ],
)
def test_a_prompt_that_is_too_long(said, message, figures):
    diagnosis = said(message)
    assert diagnosis.name == "context_overflow"
    assert diagnosis.message.startswith("prompt is too long")
    assert diagnosis.figures.items() >= figures.items()


@pytest.mark.parametrize(
    "message",
    [
        "input length and `max_tokens` exceed context limit: 5000 + 3000 > 6000, decrease input length",
        "'max_tokens' or 'max_completion_tokens' is too large: 3000. This model's maximum context length is 6000 tokens and your request has 5000 input tokens (3000 > 6000 - 5000).",
        "This model's maximum context length is 6000 tokens. However, you requested 3000 output tokens and your prompt contains at least 5000 input tokens",
        "exceeds the maximum context length of 6000 tokens. You requested a total of 8000 tokens: 5000 tokens from the input messages and 3000 tokens for the completion.",
        "This model's maximum context length is 6000 tokens. However, you requested 8000 tokens (4000 in the messages, 1000 in the functions, and 3000 in the completion).",
        "`inputs` tokens + `max_new_tokens` must be <= 6000. Given: 5000 `inputs` tokens and 3000 `max_new_tokens`",
    ],
)
def test_prompt_and_answer_together(said, message):
    diagnosis = said(message)
    assert diagnosis.message == "input length and `max_tokens` exceed context limit: 5000 + 3000 > 6000"
    assert diagnosis.figures == {"input": 5000, "requested": 3000, "window": 6000}


@pytest.mark.parametrize(
    ("message", "figures"),
    [
        (
            "max_tokens is too large: 32000. This model supports at most 16384 completion tokens, whereas you provided 32000.",
            {"limit": 16384, "requested": 32000},
        ),
        ("`max_tokens` must be less than or equal to `8000`", {"limit": 8000}),
        (
            "The parameter `max_completion_tokens` is not valid: integer above maximum value, expected a value <= 12288, but got 32000",
            {"limit": 12288, "requested": 32000},
        ),
        ("Invalid max_tokens value, the valid range of max_tokens is [1, 8192]", {"limit": 8192}),
        (
            "max_tokens: 128000 > 64000, which is the maximum allowed number of output tokens for m",
            {"limit": 64000, "requested": 128000},
        ),
    ],
)
def test_an_answer_that_may_not_be_so_long(said, message, figures):
    diagnosis = said(message)
    assert diagnosis.name == "max_tokens_too_large"
    assert diagnosis.figures == figures


def test_words_in_the_parameter_are_read_too(said):
    diagnosis = said(
        "Param Incorrect",
        param="max_tokens is too large: 9000. This model supports at most 8192 completion tokens",
    )
    assert (diagnosis.name, diagnosis.figures) == ("max_tokens_too_large", {"limit": 8192, "requested": 9000})


def test_a_range_that_leaves_its_end_out(said):
    text = (
        "maxOutputTokens value of 100000 but the supported range is from 1 (inclusive) to 65537 (exclusive)"
    )
    assert said(text).figures == {"limit": 65536, "requested": 100000}


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("max_tokens is too large", "max_tokens_too_large"),
        ("max_tokens is too small", "max_tokens_too_small"),
        ("`max_tokens` must be greater than `budget_tokens`", "thinking_budget_invalid"),
        ("'max_tokens' is not supported. Use 'max_completion_tokens' instead.", "max_tokens_param_rename"),
        ("Requests with max_tokens > 4000 must have stream=true", "stream_required"),
        ("fewer max_tokens: you can only afford 2000", "credits_limit_max_tokens"),
        ("Unsupported parameter: max_output_tokens", "unsupported_parameter"),
        ("max_tokens: Field required", "bad_request"),
        ("this model supports 5 tokens per minute: max_tokens exceeds it", "rate_limited"),
    ],
)
def test_what_max_tokens_is_refused_for(said, message, name):
    assert said(message).name == name


def test_an_answer_that_must_be_longer(said):
    diagnosis = said("max_output_tokens must be at least 16")
    assert (diagnosis.name, diagnosis.figures) == ("max_tokens_too_small", {"minimum": 16})


def test_a_body_that_is_too_large(said):
    assert said("Request body too large, maximum is 1000 bytes", 413).figures == {"limit_bytes": 1000}
