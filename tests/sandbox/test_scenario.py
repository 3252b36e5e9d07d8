import re
from importlib.resources import files

import msgspec
import pytest

from tui_router.providers.quirks import Quirks
from tui_router.sandbox.conditions import Condition
from tui_router.sandbox.scenario import parse, scenarios


def test_every_scenario_is_a_model_name_with_a_title() -> None:
    for name, scenario in scenarios().items():
        assert re.fullmatch(r"[a-z0-9.]+(-[a-z0-9.]+)*", name)
        assert scenario.title
        assert scenario.title[0].isupper()


def test_every_scenario_does_something_of_its_own() -> None:
    by_deed: dict[bytes, str] = {}
    for name, scenario in scenarios().items():
        deed = msgspec.json.encode(msgspec.structs.replace(scenario, title=""))
        assert deed not in by_deed, f"{name} does what {by_deed.get(deed)} does"
        by_deed[deed] = name


def test_a_scenario_that_calls_tools_has_an_answer_to_their_results_or_never_gets_them() -> None:
    for name, scenario in scenarios().items():
        if any(step.calls for step in scenario.steps):
            assert scenario.then or scenario.end != "done", name


def test_the_kinds_of_trouble_the_gateway_must_survive_are_all_there() -> None:
    known = scenarios()
    assert {s.end for s in known.values()} == {"done", "no_done", "cut", "reset", "quiet", "closed"}
    assert {s.usage for s in known.values()} == {"asked", "null", "none", "late"}
    refused = {s.refuse.status for s in known.values() if s.refuse}
    assert {200, 400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 502, 503, 529} <= refused
    types = {s.refuse.type for s in known.values() if s.refuse}
    assert types == {"application/json", "text/html", "text/plain", "text/event-stream"}


def test_whatever_is_refused_or_breaks_is_named_and_nothing_else_mends() -> None:
    for name, scenario in scenarios().items():
        trouble = scenario.refuse or scenario.at_first or scenario.end not in ("done", "no_done")
        assert bool(scenario.diagnosis) or not trouble, name
        assert scenario.diagnosis or not scenario.mends, name


def test_what_happens_at_first_is_what_another_scenario_does_in_the_same_languages() -> None:
    for name, scenario in scenarios().items():
        if scenario.at_first:
            other = scenarios()[scenario.at_first.does]
            assert other.at_first is None, name
            assert set(scenario.speaks) <= set(other.speaks), name


def test_what_a_configuration_has_to_say_is_what_one_can_say() -> None:
    for scenario in scenarios().values():
        msgspec.convert(scenario.quirks, Quirks)


def test_both_files_are_read_and_neither_hides_the_other() -> None:
    folder = files("tui_router.sandbox")
    answers = parse(folder.joinpath("scenarios.toml").read_text("utf-8"))
    parts = [answers, parse(folder.joinpath("troubles.toml").read_text("utf-8"), ("chat", "anthropic"))]
    assert scenarios() == parts[0] | parts[1]
    assert not parts[0].keys() & parts[1].keys()


def test_answers_are_had_in_every_language_and_troubles_where_their_words_are_spoken() -> None:
    assert scenarios()["text"].speaks == ("chat", "anthropic", "responses", "gemini")
    assert scenarios()["interleaved"].speaks == ("chat",)
    assert scenarios()["output-limit"].speaks == ("chat", "anthropic")


def test_a_condition_is_read_with_its_refusal() -> None:
    text = '[x]\ntitle = "X"\n[x.refuse]\nstatus = 400\nbody = ""\nwhen = [{ over_output = 5 }]'
    refusal = parse(text)["x"].refuse
    assert refusal
    assert refusal.when == (Condition(over_output=5),)
    with pytest.raises(msgspec.ValidationError, match="over_outputs"):
        parse(text.replace("over_output", "over_outputs"))


def test_a_misspelt_member_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="stepps"):
        parse('[one]\ntitle = "One"\nstepps = []')
