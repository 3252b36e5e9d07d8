import pytest


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "Output blocked by the content filter"),
        (400, "your prompt was flagged as harmful"),
        (403, "Content violates usage guidelines. Failed check: SAFETY_CHECK_X"),
        (400, "Content Exists Risk"),
        (400, "输入内容可能包含敏感信息"),
    ],
)
def test_what_a_filter_stops(said, status, message):
    diagnosis = said(message, status)
    assert (diagnosis.name, diagnosis.heals) == ("content_filtered", False)


def test_what_the_filter_found(said):
    assert said("Content violates usage guidelines. Failed check: SAFETY_X", 403).figures == {
        "category": "SAFETY_X"
    }
    assert said('Your input was flagged for "violence/graphic".', 403).figures == {
        "category": "violence/graphic"
    }


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("No endpoints found matching your data policy", "permission_denied"),
        ("failed_generation: the tool call was no JSON", "model_tool_call_failed"),
        ("text content blocks must be non-empty", "empty_content_rejected"),
    ],
)
def test_policies_and_contents_of_another_kind(said, message, name):
    assert said(message, 404 if "policy" in message else 400).name == name
