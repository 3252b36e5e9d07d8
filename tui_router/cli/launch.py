"""What a start of the client needs to know of the gateway: where each tier goes, and the limits of what is there."""

import asyncio
import secrets
import time
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from tui_router.cli.choose import find_target, is_foreign, known_model, main_target, overlay
from tui_router.cli.client_env import Launch
from tui_router.cli.lines import printable
from tui_router.core.target import TIERS
from tui_router.settings.process import GatewayInfo

if TYPE_CHECKING:
    from tui_router.control.client import ControlClient
    from tui_router.journal.record import KnownModel, Status, Tiers

_SETTLE = 3.0  # seconds that a gateway gets to find its providers' models after its start


class Asked(msgspec.Struct, frozen=True):
    """The model flags: for all tiers, for single ones, for subagents."""

    model: str | None
    tiers: dict[str, str | None]
    subagent: str | None


class Ready(msgspec.Struct, frozen=True):
    """A launch, and the chain of every tier that has one, its own and the gateway's."""

    launch: Launch
    tiers: dict[str, list[str]]


class NothingWiredError(Exception):
    """No request could go anywhere."""


async def prepare(
    info: GatewayInfo,
    token: str,
    asked: Asked,
    args: Sequence[str],
    env: Mapping[str, str],
    *,
    lasting: bool = False,
) -> Ready:
    """Make sense of the flags, and leave the launch's own wiring with the gateway unless it is to outlive it.

    Raises `ControlError`, `UnknownModelError`, `NothingWiredError`.
    """
    from tui_router.control.http_client import HttpControl

    control = HttpControl(info.url, info.control_token)
    try:
        status, models, wired = await _settled(control, asked)
        chosen = {
            tier: find_target(text, status, models)
            for tier, text in overlay(asked.tiers, asked.model).items()
        }
        # With one model for all, subagents need no flag of their own to be on it.
        subagent = find_target(asked.subagent, status, models) if asked.subagent else ""
        effective = {tier: wired.chain(tier) for tier in wired.tiers}
        effective |= {tier: [target] for tier, target in chosen.items()}
        if not effective:
            raise NothingWiredError(_nothing_wired(status, info))
        id = secrets.token_hex(8) if (chosen or subagent) and not lasting else ""
        if id:
            await control.put_launch(id, chosen, subagent or None)
    finally:
        await control.aclose()
    # A fallback may answer too, so a foreign one anywhere in a chain counts.
    targets = [*chain.from_iterable(effective.values()), *([subagent] if subagent else [])]
    usual = {tier: targets[0] for tier, targets in effective.items() if targets}
    main = known_model(main_target(args, env, usual), models)
    launch = Launch(
        url=info.url,
        token=token,
        id=id,
        tiers=chosen,
        subagent=subagent,
        foreign=is_foreign(targets, status),
        window=main.context_window if main else None,
        max_output=main.max_output_tokens if main else None,
    )
    return Ready(launch, {tier: effective[tier] for tier in TIERS if effective.get(tier)})


def where(ready: Ready) -> list[str]:
    """A line a tier: where its requests go, and what answers when that cannot."""
    lines = [
        f"{'other models' if tier == 'default' else tier} → {', else '.join(targets)}"
        for tier, targets in ready.tiers.items()
    ]
    if ready.launch.subagent:
        lines.append(f"subagents → {ready.launch.subagent}")
    return [printable(line) for line in lines]


async def _settled(control: "ControlClient", asked: Asked) -> "tuple[Status, list[KnownModel], Tiers]":
    """What the gateway has. One that has just started is still asking its providers, so it gets a moment."""
    names = [name for name in (asked.model, asked.subagent, *asked.tiers.values()) if name]
    while True:
        status, models, wired = await control.status(), await control.models(), await control.tiers()
        known = {model.target for model in models}
        if wired.tiers and known.issuperset(names):
            break
        if time.time() - status.started_at > _SETTLE:
            break
        await asyncio.sleep(0.1)
    return status, models, wired


def _nothing_wired(status: "Status", info: GatewayInfo) -> str:
    why = f" {status.problem}." if status.problem else ""
    found = ", ".join(provider.name for provider in status.providers)
    has = f"It has {found}, and no model of theirs is known." if found else "It has no provider."
    return (
        f"The gateway at {info.url} has nowhere to send a request. {has}{why} Set OPENAI_API_KEY or another "
        "provider's key, start a local server, or name providers and tiers in the settings. Keys are read when "
        "the gateway starts: `tui-router stop` ends one that runs."
    )
