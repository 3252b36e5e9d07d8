"""What answers show. Each finding once, with what mends it."""

import pytest

from tui_router.cli.checks import abilities
from tui_router.cli.checks.abilities import Subject, model_table
from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import Fact
from tui_router.core.target import Limits
from tui_router.messages.events import Usage
from tui_router.providers.provider import Model
from tui_router.providers.quirks import Quirks
from tui_router.upstream.ping import Pinged, ToolCall


@pytest.fixture
def subject(at, wired) -> Subject:
    listed = {"m-large": Model(), "with-tools": Model(tools=True)}
    return Subject(wired=wired("m", "sonnet", "opus"), provider=at(), limits=Limits(), listed=listed)


def said(name: str, message: str = "it says no", **given) -> Diagnosis:
    return Diagnosis(name=name, type="api_error", status=500, message=message, **given)


def fact(name: str, value) -> Fact:
    return Fact(provider="p", base_url="u", model="m", name=name, value=value)


def test_an_unknown_model_is_told_with_its_nearest(report, only, subject) -> None:
    abilities.tell_no_answer(report, subject, said("model_not_found", "no model m"))
    assert (only().about, only().state, only().said) == ("p/m", "fail", "no model m")
    assert "Nearest: m-large" in only().fix
    assert only().paste == ["[tiers]", 'sonnet = "p/m-large"', 'opus = "p/m-large"']


def test_a_wrong_place_is_told_with_the_address_in_use(report, only, subject) -> None:
    abilities.tell_no_answer(report, subject, said("endpoint_not_found"))
    assert only().paste == ["[providers.p]", 'base_url = "http://127.0.0.1:1/v1"', 'dialect = "chat"']


def test_what_passes_by_itself_is_asked_again(report, only, subject) -> None:
    abilities.tell_no_answer(report, subject, said("overloaded", heals=True))
    assert only().paste == ["tui-router doctor --provider p"]


def test_any_other_failure_has_its_remedy(report, only, subject) -> None:
    abilities.tell_no_answer(report, subject, said("insufficient_credits", remedy="Add credit."))
    assert (only().state, only().fix) == ("fail", "Add credit.")


def test_repairs_are_told_with_the_facts_that_spare_them(report, only, subject) -> None:
    found = Pinged(ok=True, mended=("one", "two"), facts=(fact("stream_options", False), fact("drop", "a b")))
    abilities.tell_mended(report, subject, found)
    assert only().state == "warn"
    assert only().said.endswith("one; two")
    assert only().paste == [
        "tui-router facts set p/m stream_options false",
        "tui-router facts set p/m drop 'a b'",
    ]


def test_what_needs_no_repair_is_not_told(report, subject) -> None:
    abilities.tell_mended(report, subject, Pinged(ok=True))
    assert report.findings == []


@pytest.mark.parametrize(
    ("found", "state", "words"),
    [
        (Pinged(ok=True, streamed=True, ended=True), "ok", "it streams"),
        (Pinged(ok=True, streamed=False, ended=True), "warn", "one piece of JSON"),
        (Pinged(ok=True, streamed=True, ended=False), "warn", "lacks its last event"),
    ],
)
def test_streaming(report, only, subject, found: Pinged, state: str, words: str) -> None:
    abilities.tell_stream(report, subject, found)
    assert only().state == state
    assert words in only().said
    if not found.streamed:
        assert only().paste == ["[providers.p.quirks]", "no_stream = true"]


def test_one_that_is_known_not_to_stream(report, only, at, wired) -> None:
    subject = Subject(wired=wired(), provider=at(quirks=Quirks(no_stream=True)), limits=Limits())
    abilities.tell_stream(report, subject, Pinged(ok=True))
    assert only().state == "ok"


@pytest.mark.parametrize(
    ("usage", "state"),
    [
        (None, "warn"),
        (Usage(input_tokens=9, output_tokens=1), "ok"),
        (Usage(input_tokens=0, output_tokens=1), "warn"),
        (Usage(input_tokens=5000, output_tokens=1), "warn"),
        (Usage(cache_read_input_tokens=5000), "warn"),
    ],
)
def test_figures(report, only, subject, usage: Usage | None, state: str) -> None:
    abilities.tell_usage(report, subject, Pinged(ok=True, usage=usage))
    assert only().state == state
    assert bool(only().fix) == (state == "warn")


