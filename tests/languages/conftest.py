"""One gateway with a provider for each language, every one of them the same sandbox under another door."""

import asyncio
import contextlib
import importlib.util
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from anthropic import AsyncAnthropic

from tui_router.dialects.find import dialect_of
from tui_router.sandbox.server import SandboxServer

_spec = importlib.util.spec_from_file_location(
    "languages_gateway_kit", Path(__file__).parent.parent / "gateway" / "conftest.py"
)
assert _spec is not None
assert _spec.loader is not None
gateway_kit = importlib.util.module_from_spec(_spec)
sys.modules["languages_gateway_kit"] = gateway_kit
_spec.loader.exec_module(gateway_kit)

DOORS = {
    "chat": ("chat", "/v1", ""),
    "responses": ("responses", "/v1", ""),
    "anthropic": ("anthropic", "", ""),
    "gemini": ("gemini", "/v1beta", ""),
    "bedrock": ("bedrock", "", ""),
    "vertex": ("bedrock", "/v1/projects/p/locations/l", 'quirks = { hosted = "google" }'),
}
"""Name of the provider → its dialect, where that is spoken on the sandbox, and what else its settings say."""


@dataclass
class Spoken:
    """The language, the official client of the gateway, the gateway and the upstream behind it."""

    language: str
    client: AsyncAnthropic
    road: Any
    sandbox: SandboxServer

    def model(self, name: str) -> str:
        return f"{self.language}/{name}"

    async def say(self, name: str, *, stream: bool, **fields: Any) -> Any:
        """The answer of a sandbox model, whole or put together by the client from the stream."""
        asked = {"max_tokens": 4000, "messages": [{"role": "user", "content": "hello"}], **fields}
        if not stream:
            return await self.client.messages.create(model=self.model(name), **asked)
        async with self.client.messages.stream(model=self.model(name), **asked) as told:
            async for _ in told:
                pass
            return await told.get_final_message()

    async def attempts(self) -> list[Any]:
        """Those of the newest exchange, once it has ended."""
        async with asyncio.timeout(30):
            while not (rows := await self.road.control.exchanges(limit=1)):
                await asyncio.sleep(0.01)
        detail = await self.road.ended(rows[0].id)
        return list(detail.attempts)


@pytest_asyncio.fixture(params=DOORS, scope="module", loop_scope="module")
async def spoken(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Spoken]:
    """One for all the tests of a language: starting a gateway takes longer than any of them."""
    language: str = request.param
    dialect, base, more = DOORS[language]
    try:
        dialect_of(dialect)
    except ModuleNotFoundError:
        pytest.skip(f"no dialect {dialect} yet")
    async with contextlib.AsyncExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        start = gateway_kit.start.__wrapped__(tmp_path_factory.mktemp(language), patch)
        gateway_kit.impatient.__wrapped__(patch)
        sandbox = await stack.enter_async_context(SandboxServer(pace=0))
        lines = [
            f"[providers.{language}]",
            f'dialect = "{dialect}"',
            f'base_url = "{sandbox.url}{base}"',
            'auth = "none"',
            more,
        ]
        config = "\n".join(lines)
        road = await stack.enter_async_context(start(config))
        client = await stack.enter_async_context(
            AsyncAnthropic(
                base_url=road.url, auth_token=gateway_kit.TOKEN, api_key=None, max_retries=0, timeout=30
            )
        )
        yield Spoken(language, client, road, sandbox)
