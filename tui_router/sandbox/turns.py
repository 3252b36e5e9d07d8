"""Requests as Claude Code sends them, in form and in size, with words of our own; and its view of an answer."""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from tui_router.sandbox.story import Line, Story, ToolText

_VERSION = "2.1.329"
_BETAS = (
    "claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,"
    "thinking-token-count-2026-05-13,advanced-tool-use-2025-11-20,effort-2025-11-24"
)
_TOOL_TEXT = 14
"""Sentences of guidance in a tool's description: brings a main request to about 50 KB."""


class Session:
    """One Claude Code: its ids, and what was said in it so far."""

    def __init__(self, number: int) -> None:
        self.id = str(uuid.uuid4())
        self.device = f"{number:02d}" * 32
        self.history: list[dict[str, Any]] = []


def headers(session: Session, token: str, *, agent: str = "") -> dict[str, str]:
    sent = {
        "authorization": f"Bearer {token}",
        "content-type": "application/json",
        "accept": "application/json",
        "anthropic-version": "2023-06-01",
        "anthropic-beta": _BETAS,
        "x-app": "cli",
        "user-agent": f"claude-cli/{_VERSION} (external, cli)",
        "x-claude-code-session-id": session.id,
        "x-stainless-lang": "js",
        "x-stainless-retry-count": "0",
        "x-stainless-timeout": "600",
    }
    return {**sent, "x-claude-code-agent-id": agent} if agent else sent


def body(story: Story, line: Line, session: Session, messages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The request of one turn. A title asks for JSON and offers no tools, and of a model whose name it does not
    know the client wants fewer tokens and more effort, as the real one does."""
    user = {"device_id": session.device, "account_uuid": "", "session_id": session.id}
    common = {
        "model": line.model,
        "metadata": {"user_id": json.dumps(user)},
        "stream": True,
        "messages": list(messages),
    }
    if line.kind == "title":
        schema = {
            "type": "object",
            "properties": {"title": {"type": "string"}},
            "required": ["title"],
            "additionalProperties": False,
        }
        wanted = {"effort": "low", "format": {"type": "json_schema", "schema": schema}}
        return {
            **common,
            "system": _system(story, line, 24),
            "tools": [],
            "max_tokens": 32000,
            "output_config": wanted,
        }
    tools = story.tools if line.kind != "subagent" else story.tools[:7]
    known = line.model.startswith("claude-")
    return {
        **common,
        "system": _system(story, line, 48 if line.kind == "main" else 24),
        "tools": [_tool(story, tool, at) for at, tool in enumerate(tools)],
        "max_tokens": 128000 if known else 32000,
        "thinking": {"type": "adaptive", "display": "updates"},
        "context_management": {"edits": [{"type": "clear_thinking_20251015", "keep": "all"}]},
        "output_config": {"effort": "medium" if known else "high"},
    }


def count_body(story: Story, line: Line, part: int) -> dict[str, Any]:
    """One of a burst of count_tokens requests: each asks for one part of the context."""
    tool = _tool(story, story.tools[part % len(story.tools)], part)
    return {"model": line.model, "messages": [{"role": "user", "content": line.say}], "tools": [tool]}


def first_message(story: Story, line: Line) -> list[dict[str, Any]]:
    """What opens a turn: the person's words, and the system message Claude Code sets after them."""
    words = [
        {"type": "text", "text": line.say, "cache_control": {"type": "ephemeral"}},
    ]
    if line.kind != "main":
        return [{"role": "user", "content": words}]
    about = "# Environment\nWorking folder: /home/demo/project\nPlatform: linux\n\n" + _prose(story, 3, 40)
    return [{"role": "user", "content": words}, {"role": "system", "content": about}]


def results(story: Story, content: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the client's tools say to the calls of an answer; empty when it called none."""
    printed = {tool.name: tool.prints for tool in story.tools}
    said: list[dict[str, Any]] = []
    for block in content:
        if block.get("type") != "tool_use":
            continue
        name, given = str(block.get("name")), block.get("input") or {}
        echo = str(given.get("command", "")).partition("echo ")[2]
        text = echo or printed.get(name)
        said.append(
            {
                "type": "tool_result",
                "tool_use_id": block.get("id"),
                "content": text or f"<tool_use_error>There is no tool {name}</tool_use_error>",
                **({} if text else {"is_error": True}),
            }
        )
    return said


def _system(story: Story, line: Line, sentences: int) -> list[dict[str, Any]]:
    mark = " cc_is_subagent=true;" if line.kind == "subagent" else ""
    billing = f"x-anthropic-billing-header: cc_version={_VERSION}.136; cc_entrypoint=cli;{mark}"
    cached = {"cache_control": {"type": "ephemeral"}}
    return [
        {"type": "text", "text": billing},
        {"type": "text", "text": story.prose.identity, **cached},
        {"type": "text", "text": _prose(story, 0, sentences), **cached},
    ]


def _tool(story: Story, tool: ToolText, at: int) -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": f"{tool.about}\n\n{_prose(story, at, _TOOL_TEXT)}",
        "input_schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": {
                name: {"type": "string", "description": f"{about}. {_prose(story, at + 5, 3)}"}
                for name, about in tool.takes.items()
            },
            "required": tool.needs,
            "additionalProperties": False,
        },
    }


def _prose(story: Story, start: int, count: int) -> str:
    sentences = story.prose.guidance
    return "\n".join(f"- {sentences[(start + at) % len(sentences)]}" for at in range(count))
