"""`[tiers]`, `[[routes]]` and `[aliases]`: names that point at targets."""

from collections.abc import Mapping

from tui_router.core.target import TIERS, Target, Tier
from tui_router.providers.provider import Provider
from tui_router.routing.chains import LONGEST, Chain
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


def read_tiers(section: Section, providers: Mapping[str, Provider]) -> dict[Tier, Chain]:
    section.only(TIERS)
    found: dict[Tier, Chain] = {}
    for tier in TIERS:
        if tier in section:
            chain = read_chain(section, tier, providers)
            if chain is not None:
                found[tier] = chain
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
    chain = read_chain(entry, "to", providers)
    if len(entry.report.problems) > before or chain is None:
        return None
    if not model and tier is None:
        entry.complain(
            "",
            'needs a condition: when = { model = "…" } or { tier = "…" }; for everything, use tiers.default',
        )
        return None
    return Rule(number=number, to=chain, model=model, tier=tier)


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


def read_chain(section: Section, key: str, providers: Mapping[str, Provider]) -> Chain | None:
    """One target, or a list of them in the order in which they are tried."""
    value = section.table[key]
    if not isinstance(value, list):
        target = read_target(section, key, providers, "or a list of those")
        return (target,) if target is not None else None
    if not value:
        section.complain(key, "names no target; give at least one, or leave it out")
        return None
    if len(value) > LONGEST:
        section.complain(key, f"a chain has at most {LONGEST} targets, this one has {len(value)}")
        return None
    chain: list[Target] = []
    for number, entry in enumerate(value):
        place = Section(section.report, (*section.path, key, number), {})
        target = _target(place, "", entry, providers)
        if target is not None and target in chain:
            place.complain("", f"{shown(target)} stands in this chain already")
        elif target is not None:
            chain.append(target)
    section.note_origin(key)
    return tuple(chain) if len(chain) == len(value) else None


def read_target(
    section: Section, key: str, providers: Mapping[str, Provider], otherwise: str = ""
) -> Target | None:
    """A "provider/model" or "provider" whose provider exists; `otherwise` is what else might stand there."""
    target = _target(section, key, section.table[key], providers, otherwise)
    if target is not None:
        section.note_origin(key)
    return target


def _target(
    place: Section, key: str, value: object, providers: Mapping[str, Provider], otherwise: str = ""
) -> Target | None:
    if not isinstance(value, str):
        words = 'must be text in quotes: "provider/model"'
        if isinstance(value, list):
            words = "takes a single target; lists, which are fallback chains, stand in tiers and routes"
        place.complain(key, f"{words}, {otherwise}" if otherwise else words)
        return None
    target = Target.parse(value)
    if target.provider not in providers:
        have = ", ".join(providers) or "none"
        close = nearest(target.provider, providers)
        place.complain(
            key,
            f"no provider {shown(target.provider)} is configured (there are: {have})",
            nearest=str(Target(close, target.model)) if close else "",
        )
        return None
    if ("/" in value and not target.model) or not value.isprintable() or value != value.strip():
        place.complain(key, 'must be "provider/model", or "provider" to keep the client\'s model name')
        return None
    return target
