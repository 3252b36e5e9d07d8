"""Who answers on the usual ports, and what the providers list. The network is a table of answers."""

import asyncio
import json

import pytest

from tui_router.core.faults import ConfigFault
from tui_router.core.secret import Secret
from tui_router.net.errors import NetError
from tui_router.net.http import Http
from tui_router.providers.presets import preset
from tui_router.providers.provider import Model, Provider
from tui_router.upstream.discover import LOCAL_TIMEOUT, discover, local_servers


class Net:
    """Answers by URL; an exception is raised, everything else is not there."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    async def get_json(self, url, headers, *, timeout, max_bytes):
        self.asked.append((url, dict(headers), timeout))
        await asyncio.sleep(0)
        answer = self.answers.get(url, NetError("connect", "refused"))
        if isinstance(answer, Exception):
            raise answer
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        return status, body if isinstance(body, bytes) else json.dumps(body).encode()

    async def post_json(self, url, headers, body, *, timeout, max_bytes):
        return await self.get_json(url, headers, timeout=timeout, max_bytes=max_bytes)


ALL_LOCAL = {
    "http://127.0.0.1:11434/api/tags": {"models": [{"name": "llama3:8b"}]},
    "http://127.0.0.1:11434/api/ps": {"models": [{"name": "llama3:8b", "context_length": 4096}]},
    "http://127.0.0.1:1234/api/v1/models": (404, {}),
    "http://127.0.0.1:1234/api/v0/models": {
        "object": "list",
        "data": [{"id": "q", "type": "llm", "max_context_length": 9}],
    },
    "http://127.0.0.1:8000/v1/models": {"data": [{"id": "Qwen/Q", "owned_by": "vllm", "max_model_len": 7}]},
    "http://127.0.0.1:8080/v1/models": {
        "data": [{"id": "g.gguf", "owned_by": "llamacpp", "meta": {"n_ctx": 5}}]
    },
}


def keys(**found):
    return lambda reference: Secret(found[reference]) if reference in found else None


def no_key(_reference):
    return None


async def test_every_local_server_is_found_with_its_models():
    found = await discover(Net(ALL_LOCAL), {}, no_key, search_local=True)
    assert list(found.found) == ["ollama", "lmstudio", "vllm", "llamacpp"]
    assert {p.found_by for p in found.found.values()} == {"discovery"}
    assert found.listed == {
        "ollama": {"llama3:8b": Model(context_window=4096)},
        "lmstudio": {"q": Model(context_window=9)},
        "vllm": {"Qwen/Q": Model(context_window=7)},
        "llamacpp": {"g.gguf": Model(context_window=5)},
    }


async def test_a_silent_machine_costs_nothing_but_a_short_look():
    net = Net({})
    assert await local_servers(net, taken={}) == {}
    assert len(net.asked) == 4
    assert {timeout for _, _, timeout in net.asked} == {LOCAL_TIMEOUT}


async def test_the_servers_are_asked_at_once():
    waiting, all_here = 0, asyncio.Event()

    class Slow(Net):
        async def get_json(self, url, headers, *, timeout, max_bytes):
            nonlocal waiting
            waiting += 1
            if waiting == 4:
                all_here.set()
            await asyncio.wait_for(all_here.wait(), 30)
            return await super().get_json(url, headers, timeout=timeout, max_bytes=max_bytes)

    assert await local_servers(Slow({}), taken={}) == {}


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>It works</html>",
        {"data": [{"id": "x"}]},
        (404, {}),
        (302, {}),
        b"",
        [],
        NetError("timeout", ""),
    ],
)
async def test_another_program_on_the_port_is_not_taken_for_the_server(answer):
    for url in ALL_LOCAL:
        net = Net({url: answer})
        found = await local_servers(net, taken={})
        assert not found or url.endswith("/api/v0/models")  # data is what that address has


async def test_an_lm_studio_without_the_older_list_is_found_too():
    net = Net(
        {
            "http://127.0.0.1:1234/api/v0/models": {"error": "Unexpected endpoint"},
            "http://127.0.0.1:1234/api/v1/models": {"models": [{"type": "llm", "key": "q"}]},
        }
    )
    found = await discover(net, {}, no_key, search_local=True)
    assert list(found.found) == ["lmstudio"]
    assert found.listed == {"lmstudio": {"q": Model()}}


async def test_no_key_is_sent_to_a_server_that_nobody_configured():
    net = Net(ALL_LOCAL)
    await discover(net, {}, lambda _: Secret("SECRET"), search_local=True)
    assert "SECRET" not in json.dumps(net.asked)


async def test_an_address_or_name_that_is_configured_is_not_found_twice():
    mine = Provider(name="mine", dialect="chat", base_url="http://127.0.0.1:8000/v1")
    renamed = Provider(name="ollama", dialect="chat", base_url="http://box:1/v1")
    found = await local_servers(Net(ALL_LOCAL), taken={"mine": mine, "ollama": renamed})
    assert list(found) == ["lmstudio", "llamacpp"]


async def test_nobody_is_looked_for_when_providers_are_named():
    net = Net(ALL_LOCAL)
    found = await discover(net, {"openai": preset("openai").provider("openai")}, no_key, search_local=False)
    assert found.found == {}
    assert net.asked == []


async def test_each_provider_is_asked_in_its_own_way():
    anthropic = preset("anthropic").provider("anthropic", headers={"x-team": "a"})
    openai = preset("openai").provider("openai")
    net = Net(
        {
            "https://api.anthropic.com/v1/models?limit=1000": {
                "data": [{"id": "claude-x", "max_input_tokens": 5}]
            },
            "https://api.openai.com/v1/models": {"data": [{"id": "gpt-x"}]},
        }
    )
    found = await discover(
        net,
        {"anthropic": anthropic, "openai": openai},
        keys(**{"env:ANTHROPIC_API_KEY": "A", "env:OPENAI_API_KEY": "O"}),
        search_local=False,
    )
    assert found.listed == {"anthropic": {"claude-x": Model(context_window=5)}, "openai": {"gpt-x": Model()}}
    sent = {url: headers for url, headers, _ in net.asked}
    assert sent["https://api.anthropic.com/v1/models?limit=1000"]["x-api-key"] == "A"
    assert sent["https://api.anthropic.com/v1/models?limit=1000"]["anthropic-version"] == "2023-06-01"
    assert sent["https://api.anthropic.com/v1/models?limit=1000"]["x-team"] == "a"
    assert sent["https://api.openai.com/v1/models"]["authorization"] == "Bearer O"
    assert "x-api-key" not in sent["https://api.openai.com/v1/models"]


async def test_one_that_fails_does_not_cost_the_others():
    def secret_of(reference):
        if reference == "env:BAD":
            raise ConfigFault.say("BAD holds characters that no key has")
        return Secret("k") if reference == "env:GOOD" else None

    def provider(name, key):
        return Provider(name=name, dialect="chat", base_url=f"https://{name}.example/v1", key=key)

    net = Net(
        {
            "https://good.example/v1/models": {"data": [{"id": "m"}]},
            "https://refused.example/v1/models": (401, {"error": "no"}),
            "https://empty.example/v1/models": {"data": []},
        }
    )
    providers = [
        provider("good", "env:GOOD"), provider("bad", "env:BAD"), provider("unset", "env:UNSET"),
        provider("refused", "env:GOOD"), provider("gone", "env:GOOD"), provider("empty", ""),
    ]  # fmt: skip
    found = await discover(net, {p.name: p for p in providers}, secret_of, search_local=False)
    assert found.listed == {"good": {"m": Model()}}
    assert found.failed == {
        "bad": "BAD holds characters that no key has",
        "unset": "its key is not set",
        "refused": "401: the key is refused",
        "gone": "it cannot be reached",
        "empty": "it lists no models",
    }
    assert "https://unset.example/v1/models" not in [url for url, _, _ in net.asked]


async def test_the_real_client_asks_a_real_socket():
    """The seam to `net.http`: its signature, its errors, its refusal to follow a redirect."""
    asked = []

    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        asked.append(head.split(b" ")[1].decode())
        body = json.dumps({"data": [{"id": "m", "max_model_len": 7}]}).encode()
        if b"/moved/" in head:
            writer.write(
                b"HTTP/1.1 302 Found\r\nLocation: /v1/models\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            )
        else:
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(body), body)
            )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    http = Http()
    try:
        providers = {
            name: Provider(name=name, dialect="chat", base_url=f"http://127.0.0.1:{port}/{path}")
            for name, path in (("good", "v1"), ("moved", "moved"))
        }
        providers["gone"] = Provider(name="gone", dialect="chat", base_url="http://127.0.0.1:1/v1")
        found = await discover(http, providers, no_key, search_local=False)
    finally:
        await http.aclose()
        server.close()
        await server.wait_closed()
    assert found.listed == {"good": {"m": Model(context_window=7)}}
    assert found.failed == {
        "moved": "302: it sends elsewhere, which is not followed; mend its address",
        "gone": "connection refused",
    }
    assert sorted(asked) == ["/moved/models", "/v1/models"]
