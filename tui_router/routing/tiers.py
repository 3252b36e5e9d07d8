"""Which tier a model name belongs to. By substring, so that ids which do not exist yet find their place."""

from tui_router.core.target import Tier

_NAMED: tuple[Tier, ...] = ("haiku", "sonnet", "opus", "fable")


def tier_of(model: str) -> Tier:
    """The tier word that stands first in the name; `default` when it holds none."""
    lowered = model.lower()
    found: Tier = "default"
    first = len(lowered)
    for tier in _NAMED:
        at = lowered.find(tier)
        if 0 <= at < first:
            found, first = tier, at
    return found


def plain_name(model: str) -> str:
    """Without the `[1m]` some clients append to ask for the long window: no upstream knows it."""
    name = model.strip()
    while name.lower().endswith("[1m]"):
        name = name[:-4].rstrip()
    return name
