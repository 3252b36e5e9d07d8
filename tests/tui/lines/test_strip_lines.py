import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import Fact
from tui_router.journal.record import AttemptRow, ExchangeDetail, ExchangeRow, Offer, Times
from tui_router.tui.lines.line import plain
from tui_router.tui.lines.strip_lines import About, do_spans, has_trouble, said_spans, seen_spans, what_spans

FACT = Fact(provider="openai", base_url="u", model="gpt-4o", name="max_output_tokens", value=16_384)
EVIL = "\x1b]0;x\x07\u202e[/b][TODO]" + "設" * 10_000


def diagnosis(**given):
    return Diagnosis(
        **{"name": "n", "type": "api_error", "status": 400, "message": "m", "title": "too large", **given}
    )


def exchange(state, **given):
    row = ExchangeRow(
        id=38, started_at=0, state=state, provider="deepseek", model="chat", trouble="max → 8", attempts=2
    )
    return ExchangeDetail(row=row, **given)


def test_a_failure_offers_its_remedy_first():
    failed = exchange(
        "failed", diagnosis=diagnosis(figures={"requested": 32_000, "limit": 8_192}, remedy="Clamp it.")
    )
    about = About(offer=Offer(words="clamp max_tokens to 8,192", facts=[FACT]), seen=3)
    assert plain(what_spans(failed)) == "✗ too large   asked 32,000, chat takes 8,192"
    assert plain(do_spans(failed, about)).startswith("A clamp max_tokens to 8,192 and replay    r replay")
    assert plain(seen_spans(failed, about)) == "seen 3×"
    assert plain(do_spans(failed, About())).startswith("Clamp it.    r replay")
    assert seen_spans(failed, About(seen=1)) == []


def test_an_offer_that_lays_nothing_down_does_not_speak_of_replay():
    told = plain(
        do_spans(exchange("failed"), About(offer=Offer(words="point the tier elsewhere", rewire=True)))
    )
    assert told.startswith("A point the tier elsewhere    r replay")


def test_a_repair_tells_what_was_learned_and_how_to_forget_it():
    mended = exchange("repaired", learned=[FACT])
    assert plain(do_spans(mended, About(u="forget"))).strip() == (
        "learned  gpt-4o · openai takes at most 16,384 output tokens    u forget"
    )
    assert plain(do_spans(mended, About(u="put back"))).startswith("forgotten  gpt-4o")
    assert "u " not in plain(do_spans(mended, About()))
    assert plain(do_spans(exchange("repaired"), About())).startswith(
        "nothing learned    [ the attempt before"
    )


def test_their_words_are_those_of_the_attempt_that_is_looked_at():
    attempts = [
        AttemptRow(
            number=n, provider=f"p{n}", status=400, diagnosis=diagnosis(quote=f"no {n}"), times=Times()
        )
        for n in (1, 2)
    ]
    failed = exchange("failed", attempts=attempts, diagnosis=attempts[1].diagnosis)
    assert plain(said_spans(failed, About())) == "p2 said  “no 2”"
    assert plain(said_spans(failed, About(attempt=1))) == "p1 said  “no 1”"


def test_it_is_there_only_when_there_is_something_to_say():
    assert has_trouble(exchange("repaired"))
    assert not has_trouble(exchange("ok"))


@pytest.mark.parametrize("state", ["failed", "repaired"])
def test_ugly_words_stay_on_one_safe_line(state):
    evil = diagnosis(title=EVIL[:200], quote=EVIL, remedy=EVIL, figures={"limit": EVIL, "requested": EVIL})
    fact = Fact(provider=EVIL, base_url="u", model=EVIL, name="drop", value=EVIL)
    given = exchange(state, diagnosis=evil, learned=[fact])
    given.row.trouble = given.row.provider = given.row.model = EVIL
    about = About(offer=Offer(words=EVIL, facts=[fact]), u="forget")
    for spans in (what_spans(given), said_spans(given, about), do_spans(given, about)):
        told = plain(spans)
        assert not set("\x1b\x07\u202e\n") & set(told)
        assert "[TODO]" in told
        assert len(told) < 2_500
