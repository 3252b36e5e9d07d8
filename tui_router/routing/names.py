"""The names a client can ask for: the list we publish, and the words for a name nobody knows."""

from collections.abc import Collection, Iterator, Mapping

from tui_router.core.faults import ClientFault
from tui_router.core.target import Tier
from tui_router.providers.provider import Model, Provider

PREFIX = "claude-router/"
"""Claude Code drops every published id without "claude" or "anthropic" in it, so ours begin like this."""

SHOWN = 20
"""Names an error lists at most."""

_NOT_CHAT = (
    "embed", "rerank", "moderation", "guard", "whisper", "tts", "transcribe", "audio", "realtime", "speech",
    "image", "dall-e", "sora", "veo", "babbage", "davinci",
)  # fmt: skip


def clip(name: str, width: int = 80) -> str:
    """A client's own words in a reason or an error: short and without control characters."""
    plain = "".join(c if c.isprintable() else "?" for c in name[: width + 1])
    return plain if len(plain) <= width else plain[: width - 1] + "…"


def chats(model: str) -> bool:
    """Whether a listed id looks like a model one can talk to; lists hold embedders and speech models too."""
    lowered = model.lower()
    return not any(word in lowered for word in _NOT_CHAT)


def served_models(provider: Provider, listed: Mapping[str, Model]) -> Iterator[str]:
    """Every model we know a provider serves, each once: from the config, its preset, its own list."""
    seen: dict[str, None] = dict.fromkeys(provider.models)
    seen.update(dict.fromkeys(model for model in provider.tier_models.values() if model))
    seen.update(dict.fromkeys(model for model in listed if chats(model)))
    return iter(seen)


def known_names(
    providers: Mapping[str, Provider],
    aliases: Collection[str],
    listed: Mapping[str, Mapping[str, Model]],
) -> list[str]:
    """Aliases first, then "provider/model" in the order of the providers."""
    names = list(aliases)
    for provider in providers.values():
        names += (
            f"{provider.name}/{model}" for model in served_models(provider, listed.get(provider.name, {}))
        )
    return names


def not_found(
    name: str,
    tier: Tier,
    providers: Mapping[str, Provider],
    aliases: Collection[str],
    listed: Mapping[str, Mapping[str, Model]],
) -> ClientFault:
    """The 404 that says what there is, near matches first."""
    known = known_names(providers, aliases, listed)
    asked = clip(name)
    if known:
        import difflib

        near = difflib.get_close_matches(asked, known[:2000], 5, 0.5)
        first = list(dict.fromkeys([*near, *known]))[:SHOWN]
        more = f" and {len(known) - len(first)} more" if len(known) > len(first) else ""
        offer = f"Known names: {', '.join(clip(name) for name in first)}{more}."
    elif providers:
        offer = f"Providers: {', '.join(providers)}; ask for provider/model."
    else:
        offer = "No provider is configured; set OPENAI_API_KEY or another key, or start a local server."
    wanting = (
        "there is no default" if tier == "default" else f"tier {tier} is not wired and there is no default"
    )
    return ClientFault.say(
        f"no target for model {asked}: {wanting}. {offer}", type="not_found_error", name="model_not_found"
    )
