import click
import pytest
from click.testing import CliRunner

from tui_router.cli.filter_option import filter_option, only_plain
from tui_router.journal.filter import compile_filter
from tui_router.journal.record import ExchangeRow


@click.command()
@filter_option
def show(only: object) -> None:
    click.echo(repr(only if only is None else [only(row(n)) for n in ("ok", "failed")]))  # type: ignore[operator]


def row(state: str) -> ExchangeRow:
    return ExchangeRow(id=1, started_at=0.0, state=state)  # type: ignore[arg-type]


def test_an_expression_becomes_a_filter() -> None:
    assert CliRunner().invoke(show, ["--filter", "~e"]).output == "[False, True]\n"
    assert CliRunner().invoke(show, []).output == "None\n"


@pytest.mark.parametrize("text", ["~e &", "(", "~nonsense", '~b "x"', "x" * 100_000 + "("])
def test_what_cannot_be_one_is_told(text: str) -> None:
    told = CliRunner().invoke(show, ["--filter", text])
    assert told.exit_code == 2
    assert "--filter" in told.output


def test_it_is_for_plain_lines() -> None:
    only_plain(None, screen=True)
    only_plain(compile_filter("~e"), screen=False)
    with pytest.raises(click.UsageError, match="--plain"):
        only_plain(compile_filter("~e"), screen=True)
