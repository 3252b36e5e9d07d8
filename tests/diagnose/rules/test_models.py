import pytest


@pytest.mark.parametrize(
    ("status", "message", "model"),
    [
        (404, "model 'foo:7b' not found, try pulling it first", "foo:7b"),
        (404, "The model `gpt-9` does not exist or you do not have access to it.", "gpt-9"),
        (400, "The requested model is not supported.", None),
        (404, "model: sonnet", "sonnet"),
        (400, "Unknown model", None),
        (400, "qwen/x is not a valid model ID", "qwen/x"),
        (404, "models/m-1 is not found for API version v1", "m-1"),
        (400, "There is no such model m-1 on this server", "m-1"),
    ],
)
def test_a_model_that_is_not_there(said, status, message, model):
    diagnosis = said(message, status)
    assert (diagnosis.name, diagnosis.status) == ("model_not_found", 404)
    assert diagnosis.figures.get("model") == model


@pytest.mark.parametrize(
    ("status", "message"),
    [(404, "File Not Found"), (404, "404 page not found"), (405, "Method Not Allowed"), (404, "Not Found")],
)
def test_an_endpoint_that_is_not_there(said, status, message):
    assert said(message, status).name == "endpoint_not_found"


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, 'model "m" is not accessible via the /chat/completions endpoint'),
        (404, "This is not a chat model. Did you mean to use v1/completions?"),
        (400, "API version not supported"),
        (400, "model: org/m does not support endpoint: completions"),
    ],
)
def test_a_model_that_speaks_another_language(said, status, message):
    assert said(message, status).name == "endpoint_not_found"


def test_what_a_model_does_not_take_is_no_unknown_model(said):
    assert said("`top_p` is not supported by this model").name == "unsupported_sampling_value"
    assert said("'logprobs' is not supported by this model").name == "unsupported_parameter"


def test_a_model_that_lacks_an_ability_is_there(said):
    assert said("this model does not support tools", 404).name == "tools_unsupported"
    assert said("No endpoints found that support image input", 404).name == "image_unsupported"
