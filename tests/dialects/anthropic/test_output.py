import pytest

from tui_router.core.target import Limits


@pytest.mark.parametrize(
    ("asked", "quirks", "streams", "member"),
    [
        (None, {"must_stream": True}, True, True),
        (False, {"must_stream": True}, True, True),
        (True, {"no_stream": True}, False, False),
        (False, {"must_stream": True, "no_stream": True}, False, False),
        (True, {"drop": ("stream",)}, False, None),
        (False, {"drop": ("stream",)}, False, None),
    ],
)
def test_it_streams_as_the_target_can(sent, asked, quirks, streams, member):
    made = sent({} if asked is None else {"stream": asked}, **quirks)
    assert made.prepared.streams is streams
    assert made.body.get("stream") is member


@pytest.mark.parametrize(
    ("members", "quirks", "streams"),
    [
        ({"stream": True}, {"must_stream": True}, True),
        ({"stream": False}, {"no_stream": True}, False),
        ({}, {"no_stream": True}, False),
        ({}, {"drop": ("stream",)}, False),
    ],
)
def test_what_streams_rightly_is_left_alone(sent, members, quirks, streams):
    made = sent(members, **quirks)
    assert made.untouched
    assert made.prepared.streams is streams


def test_a_stream_that_was_not_asked_for_is_told(sent):
    [note] = sent({}, must_stream=True).prepared.notes
    assert (note.act, note.to, note.after) == ("added", "stream", "true")


def test_the_least_output_is_asked_for(sent):
    made = sent({"max_tokens": 1}, least_output=16)
    assert made.body["max_tokens"] == 16
    assert made.acts == [("approximated", "max_tokens")]
    assert sent({"max_tokens": 16}, least_output=16).untouched
    assert sent({}, least_output=16).untouched


def test_a_raised_limit_stays_under_the_most(sent):
    made = sent({"max_tokens": 1}, least_output=5000, limits=Limits(max_output_tokens=4096))
    assert made.body["max_tokens"] == 4096


def test_a_window_that_is_sure_holds_prompt_and_answer(sent):
    limits = Limits(context_window=8192, window_from="fact")
    assert sent({"max_tokens": 8192}, limits=limits).body["max_tokens"] < 8192
