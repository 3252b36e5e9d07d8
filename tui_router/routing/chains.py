"""A chain of targets: the first is the usual one, the rest are tried in order when it fails for reasons of its own."""

from collections.abc import Sequence

from tui_router.core.target import Target
from tui_router.routing.names import PREFIX

Chain = tuple[Target, ...]
"""Never empty, each target once. Most have a single one."""

LONGEST = 8
"""Targets of one chain."""


def in_words(chain: Sequence[Target]) -> str:
    """ "a/x, then b/y" """
    return ", then ".join(str(target) for target in chain)


def completed(chain: Chain, name: str) -> Chain:
    """The same with a model everywhere: where only a provider was named it is the client's own `name`, less
    the name of that very provider. Targets that are then the same stand once.
    """
    return tuple(dict.fromkeys(target if target.model else _own(target, name) for target in chain))


def _own(target: Target, name: str) -> Target:
    own = name.removeprefix(PREFIX).removeprefix(f"{target.provider}/")
    return Target(target.provider, own or name)
