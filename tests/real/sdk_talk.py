"""Run by the interpreter that has the Claude Agent SDK: talks to the gateway its environment names, and prints what
came back as JSON, one object for each turn. What goes wrong in a turn is its `error`.

usage: sdk_talk.py FOLDER
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

from claude_agent_sdk import (
    AssistantMessage,
    ClaudeAgentOptions,
    ClaudeSDKClient,
    ResultMessage,
    ToolUseBlock,
    query,
)

TURNS = [
    ("", "hello"),
    ("", "and again"),
    ("haiku", "now the small one"),
    ("sonnet", "use a tool"),
    ("sandbox/parallel", "two at once, by the full name"),
]
"""The model to change to before the turn, and the prompt."""


async def turn(messages: AsyncIterator[Any]) -> dict[str, Any]:
    seen: dict[str, Any] = {"tools": [], "result": "", "session": "", "error": "", "usage": {}}
    async for message in messages:
        if isinstance(message, AssistantMessage):
            seen["tools"] += [block.input for block in message.content if isinstance(block, ToolUseBlock)]
        elif isinstance(message, ResultMessage):
            seen["result"], seen["session"] = message.result, message.session_id
            seen["usage"] = message.usage
            if message.is_error:
                seen["error"] = message.subtype
    return seen


async def main(folder: str) -> None:
    options = ClaudeAgentOptions(
        model="opus", cwd=folder, permission_mode="default", allowed_tools=["Bash"], setting_sources=[]
    )
    seen = [await turn(query(prompt="hello", options=options))]
    async with ClaudeSDKClient(options) as client:
        for model, prompt in TURNS:
            if model:
                await client.set_model(model)
            await client.query(prompt)
            seen.append(await turn(client.receive_response()))
    print(json.dumps(seen))  # noqa: T201 - its answer


asyncio.run(main(sys.argv[1]))
