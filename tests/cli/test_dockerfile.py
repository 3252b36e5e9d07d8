"""The Dockerfile, as far as it can be held to the code without an engine that builds it."""

import json
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from tui_router.cli.main import cli

ROOT = Path(__file__).resolve().parents[2]
LINES = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()


def said(word):
    """What follows this instruction, each time it is given."""
    return [line.removeprefix(f"{word} ") for line in LINES if line.startswith(f"{word} ")]


COPIED = [
    name
    for line in said("COPY")
    if not line.startswith("--from=")
    for name in shlex.split(line)[:-1]
]  # fmt: skip


def test_what_it_copies_is_there_and_not_ignored():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert COPIED
    for name in COPIED:
        assert (ROOT / name).exists()
        assert f"!{name}" in ignored
    assert "*" in ignored


def test_what_the_package_is_built_from_is_copied():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    wanted = [
        project["project"]["readme"], *project["project"]["license-files"], *wheel["packages"], *wheel["force-include"],
    ]  # fmt: skip
    assert set(wanted) <= set(COPIED)
    assert all(f"'.[{extra}]'" in " ".join(said("RUN")) for extra in ("fast",))
    assert "fast" in project["project"]["optional-dependencies"]


def test_it_runs_as_nobody_in_particular_with_its_home_on_the_volume():
    assert said("USER") == ["router"]
    assert said("VOLUME") == ["/data"]
    assert "TUI_ROUTER_HOME=/data" in said("ENV")[0]


def command():
    (entry,), (rest,) = said("ENTRYPOINT"), said("CMD")
    return [*json.loads(entry), *json.loads(rest)]


def test_its_command_is_one_of_ours_on_the_port_it_tells():
    name, sub, *args = command()
    assert name == "tui-router"
    found = cli.get_command(click.Context(cli), sub)
    assert found is not None
    given = found.make_context(sub, args).params
    assert (given["host"], str(given["port"])) == ("0.0.0.0", said("EXPOSE")[0])


def test_without_a_token_it_does_not_start(run):
    done = run(*command()[1:])
    assert done.returncode == 2
    assert "TUI_ROUTER_TOKEN" in done.stderr


@pytest.mark.parametrize("alive", [True, False])
def test_the_health_check_tells_a_gateway_that_answers_from_none(gateway, alive):
    check = json.loads(said("HEALTHCHECK")[0].partition(" CMD ")[2])
    port = gateway.rpartition(":")[2] if alive else "1"
    done = subprocess.run(
        [sys.executable, *(part.replace(":8787/", f":{port}/") for part in check[1:])],
        check=False,
        capture_output=True,
        timeout=60,
    )
    assert (done.returncode == 0) == alive
