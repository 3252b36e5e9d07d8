from pathlib import Path

import pytest

from tui_router.cli.checks import settings
from tui_router.cli.checks.settings import (
    check_providers,
    check_tiers,
    named_file,
    read_settings,
    wired_targets,
)
from tui_router.core.target import TIERS, Target
from tui_router.providers.provider import Model, Provider
from tui_router.routing.table import build

GOOD = """
[providers.a]
dialect = "chat"
base_url = "http://127.0.0.1:1/v1"
[providers.b]
dialect = "chat"
base_url = "http://127.0.0.1:2/v1"
[tiers]
haiku = "a/small"
opus = ["a/large", "b/large"]
"""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"TUI_ROUTER_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "c.toml"
    path.write_text(GOOD)
    return path


def test_sound_settings(report, only, file: Path, env) -> None:
    loaded = read_settings(report, file, env)
    assert loaded is not None
    assert (only().state, only().said) == ("ok", f"{file}: sound; 2 providers, 2 tiers wired")


def test_without_a_file(report, only, env) -> None:
    assert read_settings(report, None, env) is not None
    assert only().said == "no settings file: sound; 0 providers, 0 tiers wired"
    assert named_file(None, env) is None


def test_every_mistake_is_told_with_its_line(report, file: Path, env) -> None:
    file.write_text("[tiers]\nhiaku = 'x/y'\n[server]\nport = -1\n")
    assert read_settings(report, file, env) is None
    assert [finding.state for finding in report.findings] == ["fail", "fail"]
    assert "did you mean haiku?" in report.findings[0].said
    assert report.findings[0].paste == [f"${{EDITOR:-vi}} +2 {file}"]


def test_a_file_that_is_not_there(report, only, tmp_path: Path, env) -> None:
    assert read_settings(report, tmp_path / "none.toml", env) is None
    assert only().state == "fail"
    assert named_file(tmp_path / "none.toml", env) == tmp_path / "none.toml"


def test_a_key_in_the_file_is_not_repeated(report, file: Path, env) -> None:
    key = "sk-" + "test-" + "0" * 20
    file.write_text(f'[providers.openai]\npreset = "openai"\nkey = "{key}"\n')
    assert read_settings(report, file, env) is None
    assert key not in str(report.findings)


def test_no_provider_at_all(report, only) -> None:
    check_providers(report, {}, searched=True)
    assert only().state == "fail"
    assert only().paste == ["export OPENAI_API_KEY=…", "ollama serve"]


def table(tiers, aliases=None, listed=None, **models):
    providers = {
        name: Provider(
            name=name,
            dialect="chat",
            base_url=f"http://{name}/v1",
            models={model: Model() for model in models.get(name, ())},
        )
        for name in ("a", "b")
    }
    chains = {tier: tuple(Target.parse(text) for text in texts) for tier, texts in tiers.items()}
    return build(providers=providers, tiers=chains, aliases=aliases or {}, listed=listed or {})


@pytest.mark.parametrize(
    ("tiers", "state"),
    [
        ({"default": ["a/m"]}, "ok"),
        ({"haiku": ["a/m"]}, "warn"),
        ({tier: ["a/m"] for tier in TIERS}, "ok"),
        ({}, "fail"),
    ],
)
def test_tiers_that_lead_nowhere(report, only, tiers, state: str) -> None:
    check_tiers(report, table(tiers))
    assert only().state == state
    if state == "warn":
        assert "sonnet, opus, fable, default" in only().said
        assert only().paste == ["[tiers]", 'default = "a/m"']


def test_each_target_once_with_all_its_uses() -> None:
    found, left = wired_targets(
        table({"haiku": ["a/m"], "opus": ["a/m", "b/n"], "default": ["b/n"]}, {"x": (Target("a", "z"),)}), {}
    )
    assert [(str(one.target), one.uses) for one in found] == [
        ("a/m", ("haiku", "opus")),
        ("b/n", ("sonnet", "opus", "fable", "default")),
        ("a/z", ("alias x",)),
    ]
    assert left == 0
    assert found[0].tiers == ["haiku", "opus"]


def test_only_the_providers_that_were_asked_for() -> None:
    found, _ = wired_targets(table({"haiku": ["a/m"], "default": ["b/n"]}), {}, only=["b"])
    assert [str(one.target) for one in found] == ["b/n"]


def test_the_wiring_in_force_goes_before_the_file() -> None:
    found, _ = wired_targets(table({"default": ["a/m"]}), {"haiku": ["b/live"], "default": ["gone/x", "a/m"]})
    assert [(str(one.target), one.uses) for one in found] == [("b/live", ("haiku",)), ("a/m", ("default",))]


def test_where_the_client_names_the_model_one_of_that_tier_stands_in() -> None:
    listed = {"a": {"embed-1": Model(), "claude-opus-9": Model(), "claude-haiku-9": Model()}}
    found, _ = wired_targets(table({"haiku": ["a"], "default": ["a"]}, listed=listed), {})
    assert [one.model for one in found] == ["claude-haiku-9"]
    assert found[0].target == Target("a")
    first, _ = wired_targets(table({"default": ["a"]}, a=["first"]), {})
    assert first[0].model == "first"
    none, _ = wired_targets(table({"default": ["a"]}), {})
    assert none[0].model == ""


def test_there_is_an_end_to_what_is_asked(monkeypatch) -> None:
    monkeypatch.setattr(settings, "MOST_TARGETS", 2)
    found, left = wired_targets(table({"default": ["a/1", "a/2", "a/3", "a/4"]}), {})
    assert (len(found), left) == (2, 2)
