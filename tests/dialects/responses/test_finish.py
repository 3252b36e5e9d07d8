import pytest

from tui_router.dialects.responses.finish import known, state, stop_reason, why_incomplete


@pytest.mark.parametrize(
    ("status", "why", "calls", "matched", "reason"),
    [
        ("completed", "", 0, None, ("end_turn", None)),
        ("completed", "", 1, None, ("tool_use", None)),
        ("", "", 1, None, ("tool_use", None)),
        ("incomplete", "max_output_tokens", 1, None, ("max_tokens", None)),
        ("incomplete", "content_filter", 0, None, ("refusal", None)),
        ("incomplete", "something", 0, None, ("max_tokens", None)),
        ("completed", "", 0, "END", ("stop_sequence", "END")),
        ("incomplete", "max_output_tokens", 0, "END", ("stop_sequence", "END")),
    ],
)
def test_reasons(status, why, calls, matched, reason):
    assert stop_reason(status, why, calls=calls, matched=matched) == reason


def test_why():
    assert why_incomplete({"reason": "content_filter"}) == "content_filter"
    assert [why_incomplete(odd) for odd in (None, "x", {"reason": 7}, {})] == [""] * 4
    assert known("max_output_tokens")
    assert not known("max_tool_calls")


@pytest.mark.parametrize(
    ("kind", "told", "found"),
    [
        ("response.completed", "incomplete", "incomplete"),
        ("response.completed", "failed", "failed"),
        ("response.completed", "queued", "completed"),
        ("response.done", "", "completed"),
        ("response.cancelled", "stop", "cancelled"),
        ("", "queued", "queued"),
        ("", "length", "incomplete"),
        ("", "", "completed"),
    ],
)
def test_the_state_is_one_of_the_end(kind, told, found):
    assert state(kind, told) == found
