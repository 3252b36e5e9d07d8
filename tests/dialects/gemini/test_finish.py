import pytest

from tui_router.dialects.gemini import finish


@pytest.mark.parametrize(
    ("word", "calls", "blocked", "reason"),
    [
        ("STOP", 0, "", "end_turn"),
        ("STOP", 1, "", "tool_use"),
        ("MAX_TOKENS", 1, "", "max_tokens"),
        ("SAFETY", 1, "", "refusal"),
        ("SPII", 0, "", "refusal"),
        ("", 0, "SAFETY", "refusal"),
        ("", 1, "", "tool_use"),
        ("A_NEW_ONE", 0, "", "end_turn"),
    ],
)
def test_reasons(word, calls, blocked, reason):
    assert finish.stop_reason(word, calls=calls, blocked=blocked) == reason


def test_what_is_no_end():
    failed = ["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"]
    assert all(map(finish.failed_call, failed))
    assert not finish.failed_call("STOP")
    assert finish.broken("MISSING_THOUGHT_SIGNATURE")
    assert not finish.broken("OTHER")
    assert finish.known("STOP")
    assert not finish.known("OTHER")
