import pytest

from tui_router.gateway import refusals
from tui_router.messages.watch import Offence
from tui_router.providers.provider import Provider

PROVIDER = Provider(name="p", dialect="chat", base_url="http://x")


@pytest.mark.parametrize(
    ("diagnosis", "status", "heals"),
    [
        (refusals.TOO_LARGE, 413, False),
        (refusals.PACKED, 415, False),
        (refusals.STOPPING, 529, True),
        (refusals.nothing_here("GET", "/x" * 500), 404, False),
        (refusals.refused_by_hand("not this one"), 400, False),
        (refusals.our_fault(ValueError("sk-secret")), 500, False),
    ],
)
def test_each_has_its_status_and_says_whether_asking_again_helps(diagnosis, status: int, heals: bool) -> None:
    assert (diagnosis.status, diagnosis.heals) == (status, heals)
    assert diagnosis.title
    assert len(diagnosis.message) < 300


def test_a_fault_of_ours_tells_its_kind_and_nothing_it_held() -> None:
    assert "ValueError" in refusals.our_fault(ValueError("sk-secret")).message
    assert "sk-secret" not in repr(refusals.our_fault(ValueError("sk-secret")))


def test_a_missing_key_is_named_by_its_reference() -> None:
    diagnosis = refusals.no_key(Provider(name="p", dialect="chat", base_url="http://x", key="env:P_KEY"))
    assert "P_KEY is not set" in diagnosis.message
    assert (diagnosis.status, diagnosis.blame) == (401, "config")


def test_what_is_too_long_is_said_in_the_clients_words_and_who_told():
    told = refusals.too_long(PROVIDER, 9_000, 8_192, "fact")
    assert (told.status, told.message) == (400, "prompt is too long: 9000 tokens > 8192 maximum")
    assert "forget the fact" in told.remedy
    assert "configuration" in refusals.too_long(PROVIDER, 9_000, 8_192, "config").remedy
    assert not told.heals


def test_a_stream_out_of_order_names_what_would_have_broken_a_client():
    odd = Offence(leg="c", grade="odd", rule="foreign_id", text="an id that Anthropic would not make")
    bad = Offence(
        leg="c", grade="harmful", rule="usage", text="usage is missing", excerpt="event: message_start"
    )
    told = refusals.out_of_order([odd, bad, bad])
    assert (told.name, told.title, told.quote) == ("stream_violation", "usage is missing", bad.excerpt)
    assert (told.blame, told.figures) == ("upstream", {"offences": 2})
    ours = Offence(leg="d", grade="harmful", rule="no_stop", text="a block is not closed")
    assert refusals.out_of_order([ours]).blame == "gateway"


def test_an_answer_of_nothing_asks_for_no_more():
    told = refusals.said_nothing(PROVIDER)
    assert (told.name, told.status, told.heals) == ("empty_completion", 502, False)
    assert PROVIDER.name in told.message
