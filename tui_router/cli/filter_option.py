"""`--filter EXPR`: which exchanges the plain lines tell of, in the language of the inspector's list."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from tui_router.journal.filter import Filter

_HELP = "With --plain: only exchanges that fit, as in '~e | ~repaired' or 'sonnet ~in>20k'."


def filter_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives the argument `only`: a filter that is ready, or None."""
    return click.option("--filter", "only", metavar="EXPR", callback=_ready, help=_HELP)(command)


def _ready(_ctx: click.Context, _param: click.Parameter, text: str | None) -> "Filter | None":
    if text is None:
        return None
    from tui_router.journal.filter import FilterFault, compile_filter

    try:
        only = compile_filter(text)
    except FilterFault as fault:
        raise click.BadParameter(str(fault)) from fault
    if only.bodies:
        raise click.BadParameter(
            "searches in bodies are the inspector's; plain lines know what stands in its list"
        )
    return only


def only_plain(only: "Filter | None", *, screen: bool) -> None:
    """The inspector has a filter of its own. Raises `click.UsageError`."""
    if only is not None and screen:
        raise click.UsageError("--filter goes with --plain; in the inspector press / for it.")
