"""The guide for those who come from elsewhere says nothing that does not work."""

import re
import shlex
from pathlib import Path

import click
import pytest

from tui_router.cli.main import cli
from tui_router.settings.load import read
from tui_router.settings.read import parse

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "coming-from.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
FILES = [text for kind, text in BLOCKS if kind == "toml"]
COMMANDS = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]
OURS = [line for line in COMMANDS if line.startswith("tui-router ")]


@pytest.mark.parametrize("text", FILES)
def test_each_file_is_a_whole_settings_file(text):
    loaded = read(parse(GUIDE, text), GUIDE, {})
    assert loaded.settings.providers
    assert loaded.settings.tiers


@pytest.mark.parametrize("line", OURS)
def test_each_command_is_one_of_ours(line):
    """Every word up to the last command is one, and what follows are its options."""
    args = shlex.split(line)[1:]
    command: click.Command = cli
    context = click.Context(cli, info_name="tui-router")
    while isinstance(command, click.Group):
        found = command.get_command(context, args[0])
        assert found is not None, args[0]
        command, args = found, args[1:]
    command.make_context(command.name, args, parent=context)


def test_there_is_something_of_each_kind():
    assert len(FILES) >= 4
    assert {shlex.split(line)[0] for line in COMMANDS} == {"tui-router", "export", "docker", "claude"}
