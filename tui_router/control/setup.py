"""A guided set-up as values: what was found, a target for each tier, and the change that puts it in the settings
file. The screen, the command and the empty Live screen say the same, from here.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from tui_router.control.wiring import Change, Wires
from tui_router.core.target import TIERS, Target, Tier
from tui_router.journal.record import KnownModel, ProviderState, Status, wire_form
from tui_router.providers.presets import Preset, presets

RESTART = "tui-router stop && tui-router"
DEMO = "tui-router --demo"
CONNECT = "tui-router connect claude"

Choice = Mapping[Tier, str]
"""Tier → "provider/model"; empty or missing leaves the tier as it is."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A provider, or one that could be there. ok: requests can go to it. wrong: it is set up and does not work.
    off: its key is not set, or nothing listens.
    """

    name: str
    state: Literal["ok", "wrong", "off"]
    says: str


NAMED = 3
"""Keys that are named beside the usual one."""


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """One way to get a provider: what it is, and what to type, line by line."""

    title: str
    lines: tuple[str, ...]
    after: str


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """A target to test. `to` names a model even where the wiring keeps the client's."""

    target: str
    to: str
    tiers: tuple[Tier, ...]


def nothing_configured(status: Status, effective: Mapping[str, object]) -> bool:
    """Nobody wrote settings and no request could go anywhere. A file that cannot be read is another matter."""
    return not status.config and not status.problem and not effective


def found(status: Status) -> list[Finding]:
    """The providers in force: those that work first."""
    rows = [_finding(state) for state in status.providers]
    order = ("ok", "wrong", "off")
    return sorted(rows, key=lambda row: order.index(row.state))


def missing(status: Status) -> list[Finding]:
    """What would be found by itself if it were there. Nothing is looked for once a file names providers."""
    if any(state.found_by == "config" for state in status.providers):
        return []
    have = {name for state in status.providers for name in (state.preset, state.name)}
    return [
        Finding(
            name=name, state="off", says=f"nothing at {_host(each.base_url)}" if each.local else _no(each)
        )
        for name, each in presets().items()
        if name not in have and (each.local or each.keys) and not each.aside
    ]


def _no(preset: Preset) -> str:
    return f"no {preset.keys[0]}"


def _finding(state: ProviderState) -> Finding:
    kind, _, variable = state.key.partition(":")
    key = variable if kind == "env" else state.key
    if state.key and not state.key_set:
        return Finding(name=state.name, state="off", says=f"no {key}")
    has = f"{key} is set" if state.key else _host(state.base_url)
    if state.problem:
        return Finding(name=state.name, state="wrong", says=f"{has}, but {state.problem}")
    if state.models:
        how = has if state.key else f"{has} answers"
        has = f"{how}, {state.models:,} model{'' if state.models == 1 else 's'}"
    return Finding(name=state.name, state="ok", says=has)


