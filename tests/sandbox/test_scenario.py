import re

import msgspec
import pytest

from tui_router.sandbox.scenario import Refusal, parse, scenarios


def test_every_scenario_is_a_model_name_with_a_title() -> None:
    for name, scenario in scenarios().items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
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
    assert {s.end for s in known.values()} == {"done", "no_done", "cut", "reset", "quiet"}
    assert {s.usage for s in known.values()} == {"asked", "null", "none", "late"}
    refused = {s.refuse.status for s in known.values() if s.refuse}
    assert {200, 400, 401, 403, 429, 500, 502, 503} <= refused


def test_a_misspelt_member_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="stepps"):
        parse('[one]\ntitle = "One"\nstepps = []')


@pytest.mark.parametrize(
    ("refusal", "prompt", "asked", "ordinal", "applies"),
    [
        (Refusal(429, ""), 1, 1, 7, True),
        (Refusal(429, "", every=2), 1, 1, 0, True),
        (Refusal(429, "", every=2), 1, 1, 1, False),
        (Refusal(400, "", over_output=100), 9999, 100, 0, False),
        (Refusal(400, "", over_output=100), 1, 101, 0, True),
        (Refusal(400, "", over_window=100), 100, 9999, 0, False),
        (Refusal(400, "", over_window=100), 101, 0, 0, True),
        (Refusal(400, "", over_window=100, window_counts_output=True), 60, 41, 0, True),
        (Refusal(400, "", over_window=100, window_counts_output=True), 60, 40, 0, False),
    ],
)
def test_when_a_refusal_applies(
    refusal: Refusal, prompt: int, asked: int, ordinal: int, applies: bool
) -> None:
    assert refusal.applies(prompt=prompt, asked=asked, ordinal=ordinal) is applies
