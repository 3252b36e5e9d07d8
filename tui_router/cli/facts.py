"""`tui-router facts`: what is known of the targets. Asks the gateway that runs, else works on its file."""

import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

import click
import msgspec
from msgspec.structs import replace

from tui_router.cli.lines import printable, short
from tui_router.cli.start import prepared_places, running
from tui_router.cli.trouble import Trouble
from tui_router.control.client import ControlError
from tui_router.core.fact import Fact, FactValue
from tui_router.core.faults import Fault
from tui_router.core.target import Target
from tui_router.diagnose.facts import CALIBRATION, LIMITS
from tui_router.gateway.fact_book import FactBook
from tui_router.providers.quirks import Quirks
from tui_router.settings.load import load
from tui_router.settings.places import Places
from tui_router.settings.problems import SettingsError
from tui_router.settings.process import GatewayInfo, GatewayLock, LockHeldError, LockUnsafeError

T = TypeVar("T")

_YES, _NO = ("true", "yes", "on"), ("false", "no", "off")


class Keeper(Protocol):
    """Who keeps the facts: a gateway, or the file when none runs."""

    async def facts(self) -> list[Fact]: ...

    async def put_fact(self, fact: Fact) -> Fact: ...

    async def forget_fact(self, fact: Fact) -> None: ...


class _OnFile:
    def __init__(self, book: FactBook) -> None:
        self._book = book

    async def facts(self) -> list[Fact]:
        return self._book.all()

    async def put_fact(self, fact: Fact) -> Fact:
        if not fact.base_url:
            fact = replace(fact, base_url=self._base_url(fact.provider))
        try:
            return self._book.put(fact)
        except Fault as fault:
            raise ControlError(fault.diagnosis.message, 400) from fault

    async def forget_fact(self, fact: Fact) -> None:
        self._book.forget(fact)

    def _base_url(self, name: str) -> str:
        """As the settings say. A server that is only found while the gateway runs is known by its other facts."""
        try:
            providers = load(None, env=os.environ).settings.providers
        except SettingsError as error:
            raise ControlError(str(error)) from error
        if name in providers:
            return providers[name].base_url
        for fact in self._book.all():
            if fact.provider == name:
                return fact.base_url
        have = ", ".join(providers) or "none"
        raise ControlError(f"no provider {name[:80]} in the settings; there are {have}")


def _ask(work: Callable[[Keeper], Awaitable[T]]) -> T:
    places = prepared_places()
    info = running(places)
    try:
        return asyncio.run(_on_file(places, work) if info is None else _over_gateway(info, work))
    except (ControlError, LockHeldError, LockUnsafeError) as error:
        raise Trouble(printable(str(error))) from error


async def _over_gateway(info: GatewayInfo, work: Callable[[Keeper], Awaitable[T]]) -> T:
    from tui_router.control.http_client import HttpControl

    control = HttpControl(info.url, info.control_token)
    try:
        return await work(control)
    finally:
        await control.aclose()


async def _on_file(places: Places, work: Callable[[Keeper], Awaitable[T]]) -> T:
    """The lock keeps a gateway from starting with the old file in the middle of it; one that tries waits."""
    with GatewayLock.acquire(places.lock, GatewayInfo()):
        book = FactBook(places.facts)
        try:
            done = await work(_OnFile(book))
        finally:
            await book.close()
        if book.unwritten:
            raise ControlError(f"{places.facts} cannot be written, so nothing was changed.")
        return done


def _target(_ctx: click.Context, _param: click.Parameter, text: str) -> Target:
    target = Target.parse(text)
    if not target.provider or not target.model:
        raise click.BadParameter("name the target as PROVIDER/MODEL")
    return target


def read_value(name: str, text: str) -> FactValue:
    """A value as it is written on a command line; what cannot be read stays text, and is then refused in words."""
    usual = 0 if name in LIMITS else 1.0 if name == CALIBRATION else getattr(Quirks(), name, "")
    if isinstance(usual, bool):
        return True if text.lower() in _YES else False if text.lower() in _NO else text
    try:
        if isinstance(usual, int):
            return int(text.replace(",", ""))
        return float(text) if isinstance(usual, float) else text
    except ValueError:
        return text


_which = click.argument("target", callback=_target, metavar="PROVIDER/MODEL")


@click.group("facts", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="The list as JSON, for scripts.")
@click.pass_context
def facts_group(ctx: click.Context, as_json: bool) -> None:
    """What is known of the targets: shown, changed, pinned, forgotten."""
    if ctx.invoked_subcommand is not None:
        if as_json:
            raise click.UsageError("--json shows the list; it does not go before a command.", ctx)
        return
    found = _ask(lambda keeper: keeper.facts())
    if as_json:
        # All in ASCII: a terminal acts on more characters than JSON escapes.
        click.echo(json.dumps(msgspec.to_builtins(found)))
        return
    for line in table(found):
        click.echo(line)


