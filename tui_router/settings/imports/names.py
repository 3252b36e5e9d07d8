"""Model names of other programs → our rules, aliases and tiers, in an order that keeps which of them wins."""

import fnmatch
from collections.abc import Mapping, Sequence

from tui_router.core.target import TIERS
from tui_router.settings.imports.draft import Draft, chain

_GLOBS_CAP = 100


def wire(
    draft: Draft,
    *,
    exact: Mapping[str, list[str]],
    globs: Sequence[tuple[str, list[str]]] = (),
    rest: Sequence[str] = (),
) -> None:
    """`exact` and `globs` lead from a client's model name to targets, the first of them first; `rest` is where all
    other names go. An exact name wins over a glob, a longer glob over a shorter one.

    Rules are asked before aliases, so a name that a glob fits becomes a rule in front of it.
    """
    patterns = sorted(globs, key=lambda pair: -len(pair[0]))
    if len(patterns) > _GLOBS_CAP:
        draft.remark(f"Only the {_GLOBS_CAP} longest patterns of model names are taken over")
        patterns = patterns[:_GLOBS_CAP]
    for name, targets in exact.items():
        to = chain(targets)
        if to == name:
            continue  # "provider/model" is understood as it is
        if any(fnmatch.fnmatchcase(name, pattern) for pattern, _ in patterns):
            draft.routes.append({"when": {"model": name}, "to": to})
        else:
            draft.aliases[name] = chain([to if "/" in to else f"{to}/{name}" for to in targets])
    for pattern, targets in patterns:
        draft.routes.append({"when": {"model": pattern}, "to": chain(targets)})
    for tier in TIERS[:-1]:
        named = next((targets for name, targets in exact.items() if tier in name.lower()), None)
        if named:
            draft.tiers[tier] = chain(named)
    choices = [list(rest), *exact.values(), *(targets for _, targets in patterns)]
    default = next((targets for targets in choices if targets), [])
    if default:
        draft.tiers["default"] = chain(default)


def literal(text: str) -> str:
    """A glob for exactly this text."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)
