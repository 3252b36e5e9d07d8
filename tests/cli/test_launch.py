"""Against a gateway in memory; what the command makes of it is in test_connect."""

from collections.abc import Iterator

import pytest

from tui_router.cli.choose import UnknownModelError
from tui_router.cli.client_env import Launch
from tui_router.cli.launch import Asked, NothingWiredError, Ready, prepare, where
from tui_router.control import http_client
from tui_router.journal.record import KnownModel, ProviderState, Status, Tiers
from tui_router.settings.process import GatewayInfo

INFO = GatewayInfo(pid=1, url="http://127.0.0.1:1", control_token="c")


class Gateway:
    """What the command needs of a gateway, in memory. `wired_after` polls pass before its tiers are there."""

    def __init__(self) -> None:
        self.tiers_in_force: dict[str, str | list[str]] = {"default": "ollama/llama3.3:70b"}
        self.wired_after = 0
        self.launches: list[tuple[str, dict[str, str], str | None]] = []
        self.polls = 0
        self.closed = False

    async def status(self) -> Status:
        providers = [
            ProviderState(name="ollama", dialect="anthropic", base_url="http://o", models=1),
            ProviderState(name="vllm", dialect="chat", base_url="http://v", models=1),
        ]
        return Status(version="1", pid=1, url="u", started_at=0.0, revision=1, providers=providers)

    async def models(self) -> list[KnownModel]:
        return [
            KnownModel(target="ollama/llama3.3:70b", context_window=131_072, max_output_tokens=4096),
            KnownModel(target="vllm/Qwen/Qwen3-8B", context_window=32_768),
        ]

    async def tiers(self) -> Tiers:
        self.polls += 1
        return Tiers(revision=1, tiers=self.tiers_in_force if self.polls > self.wired_after else {})

    async def put_launch(self, id: str, tiers: dict[str, str], subagent: str | None) -> None:
        self.launches.append((id, tiers, subagent))

    async def aclose(self) -> None:
        self.closed = True


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    made = Gateway()
    monkeypatch.setattr(http_client, "HttpControl", lambda _url, _token: made)
    yield made
    assert made.closed


def asked(model: str | None = None, subagent: str | None = None, **tiers: str) -> Asked:
    return Asked(model=model, tiers={**tiers}, subagent=subagent)


async def test_without_flags_the_gateways_own_wiring_holds(gateway: Gateway) -> None:
    ready = await prepare(INFO, "tok", asked(), [], {})
    assert ready.tiers == {"default": ["ollama/llama3.3:70b"]}
    assert ready.launch.id == ""
    assert (ready.launch.window, ready.launch.max_output) == (131_072, 4096)
    assert ready.launch.foreign
    assert gateway.launches == []


async def test_flags_make_a_launch_of_its_own(gateway: Gateway) -> None:
    ready = await prepare(INFO, "tok", asked("vllm/Qwen/Qwen3-8B", haiku="llama3.3:70b"), [], {})
    wired = dict.fromkeys(("sonnet", "opus", "fable", "default"), "vllm/Qwen/Qwen3-8B")
    assert gateway.launches == [(ready.launch.id, {"haiku": "ollama/llama3.3:70b", **wired}, None)]
    assert ready.launch.id
    assert ready.launch.window == 32_768
    assert where(ready) == [
        "haiku → ollama/llama3.3:70b",
        "sonnet → vllm/Qwen/Qwen3-8B",
        "opus → vllm/Qwen/Qwen3-8B",
        "fable → vllm/Qwen/Qwen3-8B",
        "other models → vllm/Qwen/Qwen3-8B",
    ]


async def test_what_is_to_last_leaves_nothing_with_the_gateway(gateway: Gateway) -> None:
    ready = await prepare(INFO, "tok", asked(subagent="vllm/Qwen/Qwen3-8B"), [], {}, lasting=True)
    assert gateway.launches == []
    assert ready.launch.id == ""
    assert where(ready)[-1] == "subagents → vllm/Qwen/Qwen3-8B"


async def test_a_gateway_that_has_just_started_gets_a_moment(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_router.cli.launch.time.time", lambda: 0.5)
    gateway.wired_after = 2
    assert (await prepare(INFO, "tok", asked(), [], {})).tiers
    assert gateway.polls == 3


async def test_one_without_targets_is_an_error_that_says_what_to_do(gateway: Gateway) -> None:
    gateway.tiers_in_force = {}
    with pytest.raises(NothingWiredError, match="It has ollama, vllm, and no model of theirs"):
        await prepare(INFO, "tok", asked(), [], {})


async def test_a_model_nobody_has(gateway: Gateway) -> None:
    with pytest.raises(UnknownModelError, match="vllm/Qwen/Qwen3-8B"):
        await prepare(INFO, "tok", asked("vllm/Qwen/Qwen3-80B"), [], {})
    assert gateway.launches == []


def test_a_fallback_is_told_and_a_strange_name_stays_on_its_line() -> None:
    ready = Ready(Launch(url="u", token="t"), {"opus": ["a/b", "c/\x1b[31md\n"]})
    assert where(ready) == ["opus → a/b, else c/\\x1b[31md\\n"]
