"""What a guided set-up finds, asks and writes."""

import tomllib
from typing import Any

import pytest

from tui_router.control.setup import (
    NAMED,
    Ask,
    asks,
    change,
    doubt,
    file_lines,
    found,
    missing,
    nothing_configured,
    proposal,
    unseen,
    ways,
)
from tui_router.control.wiring import Wires
from tui_router.core.target import Tier
from tui_router.journal.record import KnownModel, ProviderState, Status
from tui_router.providers.presets import presets

OPENAI = ProviderState(
    name="openai",
    dialect="responses",
    base_url="https://api.openai.com/v1",
    preset="openai",
    key="env:OPENAI_API_KEY",
    found_by="environment",
    models=41,
)
OLLAMA = ProviderState(
    name="ollama",
    dialect="chat",
    base_url="http://127.0.0.1:11434/v1",
    preset="ollama",
    found_by="discovery",
    models=1,
)
TABLES = {
    "openai": {"preset": "openai", "key": "env:OPENAI_API_KEY"},
    "ollama": {"preset": "ollama"},
}


def status(*providers: ProviderState, **given: Any) -> Status:
    return Status(
        version="1",
        pid=1,
        url="http://127.0.0.1:8787",
        started_at=0.0,
        revision=3,
        providers=list(providers),
        **given,
    )


def state(**given: Any) -> ProviderState:
    return ProviderState(**{"name": "p", "dialect": "chat", "base_url": "http://h:9/v1", **given})


def models(*targets: str, listed: bool = True) -> list[KnownModel]:
    return [KnownModel(target=target, listed=listed) for target in targets]


@pytest.mark.parametrize(
    ("given", "effective", "expected"),
    [
        ({}, {}, True),
        ({"config": "/c.toml"}, {}, False),
        ({"problem": "line 3: no"}, {}, False),
        ({}, {"haiku": "a/b"}, False),
    ],
)
def test_when_nothing_is_configured(
    given: dict[str, str], effective: dict[str, object], expected: bool
) -> None:
    assert nothing_configured(status(**given), effective) is expected


@pytest.mark.parametrize(
    ("provider", "expected"),
    [
        (OPENAI, ("ok", "OPENAI_API_KEY is set, 41 models")),
        (OLLAMA, ("ok", "127.0.0.1:11434 answers, 1 model")),
        (state(key="env:X_KEY", key_set=False, problem="its key is not set"), ("off", "no X_KEY")),
        (state(key="file:/k", key_set=False), ("off", "no file:/k")),
        (state(key="env:X_KEY", problem="HTTP 401"), ("wrong", "X_KEY is set, but HTTP 401")),
        (state(problem="connection refused"), ("wrong", "h:9, but connection refused")),
        (state(), ("ok", "h:9")),
        (state(base_url="http://[broken"), ("ok", "http://[broken")),
        (state(base_url="http://me:secret@h:9/v1"), ("ok", "h:9")),
        (state(models=4200), ("ok", "h:9 answers, 4,200 models")),
    ],
)
def test_a_provider_in_words(provider: ProviderState, expected: tuple[str, str]) -> None:
    (row,) = found(status(provider))
    assert (row.state, row.says) == expected


def test_what_works_stands_first() -> None:
    off, wrong = state(name="off", key="env:A", key_set=False), state(name="wrong", problem="x")
    assert [row.name for row in found(status(off, wrong, OLLAMA))] == ["ollama", "wrong", "off"]


def test_what_is_missing_names_the_variable_or_the_address() -> None:
    rows = {row.name: row.says for row in missing(status(OPENAI))}
    assert "openai" not in rows
    assert rows["anthropic"] == "no ANTHROPIC_API_KEY"
    assert rows["ollama"] == "nothing at 127.0.0.1:11434"
    assert missing(status(state(found_by="config"))) == []


def test_a_provider_of_another_preset_than_its_name_is_not_missing() -> None:
    elsewhere = state(
        name="openai", preset="openai-chat", key="env:OPENAI_API_KEY", key_set=True, found_by="environment"
    )
    assert "openai" not in {row.name for row in missing(status(elsewhere))}
    assert unseen(status(elsewhere), {"OPENAI_API_KEY": "sk-test"}) == []


def test_a_key_that_only_this_shell_has_is_told() -> None:
    env = {"OPENAI_API_KEY": "sk-test", "GROQ_API_KEY": " ", "DEEPSEEK_API_KEY": "sk-test"}
    assert unseen(status(OPENAI), env) == ["DEEPSEEK_API_KEY"]
    assert unseen(status(), env) == ["OPENAI_API_KEY", "DEEPSEEK_API_KEY"]
    assert unseen(status(state(found_by="config")), env) == []


def test_three_ways_to_get_a_provider() -> None:
    key, server, other = ways("/home/me/config.toml")
    assert key.lines == ("export OPENAI_API_KEY=...", "tui-router stop && tui-router")
    assert "ANTHROPIC" in key.after
    assert key.after.count(",") == NAMED - 1
    keys = {each.keys[0] for each in presets().values() if each.keys}
    assert f"and {len(keys) - NAMED - 1} others" in key.after
    assert server.lines[0].startswith("ollama ")
    assert "LM Studio" in server.after
    assert "/home/me/config.toml" in other.after
    assert tomllib.loads("\n".join(other.lines))["providers"]["mine"]["dialect"] == "chat"


def test_the_proposal_is_what_is_in_force() -> None:
    wires = Wires(revision=1, effective={"haiku": ["a/x", "b/y"], "sonnet": "a/z"}, wired=True)
    assert proposal(wires, models("c/q")) == {
        "haiku": "a/x",
        "sonnet": "a/z",
        "opus": "",
        "fable": "",
        "default": "",
    }


