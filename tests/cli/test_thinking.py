"""`tui-router thinking`, on settings and facts of a home."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tui_router.cli.thinking import table, thinking
from tui_router.cli.trouble import Trouble
from tui_router.core.fact import Fact
from tui_router.dialects.effort_table import EffortRow
from tui_router.gateway.fact_file import FactFile
from tui_router.settings.places import find_places

SETTINGS = """
[providers.p]
dialect = "chat"
base_url = "http://127.0.0.1:9/v1"
quirks = { thinking = "effort" }
"""


@pytest.fixture
def config(own_env: dict[str, str], tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(SETTINGS)
    return path


def run(*arguments: str) -> str:
    result = CliRunner().invoke(thinking, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*arguments: str) -> str:
    result = CliRunner().invoke(thinking, arguments)
    assert result.exit_code == Trouble.exit_code
    return result.output


def test_each_setting_has_a_line(config: Path) -> None:
    lines = run("p/m", "--config", str(config)).splitlines()
    assert lines[0].split() == ["ASKED", "SENT", "WHY"]
    (line,) = [line for line in lines if line.startswith("budget 10,000")]
    assert line.split("  ")[1:2] == ["reasoning_effort medium"]


def test_what_is_known_of_the_target_counts(config: Path, own_env: dict[str, str]) -> None:
    places = find_places(own_env)
    places.prepare()
    known = Fact(
        provider="p", base_url="http://127.0.0.1:9/v1", model="m", name="effort_with_tools", value=False
    )
    FactFile(places.facts).write([known])
    rows = json.loads(run("p/m", "--config", str(config), "--json"))
    assert {row["sent"] for row in rows} == {"nothing"}
    rows = json.loads(run("p/other", "--config", str(config), "--json"))
    assert "reasoning_effort high" in {row["sent"] for row in rows}


@pytest.mark.parametrize(("target", "said"), [("q/m", 'No provider "q" '), ("p", "names no model")])
def test_a_target_that_is_none_is_told(config: Path, target: str, said: str) -> None:
    assert said in refused(target, "--config", str(config))


def test_a_provider_that_is_not_configured_is_told_with_what_brings_it(
    config: Path, own_env: dict[str, str]
) -> None:
    told = refused("openai/gpt-5", "--config", str(config))
    assert "(there are: p)." in told
    assert 'preset = "openai"' in told
    assert str(config) in told
    assert "export" not in told
    assert "export OPENAI_API_KEY" in refused("openai/gpt-5")


def test_a_broken_file_is_told(config: Path) -> None:
    config.write_text("[providers.p\n")
    assert "is not TOML" in refused("p/m", "--config", str(config))


def test_hostile_names_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in "".join(table([EffortRow("budget 1", "\x1b[31m", "\x1b]0;x\x07")]))
