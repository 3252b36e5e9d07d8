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
        (400, "Model is unloaded", "model_loading"),
        (400, "No models loaded", "model_not_found"),
        (500, "model requires more system memory (7.5 GiB) than is available", "insufficient_memory"),
        (500, "failed to load model: out of memory", "insufficient_memory"),
        (413, "Request body is too large", "payload_too_large"),
        (413, "Request body too large for model m. Max size: 8000 tokens.", "context_overflow"),
        (413, "Request too large on tokens per minute (TPM): Limit 5, Requested 9", "tpm_request_too_large"),
        (400, "image exceeds 5 MB maximum: 6200000 bytes > 5242880 bytes", "payload_too_large"),
        (400, "The model does not take an image", "image_unsupported"),
    ],
)
def test_too_much_too_often_too_soon_too_full(said, status, message, name):
    assert said(message, status).name == name


def test_a_wait_in_words_is_found(said):
    assert said("Rate limit reached, please try again in 7m12s", 429).retry_after_s == 432


@pytest.mark.parametrize(
    ("message", "limit"),
    [
        ("Request body too large, maximum is 1000 bytes", 1000),
        ("image exceeds 5 MB maximum: 6200000 bytes > 5242880 bytes", 5242880),
        ("Maximum content size limit (26214400) exceeded", 26214400),
    ],
)
def test_the_size_that_is_taken(said, message, limit):
    assert said(message, 413).figures == {"limit_bytes": limit}
