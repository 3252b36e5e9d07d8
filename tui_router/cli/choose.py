"""What the model flags of a launch mean, given what the gateway has. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from tui_router.core.target import TIERS, Target
from tui_router.journal.record import KnownModel, ProviderState, Status
from tui_router.routing.tiers import tier_of

_SHOWN = 12  # names in a message


class UnknownModelError(Exception):
    """No such target; the text names those that exist."""


def find_target(text: str, status: Status, models: Sequence[KnownModel]) -> str:
    """Read "provider/model", or a model's bare name where only one provider has it.

    A provider that tells what it has is believed; for others any name may be right, and is let through.
    Raises `UnknownModelError`.
    """
    known = [model.target for model in models]
    if text in known:
        return text
    provider = _provider(Target.parse(text).provider, status)
    if provider is not None:
        if "/" not in text or provider.models == 0:
            return text
        raise UnknownModelError(
            _unknown(text, [name for name in known if name.startswith(f"{provider.name}/")])
        )
    owners = [name for name in known if Target.parse(name).model == text]
    if len(owners) == 1:
        return owners[0]
    if owners:
        raise UnknownModelError(f"{text}: more than one provider has it. Say which: {', '.join(owners)}.")
    raise UnknownModelError(_unknown(text, known))


def overlay(flags: Mapping[str, str | None], model: str | None) -> dict[str, str]:
    """Tier → what was asked for it; a tier's own flag goes before the one for all."""
    wanted = {tier: flags.get(tier) or model for tier in TIERS}
    return {tier: text for tier, text in wanted.items() if text}


def is_foreign(targets: Iterable[str], status: Status) -> bool:
    """Whether any of the targets is something else than Claude, spoken to in Anthropic's language."""
    return any(not _is_claude(Target.parse(target), status) for target in targets)


def main_target(args: Sequence[str], env: Mapping[str, str], tiers: Mapping[str, str]) -> str:
    """Where the client's main conversation goes at first: its `--model`, its variable, else its default, opus."""
    name = env.get("ANTHROPIC_MODEL", "") or "opus"
    for at, word in enumerate(args):
        if word == "--model" and at + 1 < len(args):
            name = args[at + 1]
        elif word.startswith("--model="):
            name = word.partition("=")[2]
    if name in ("best", "default"):
        name = "opus"
    return tiers.get(tier_of(name), "") or tiers.get("default", "")


def known_model(target: str, models: Sequence[KnownModel]) -> KnownModel | None:
    """What the gateway knows of a target; its limits are None when it knows none."""
    return next((model for model in models if model.target == target), None)


def _provider(name: str, status: Status) -> ProviderState | None:
    return next((provider for provider in status.providers if provider.name == name), None)


def _is_claude(target: Target, status: Status) -> bool:
    provider = _provider(target.provider, status)
    if provider is None or provider.dialect != "anthropic":
        return False
    return provider.preset == "anthropic" or not target.model or "claude" in target.model.lower()


def _unknown(text: str, names: list[str]) -> str:
    if not names:
        return f"{text}: no such model, and none is known. A provider's models can be named in the settings."
    near = get_close_matches(text, names, _SHOWN, 0.4)
    shown = list(dict.fromkeys([*near, *names]))[:_SHOWN]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    return f"{text}: no such model. There are {', '.join(shown)}{more}."
