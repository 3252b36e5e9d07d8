import pytest

from tui_router.dialects.envelope import Sealed, seal
from tui_router.dialects.signatures import LONGEST, Signatures, said_id, word


@pytest.fixture
def own(make_call):
    return Signatures(make_call(dialect="gemini"), "gemini-3.8-flash")


def test_what_was_sealed_is_opened(own):
    opened = own.opened(own.sealed("c2ln", id="a", on=""))
    assert (opened.kind, opened.held, opened.model, opened.item) == (
        "thought",
        "c2ln",
        "gemini-3.8-flash",
        {"id": "a"},
    )
    assert word(opened, "id") == "a"
    assert word(opened, "on") == word(None, "id") == ""


def test_another_endpoint_s_is_foreign(own, make_call):
    other = Signatures(make_call(dialect="gemini", base_url="https://other.example"), "gemini-3.8-flash")
    assert own.opened(other.sealed("c2ln")) is None


@pytest.mark.parametrize("signature", ["", "theirs", "tui-router.1.%%%", "tui-router.1.e30="])
def test_nonsense_is_foreign(own, signature):
    assert own.opened(signature) is None


def test_another_kind_is_foreign(own):
    maker = own.opened(own.sealed()).maker
    assert own.opened(seal(Sealed("encrypted", maker, held="c2ln"))) is None


def test_a_member_that_is_no_string_is_none(own):
    maker = own.opened(own.sealed()).maker
    assert word(own.opened(seal(Sealed("thought", maker, item={"id": 5}))), "id") == ""


def test_what_is_too_long_is_not_kept(own):
    assert own.opened(own.sealed("x" * (LONGEST + 1))).held == ""


def test_by_the_id_of_a_call(make_call, own):
    kept = {"toolu_1": own.sealed("c2ln"), "toolu_2": "theirs"}
    mine = Signatures(make_call(dialect="gemini", kept=kept), "m")
    assert mine.of_call("toolu_1").held == "c2ln"
    assert mine.of_call("toolu_2") is None
    assert mine.of_call("toolu_3") is None


def test_by_the_words_of_a_text(make_call, own):
    mine = Signatures(make_call(dialect="gemini", kept={said_id("żółw \ud800"): own.sealed("c2ln")}), "m")
    assert mine.of_text("żółw \ud800").held == "c2ln"
    assert mine.of_text("żółw") is None
    assert mine.of_text("") is None
