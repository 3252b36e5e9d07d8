import pytest


@pytest.mark.parametrize(
    ("status", "message", "name"),
    [
        (429, "Rate limit reached, please try again in 7m12s", "rate_limited"),
        (429, "Too many requests", "rate_limited"),
        (429, "Resource has been exhausted", "rate_limited"),
        (200, "rate limit exceeded", "rate_limited"),
        (429, "The engine is currently overloaded", "overloaded"),
        (500, "Service temporarily unavailable", "overloaded"),
        (503, "model is at capacity", "overloaded"),
        (503, "Loading model", "model_loading"),
        (503, "Model m is currently loading", "model_loading"),
        (500, "model requires more system memory (7.5 GiB) than is available", "insufficient_memory"),
        (500, "CUDA error: out of memory", "insufficient_memory"),
    ],
)
def test_too_much_too_often_too_soon(said, status, message, name):
    assert said(message, status).name == name


def test_a_wait_in_words_is_found(said):
    assert said("Rate limit reached, please try again in 7m12s", 429).retry_after_s == 432
