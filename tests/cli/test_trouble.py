import click
import pytest

from tui_router.cli.trouble import Trouble


def test_it_ends_a_command_with_its_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    @click.command()
    def fails() -> None:
        raise Trouble("The gateway ended.", lines=["first\x1b[2J", "second"])

    with pytest.raises(SystemExit) as left:
        fails([])
    assert left.value.code == 2
    assert capsys.readouterr().err == "Error: The gateway ended.\n  first\\x1b[2J\n  second\n"
