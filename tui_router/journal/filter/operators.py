"""The operators by their names, in the order in which they are told."""

import difflib
from collections.abc import Callable
from typing import Literal, NamedTuple

from tui_router.core.target import TIERS
from tui_router.journal.filter import bodies, figures, flags, names, times
from tui_router.journal.filter.leaf import Leaf
from tui_router.journal.filter.values import Given

Takes = Literal["nothing", "name", "figure", "time", "pattern"]


class Operator(NamedTuple):
    """`wants`: what its value is, in words. `means`: what it finds, for the list of operators. `values`: all there are,
    where they are few. `optional`: it stands without a value too.
    """

    name: str
    takes: Takes
    means: str
    make: Callable[[Given], Leaf]
    wants: str = ""
    values: tuple[str, ...] = ()
    optional: bool = False


def _listed() -> tuple[Operator, ...]:
    flag = [Operator(name, "nothing", said, flags.make) for name, (said, _) in flags.FLAGS.items()]
    named = [
        Operator("t", "name", "tier", names.tier, "a tier: opus, s*", tuple(TIERS)),
        Operator("p", "name", "provider", names.provider, "a provider: openai, open*"),
        Operator("m", "name", "model", names.model, "a model: gpt-5*"),
        Operator("k", "name", "kind", names.kind, "a kind: main, sub*", names.KINDS),
        Operator("s", "name", "session", names.session, "the beginning of a session"),
        Operator("a", "name", "agent", names.agent, "the beginning of an agent"),
        Operator("c", "name", "status", names.status, "a status: 4xx, 429, >=500"),
        Operator("x", "name", "diagnosis", names.diagnosis, "a diagnosis: rate_limited, max*"),
        Operator("stop", "name", "stop reason", names.stop, "a stop reason: tool_use"),
        Operator("tool", "name", "tool it called", names.tool, "a tool: Bash, mcp__*"),
        Operator("u", "name", "path", names.path, "a path: /v1/messages*"),
        Operator("note", "name", "your note", names.comment, "words of a note", optional=True),
        Operator("rule", "name", "rule number", names.rule, "a rule's number"),
        Operator("rev", "name", "revision", names.revision, "a revision of the wiring"),
        Operator("id", "name", "numbers", names.identity, "a number or two: 38, 30-40"),
        Operator("of", "name", "replays of", names.replay_of, "the number of an exchange"),
    ]
    counted = [
        Operator(name, "figure", figure.means, figures.make, f"a comparison: {figure.example}")
        for name, figure in figures.FIGURES.items()
    ]
    timed = [
        Operator("at", "time", "when it began", times.at, "a comparison: >12:04"),
        Operator("ago", "time", "how long ago", times.ago, "a comparison: <10m"),
    ]
    searched = [
        Operator(name, "pattern", means, bodies.make, "a regular expression")
        for name, (_, means) in bodies.WHERE.items()
    ]
    return (*flag, *named, *counted, *timed, *searched)


LISTED = _listed()
OPERATORS = {operator.name: operator for operator in LISTED}


def nearest(name: str) -> str:
    """The operator that somebody may have meant, "" when none is near."""
    return next(iter(difflib.get_close_matches(name[:20], list(OPERATORS), 1, 0.6)), "")
