import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.dialects.figures import (
    NOTHING,
    Figures,
    final_usage,
    note_estimate,
    read_figures,
    told_usage,
)
from tui_router.dialects.ledger import Ledger
from tui_router.messages.events import Usage


@pytest.mark.parametrize(
    ("told", "figures"),
    [
        ({"prompt_tokens": 11, "completion_tokens": 2, "total_tokens": 13}, Figures(prompt=11, output=2)),
        ({"input_tokens": 11, "output_tokens": 2}, Figures(prompt=11, output=2)),
        ({"prompt_tokens": "11", "completion_tokens": 2.0}, Figures(prompt=11, output=2)),
        ({"prompt_tokens": 11, "completion_tokens": None}, Figures(prompt=11)),
        ({"prompt_tokens": 0, "completion_tokens": 0}, Figures(output=0)),
        ({"prompt_tokens": 11, "completion_tokens": 2, "total_tokens": 43}, Figures(prompt=11, output=32)),
        ({"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": 4}}, Figures(prompt=9, cached=4)),
        ({"prompt_tokens": 9, "input_tokens_details": {"cached_tokens": 4}}, Figures(prompt=9, cached=4)),
        ({"prompt_tokens": 9, "prompt_cache_hit_tokens": 4}, Figures(prompt=9, cached=4)),
        (
            {"prompt_tokens": 9, "prompt_tokens_details": {"cache_write_tokens": 3}},
            Figures(prompt=9, created=3),
        ),
        ({"prompt_tokens": -5, "completion_tokens": True}, NOTHING),
        ({"prompt_tokens": 1e300, "completion_tokens": 10**40}, NOTHING),
        ({"prompt_tokens_details": "x"}, NOTHING),
        (None, NOTHING),
        ("many", NOTHING),
        ([], NOTHING),
    ],
)
def test_reads_every_spelling(told, figures):
    assert read_figures(told) == figures


def test_the_parts_of_a_prompt_add_up_to_it():
    assert Figures(prompt=100, output=5, cached=60, created=30).usage(0, 0) == Usage(
        input_tokens=10, output_tokens=5, cache_read_input_tokens=60, cache_creation_input_tokens=30
    )


def test_estimates_stand_in_for_what_was_not_told():
    assert NOTHING.usage(7, 3) == Usage(input_tokens=7, output_tokens=3)


@given(*[st.integers(0, 100)] * 4)
def test_never_negative_and_never_more_than_the_prompt(prompt, output, cached, created):
    usage = Figures(prompt=prompt, output=output, cached=cached, created=created).usage(0, 0)
    assert usage.prompt == prompt
    assert min(usage.input_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens) >= 0


def test_a_start_has_no_output_yet():
    assert Figures(prompt=9, output=5, cached=4).at_start() == Usage(
        input_tokens=5, cache_read_input_tokens=4
    )


@pytest.mark.parametrize(
    ("figures", "chars", "output", "told"),
    [
        (Figures(prompt=9, output=2), 8, 2, True),
        (Figures(prompt=9, output=0), 8, 2, False),  # what was written cannot have cost nothing
        (Figures(prompt=9, output=0), 0, 0, True),
        (NOTHING, 9, 3, False),
    ],
)
def test_what_was_not_told_is_estimated(figures, chars, output, told):
    usage = final_usage(figures, chars, 9, None)
    assert (usage.prompt, usage.output_tokens) == (9, output)
    assert (told_usage(figures, chars) is not None) is told
    assert final_usage(NOTHING, chars, 9, 7).output_tokens == 7


@pytest.mark.parametrize(
    ("figures", "words"), [(NOTHING, "no usage"), (Figures(prompt=9), "the output's tokens")]
)
def test_an_estimate_has_its_note(figures, words):
    ledger = Ledger("answer")
    note_estimate(ledger, figures, final_usage(figures, 4, 9, None))
    (note,) = ledger.notes()
    assert words in note.reason
    assert note.after == "9 in, 1 out, estimated"
