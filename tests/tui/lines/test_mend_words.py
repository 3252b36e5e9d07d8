import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.journal.record import AttemptRow, ExchangeDetail, ExchangeRow, Times
from tui_router.tui.lines.mend_words import mend_of, mend_words, refusal


def refused(quote="no"):
    return Diagnosis(name="n", type="api_error", status=400, message="m", title="a title", quote=quote)


def detail(trouble="", attempts=(), **given):
    row = ExchangeRow(id=1, started_at=0, state="repaired", trouble=trouble, provider="now", model="m")
    return ExchangeDetail(row=row, attempts=list(attempts), **given)


FIRST = AttemptRow(number=1, provider="a", model="x", status=400, diagnosis=refused())


@pytest.mark.parametrize(
    ("trouble", "last", "words"),
    [
        (
            "max_tokens 32,000 → 16,384",
            AttemptRow(number=2, repair="max_tokens 32,000 → 16,384", times=Times(sent=0.21)),
            "max_tokens 32,000 → 16,384, sent again after 0.2 s",
        ),
        (
            "rate limited, sent again",
            AttemptRow(number=2, wait=2.0, times=Times(sent=2.5)),
            "rate limited, sent again after 2.0 s",
        ),
        (
            "no credit left at a/x, then b/y",
            AttemptRow(number=2, provider="b", model="y", times=Times(sent=0.5)),
            "no credit left at a/x, then b/y",
        ),
        ("rate limited, sent again", AttemptRow(number=2), "rate limited, sent again"),
    ],
)
def test_what_was_done_and_when(trouble, last, words):
    assert mend_words(detail(trouble, [FIRST, last])) == words


def test_without_words_the_diagnosis_tells():
    assert mend_words(detail(diagnosis=refused())) == "a title"
    assert mend_words(detail()) == "mended by itself"
    assert mend_words(detail("x\x1b[2J\n")) == "x␛[2J⏎"


def test_who_refused_is_the_attempt_and_not_the_last_target():
    other = AttemptRow(number=2, provider="b", diagnosis=refused("never"))
    last = AttemptRow(number=3, provider="now", status=200)
    given = detail("t", [FIRST, other, last])
    assert refusal(given)[0] == "b"
    assert refusal(given, 1) == ("a", FIRST.diagnosis)
    assert refusal(detail("t", [last], diagnosis=refused("q"))) == ("now", refused("q"))


def test_words_that_were_mended_are_not_those_of_what_failed_in_the_end():
    cut = Diagnosis(name="stream_truncated", type="api_error", status=502, message="m", title="stream cut")
    last = AttemptRow(number=2, provider="b", status=200, diagnosis=cut)
    given = detail("stream cut", [FIRST, last], diagnosis=cut)
    given.row.state = "failed"
    assert refusal(given) == ("now", cut)
    assert refusal(given, 1) == ("a", FIRST.diagnosis)
    given.diagnosis = refused("")
    assert refusal(given) == ("a", FIRST.diagnosis)  # the first target has the last word


def test_what_was_changed_after_an_attempt():
    mended = AttemptRow(number=2, provider="a", model="x", repair="without temperature")
    turned = AttemptRow(number=3, provider="b", model="y")
    attempts = [FIRST, mended, turned]
    assert [mend_of(attempts, n) for n in range(3)] == ["without temperature", "then y", ""]
