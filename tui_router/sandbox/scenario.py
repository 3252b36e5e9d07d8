"""What a sandbox model does, as data: `scenarios.toml`, one table a scenario, its name the model's name.

All texts may hold `$results` (what the tools of the last turn returned); the body of a refusal may hold
`$asked` (output tokens asked for), `$limit`, `$prompt` and `$total` (prompt and output together).
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import msgspec

End = Literal["done", "no_done", "cut", "reset", "quiet"]
"""done: finish, usage, [DONE]. no_done: the same without [DONE]. cut: the connection closes without the last
chunk. reset: it is reset. quiet: the body ends in form, but without finish and [DONE]."""

Usage = Literal["asked", "null", "none", "late"]
"""asked: when the request wants it, as OpenAI does. null: the member is there and null. none: never. late:
after the finish and a second of silence."""

CallForm = Literal["fragments", "whole", "late_id"]
"""How a call is streamed: name first and arguments in pieces; all in one chunk; arguments before the name."""


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
    """An answer without an answer. With `over_output` or `over_window` only what exceeds them is refused."""

    status: int
    body: str
    type: str = "application/json"
    headers: dict[str, str] = {}
    over_output: int | None = None
    over_window: int | None = None
    window_counts_output: bool = False
    every: int = 1  # 2: every other request, beginning with the first

    def applies(self, *, prompt: int, asked: int, ordinal: int) -> bool:
        if ordinal % self.every:
            return False
        if self.over_output is not None:
            return asked > self.over_output
        if self.over_window is not None:
            return prompt + (asked if self.window_counts_output else 0) > self.over_window
        return True

    @property
    def limit(self) -> int:
        return self.over_output or self.over_window or 0


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    steps: tuple[Step, ...] = ()
    then: tuple[Step, ...] = ()  # instead of `steps` when the history ends in tool results
    refuse: Refusal | None = None
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


@cache
def scenarios() -> dict[str, Scenario]:
    text = files("tui_router.sandbox").joinpath("scenarios.toml").read_text(encoding="utf-8")
    return parse(text)


def parse(text: str) -> dict[str, Scenario]:
    return msgspec.convert(tomllib.loads(text), dict[str, Scenario])