def test_without_a_wiring_the_first_model_is_proposed() -> None:
    assert set(proposal(Wires(revision=1), models("c/q", "c/r")).values()) == {"c/q"}
    assert set(proposal(Wires(revision=1), []).values()) == {""}


def test_a_target_that_its_provider_does_not_list_is_doubted() -> None:
    known = [*models("a/x"), *models("b/y", listed=False)]
    assert doubt("a/z", known) == "not in the list of a"
    assert [doubt(target, known) for target in ("a/x", "b/z", "a", "c/d")] == [""] * 4


def test_each_target_is_asked_once() -> None:
    choice: dict[Tier, str] = {"haiku": "a/x", "sonnet": "b/y", "opus": "a/x", "fable": ""}
    assert asks(choice, []) == [
        Ask(target="a/x", to="a/x", tiers=("haiku", "opus")),
        Ask(target="b/y", to="b/y", tiers=("sonnet",)),
    ]


def test_a_provider_alone_is_asked_for_a_model_of_the_tier() -> None:
    known = models("anthropic/claude-opus-9", "anthropic/claude-haiku-9", "other/haiku")
    choice: dict[Tier, str] = dict.fromkeys(("haiku", "sonnet", "opus"), "anthropic")
    assert [(ask.target, ask.to, ask.tiers) for ask in asks(choice, known)] == [
        ("anthropic", "anthropic/claude-haiku-9", ("haiku",)),
        ("anthropic", "anthropic/claude-opus-9", ("sonnet", "opus")),
    ]
    assert [ask.to for ask in asks({"haiku": "anthropic"}, [])] == ["anthropic"]


def test_a_first_file_holds_tiers_and_the_providers_that_were_found() -> None:
    wires = Wires(revision=3, effective={"haiku": "openai/mini"}, providers=TABLES)
    made = change(wires, status(OPENAI, OLLAMA), {"haiku": "openai/mini", "opus": "ollama/q:8b"}, by="screen")
    assert (made.revision, made.write, made.by) == (3, True, "screen")
    assert made.patch == {"tiers": {"haiku": "openai/mini", "opus": "ollama/q:8b"}, "providers": TABLES}


def test_providers_of_the_file_are_left_to_it() -> None:
    wires = Wires(revision=1, providers={"p": {"dialect": "chat"}, **TABLES})
    made = change(wires, status(state(found_by="config"), OLLAMA), {"haiku": "p/x"}, by="screen")
    assert made.patch == {"tiers": {"haiku": "p/x"}, "providers": {"ollama": {"preset": "ollama"}}}


WIRED = Wires(
    revision=1,
    wired=True,
    tiers={"opus": ["a/x", "b/y", "c/z"], "default": "a/d"},
    effective={
        "haiku": "a/d",
        "sonnet": "a/d",
        "opus": ["a/x", "b/y", "c/z"],
        "fable": "a/d",
        "default": "a/d",
    },
)
AS_IT_IS: dict[Tier, str] = {"haiku": "a/d", "sonnet": "a/d", "opus": "a/x", "fable": "a/d", "default": "a/d"}


@pytest.mark.parametrize(
    ("different", "tiers"),
    [
        ({}, None),
        ({"haiku": ""}, None),
        ({"haiku": "n/h"}, {"haiku": "n/h"}),
        ({"opus": "n/o"}, {"opus": ["n/o", "b/y", "c/z"]}),
        ({"opus": "b/y"}, {"opus": ["b/y", "c/z"]}),
        # the tiers that lived on the default are held to what was shown for them
        ({"default": "n/d"}, {"haiku": "a/d", "sonnet": "a/d", "fable": "a/d", "default": "n/d"}),
    ],
)
def test_over_a_wiring_only_what_differs_is_written(
    different: dict[Tier, str], tiers: dict[str, Any] | None
) -> None:
    made = change(WIRED, status(), {**AS_IT_IS, **different}, by="screen")
    assert made.patch == ({} if tiers is None else {"tiers": tiers})


def test_a_tier_that_lived_on_the_default_does_not_take_its_fallbacks() -> None:
    chain = ["a/d", "b/e"]
    wires = Wires(
        revision=1, wired=True, tiers={"default": chain}, effective={"haiku": chain, "default": chain}
    )
    assert change(wires, status(), {"haiku": "n/h"}, by="api").patch == {"tiers": {"haiku": "n/h"}}


def test_a_provider_alone_is_no_reason_to_write() -> None:
    wires = Wires(revision=1, wired=True, tiers=WIRED.tiers, effective=WIRED.effective, providers=TABLES)
    assert change(wires, status(OPENAI), AS_IT_IS, by="api").patch == {}


def test_what_does_not_stand_in_the_file_yet_is_written_too() -> None:
    wires = Wires(revision=1, wired=True, tiers=WIRED.tiers, effective=WIRED.effective, unwritten=True)
    made = change(wires, status(), AS_IT_IS, by="screen")
    assert made.patch == {"tiers": {"opus": ["a/x", "b/y", "c/z"], "default": "a/d"}}


def test_the_file_as_it_will_stand() -> None:
    odd: dict[str, dict[str, Any]] = {
        **TABLES,
        'a "b"': {"base_url": "http://h", "headers": {"x-y": "1"}, "models": ["m", 3, True]},
    }
    wires = Wires(revision=1, providers=odd)
    outside = state(name='a "b"', found_by="discovery")
    made = change(wires, status(OPENAI, outside), {"haiku": "openai/mini"}, by="screen")
    lines = file_lines(made)
    assert lines[:4] == ["[tiers]", 'haiku = "openai/mini"', "", "[providers.openai]"]
    assert tomllib.loads("\n".join(lines)) == made.patch
    assert file_lines(change(WIRED, status(), AS_IT_IS, by="screen")) == []
