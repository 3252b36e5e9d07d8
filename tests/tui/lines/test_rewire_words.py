import pytest

from tui_router.control.wiring import DryRun, Verdict
from tui_router.journal.record import KnownModel, ProviderState
from tui_router.tui.lines.rewire_words import (
    chain_check,
    checks,
    key_check,
    limit_check,
    price,
    provider_check,
    provider_of,
    short_session,
    speaks_check,
    verdict_words,
    when_check,
)
from tui_router.tui.rewire_draft import Draft, Endpoint


def state(**fields):
    return ProviderState(**{"name": "p", "dialect": "chat", "base_url": "u", "key": "env:P_KEY", **fields})


@pytest.mark.parametrize(
    ("given", "price_in", "price_out"),
    [("$2.50 / 10", 2.5, 10), ("$0.075 / 0.30", 0.075, 0.3), ("free", 0, 0), ("", None, 1)],
)
def test_a_price_is_in_and_out_of_a_million(given, price_in, price_out):
    assert price(KnownModel(target="p/m", price_in=price_in, price_out=price_out)) == given
    assert price(None) == ""


def test_a_provider_says_what_keeps_it_before_how_fast_it_is():
    assert provider_check(state(latency_ms=180.0, key_set=False), known=3) == (
        "P_KEY is not set",
        "state-error",
    )
    assert provider_check(state(problem="refused\x1b", latency_ms=180.0), known=3) == (
        "refused␛",
        "state-error",
    )
    assert provider_check(state(latency_ms=180.0), known=3) == ("answers in 180 ms", "state-ok")
    assert provider_check(state(latency_ms=2_400.0), known=3) == ("answers in 2.4 s", "state-ok")
    assert provider_check(state(), known=1) == ("1 model", "state-ok")
    assert provider_check(state(), known=0) == ("not asked yet", "ink-soft")
    assert provider_check(None, known=0)[0] == ""


def test_a_language_is_told_from_those_that_were_found():
    assert speaks_check("chat", "chat", state(speaks=["chat"])) == ("found so", "state-ok")
    assert speaks_check("anthropic", "chat", state(speaks=["chat"])) == (
        "it was found to speak Chat Completions", "state-warn",
    )  # fmt: skip
    assert speaks_check("anthropic", "chat", state()) == ("for every tier that goes there", "state-warn")
    assert speaks_check("chat", "chat", None)[0] == ""


@pytest.mark.parametrize(
    ("text", "said", "role"),
    [
        ("", "as the catalog says", "state-ok"),
        ("many", "a number of tokens, such as 32,768", "state-error"),
        ("9,000", "more than the window of 8k", "state-warn"),
        ("4096", "instead of 8,000, as the catalog says", "ink-soft"),
        ("8,000", "as the settings say", "state-ok"),
    ],
)
def test_a_limit_says_who_told_it(text, said, role):
    assert limit_check(text, 8_000, "catalog", window=8_192) == (said, role)


def test_a_limit_that_nobody_told():
    assert limit_check("", None, "") == ("not known", "ink-soft")


def test_a_key_is_set_missing_or_refused():
    def said(text, before="env:P_KEY", problem="", known=None, rehearsed=False):
        return key_check(text, before, known, problem, rehearsed=rehearsed)

    assert said("env:P_KEY", known=state()) == ("set", "state-ok")
    assert said("env:P_KEY", known=state(key_set=False)) == ("P_KEY is not set", "state-error")
    assert said("env:OTHER", problem="its key is not set") == ("OTHER is not set", "state-error")
    assert said("env:OTHER", rehearsed=True) == ("set", "state-ok")
    assert said("env:OTHER") == ("for every tier that goes there", "ink-soft")
    assert said("", before="")[0] == "none; local servers need none"
    pasted = "sk-" + "test-" + "0" * 30
    words, role = said(pasted)
    assert role == "state-error"
    assert pasted not in words


def test_a_chain_has_an_end():
    assert chain_check(()) == ("", "ink-soft")
    assert chain_check(("a/b",))[0] == "it is told to the client"
    assert chain_check(("a/b", "c/d"))[0] == "until the first byte"
    assert chain_check(tuple("abcdefghi")) == ("a chain has at most 8 targets", "state-error")


def test_conditions_are_checked_as_they_are_typed():
    assert when_check('kind = "main"') == ("all of these", "state-ok")
    assert when_check("") == ("always", "ink-soft")
    assert when_check("kind")[1] == "state-error"


def test_a_verdict_names_its_target():
    assert verdict_words(Verdict(target="p/m", ok=True, said="answers in 90 ms")) == (
        "p/m: answers in 90 ms",
        "state-ok",
    )
    assert verdict_words(Verdict(target="p/m\x1b", ok=False)) == ("p/m␛: it did not answer", "state-error")


def test_every_field_has_a_check_and_a_rule_one_more():
    model = KnownModel(target="p/m", context_window=8_192, max_output_tokens=4_096, output_from="list")
    draft = Draft(chain=("p/m",), endpoint=Endpoint("chat", "env:OTHER", "", "9000"))
    dry = DryRun(problem="its key is not set")
    found = checks(draft, Endpoint("chat", "env:P_KEY"), state(), model, dry, known=1)
    assert set(found) == {"provider", "speaks", "model", "window", "output", "key", "chain"}
    assert found["output"] == ("more than the window of 8k", "state-warn")
    assert found["key"] == ("OTHER is not set", "state-error")
    assert "when" in checks(Draft(rule=1), Endpoint(), None, None, None, known=0)


def test_names():
    assert provider_of("p/m", {"p"}) == "p"
    assert provider_of("claude-router/x", {"p"}) == ""
    assert short_session("a1f3c2d4") == "a1f3"


def test_a_login_stands_in_place_of_a_key():
    assert key_check("", "", state(plan="plus"), "", rehearsed=False) == ("its login is used", "state-ok")
    over = state(problem="the login has ended; run codex login")
    assert key_check("", "", over, "", rehearsed=False) == (
        "the login has ended; run codex login",
        "state-error",
    )
