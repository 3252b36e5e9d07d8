"""The demo's script as data: `story.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing a client does. Seconds: `at` from the start, `pause` from the line before, `leave` from itself."""

    kind: Literal["title", "main", "subagent", "count"]
    model: str
    say: str
    at: float = 0
    pause: float = 0
    session: int = 0
    turns: int = 3
    burst: int = 1
    leave: float | None = None


class ToolText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    about: str
    takes: dict[str, str]
    needs: list[str]
    prints: str


class Prose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    identity: str
    guidance: list[str]


class Story(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    opening: list[Line]
    encore: list[Line]
    tools: list[ToolText]
    prose: Prose


@cache
def story() -> Story:
    text = files("tui_router.sandbox").joinpath("story.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Story)