@facts_group.command("set")
@_which
@click.argument("name")
@click.argument("value")
@click.option("--pin", is_flag=True, help="What is learned later does not overwrite it.")
def set_command(target: Target, name: str, value: str, pin: bool) -> None:
    """Say what holds for a target, such as max_output_tokens 8192."""
    fact = Fact(
        provider=target.provider,
        base_url="",
        model=target.model,
        name=name,
        value=read_value(name, value),
        pinned=pin,
    )
    _say([_ask(lambda keeper: keeper.put_fact(fact))])


@facts_group.command(short_help="Forget what is known of a target.")
@_which
@click.argument("name", required=False)
@click.argument("value", required=False)
def forget(target: Target, name: str | None, value: str | None) -> None:
    """Forget what is known of a target: all of it, one fact, or one value of a list."""

    async def work(keeper: Keeper) -> int:
        found = _matching(await keeper.facts(), target, name, value)
        own = [fact for fact in found if fact.origin != "catalog"]
        if found and not own:
            raise ControlError("That comes from the catalog. Put another value over it.")
        for fact in own:
            await keeper.forget_fact(fact)
        return len(own)

    gone = _ask(work)
    click.echo(f"{gone} fact{'' if gone == 1 else 's'} forgotten.")


@facts_group.command()
@_which
@click.argument("name")
@click.argument("value", required=False)
def pin(target: Target, name: str, value: str | None) -> None:
    """Keep what is known: what is learned later does not overwrite it."""
    _say(_ask(lambda keeper: _pinned(keeper, target, name, value, pinned=True)))


@facts_group.command()
@_which
@click.argument("name")
@click.argument("value", required=False)
def unpin(target: Target, name: str, value: str | None) -> None:
    """Let what is learned later overwrite it again."""
    _say(_ask(lambda keeper: _pinned(keeper, target, name, value, pinned=False)))


async def _pinned(
    keeper: Keeper, target: Target, name: str, value: str | None, *, pinned: bool
) -> list[Fact]:
    found = _matching(await keeper.facts(), target, name, value)
    lasting = [fact for fact in found if fact.lasting]
    if not lasting:
        raise ControlError("That does not last, so it cannot be pinned.")
    # What the catalog says is nobody's yet: there is nothing to unpin in it.
    own = [fact for fact in lasting if pinned or fact.origin != "catalog"]
    return [await keeper.put_fact(replace(fact, pinned=pinned)) for fact in own]


def _matching(facts: Sequence[Fact], target: Target, name: str | None, value: str | None) -> list[Fact]:
    """Raises `ControlError` when there is none."""
    wanted = read_value(name, value) if name is not None and value is not None else None
    found = [
        fact
        for fact in facts
        if (fact.provider, fact.model) == (target.provider, target.model)
        and name in (None, fact.name)
        and (value is None or fact.value == wanted)
    ]
    if not found:
        asked = " ".join(part for part in (name, value) if part)
        raise ControlError(f"Nothing is known of {target}{f': no {asked}' if asked else ''}.")
    return found


def _say(facts: Sequence[Fact]) -> None:
    if not facts:
        click.echo("Nothing to change.")
    for fact in facts:
        pinned = ", pinned" if fact.pinned else ""
        click.echo(f"{short(_named(fact))}: {short(fact.name)} {short(_shown(fact.value))}{pinned}")


def table(facts: Sequence[Fact]) -> list[str]:
    """One line a fact under a head: target, fact, value, since, from, pinned."""
    if not facts:
        return ["Nothing is known of any target yet."]
    rows = [("TARGET", "FACT", "VALUE", "SINCE", "FROM", "PINNED")]
    rows += [
        (
            short(_named(fact)),
            short(fact.name),
            short(_shown(fact.value)),
            time.strftime("%Y-%m-%d %H:%M", time.localtime(fact.learned_at)),
            _source(fact),
            "pinned" if fact.pinned else _bound(fact),
        )
        for fact in facts
    ]
    wide = [max(len(row[column]) for row in rows) for column in range(6)]
    return [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, wide, strict=True)).rstrip() for row in rows
    ]


def _named(fact: Fact) -> str:
    return f"{fact.provider}/{fact.model}"


def _shown(value: FactValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _source(fact: Fact) -> str:
    if fact.origin == "learned":
        return f"#{fact.exchange}" if fact.exchange is not None else "learned"
    return "you" if fact.origin == "person" else "catalog"


def _bound(fact: Fact) -> str:
    if fact.conversation:
        return "one conversation"
    return time.strftime("until %H:%M", time.localtime(fact.until)) if fact.until is not None else ""
