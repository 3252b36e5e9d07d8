"""A `[[routes]]` entry: which requests it fits, where it sends them, what it changes in them."""

import fnmatch
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from tui_router.core.target import Kind, Tier
from tui_router.routing.asked import Asked
from tui_router.routing.chains import Chain, in_words
from tui_router.routing.changes import NO_CHANGES, Changes

Texts = tuple[str, ...]
"""Exact texts or globs ("claude-*"); any one of them is enough. Empty: not asked for."""


class When(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All conditions that are given must hold; without any it fits always."""

    model: Texts = ()
    tier: tuple[Tier, ...] = ()
    kind: tuple[Kind, ...] = ()
    session: Texts = ()
    agent: Texts = ()
    agent_depth: int | None = None
    agent_depth_over: int | None = None
    thinking: bool | None = None
    effort: Texts = ()
    input_tokens_over: int | None = None
    input_tokens_under: int | None = None
    has_image: bool | None = None
    has_document: bool | None = None
    has_tool: Texts = ()
    header: dict[str, Texts] = {}
    tag: bool = False

    def given(self) -> list[str]:
        """The names of the conditions that are given, in their order here."""
        return [name for name in self.__struct_fields__ if getattr(self, name) != getattr(_ALWAYS, name)]


_ALWAYS = When()


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """`number` counts from 1 in the order of the file and is how a reason names the rule. Without `to` it only changes
    the request and lets the rules after it decide, or takes the target of the prompt's tag.
    """

    number: int
    when: When = When()
    to: Chain = ()
    changes: Changes = NO_CHANGES

    @property
    def decides(self) -> bool:
        return bool(self.to) or self.when.tag

    def misfit(self, asked: Asked) -> str:
        """The first condition that does not hold, empty when all do."""
        return next((name for name in self.when.given() if not _HOLDS[name](self.when, asked)), "")

    def conditions(self) -> str:
        """In words: "kind is subagent and input over 60,000"."""
        return " and ".join(condition_words(self.when, name) for name in self.when.given()) or "always"

    def words(self) -> str:
        """The whole rule: "kind is title → groq/small, temperature set to 0"."""
        parts = [f"→ {in_words(self.to)}"] if self.to else (["→ the tag's model"] if self.when.tag else [])
        changed = self.changes.words()
        return f"{self.conditions()} {', '.join([*parts, *([changed] if changed else [])])}".rstrip()


def looks_of(rules: Iterable[Rule]) -> frozenset[str]:
    """Every condition that some rule has."""
    return frozenset(name for rule in rules for name in rule.when.given())


def _matches(wanted: Texts, value: str) -> bool:
    return any(value == one or fnmatch.fnmatchcase(value, one) for one in wanted)


_HOLDS: dict[str, Callable[[When, Asked], bool]] = {
    "model": lambda when, asked: _matches(when.model, asked.model),
    "tier": lambda when, asked: asked.tier in when.tier,
    "kind": lambda when, asked: asked.kind in when.kind,
    "session": lambda when, asked: bool(asked.session) and _matches(when.session, asked.session),
    "agent": lambda when, asked: bool(asked.agent) and _matches(when.agent, asked.agent),
    "agent_depth": lambda when, asked: asked.depth == when.agent_depth,
    "agent_depth_over": lambda when, asked: asked.depth > (when.agent_depth_over or 0),
    "thinking": lambda when, asked: asked.thinking is when.thinking,
    "effort": lambda when, asked: _matches(when.effort, asked.effort),
    "input_tokens_over": lambda when, asked: asked.input_tokens > (when.input_tokens_over or 0),
    "input_tokens_under": lambda when, asked: asked.input_tokens < (when.input_tokens_under or 0),
    "has_image": lambda when, asked: asked.image is when.has_image,
    "has_document": lambda when, asked: asked.document is when.has_document,
    "has_tool": lambda when, asked: any(_matches(when.has_tool, tool) for tool in asked.tools),
    "header": lambda when, asked: all(
        name in asked.headers and _matches(values, asked.headers[name])
        for name, values in when.header.items()
    ),
    "tag": lambda _when, asked: asked.tag is not None,
}


def condition_words(when: When, name: str) -> str:
    """One condition as a person says it."""
    value: Any = getattr(when, name)
    match name:
        case "thinking":
            return f"thinking is {'on' if value else 'off'}"
        case "agent_depth_over":
            return f"agent depth over {value}"
        case "agent_depth":
            return f"agent depth is {value}"
        case "input_tokens_over":
            return f"input over {value:,}"
        case "input_tokens_under":
            return f"input under {value:,}"
        case "has_image" | "has_document":
            return f"has {'an' if name == 'has_image' else 'a'} {name[4:]}" if value else f"no {name[4:]}"
        case "has_tool":
            return f"has tool {_either(value)}"
        case "header":
            return " and ".join(f"header {key} is {_either(texts)}" for key, texts in value.items())
        case "tag":
            return "the prompt names its model"
        case _:
            return f"{name} is {_either(value)}"


def _either(values: Sequence[str]) -> str:
    return " or ".join(values)
