import pytest

from tui_router.dialects.chat.finish import known, may_call, stop_reason


@pytest.mark.parametrize(
    ("word", "calls", "matched", "expected"),
    [
        ("stop", 0, None, ("end_turn", None)),
        ("STOP", 0, None, ("end_turn", None)),
        ("stop", 1, None, ("tool_use", None)),
        ("stop", 0, "END", ("stop_sequence", "END")),
        ("stop", 0, "<|im_end|>", ("end_turn", None)),
        ("stop", 1, "END", ("tool_use", None)),
        ("stop_sequence", 0, None, ("stop_sequence", "END")),
        ("length", 1, None, ("max_tokens", None)),
        ("model_length", 0, None, ("max_tokens", None)),
        ("tool_calls", 2, None, ("tool_use", None)),
        ("tool_calls", 0, None, ("end_turn", None)),
        ("function_call", 1, None, ("tool_use", None)),
        ("content_filter", 1, None, ("refusal", None)),
        ("content_filter: PROHIBITED_CONTENT", 0, None, ("refusal", None)),
        ("", 0, None, ("end_turn", None)),
        ("", 1, None, ("tool_use", None)),
        ("tired", 0, None, ("end_turn", None)),
    ],
)
def test_says_why_in_the_client_s_words(word, calls, matched, expected):
    assert stop_reason(word, calls=calls, matched=matched, stops=["END"]) == expected


def test_does_not_guess_which_of_several_stops_was_met():
    assert stop_reason("stop_sequence", calls=0, matched=None, stops=["a", "b"]) == ("end_turn", None)


def test_knows_its_words():
    assert known("Length")
    assert not known("tired")


@pytest.mark.parametrize(
    ("word", "may"),
    [
        ("stop", True),
        ("tool_calls", True),
        ("", True),
        ("odd", True),
        ("length", False),
        ("content_filter: x", False),
    ],
)
def test_an_answer_that_was_cut_or_refused_makes_no_calls(word, may):
    assert may_call(word) == may


@pytest.mark.parametrize("word", ["stop", "length", "content_filter"])
def test_behind_a_stop_at_which_the_text_was_cut_nothing_counts(word):
    ends = [stop_reason(word, calls=calls, matched=None, stops=[], cut="END") for calls in (0, 1)]
    assert ends == [("stop_sequence", "END"), ("tool_use", None)]
