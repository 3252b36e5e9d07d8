"""`[tiers]` and `[aliases]`: names that point at targets."""

from collections.abc import Mapping

from tui_router.core.target import TIERS, Target, Tier
from tui_router.providers.provider import Provider
from tui_router.routing.chains import LONGEST, Chain
from tui_router.settings.problems import nearest, shown
from tui_router.settings.section import Report, Section

_DEEPEST = 20
"""Aliases on the way to a target."""
_NAMED = 30
"""Providers a complaint lists at most."""
_NONE = "none; add a table [providers.NAME], or set a key variable and name no provider"

Aliases = Mapping[str, Chain]


def read_tiers(
    section: Section, providers: Mapping[str, Provider], aliases: Aliases | None = None
) -> dict[Tier, Chain]:
    section.only(TIERS)
    found: dict[Tier, Chain] = {}
    for tier in TIERS:
        if tier in section:
            chain = read_chain(section, tier, providers, aliases)
            if chain is not None:
                found[tier] = chain
    return found


def read_aliases(section: Section, providers: Mapping[str, Provider]) -> dict[str, Chain]:
    """Each alias with the targets it stands for. An alias may name another one; a circle is a complaint at each of
    its members."""
    found: dict[str, Chain] = {}
    for name in section.table:
        if not name or len(name) > 200 or not name.isprintable():
            section.complain(name, "an alias is a printable name of at most 200 characters")
            continue
        chain = _alias(section, name, providers, (name,))
        if chain is None:
            continue
        if all(target.model for target in chain):
            found[name] = chain
        else:
            section.complain(name, "an alias needs a model: provider/model")
    return found


def _alias(
    section: Section, name: str, providers: Mapping[str, Provider], way: tuple[str, ...]
) -> Chain | None:
    """The targets behind one alias; `way` are the aliases that led here. Complaints stand at the first of them."""
    value = section.table[name]
    if not isinstance(value, str) or value not in section.table:
        if len(way) == 1:
            return read_chain(section, name, providers)
        # The alias at the end of the way complains for itself.
        return read_chain(
            Section(Report(section.report.source), section.path, section.table), name, providers
        )
    if len(way) > _DEEPEST:
        section.complain(
            way[0], f"goes over more than {_DEEPEST} other aliases; name the provider/model itself"
        )
        return None
    if value in way:
        circle = " → ".join([*way[way.index(value) :], value])
        section.complain(way[0], f"goes in a circle: {circle}; let one of them name a provider/model")
        return None
    section.note_origin(name)
    return _alias(section, value, providers, (*way, value))


def read_chain(
    section: Section, key: str, providers: Mapping[str, Provider], aliases: Aliases | None = None
) -> Chain | None:
    """One target or alias, or a list of targets in the order in which they are tried."""
    value = section.table[key]
    if isinstance(value, str) and aliases and value in aliases:
        section.note_origin(key)
        return aliases[value]
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
            place.complain("", f"{shown(target)} stands in this chain already; leave it out")
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
        place.complain(key, f"{words}, {otherwise}" if otherwise else words)
        return None
    target = Target.parse(value)
    if target.provider not in providers:
        have = ", ".join(list(providers)[:_NAMED]) or _NONE
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
