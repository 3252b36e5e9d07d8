"""Requests to measure with: a small one, and one of 92 KB as a coding agent sends late in a session.

What the mock upstream shall answer stands in the last user text, `@bench(n=20,gap=10)`: it survives any
translation. The words are drawn from a fixed list with a fixed seed, so every run sends the same bytes.
"""

import json
import random
from typing import Any

MODEL = "claude-sonnet-5-5"

_WORDS = [
    "a",
    "branch",
    "keeps",
    "what",
    "the",
    "commit",
    "before",
    "it",
    "knew",
    "and",
    "the",
    "test",
    "says",
    "whether",
    "the",
    "change",
    "still",
    "holds",
    "when",
    "the",
    "module",
    "above",
    "it",
    "asks",
    "for",
    "a",
    "value",
    "that",
    "nobody",
    "has",
    "set",
    "yet",
    "so",
    "read",
    "the",
    "line",
    "again",
    "before",
    "you",
    "write",
    "the",
    "next",
]
_TOOLS = ("Bash", "Read", "Edit", "Write", "Agent", "Skill", "Monitor", "WebFetch", "WebSearch", "ToolSearch")


def directive(chunks: int, gap_ms: int = 0) -> str:
    return f"@bench(n={chunks},gap={gap_ms})"


def prose(size: int, seed: int) -> str:
    draw = random.Random(seed)
    text = ""
    while len(text) < size:
        text += " ".join(draw.choices(_WORDS, k=12)) + ". "
    return text[:size]


def small(chunks: int, gap_ms: int = 0, *, stream: bool) -> dict[str, Any]:
    said = f"Say something. {directive(chunks, gap_ms)}"
    return {
        "model": MODEL,
        "max_tokens": 512,
        "stream": stream,
        "messages": [{"role": "user", "content": said}],
    }


def big(chunks: int, gap_ms: int = 0, *, stream: bool) -> dict[str, Any]:
    cached = {"cache_control": {"type": "ephemeral"}}
    messages: list[dict[str, Any]] = [{"role": "user", "content": [text(prose(1500, 1)), text("Mend it.")]}]
    for turn in range(14):
        call = {
            "type": "tool_use",
            "id": f"toolu_{turn:022}",
            "name": "Read",
            "input": {"file_path": f"/p/{turn}"},
        }
        said = prose(1900, 100 + turn) + '\n\t"quoted" — żółw\n'
        result = {"type": "tool_result", "tool_use_id": call["id"], "content": [text(said)]}
        messages += [
            {"role": "assistant", "content": [text(prose(180, 200 + turn)), call]},
            {"role": "user", "content": [result]},
        ]
    messages += [
        {"role": "assistant", "content": [text("Done.")]},
        {"role": "user", "content": [{**text(f"Go on. {directive(chunks, gap_ms)}"), **cached}]},
    ]
    names = [*_TOOLS, *(f"mcp__server_{n}__lookup" for n in range(14))]
    return {
        "model": MODEL,
        "max_tokens": 4096,
        "stream": stream,
        "system": [
            {**text("A stand-in for an agent's prompt."), **cached},
            {**text(prose(25000, 2)), **cached},
        ],
        "messages": messages,
        "tools": [_tool(name, seed) for seed, name in enumerate(names)],
        "metadata": {
            "user_id": json.dumps({"device_id": "0" * 64, "account_uuid": "", "session_id": "bench"})
        },
    }


def text(said: str) -> dict[str, Any]:
    return {"type": "text", "text": said}


def _tool(name: str, seed: int) -> dict[str, Any]:
    properties = {
        "file_path": {"type": "string", "description": prose(90, seed)},
        "limit": {"type": "integer", "description": prose(80, seed + 1), "minimum": 1},
        "mode": {"type": "string", "enum": ["content", "files", "count"]},
        "edits": {"type": "array", "items": {"type": "object", "properties": {"old": {"type": "string"}}}},
    }
    schema = {
        "type": "object",
        "properties": properties,
        "required": ["file_path"],
        "additionalProperties": False,
    }
    return {"name": name, "description": prose(720, 300 + seed), "input_schema": schema}


def as_chat(body: dict[str, Any]) -> dict[str, Any]:
    """The same request in the mock's own language, for the floor: a client that needs no gateway."""
    messages: list[dict[str, Any]] = []
    if "system" in body:
        messages.append({"role": "system", "content": "\n".join(block["text"] for block in body["system"])})
    for message in body["messages"]:
        content = message["content"]
        blocks = [text(content)] if isinstance(content, str) else content
        said = "\n".join(b["text"] for b in blocks if b["type"] == "text")
        calls = [_call(b) for b in blocks if b["type"] == "tool_use"]
        messages += [
            {"role": "tool", "tool_call_id": b["tool_use_id"], "content": b["content"][0]["text"]}
            for b in blocks
            if b["type"] == "tool_result"
        ]
        if said or calls:
            extra = {"tool_calls": calls} if calls else {}
            messages.append({"role": message["role"], "content": said, **extra})
    chat = {"model": "mock", "max_tokens": body["max_tokens"], "stream": body["stream"], "messages": messages}
    if body["stream"]:
        chat["stream_options"] = {"include_usage": True}
    if "tools" in body:
        chat["tools"] = [_function(tool) for tool in body["tools"]]
    return chat


def _call(block: dict[str, Any]) -> dict[str, Any]:
    function = {"name": block["name"], "arguments": json.dumps(block["input"])}
    return {"id": block["id"], "type": "function", "function": function}


def _function(tool: dict[str, Any]) -> dict[str, Any]:
    function = {"name": tool["name"], "description": tool["description"], "parameters": tool["input_schema"]}
    return {"type": "function", "function": function}
