"""`tui-router setup`: the guided set-up as plain questions, for a terminal or a pipe. Nothing is written before the
last of them is answered.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from tui_router.cli.choose import UnknownModelError, find_target
from tui_router.cli.lines import printable, short
from tui_router.cli.start import Wish, find_or_start, other_version, prepared_places
from tui_router.cli.stop import end_gateway
from tui_router.cli.trouble import Trouble
from tui_router.control import setup as guide
from tui_router.control.client import ControlClient, ControlError
from tui_router.control.wiring import Change, Trial, Verdict, Wires
from tui_router.core.target import TIERS, Tier
from tui_router.journal.record import KnownModel, Status
from tui_router.settings.process import GatewayInfo

T = TypeVar("T")

AGAIN = "tui-router setup"
LISTED = 20
"""Models with a number; the others are reached by a part of their name."""
_TRIES = 3  # times that a wiring which somebody changes meanwhile is read again
_STATE = {"ok": "ok", "wrong": "wrong", "off": "-"}


class Seen(msgspec.Struct, frozen=True):
    status: Status
    wires: Wires
    models: list[KnownModel]


@click.command("setup")
@click.option("--yes", "-y", is_flag=True, help="Take the proposal and write it; ask nothing.")
@click.option("--no-test", is_flag=True, help="Do not ask the chosen targets for a token.")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Settings of the gateway.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the gateway.")
@click.pass_context
def setup(ctx: click.Context, *, yes: bool, no_test: bool, config: Path | None, port: int | None) -> None:
    """Choose a model for each tier and write the settings file.

    Exits with 0 when the file says what was chosen, 1 when nothing was written.
    """
    places = prepared_places()
    info, started = find_or_start(places, Wish(config=config, port=port))
    if stale := other_version(info):
        click.echo(f"{stale} `tui-router stop` ends it.", err=True)
    written = False
    try:
        again = AGAIN if started else f"tui-router stop && {AGAIN}"
        written = _guided(info, yes=yes, test=not no_test, again=again)
    except ControlError as error:
        said = [line for line in str(error).splitlines() if line.strip()] or ["The gateway says no more."]
        raise Trouble(printable(said[0]), lines=said[1:]) from error
    except click.Abort:
        click.echo("\nNothing was written.")
    finally:
        if started and not written:
            end_gateway(places, info)
    if written:
        click.echo(
            f"The gateway {'started and keeps running' if started else 'runs'} at {info.url}.", err=True
        )
        click.echo(f"Now connect Claude Code: {guide.CONNECT}")
    ctx.exit(0 if written else 1)


def _guided(info: GatewayInfo, *, yes: bool, test: bool, again: str) -> bool:
    """Whether the file now says what was chosen. `again` begins anew with a gateway that has this shell's keys."""
    click.echo("Looking for providers.", err=True)
    seen = _over(info, look)
    for line in found_lines(seen.status):
        click.echo(line)
    for name in guide.unseen(seen.status, os.environ):
        click.echo(f"{name} is set here, but not where the gateway was started: {again}", err=True)
    proposed = guide.proposal(seen.wires, seen.models)
    if not any(proposed.values()):
        for line in way_lines(seen.wires.config, again):
            click.echo(line)
        return False
    choice = proposed if yes else ask_tiers(seen, proposed)
    if not any(choice.values()):
        click.echo("No tier was given a target.")
        return False
    if test and (yes or click.confirm("Ask each of them for one token?", default=True)):
        asks = guide.asks(choice, seen.models)
        verdicts = _over(info, lambda control: tested(control, asks))
        for ask, verdict in zip(asks, verdicts, strict=True):
            click.echo(verdict_line(ask, verdict))
        if not all(verdict.ok for verdict in verdicts):
            click.echo("Not every target answered; they can be chosen all the same.", err=True)
    return _written(info, seen, choice, yes=yes)


def _over(info: GatewayInfo, work: Callable[[ControlClient], Awaitable[T]]) -> T:
    from tui_router.control.http_client import HttpControl

    async def run() -> T:
        control = HttpControl(info.url, info.control_token)
        try:
            return await work(control)
        finally:
            await control.aclose()

    return asyncio.run(run())


async def look(control: ControlClient) -> Seen:
    models = await control.models(refresh=True)
    return Seen(await control.status(), await control.wiring(), models)


async def tested(control: ControlClient, asks: Sequence[guide.Ask]) -> list[Verdict]:
    """One after the other. A gateway that fails is a verdict too: the questions go on."""
    verdicts: list[Verdict] = []
    for ask in asks:
        try:
            verdicts.append(await control.test(Trial(to=ask.to)))
        except ControlError as error:
            verdicts.append(Verdict(target=ask.to, ok=False, said=str(error)))
    return verdicts


