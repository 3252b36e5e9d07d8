"""`[tiers]`, `[[routes]]` and `[aliases]`: names that point at targets."""

from collections.abc import Mapping
from typing import Any

from tui_router.core.target import TIERS, Target, Tier
from tui_router.providers.provider import Provider
from tui_router.routing.rules import Rule
from tui_router.settings.problems import nearest, shown
from tui_router.settings.section import Section

_CONDITIONS = ("model", "tier")
_LATER = {
    "kind": "rules on the kind are",
    "thinking": "rules on thinking are",
    "input_tokens_over": "rules on the size of the prompt are",
    "has_image": "rules on images are",
    "has_tool": "rules on tools are",
    "header": "rules on headers are",
    "session": "rules on sessions are",
    "agent": "rules on agents are",
    "path": "rules on paths are",
}
_CHAINS = "a list is a fallback chain, and fallback chains are not built yet; name one target"


def read_tiers(section: Section, providers: Mapping[str, Provider]) -> dict[Tier, tuple[Target, ...]]:
    section.only(TIERS)
    found: dict[Tier, tuple[Target, ...]] = {}
    for tier in TIERS:
        if tier in section:
            target = read_target(section, tier, providers)
            if target is not None:
                found[tier] = (target,)
    return found


def read_routes(top: Section, providers: Mapping[str, Provider]) -> tuple[Rule, ...]:
    rules = []
    for number, entry in enumerate(top.entries("routes"), start=1):
        entry.only(("when", "to"))
        rule = _rule(entry, number, providers)
        if rule is not None:
            rules.append(rule)
    return tuple(rules)


def _rule(entry: Section, number: int, providers: Mapping[str, Provider]) -> Rule | None:
    before = len(entry.report.problems)
    when = entry.sub("when")
    when.only(_CONDITIONS, _LATER)
    model = when.take("model", str, "")
    tier = _tier(when)
    if "to" not in entry:
        entry.complain("", 'needs a target: to = "provider/model"')
        return None
    target = read_target(entry, "to", providers)
    if len(entry.report.problems) > before or target is None:
        return None
    if not model and tier is None:
        entry.complain(
            "",
            'needs a condition: when = { model = "…" } or { tier = "…" }; for everything, use tiers.default',
        )
        return None
    return Rule(number=number, to=target, model=model, tier=tier)


def _tier(when: Section) -> Tier | None:
    if "tier" not in when:
        return None
    word = when.take("tier", str, "default")
    for tier in TIERS:
        if word == tier:
            return tier
    when.complain("tier", f"must be one of {', '.join(TIERS)}", nearest=nearest(word, TIERS))
    return None


def read_aliases(section: Section, providers: Mapping[str, Provider]) -> dict[str, Target]:
    found: dict[str, Target] = {}
    for name in section.table:
        if not name or len(name) > 200 or not name.isprintable():
            section.complain(name, "an alias is a printable name of at most 200 characters")
            continue
        target = read_target(section, name, providers)
        if target is not None and not target.model:
            section.complain(name, "an alias needs a model: provider/model")
        elif target is not None:
            found[name] = target
    return found


def read_target(section: Section, key: str, providers: Mapping[str, Provider]) -> Target | None:
    """A "provider/model" or "provider" whose provider exists."""
    value: Any = section.table[key]
    if isinstance(value, list):
        section.complain(key, _CHAINS)
        return None
    if not isinstance(value, str):
        section.complain(key, 'must be text in quotes: "provider/model"')
        return None
    target = Target.parse(value)
    if target.provider not in providers:
        have = ", ".join(providers) or "none"
        close = nearest(target.provider, providers)
        section.complain(
            key,
            f"no provider {shown(target.provider)} is configured (there are: {have})",
            nearest=str(Target(close, target.model)) if close else "",
        )
        return None
    if ("/" in value and not target.model) or not value.isprintable() or value != value.strip():
        section.complain(key, 'must be "provider/model", or "provider" to keep the client\'s model name')
        return None
    section.note_origin(key)
    return target
