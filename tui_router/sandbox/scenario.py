"""What a sandbox model does, as data: one table a scenario, its name the model's name.

`scenarios.toml` holds answers and what is odd about them, `troubles.toml` a scenario for whatever a diagnosis can
name. All texts may hold `$results`, what the tools of the last turn returned.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import msgspec

from tui_router.sandbox.asked import Language
from tui_router.sandbox.conditions import Condition

End = Literal["done", "no_done", "cut", "reset", "quiet", "closed"]
"""done: finish, usage, and the language's last word ([DONE], message_stop). no_done: the same without that word, in
languages that have one beside the finish.
cut: the connection closes without the last chunk. reset: it is reset. quiet: the body ends in form, but without
finish and last word. closed: the connection closes before any byte."""

Usage = Literal["asked", "null", "none", "late"]
"""asked: when the request wants it, as OpenAI does. null: the member is there and null. none: never. late:
after the finish and a second of silence."""

CallForm = Literal["fragments", "whole", "late_id", "in_start"]
"""How a call is streamed: name first and arguments in pieces; all in one chunk; arguments before the name;
in Messages the input where the block starts, and no delta."""


class Call(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One tool call. `tools` maps tool names to arguments; the first name that the request offers is called,
    else the request's own first tool with arguments made from its schema. `name` calls a tool nobody offered.
    """

    tools: dict[str, dict[str, Any]] = {}
    name: str = ""
    id: str = ""  # empty: a fresh one
    raw: str = ""  # the arguments as sent, for JSON that does not parse
    form: CallForm = "fragments"


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing said, in this order when a step holds several. `event` is one `data:` line as it stands;
    `raw` goes into the body as it is, in Latin-1, so that it can hold any byte.
    """

    wait_ms: int = 0
    comment: str = ""
    thinking: str = ""
    text: str = ""
    times: int = 1  # the text is said so often
    calls: tuple[Call, ...] = ()
    interleaved: bool = False  # the pieces of the calls take turns
    event: dict[str, Any] | None = None
    raw: str = ""


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer without an answer, to every request or only while all conditions in `when` hold.

    The body may hold what was found, and `$asked` (output tokens asked for), `$prompt`, `$total` (both together)
    and `$model`. A value's plural is all that were found, with commas; `$each` is `each` filled in for every one,
    with `between` between them.
    """

    status: int
    body: str
    when: tuple[Condition, ...] = ()
    each: str = ""
    between: str = "\\n"  # a line's end as JSON spells it
    type: str = "application/json"
    headers: dict[str, str] = {}


class AtFirst(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first requests to the model get what another scenario does."""

    does: str
    times: int = 1


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`diagnosis` names the trouble, empty where there is none; `mends` says whether a gateway that does all it
    can ends in an answer all the same. `quirks` is what a gateway's configuration has to say of the endpoint for
    the trouble to come up.
    """

    title: str
    diagnosis: str = ""
    mends: bool = False
    speaks: tuple[Language, ...] = ()  # empty: those of its file
    quirks: dict[str, Any] = {}
    steps: tuple[Step, ...] = ()
    then: tuple[Step, ...] = ()  # instead of `steps` when the history ends in tool results
    refuse: Refusal | None = None
    at_first: AtFirst | None = None
    first_ms: int = 150  # before the first chunk
    gap_ms: int = 25  # between chunks
    words: int = 1  # in a chunk; 0: all of them
    split: int = 0  # bytes in a write; 0: a whole event
    repeat: bool = False  # says its steps for ever
    usage: Usage = "asked"
    finish: str = ""  # empty: what follows from the steps
    end: End = "done"
    reasoning_field: str = "reasoning_content"
    context_window: int | None = None  # what the demo's config says of the model
    max_output_tokens: int | None = None


_ALL: tuple[Language, ...] = get_args(Language)
_FILES: dict[str, tuple[Language, ...]] = {
    "scenarios.toml": _ALL,
    "troubles.toml": (
        "chat",
        "anthropic",
    ),  # most refuse members that only these two have, in words of their makers
}
"""What a scenario speaks that does not say."""


@cache
def scenarios() -> dict[str, Scenario]:
    folder = files("tui_router.sandbox")
    found: dict[str, Scenario] = {}
    for name, speaks in _FILES.items():
        found |= parse(folder.joinpath(name).read_text(encoding="utf-8"), speaks)
    return found


def parse(text: str, speaks: tuple[Language, ...] = _ALL) -> dict[str, Scenario]:
    """`speaks` is said for the scenarios that do not say it themselves."""
    read = msgspec.convert(tomllib.loads(text), dict[str, Scenario])
    return {n: s if s.speaks else msgspec.structs.replace(s, speaks=speaks) for n, s in read.items()}