# questions


def ask_tiers(seen: Seen, proposed: dict[Tier, str]) -> dict[Tier, str]:
    """A target for each tier; raises `click.Abort` at the end of the input."""
    for line in model_lines(seen.models):
        click.echo(line)
    click.echo(
        'For each tier: a number, part of a name, or provider/model. "all NUMBER" takes one for the rest.'
    )
    choice = dict(proposed)
    left = list(TIERS)
    while left:
        tier = left[0]
        text = _prompt(tier, choice[tier])
        every, text = (True, text[4:].strip()) if text.casefold().startswith("all ") else (False, text)
        try:
            target = chosen(text, seen) if text else choice[tier]
        except UnknownModelError as error:
            click.echo(f"  {printable(str(error))}")
            continue
        if against := guide.doubt(target, seen.models):
            click.echo(f"  {short(target)} is {short(against)}")
        for each in left if every else [tier]:
            choice[each] = target
        left = [] if every else left[1:]
    return choice


def _prompt(tier: Tier, default: str) -> str:
    shown = short(default) or "as the default"
    answer: str = click.prompt(f"{tier} [{shown}]", default="", show_default=False)
    return answer.strip()


def chosen(text: str, seen: Seen) -> str:
    """What an answer means. Raises `UnknownModelError` with what it could mean."""
    if text.isascii() and text.isdigit():
        if len(text) <= 4 and 0 < int(text) <= min(LISTED, len(seen.models)):
            return seen.models[int(text) - 1].target
        raise UnknownModelError(f"There is no number {short(text)}.")
    words = text.casefold().split()
    near = [model.target for model in seen.models if all(word in model.target.casefold() for word in words)]
    whole = [name for name in near if name.casefold() == text.casefold()]
    if whole or len(near) == 1:
        return (whole or near)[0]
    provider, slash, model = text.partition("/")
    known = provider in [each.name for each in seen.status.providers]
    if known and slash and model:
        return text
    if near and not known:
        more = f" and {len(near) - 5} more" if near[5:] else ""
        raise UnknownModelError(f"Several match: {', '.join(short(name) for name in near[:5])}{more}.")
    return find_target(text, seen.status, seen.models)


# what is said


def found_lines(status: Status) -> list[str]:
    rows = [*guide.found(status), *guide.missing(status)]
    return ["Found on this machine:"] + [
        f"  {_STATE[row.state]:<6} {short(row.name):<14} {short(row.says)}" for row in rows
    ]


def way_lines(config: str, again: str) -> list[str]:
    """What to do when nothing is found."""
    lines = ["", "Nothing is found that could answer. Any of these three will do:"]
    for way in guide.ways(config, then=again):
        lines += ["", f"{way.title}:", *(f"  {line}" for line in way.lines), f"  ({printable(way.after)})"]
    return [*lines, "", f"Without a key: {guide.DEMO}"]


def model_lines(models: Sequence[KnownModel]) -> list[str]:
    lines = ["Models:"] if models else []
    for number, model in enumerate(models[:LISTED], start=1):
        window = f"  {model.context_window:,} tokens" if model.context_window else ""
        lines.append(f"  {number:>2}  {short(model.target)}{window}")
    if models[LISTED:]:
        lines.append(f"      and {len(models) - LISTED} more, by a part of their name")
    return lines


def verdict_line(ask: guide.Ask, verdict: Verdict) -> str:
    said = verdict.said or ("answers" if verdict.ok else "does not answer")
    return f"  {'ok' if verdict.ok else 'failed':<6} {short(ask.to)} ({', '.join(ask.tiers)}): {short(said)}"


# writing


def _written(info: GatewayInfo, seen: Seen, choice: dict[Tier, str], *, yes: bool) -> bool:
    wires = seen.wires
    for attempt in range(_TRIES):
        change = guide.change(wires, seen.status, choice, by="command")
        if not change.patch:
            click.echo(f"{printable(wires.config)} says this already.")
            return True
        click.echo(f"This goes into {printable(wires.config)}:")
        for line in guide.file_lines(change):
            click.echo(f"  {short(line)}")
        if not yes and not click.confirm("Write it?", default=True):
            click.echo("Nothing was written.")
            return False
        try:
            now = _put(info, change)
        except ControlError as error:
            if error.status != 409 or attempt == _TRIES - 1:
                raise
            click.echo("The wiring changed meanwhile.", err=True)
            wires = _over(info, lambda control: control.wiring())
            continue
        click.echo(f"Written to {printable(now.config)}.")
        return True
    return False


def _put(info: GatewayInfo, change: Change) -> Wires:
    return _over(info, lambda control: control.rewire(change))
