import pytest

from tui_router.dialects.responses.finish import known, stop_reason, why_incomplete


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