def _host(url: str) -> str:
    """Address and port; the whole when it cannot be read."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2] or url
    except ValueError:
        return url


def unseen(status: Status, env: Mapping[str, str]) -> list[str]:
    """Key variables that are set here and that the gateway was started without."""
    if any(state.found_by == "config" for state in status.providers):
        return []
    have = {name for state in status.providers if state.key_set for name in (state.preset, state.name)}
    return [
        key
        for name, each in presets().items()
        for key in each.keys[:1]
        if name not in have and env.get(key, "").strip() and not each.aside
    ]


def ways(config: str, *, then: str = RESTART) -> list[Way]:
    """How to get a provider. `config` is where the settings file belongs, `then` what is run with a new key."""
    keys = list(dict.fromkeys(each.keys[0] for each in presets().values() if each.keys))
    usual = "OPENAI_API_KEY" if "OPENAI_API_KEY" in keys else keys[0]
    others = [key.removesuffix("_API_KEY") for key in keys if key != usual]
    more = len(others) - NAMED
    local = [each.title for each in presets().values() if each.local]
    return [
        Way(
            title="A key",
            lines=(f"export {usual}=...", then),
            after=f"or {', '.join(others[:NAMED])} and {more} others",
        ),
        Way(
            title="A local server",
            lines=("ollama pull qwen3:8b",),
            after=f"or {', '.join(local[1:])}; then look again",
        ),
        Way(
            title="Any other server",
            lines=("[providers.mine]", 'dialect = "chat"', 'base_url = "http://HOST:PORT/v1"'),
            after=f"in {config or 'the settings file'}",
        ),
    ]


def proposal(wires: Wires, models: Sequence[KnownModel]) -> dict[Tier, str]:
    """A target for each tier: what is in force; without any wiring the first model that is known."""
    first = models[0].target if models else ""
    return {
        tier: (chain[0] if (chain := _chain(wires.effective, tier)) else "" if wires.wired else first)
        for tier in TIERS
    }


def doubt(target: str, models: Sequence[KnownModel]) -> str:
    """What speaks against a target before anybody asked it."""
    provider, model = Target.parse(target).provider, Target.parse(target).model
    if not model:
        return ""
    own = {
        known.target for known in models if known.listed and Target.parse(known.target).provider == provider
    }
    return f"not in the list of {provider}" if own and target not in own else ""


def asks(choice: Choice, models: Sequence[KnownModel]) -> list[Ask]:
    """Each chosen target once, with the tiers that go there."""
    found: dict[str, Ask] = {}
    for tier in TIERS:
        if target := choice.get(tier, ""):
            to = _whole(target, tier, models)
            before = found[to].tiers if to in found else ()
            found[to] = Ask(target=target, to=to, tiers=(*before, tier))
    return list(found.values())


def _whole(target: str, tier: Tier, models: Sequence[KnownModel]) -> str:
    """A provider alone keeps the client's model; to ask it something, one of its models has to be named."""
    parsed = Target.parse(target)
    if parsed.model:
        return target
    own = [known.target for known in models if Target.parse(known.target).provider == parsed.provider]
    own = [name for name in own if Target.parse(name).model]
    return next((name for name in own if tier in name), own[0] if own else target)


def change(wires: Wires, status: Status, choice: Choice, *, by: str) -> Change:
    """What puts the choice in the settings file; its patch is empty when the file says so already.

    A file that names providers names all of them, so those found without one are written with their references.
    """
    tiers = {tier: wire_form(chain) for tier in TIERS if (chain := _wanted(wires, choice, tier)) is not None}
    patch: dict[str, Any] = {"tiers": tiers} if tiers else {}
    outside = [state.name for state in status.providers if state.found_by != "config"]
    tables = {name: wires.providers[name] for name in outside if name in wires.providers}
    if tables and tiers:
        patch["providers"] = tables
    return Change(revision=wires.revision, patch=patch, write=True, by=by)


def _wanted(wires: Wires, choice: Choice, tier: Tier) -> list[str] | None:
    """The chain to write, None to leave the tier. What stands behind the first target stays behind it."""
    target = choice.get(tier, "")
    if not target:
        return None
    now = _chain(wires.effective, tier)
    own = tier in wires.tiers
    chain = [target, *(name for name in now[1:] if name != target)] if wires.wired and own else [target]
    if not wires.wired or (wires.unwritten and own):
        return chain
    default = _chain(wires.effective, "default")[:1]
    held = own or tier == "default" or choice.get("default", "") in ("", *default)
    return None if held and now[:1] == [target] else chain


def _chain(tiers: Mapping[str, str | list[str]], tier: str) -> list[str]:
    value = tiers.get(tier, [])
    return [value] if isinstance(value, str) else list(value)


def file_lines(change: Change) -> list[str]:
    """The change as it will stand in the file, the tiers first."""
    lines: list[str] = []
    if tiers := change.patch.get("tiers", {}):
        lines += ["[tiers]", *_entries(tiers)]
    for name, table in change.patch.get("providers", {}).items():
        lines += ["", f"[providers.{_key(name)}]", *_entries(table)]
    return lines


def _entries(table: Mapping[str, Any]) -> list[str]:
    return [f"{_key(name)} = {_value(value)}" for name, value in table.items()]


def _key(name: str) -> str:
    plain = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if plain else _value(name)


def _value(value: Any) -> str:
    """JSON's text, numbers and lists are TOML's too; tables stand in one line."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(str(name))} = {_value(each)}' for name, each in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(each) for each in value)}]"
    return msgspec.json.encode(value).decode()
