"""A client that behaves like a few sessions of Claude Code at once, for the demo: `story.toml` played to a gateway.

`python -m tui_router.sandbox.script URL [TOKEN] [--once]`; without TOKEN it is taken from TUI_ROUTER_TOKEN.
"""

import argparse
import asyncio
import contextlib
import json
import os
import secrets
from collections.abc import AsyncIterable
from itertools import cycle
from typing import Any

import msgspec

from tui_router.sandbox.http import Reply, post
from tui_router.sandbox.story import Line, Story, story
from tui_router.sandbox.turns import Session, body, count_body, first_message, headers, results

_REMEMBERED = 12
"""Messages of a session kept for its next turn, so that a demo left alone does not grow."""


class Tally(msgspec.Struct):
    """Requests by how they ended for the client."""

    answered: int = 0
    refused: int = 0
    broken: int = 0
    left: int = 0
    gone: bool = False  # nothing listens at the gateway's address any more


async def run(url: str, token: str, *, once: bool, pace: float = 1.0) -> Tally:
    """Play the opening, then the encore for ever; with `once` return when the opening is over.

    `pace` multiplies the waits. Ends by itself when the gateway is gone.
    """
    player = _Player(url.rstrip("/"), token, story(), pace)
    async with asyncio.TaskGroup() as group:
        began = asyncio.get_running_loop().time()
        for line in player.story.opening:
            now = asyncio.get_running_loop().time()
            await asyncio.sleep(max(0.0, began + line.at * pace - now))
            if player.tally.gone:
                return player.tally
            group.create_task(player.play(line))
        if once:
            return player.tally
        for line in cycle(player.story.encore):
            await asyncio.sleep(line.pause * pace)
            if player.tally.gone:
                break
            group.create_task(player.play(line))
    return player.tally


class _Player:
    def __init__(self, url: str, token: str, story: Story, pace: float) -> None:
        self.url = url
        self.token = token
        self.story = story
        self.pace = pace
        self.tally = Tally()
        self.sessions: dict[int, Session] = {}

    async def play(self, line: Line) -> None:
        session = self.sessions.setdefault(line.session, Session(line.session))
        try:
            async with asyncio.timeout(line.leave and line.leave * self.pace):
                if line.kind == "count":
                    burst = (self._count(line, session, part) for part in range(line.burst))
                    await asyncio.gather(*burst)
                else:
                    await self._converse(line, session)
        except TimeoutError:
            self.tally.left += 1
        except ConnectionRefusedError:
            self.tally.gone = True
        except OSError:
            self.tally.broken += 1

    async def _converse(self, line: Line, session: Session) -> None:
        agent = f"a{secrets.token_hex(8)}" if line.kind == "subagent" else ""
        before = session.history[-_REMEMBERED:] if line.kind == "main" else []
        messages = _whole_turns(before) + first_message(self.story, line)
        for _ in range(line.turns):
            sent = json.dumps(body(self.story, line, session, messages)).encode()
            target = f"{self.url}/v1/messages?beta=true"
            async with post(target, headers(session, self.token, agent=agent), sent) as reply:
                content = await self._read(reply)
            if content is None:
                return
            messages = [*messages, {"role": "assistant", "content": content}]
            said = results(self.story, content)
            if not said:
                break
            messages = [*messages, {"role": "user", "content": said}]
        if line.kind == "main":
            session.history = messages[-_REMEMBERED:]

    async def _count(self, line: Line, session: Session, part: int) -> None:
        sent = json.dumps(count_body(self.story, line, part)).encode()
        target = f"{self.url}/v1/messages/count_tokens?beta=true"
        async with post(target, headers(session, self.token), sent) as reply:
            await _drain(reply)
        if reply.status == 200:
            self.tally.answered += 1
        else:
            self.tally.refused += 1

    async def _read(self, reply: Reply) -> list[dict[str, Any]] | None:
        """The content of an answer; None when there was none, or it ended in an error."""
        if reply.status != 200:
            await _drain(reply)
            self.tally.refused += 1
            return None
        content = await _content(reply.body())
        if content is None:
            self.tally.broken += 1
        else:
            self.tally.answered += 1
        return content


def _whole_turns(history: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """From the first message that a person wrote: a tool result without its call is no way to begin."""
    for at, message in enumerate(history):
        content = message["content"]
        if message["role"] == "user" and not any(b["type"] == "tool_result" for b in content):
            return history[at:]
    return []


async def _drain(reply: Reply) -> None:
    async for _ in reply.body():
        pass


async def _content(body: AsyncIterable[bytes]) -> list[dict[str, Any]] | None:
    """Blocks of a streamed answer as Claude Code keeps them; None unless it came to its `message_stop`."""
    blocks: dict[int, dict[str, Any]] = {}
    inputs: dict[int, str] = {}
    buffer = b""
    async for data in body:
        *events, buffer = (buffer + data).split(b"\n\n")
        for event in events:
            written = event.partition(b"data: ")[2]
            said = json.loads(written) if written else {}
            at = said.get("index", 0)
            if said.get("type") == "content_block_start":
                blocks[at] = dict(said["content_block"])
            elif said.get("type") == "content_block_delta":
                _extend(blocks[at], said["delta"], inputs, at)
            elif said.get("type") == "message_stop":
                for index, written_input in inputs.items():
                    with contextlib.suppress(ValueError):
                        blocks[index]["input"] = json.loads(written_input)
                return list(blocks.values())
    return None


def _extend(block: dict[str, Any], delta: dict[str, Any], inputs: dict[int, str], at: int) -> None:
    for member in ("text", "thinking", "signature"):
        if member in delta:
            block[member] = block.get(member, "") + delta[member]
    if "partial_json" in delta:
        inputs[at] = inputs.get(at, "") + delta["partial_json"]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tui_router.sandbox.script")
    parser.add_argument("url")
    parser.add_argument("token", nargs="?", default=os.environ.get("TUI_ROUTER_TOKEN", ""))
    parser.add_argument("--once", action="store_true", help="end after the opening")
    given = parser.parse_args(arguments)
    with contextlib.suppress(KeyboardInterrupt):
        tally = asyncio.run(run(given.url, given.token, once=given.once))
        return 1 if tally.gone else 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
