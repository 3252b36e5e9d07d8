import pytest

from tui_router.sandbox.doors import Door, door, language_near


@pytest.mark.parametrize(
    ("path", "query", "opened"),
    [
        ("/v1/chat/completions", "", Door("chat")),
        ("/v1/messages", "beta=true", Door("anthropic")),
        ("/v1/responses", "", Door("responses")),
        ("/v1beta/models/text:generateContent", "", Door("gemini", "text", False)),
        ("/v1beta/models/a%2Fb:streamGenerateContent", "alt=sse", Door("gemini", "a/b", True)),
        ("/v1beta/models/text:streamGenerateContent", "", Door("gemini", "text", True, array=True)),
        (
            "/v1/projects/p/locations/l/publishers/google/models/text:streamGenerateContent",
            "key=x&alt=sse",
            Door("gemini", "text", True),
        ),
        (
            "/v1/projects/p/locations/l/publishers/anthropic/models/text:streamRawPredict",
            "",
            Door("anthropic", "text", True, cloud="google"),
        ),
        (
            "/v1/publishers/anthropic/models/text:rawPredict",
            "",
            Door("anthropic", "text", False, cloud="google"),
        ),
        ("/model/us.text%3A0/invoke", "", Door("anthropic", "us.text:0", False, cloud="aws")),
        ("/model/text/invoke-with-response-stream", "", Door("anthropic", "text", True, cloud="aws")),
        ("/v1/embeddings", "", None),
        ("/v1beta/models/text:countTokens", "", None),
        ("/v1/messages/count_tokens", "", None),
    ],
)
def test_what_a_path_says(path: str, query: str, opened: Door | None) -> None:
    assert door(path, query) == opened


def test_a_wrong_path_is_refused_in_the_words_of_its_neighbours() -> None:
    assert language_near("/v1/messages/count_tokens") == "anthropic"
    assert language_near("/model/x/converse") == "anthropic"
    assert language_near("/v1beta/models/x:embedContent") == "gemini"
    assert language_near("/v1/embeddings") == "chat"