CALL = ToolCall(name="report_status", arguments='{"ready":true}', sound=True)
BAD = ToolCall(name="report_status", arguments="{", sound=False)


def test_a_sound_call(report, only, subject) -> None:
    abilities.tell_tools(report, subject, Pinged(ok=True, tool_call=CALL))
    assert only().state == "ok"


@pytest.mark.parametrize(
    "found",
    [Pinged(ok=True, tool_call=BAD), Pinged(ok=False, diagnosis=said("tools_unsupported", remedy="Other."))],
)
def test_calls_that_cannot_be_used_are_told_with_a_model_that_has_tools(
    report, only, subject, found: Pinged
) -> None:
    abilities.tell_tools(report, subject, found)
    assert only().state == "fail"
    assert only().paste == ["[tiers]", 'sonnet = "p/with-tools"', 'opus = "p/with-tools"']


def test_a_call_only_when_forced(report, only, subject) -> None:
    abilities.tell_overlooked(report, subject, Pinged(ok=True, text="ok"), Pinged(ok=True, tool_call=CALL))
    assert only().state == "warn"
    assert "only when it is forced" in only().said


@pytest.mark.parametrize(
    ("text", "words"), [("Sure, ready!", "overlooks"), ('<tool_call>{"name"', "writes its tool call as text")]
)
def test_no_call_at_all(report, only, subject, text: str, words: str) -> None:
    abilities.tell_overlooked(report, subject, Pinged(ok=True, text=text), Pinged(ok=True, tool_call=None))
    assert only().state == "fail"
    assert words in only().said
    assert "--enable-auto-tool-choice" in only().fix


def test_the_clients_wish_is_taken(report, only, subject) -> None:
    abilities.tell_wish(report, subject, 32_000, Pinged(ok=True))
    assert (only().state, only().said) == ("ok", "max_tokens 32,000 is taken")


def test_a_wish_that_we_lower_is_told_as_such(report, only, at, wired) -> None:
    limits = Limits(max_output_tokens=8192, output_from="config")
    abilities.tell_wish(report, Subject(wired=wired(), provider=at(), limits=limits), 8192, Pinged(ok=True))
    assert "lowered to it, by config" in only().said


def test_a_wish_that_is_learned_to_be_less(report, only, subject) -> None:
    found = Pinged(ok=True, mended=("max_tokens → 16,384",), facts=(fact("max_output_tokens", 16384),))
    abilities.tell_wish(report, subject, 128_000, found)
    assert (only().state, only().said) == ("warn", "max_tokens 128,000 is refused, 16,384 is taken")
    assert only().paste == ['[providers.p.models."m"]', "max_output_tokens = 16384"]


def test_a_wish_that_is_refused(report, only, subject) -> None:
    abilities.tell_wish(report, subject, 128_000, Pinged(ok=False, diagnosis=said("bad_request")))
    assert only().state == "fail"
    assert only().paste == ['[providers.p.models."m"]', "max_output_tokens = 8192"]


def test_a_stream_that_was_gathered(report, only, subject) -> None:
    abilities.tell_buffered(
        report, subject, Pinged(ok=True, streamed=True, ended=True, pieces=1, text="1, " * 60)
    )
    assert only().state == "warn"
    assert "single event" in only().said


def test_a_stream_in_pieces_is_not_told_again(report, subject) -> None:
    long = "1, " * 60
    for found in (
        Pinged(ok=True, streamed=True, ended=True, pieces=9, text=long),
        Pinged(ok=True, streamed=True, ended=False, pieces=1, text=long),
        Pinged(ok=True, streamed=True, ended=True, pieces=1, text="1"),
        Pinged(ok=True, streamed=False, ended=True, pieces=1, text=long),
    ):
        abilities.tell_buffered(report, subject, found)
    assert report.findings == []


def test_a_model_with_a_strange_name_stays_in_its_quotes(subject, wired, at) -> None:
    odd = Subject(wired=wired('m"]\nx'), provider=at(name="a b"), limits=Limits())
    assert model_table(odd) == ['[providers."a b".models."m\\"]\\nx"]']
