import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from tui_router import __version__
from tui_router.cli.main import cli, main


def test_the_version(run) -> None:
    done = run("--version")
    assert done.stdout == f"tui-router, version {__version__}\n"
    assert done.returncode == 0


def test_help_names_every_command() -> None:
    shown = CliRunner().invoke(cli, ["--help"]).output
    for command in ("serve", "attach", "stop", "connect", "diagnose", "facts", "purge", "config"):
        assert f"\n  {command} " in shown
    for option in ("--config", "--port", "--theme", "--ascii", "--plain", "--demo"):
        assert option in shown


@pytest.mark.parametrize(
    "command", ["serve", "attach", "stop", "connect", "diagnose", "facts", "purge", "config"]
)
def test_every_command_has_help(command: str) -> None:
    done = CliRunner().invoke(cli, [command, "--help"])
    assert done.exit_code == 0
    assert done.output.startswith(f"Usage: cli {command}")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--nonsense"], "No such option"),
        (["nonsense"], "No such command"),
        (["--port", "70000"], "70000"),
        (["--port", "8000", "serve"], "--port does not go before a command"),
        (["--demo", "stop"], "--demo does not go before a command"),
        (["--demo", "--config", "x.toml"], "--demo brings its own settings"),
    ],
)
def test_a_wrong_use_is_explained(args: list[str], words: str) -> None:
    done = CliRunner().invoke(cli, args)
    assert done.exit_code == 2
    assert words in done.output


def leave(monkeypatch: pytest.MonkeyPatch, ending: BaseException | int) -> int:
    def ends(**_: object) -> int:
        if isinstance(ending, BaseException):
            raise ending
        return ending

    monkeypatch.setattr(cli, "main", ends)
    with pytest.raises(SystemExit) as left:
        main()
    assert isinstance(left.value.code, int)
    return left.value.code


def test_how_it_ends(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert leave(monkeypatch, 0) == 0
    assert leave(monkeypatch, 7) == 7
    assert leave(monkeypatch, KeyboardInterrupt()) == 130
    assert leave(monkeypatch, click.Abort()) == 130
    assert leave(monkeypatch, click.UsageError("wrong")) == 2
    assert capsys.readouterr().err.endswith("Error: wrong\n")


def test_a_reader_that_leaves_is_no_error() -> None:
    """`--help | true`, with more text than a pipe holds."""
    code = "import sys, click; from tui_router.cli import main as m; m.cli.main = lambda **_: click.echo('x' * 1_000_000); m.main()"
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    child.stdout.close()
    assert child.wait() == 0
    assert child.stderr is not None
    assert child.stderr.read() == ""
    child.stderr.close()


@pytest.mark.parametrize("group", [(), ("config",), ("facts",), ("connect",)])
def test_no_command_is_listed_with_its_sentence_cut(group: tuple[str, ...]) -> None:
    told = CliRunner().invoke(cli, [*group, "--help"], terminal_width=80).output
    listed = told.partition("Commands:\n")[2].splitlines()
    assert listed
    assert [line for line in listed if line.endswith("...")] == []
