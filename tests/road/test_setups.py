"""What people set up with OGX, LiteLLM, ferryllm, Claudette and claude-code-proxy, and the same here: each against
upstreams on loopback that stand in for the real ones."""

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import anthropic
import pytest

from tui_router.control.wiring import Change

KEY = "sk-test-" + "0" * 24
CLAUDE = os.environ.get("TUI_ROUTER_CLAUDE", "")
CLAUDE_NAMES = (
    "claude-haiku-4-5-20251001", "claude-3-5-haiku-latest", "claude-sonnet-4-6", "claude-sonnet-5-5",
    "claude-opus-4-6", "claude-opus-5-5[1m]", "claude-fable-1", "claude-mythos-1", "claude-instant-1.2",
)  # fmt: skip


def hello(model: str, **fields: Any) -> dict[str, Any]:
    return {"model": model, "max_tokens": 1000, "messages": [{"role": "user", "content": "hello"}], **fields}


async def said(served: Any, kit: Any, model: str, **fields: Any) -> str:
    """The text of a whole answer, which must be one."""
    status, data = await kit.read(await served.post(hello(model, **fields)))
    assert status == 200, data
    return json.loads(data)["content"][0]["text"]


async def whole(road: Any, model: str, **fields: Any) -> dict[str, Any]:
    status, answer = await road.result(await road.post(hello(model, **fields)))
    assert status == 200, answer
    return answer


def chat(name: str, url: str, more: str = "") -> str:
    return (
        f'[providers.{name}]\ndialect = "chat"\nbase_url = "{url}/v1"\nkey = "env:STAND_IN_SECRET"\n{more}\n'
    )


# -- OGX


async def test_providers_come_from_their_variables_several_at_once(serve, stand_in, kit) -> None:
    openai = await stand_in("openai", models=["gpt-4o", "gpt-4o-mini"])
    vllm = await stand_in("vllm", models=["Qwen/Qwen3-8B"])
    ollama = await stand_in("ollama", models=["llama3.3:70b"])
    variables = {
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": f"{openai.url}/v1",
        "VLLM_URL": f"{vllm.url}/v1",
        "OLLAMA_URL": f"{ollama.url}/v1",
    }
    async with serve("", **variables) as served:
        assert await said(served, kit, "openai/gpt-4o") == "openai gpt-4o"
        assert await said(served, kit, "vllm/Qwen/Qwen3-8B") == "vllm Qwen/Qwen3-8B"
        assert await said(served, kit, "ollama/llama3.3:70b") == "ollama llama3.3:70b"
        assert await said(served, kit, "claude-router/vllm/Qwen/Qwen3-8B") == "vllm Qwen/Qwen3-8B"
        assert openai.last.headers["authorization"] == f"Bearer {KEY}"
        assert "authorization" not in vllm.last.headers
        found = {provider.name: provider.found_by for provider in (await served.control.status()).providers}
        assert {name: found.get(name) for name in ("openai", "vllm", "ollama")} == dict.fromkeys(
            ("openai", "vllm", "ollama"), "environment"
        )

        async def listed() -> bool:
            models = {model.target for model in await served.control.models()}
            return models >= {"openai/gpt-4o-mini", "vllm/Qwen/Qwen3-8B", "ollama/llama3.3:70b"}

        assert await kit.until(listed)


async def test_one_local_server_alone_takes_every_tier(serve, stand_in, kit) -> None:
    vllm = await stand_in("vllm", models=["Qwen/Qwen3-8B"])
    async with serve("", VLLM_URL=f"{vllm.url}/v1") as served:

        async def wired() -> bool:
            return bool((await served.control.tiers()).tiers)

        await kit.until(wired)
        for name in CLAUDE_NAMES:
            assert await said(served, kit, name) == "vllm Qwen/Qwen3-8B"


CLIENT = f"""#!{sys.executable}
import json, os, sys, urllib.request
extra = os.environ.get("ANTHROPIC_CUSTOM_HEADERS", "")
headers = dict(line.split(": ", 1) for line in extra.splitlines() if ": " in line)
headers["authorization"] = "Bearer " + os.environ["ANTHROPIC_AUTH_TOKEN"]
headers["content-type"] = "application/json"
print("args", *sys.argv[1:])
print("vertex", os.environ.get("CLAUDE_CODE_USE_VERTEX"), os.environ.get("CLAUDE_CODE_USE_BEDROCK"))
for tier in ("haiku", "sonnet", "opus"):
    name = os.environ.get("ANTHROPIC_DEFAULT_" + tier.upper() + "_MODEL", "claude-" + tier + "-4-6")
    body = {{"model": name, "max_tokens": 9, "messages": [{{"role": "user", "content": "hello"}}]}}
    url = os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages"
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers)) as answer:
        print(tier, json.load(answer)["content"][0]["text"])
"""


async def shell(served: Any, tmp_path: Path, line: str, **more: str) -> tuple[int, str, str]:
    """A line of sh with a client in the PATH that asks once for each tier and prints the answers."""
    folder = tmp_path / "bin"
    folder.mkdir(exist_ok=True)
    scripts = {"claude": CLIENT, "tui-router": f'#!/bin/sh\nexec {sys.executable} -m tui_router "$@"\n'}
    for name, text in scripts.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    env = {"PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    env["TUI_ROUTER_HOME"] = str(served.home)
    child = await asyncio.create_subprocess_exec(
        "sh",
        "-c",
        line,
        env={**env, **more},
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await child.communicate()
    return child.returncode or 0, out.decode(), err.decode()


FLAGS = "--haiku-model openai/gpt-4o-mini --sonnet-model openai/gpt-4o --opus-model openai/o1"


@pytest.mark.parametrize(
    ("line", "answers"),
    [
        (f"tui-router connect claude {FLAGS}", ["gpt-4o-mini", "gpt-4o", "o1"]),
        ("tui-router connect claude --model openai/gpt-4o", ["gpt-4o"] * 3),
        ('eval "$(tui-router connect claude --print-env --model openai/gpt-4o)"; claude "Hello world"', ["gpt-4o"] * 3),
        ('tui-router connect claude -- -p "Write a hello world function"', ["small", "large", "large"]),
    ],
    ids=["a model for each tier", "one model for all", "print-env", "no flags"],
)  # fmt: skip
async def test_connect_sets_the_client_up(serve, stand_in, tmp_path, line: str, answers: list[str]) -> None:
    openai = await stand_in("openai")
    config = chat("openai", openai.url) + '[tiers]\nhaiku = "openai/small"\ndefault = "openai/large"\n'
    wrong_way = {"CLAUDE_CODE_USE_VERTEX": "1", "CLAUDE_CODE_USE_BEDROCK": "1"}
    async with serve(config, token=False, STAND_IN_SECRET=KEY) as served:
        code, out, err = await shell(served, tmp_path, line, **wrong_way)
        assert code == 0, err
        told = dict(row.split(" ", 1) for row in out.splitlines())
        assert [told[tier] for tier in ("haiku", "sonnet", "opus")] == [f"openai {name}" for name in answers]
        assert told["vertex"] == "None None"
        asked = re.search(r'"([^"]+)"$', line)
        if asked and "(" not in asked[1]:
            assert told["args"].endswith(asked[1])


async def test_by_hand_the_tier_variables_may_hold_our_names(serve, stand_in, tmp_path, kit) -> None:
    openai = await stand_in("openai")
    async with serve("", OPENAI_API_KEY=KEY, OPENAI_BASE_URL=f"{openai.url}/v1") as served:
        hand = {"ANTHROPIC_BASE_URL": served.url, "ANTHROPIC_AUTH_TOKEN": kit.TOKEN}
        for tier, model in (("HAIKU", "gpt-4o-mini"), ("SONNET", "gpt-4o"), ("OPUS", "o1")):
            hand[f"ANTHROPIC_DEFAULT_{tier}_MODEL"] = f"openai/{model}"
        code, out, err = await shell(served, tmp_path, "claude hello", **hand)
        assert code == 0, err
        assert out.splitlines()[2:] == ["haiku openai gpt-4o-mini", "sonnet openai gpt-4o", "opus openai o1"]


async def test_a_model_is_registered_as_an_alias(start, stand_in, kit) -> None:
    body = {
        "model_id": "claude-haiku-4-5-20251001",
        "provider_id": "vllm",
        "provider_model_id": "Qwen/Qwen3-8B",
        "model_type": "llm",
    }
    vllm = await stand_in("vllm")
    async with start(chat("vllm", vllm.url) + '[tiers]\ndefault = "vllm/large"\n') as road:
        assert (await whole(road, body["model_id"]))["content"][0]["text"] == "vllm large"
        status, _ = await road.result(await road.post(body, path="/v1/models"))
        assert status in (401, 403)
        status, answer = await road.result(
            await road.post(body, path="/v1/models", authorization=f"Bearer {kit.CONTROL}")
        )
        assert (status, answer["identifier"], answer["provider_resource_id"]) == (
            200,
            "claude-haiku-4-5-20251001",
            "Qwen/Qwen3-8B",
        )
        assert (await whole(road, body["model_id"]))["content"][0]["text"] == "vllm Qwen/Qwen3-8B"
        assert (await road.last()).row.reason == "alias claude-haiku-4-5-20251001"


async def test_an_sdk_takes_our_names_and_any_header_for_the_key(serve, stand_in, kit) -> None:
    vllm = await stand_in("vllm")
    async with serve("", VLLM_URL=f"{vllm.url}/v1") as served:
        for keys in ({"api_key": kit.TOKEN, "auth_token": None}, {"api_key": None, "auth_token": kit.TOKEN}):
            async with anthropic.AsyncAnthropic(base_url=served.url, max_retries=0, **keys) as client:
                async with client.messages.stream(
                    model="vllm/Qwen/Qwen3-8B",
                    max_tokens=50,
                    system="You are brief.",
                    messages=[
                        {"role": "user", "content": "one"},
                        {"role": "assistant", "content": "two"},
                        {"role": "user", "content": "three"},
                    ],
                ) as stream:
                    text = "".join([part async for part in stream.text_stream])
                assert text == "vllm Qwen/Qwen3-8B"
        roles = [message["role"] for message in vllm.last.fields["messages"]]
        assert roles == ["system", "user", "assistant", "user"]


THOUGHT = {"type": "thinking", "thinking": "", "signature": ""}
REDACTED = {"type": "redacted_thinking", "data": "c2VjcmV0"}


def thinking_stream(kit: Any) -> bytes:
    """With a signature, and a thought that was redacted."""
    event, usage = kit.event, {"input_tokens": 11, "output_tokens": 3, "cache_read_input_tokens": 7}
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [],
               "stop_reason": None, "stop_sequence": None, "usage": usage}  # fmt: skip
    return b"".join(
        [
            event("message_start", {"message": message}),
            event("content_block_start", {"index": 0, "content_block": THOUGHT}),
            event("content_block_delta", {"index": 0, "delta": {"type": "thinking_delta", "thinking": "hm"}}),
            event("content_block_delta", {"index": 0, "delta": {"type": "signature_delta", "signature": "c2ln"}}),
            event("content_block_stop", {"index": 0}),
            event("content_block_start", {"index": 1, "content_block": REDACTED}),
            event("content_block_stop", {"index": 1}),
            event("content_block_start", {"index": 2, "content_block": {"type": "text", "text": ""}}),
            event("content_block_delta", {"index": 2, "delta": {"type": "text_delta", "text": "done"}}),
            event("content_block_stop", {"index": 2}),
            event("message_delta", {"delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": usage}),
            event("message_stop", {}),
        ]
    )  # fmt: skip


THINK = {"thinking": {"type": "enabled", "budget_tokens": 2000}, "max_tokens": 4000}


def native(name: str, url: str) -> str:
    return (
        f'[providers.{name}]\ndialect = "anthropic"\nbase_url = "{url}"\n'
        'key = "env:STAND_IN_SECRET"\nauth = "x-api-key"\n'
    )


async def test_thinking_and_cache_marks_pass_whole_to_an_upstream_of_the_same_language(
    start, stand_in, kit
) -> None:
    claude = await stand_in("anthropic", stream=thinking_stream(kit))
    async with start(native("anthropic", claude.url) + '[tiers]\ndefault = "anthropic"\n') as road:
        mark = {"cache_control": {"type": "ephemeral"}}
        system = [{"type": "text", "text": "You are brief.", **mark}]
        body = hello("claude-opus-5-5", stream=True, system=system, **THINK)
        reply = await road.post(body)
        status, data = await kit.read(reply)
        assert (status, data) == (200, claude.stream)
        assert claude.last.fields == body
        assert claude.last.headers["x-api-key"] == KEY
        row = (await road.last()).row
        assert (row.model, row.tokens.cache_read) == ("claude-opus-5-5", 7)


async def test_thinking_is_mapped_or_left_out_with_a_note_elsewhere(start, stand_in, kit) -> None:
    up = await stand_in("up")
    effort = chat("effort", up.url, 'quirks = { thinking = "effort" }')
    async with start(effort + chat("plain", up.url) + '[tiers]\ndefault = "effort/m"\n') as road:
        await whole(road, "effort/m", **THINK)
        assert up.last.fields["reasoning_effort"] in ("low", "medium", "high")
        assert any(note.path.startswith("thinking") for note in (await road.last()).notes)
        await whole(road, "plain/m", **THINK)
        assert not {"thinking", "reasoning_effort", "reasoning"} & up.last.fields.keys()
        notes = (await road.last()).notes
        assert [note.act for note in notes if note.path.startswith("thinking")] == ["dropped"]


async def test_tokens_are_counted_without_asking_anybody(start, stand_in) -> None:
    up = await stand_in("up")
    async with start(chat("up", up.url) + '[tiers]\ndefault = "up/m"\n') as road:
        body = {"model": "claude-opus-5-5", "messages": [{"role": "user", "content": "one two three"}]}
        status, answer = await road.result(await road.post(body, path="/v1/messages/count_tokens?beta=true"))
        assert (status, list(answer), up.posts) == (200, ["input_tokens"], [])
        assert 1 < answer["input_tokens"] < 100


# -- LiteLLM


async def test_every_claude_name_falls_into_a_tier(start, stand_in) -> None:
    up = await stand_in("up")
    tiers = '[tiers]\nhaiku = "up/small"\nopus = "up/large"\ndefault = "up/middle"\n'
    async with start(chat("up", up.url) + tiers) as road:
        found = {name: (await whole(road, name))["content"][0]["text"] for name in CLAUDE_NAMES}
    wanted = {
        name: "small" if "haiku" in name else "large" if "opus" in name else "middle" for name in CLAUDE_NAMES
    }
    assert found == {name: f"up {model}" for name, model in wanted.items()}


@pytest.mark.parametrize(
    ("preset", "paths"),
    [
        ("openai-chat", ["/v1/chat/completions"] * 2),
        ("openai", ["/v1/responses"] + ["/v1/chat/completions"] * 2),  # it turns out not to have the first
    ],
)
async def test_requests_go_to_chat_completions_and_always_streaming(
    start, stand_in, preset: str, paths: list[str]
) -> None:
    up = await stand_in("openai")
    config = f'[providers.openai]\npreset = "{preset}"\nkey = "env:STAND_IN_SECRET"\n'
    async with start(f'{config}base_url = "{up.url}/v1"\n[tiers]\ndefault = "openai/gpt-4o"\n') as road:
        for _ in range(2):
            await whole(road, "claude-sonnet-4-6", stream=False)
    assert [post.path for post in up.posts] == paths
    assert up.last.fields["stream"] is True


@pytest.mark.parametrize("asked", [8192, 64000])
async def test_max_tokens_is_clamped_to_what_the_settings_say(start, stand_in, asked: int) -> None:
    up = await stand_in("up")
    limit = "[providers.up.models.m]\nmax_output_tokens = 4096"
    async with start(chat("up", up.url, limit) + '[tiers]\ndefault = "up/m"\n') as road:
        await whole(road, "claude-opus-4-6", max_tokens=asked)
        notes = [note for note in (await road.last()).notes if note.act == "clamped"]
        assert [(note.path, note.before, note.after) for note in notes] == [
            ("max_tokens", str(asked), "4096")
        ]
    assert [post.fields["max_tokens"] for post in up.posts] == [4096]


def most_4096(fields: dict[str, Any]) -> tuple[int, Any] | None:
    asked = fields.get("max_tokens") or fields.get("max_completion_tokens") or 0
    words = f"max_tokens is too large: {asked}. This model supports at most 4096 completion tokens."
    error = {
        "message": words,
        "type": "invalid_request_error",
        "param": "max_tokens",
        "code": "invalid_value",
    }
    return (400, {"error": error}) if asked > 4096 else None


async def test_a_limit_nobody_wrote_down_is_learned_from_one_refusal(start, stand_in) -> None:
    up = await stand_in("up", refuse=most_4096)
    async with start(chat("up", up.url) + '[tiers]\ndefault = "up/m"\n') as road:
        await whole(road, "claude-opus-4-6", max_tokens=64000)
        row = (await road.last()).row
        assert (row.state, row.attempts) == ("repaired", 2)
        await whole(road, "claude-opus-4-6", max_tokens=8192)
        assert (await road.last()).row.attempts == 1
    assert [post.fields["max_tokens"] for post in up.posts] == [64000, 4096, 4096]


async def test_top_k_is_left_out_with_a_note(start, stand_in) -> None:
    up = await stand_in("up")
    async with start(chat("up", up.url) + '[tiers]\ndefault = "up/m"\n') as road:
        await whole(road, "claude-opus-4-6", top_k=40, top_p=0.9)
        notes = {note.path: note.act for note in (await road.last()).notes}
        assert notes["top_k"] == "dropped"
    assert "top_k" not in up.last.fields
    assert up.last.fields["top_p"] == 0.9


def no_thinking(fields: dict[str, Any]) -> tuple[int, Any] | None:
    if "reasoning_effort" not in fields:
        return None
    words = "Unsupported parameter: 'reasoning_effort' is not supported with this model."
    error = {"message": words, "type": "invalid_request_error", "param": "reasoning_effort"}
    return 400, {"error": {**error, "code": "unsupported_parameter"}}


async def test_thinking_that_a_model_refuses_is_mended_and_remembered(start, stand_in) -> None:
    up = await stand_in("up", refuse=no_thinking)
    effort = chat("up", up.url, 'quirks = { thinking = "effort" }')
    async with start(effort + '[tiers]\ndefault = "up/m"\n') as road:
        await whole(road, "claude-opus-4-6", **THINK)
        await whole(road, "claude-opus-4-6", **THINK)
        assert (await road.last()).row.attempts == 1
    assert ["reasoning_effort" in post.fields for post in up.posts] == [True, False, False]


@pytest.mark.parametrize("stream", [True, False])
async def test_usage_null_still_gives_integers(start, stand_in, stream: bool) -> None:
    up = await stand_in("up", usage=False)
    async with start(chat("up", up.url) + '[tiers]\ndefault = "up/m"\n') as road:
        status, answer = await road.result(await road.post(hello("claude-opus-4-6", stream=stream)))
        assert status == 200
        usages = (
            [
                data.get("usage") or data["message"]["usage"]
                for name, data in answer
                if "usage" in json.dumps(data)
            ]
            if stream
            else [answer["usage"]]
        )
        assert usages
        for usage in usages:
            assert all(type(usage[name]) is int for name in ("input_tokens", "output_tokens"))
        row = (await road.last()).row
        assert row.tokens.estimated
        assert row.tokens.output > 0


async def test_an_unknown_name_is_a_404_with_the_names_there_are(start, stand_in) -> None:
    up = await stand_in("up")
    config = chat("up", up.url, "models.m = { context_window = 9000 }") + '[aliases]\nlocal = "up/m"\n'
    async with start(config + '[tiers]\nhaiku = "up/m"\n') as road:
        status, answer = await road.result(await road.post(hello("gpt-unknown")))
        assert (status, answer["error"]["type"]) == (404, "not_found_error")
        assert "Known names: local, up/m" in answer["error"]["message"]
        assert "Model Group" not in answer["error"]["message"]
        assert up.posts == []


async def test_a_changed_file_counts_without_a_restart(start, stand_in, tmp_path, kit, monkeypatch) -> None:
    from tui_router.gateway import clock

    monkeypatch.setattr(clock, "BEAT", 0.02)
    up = await stand_in("up")
    config = chat("up", up.url) + '[tiers]\ndefault = "up/before"\n'
    async with start(config) as road:
        assert (await whole(road, "claude-opus-4-6"))["content"][0]["text"] == "up before"
        (tmp_path / "config.toml").write_text(config.replace("before", "after") + '[aliases]\nnew = "up/n"\n')

        async def changed() -> bool:
            return (await whole(road, "claude-opus-4-6"))["content"][0]["text"] == "up after"

        assert await kit.until(changed)
        assert (await whole(road, "new"))["content"][0]["text"] == "up n"


async def test_claude_itself_for_the_hard_work_and_a_local_model_for_the_light(start, stand_in, kit) -> None:
    claude, vllm = await stand_in("anthropic"), await stand_in("vllm")
    text = kit.section("coming-from.md", "LiteLLM")
    async with start(kit.moved(text, {"anthropic": claude.url, "vllm": f"{vllm.url}/v1"})) as road:
        answers = {
            name: (await whole(road, name))["content"][0]["text"]
            for name in ("claude-opus-5-5", "claude-haiku-4-5-20251001", "local")
        }
    assert answers == {
        "claude-opus-5-5": "anthropic claude-opus-5-5",
        "claude-haiku-4-5-20251001": "vllm Qwen/Qwen3-8B",
        "local": "vllm Qwen/Qwen3-8B",
    }


# -- ferryllm


FERRY = """
[[routes]]
when = { model = "claude-opus-*" }
to = "codexapis/gpt-5.4"
[[routes]]
when = { model = "claude-exact" }
to = "other/exact"
[aliases]
cc-gpt55 = "codexapis/gpt-5.4"
[tiers]
default = "other/rest"
"""


async def test_prefixes_exact_names_and_aliases_lead_to_their_models(start, stand_in) -> None:
    ups = [await stand_in(name, says="" if name == "other" else "pong") for name in ("codexapis", "other")]
    lines: list[Any] = []
    async with start("".join(chat(up.name, up.url) for up in ups) + FERRY, lines.append) as road:
        question = [{"role": "user", "content": "Reply with exactly one short word: pong"}]
        answer = await whole(road, "claude-opus-4-6", messages=question)
        assert answer["content"] == [{"type": "text", "text": "pong"}]
        assert ups[0].last.model == "gpt-5.4"
        assert (await road.last()).row.reason == "route 1: model is claude-opus-*"
        await whole(road, "cc-gpt55")
        assert [post.model for post in ups[0].posts] == ["gpt-5.4", "gpt-5.4"]
        assert (await whole(road, "claude-exact"))["content"][0]["text"] == "other exact"
        assert (await whole(road, "claude-exactly"))["content"][0]["text"] == "other rest"
    told = [(row.client_model, f"{row.provider}/{row.model}", row.status) for row in lines]
    assert told == [
        ("claude-opus-4-6", "codexapis/gpt-5.4", 200),
        ("cc-gpt55", "codexapis/gpt-5.4", 200),
        ("claude-exact", "other/exact", 200),
        ("claude-exactly", "other/rest", 200),
    ]


async def test_each_request_is_a_line_on_stderr(serve, stand_in, kit) -> None:
    up = await stand_in("codexapis")
    async with serve(
        chat("codexapis", up.url) + '[tiers]\ndefault = "codexapis/gpt-5.4"\n', STAND_IN_SECRET=KEY
    ) as served:
        await said(served, kit, "claude-opus-4-6")

        async def written() -> bool:
            return "claude-opus-4-6" in served.log.read_text()

        await kit.until(written)
        (line,) = [row for row in served.log.read_text().splitlines() if "claude-opus-4-6" in row]
        assert "codexapis/gpt-5.4" in line
        assert "200" in line


@pytest.mark.real
@pytest.mark.skipif(not CLAUDE, reason="TUI_ROUTER_CLAUDE names no client")
async def test_the_client_itself_answers_pong(start, stand_in, kit, tmp_path) -> None:
    up = await stand_in("codexapis", says="pong")
    text = kit.section("coming-from.md", "ferryllm")
    async with start(kit.moved(text, {"codexapis": f"{up.url}/v1"})) as road:
        env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "ANTHROPIC_BASE_URL": road.url}
        env |= {"ANTHROPIC_AUTH_TOKEN": kit.TOKEN, "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1"}
        asked = ("--bare", "--print", "--model", "claude-opus-4-6", "Reply with exactly one short word: pong")
        child = await asyncio.create_subprocess_exec(
            CLAUDE, *asked, env=env, cwd=tmp_path,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        async with asyncio.timeout(90):
            out, _ = await child.communicate()
        assert (child.returncode, out.decode().strip()) == (0, "pong")
        assert (await road.last()).row.model == "gpt-5.4"


# -- Claudette


async def test_a_free_port_and_a_token_that_stays(serve, stand_in, kit) -> None:
    up = await stand_in("up")
    config = chat("up", up.url) + '[tiers]\ndefault = "up/m"\n'
    tokens, ports = set(), set()
    for _ in range(2):
        async with serve(config, token=False, STAND_IN_SECRET=KEY) as served:
            token = (served.home / "state" / "client-token").read_text().strip()
            tokens.add(token)
            ports.add(int(served.url.rpartition(":")[2]))
            assert (await kit.read(await served.post(hello("m"), token=token)))[0] == 200
            assert (await kit.read(await served.post(hello("m"), token="wrong" * 9)))[0] == 401
            assert (await kit.read(await served.post(hello("m"), token=None)))[0] == 401
    assert len(tokens) == 1
    assert len(token) > 30
    assert min(ports) > 1023


OVERFLOW = (
    "The number of tokens to keep from the initial prompt is greater than the context length. "
    "Try to load the model with a larger context length, or provide a shorter input"
)


@pytest.mark.parametrize("language", ["chat", "anthropic"])
@pytest.mark.parametrize("stream", [True, False])
async def test_lm_studios_500_for_an_overflow_makes_the_client_compact(
    start, stand_in, language: str, stream: bool
) -> None:
    up = await stand_in("lmstudio", refuse=lambda _: (500, {"error": OVERFLOW}))
    base = up.url if language == "anthropic" else f"{up.url}/v1"
    config = f'[providers.lmstudio]\npreset = "lmstudio"\ndialect = "{language}"\nbase_url = "{base}"\n'
    async with start(config + '[tiers]\ndefault = "lmstudio/qwen3-8b"\n') as road:
        status, answer = await road.result(await road.post(hello("claude-opus-4-6", stream=stream)))
        assert (status, answer["error"]["type"]) == (400, "invalid_request_error")
        assert answer["error"]["message"].startswith("prompt is too long")
        assert len(up.posts) == 1


async def test_endpoints_of_ones_own_in_both_languages(start, stand_in, kit) -> None:
    relay, lmstudio = await stand_in("relay"), await stand_in("lmstudio")
    text = kit.section("coming-from.md", "Claudette")
    urls = {"relay": relay.url, "lmstudio": f"{lmstudio.url}/v1"}
    async with start(kit.moved(text, urls)) as road:
        assert (await whole(road, "claude-haiku-4-5"))["content"][0]["text"] == "lmstudio qwen3-8b"
        assert (await whole(road, "claude-opus-5-5"))["content"][0]["text"] == "relay claude-opus-5-5"
    assert relay.last.headers["x-api-key"] == KEY
    assert "authorization" not in relay.last.headers


async def test_a_session_has_its_own_model_and_keeps_its_conversation(start, stand_in) -> None:
    one, two = await stand_in("one"), await stand_in("two")
    config = chat("one", one.url) + chat("two", two.url) + '[tiers]\ndefault = "one/m"\n'
    async with start(config) as road:
        turns: list[dict[str, Any]] = [{"role": "user", "content": "remember 7"}]

        async def turn(session: str) -> str:
            body = {"model": "claude-sonnet-5-5", "max_tokens": 50, "messages": turns}
            status, answer = await road.result(await road.post(body, x_claude_code_session_id=session))
            assert status == 200
            return answer["content"][0]["text"]

        said = await turn("a")
        assert said == "one m"
        turns += [{"role": "assistant", "content": said}, {"role": "user", "content": "which?"}]
        revision = (await road.control.wiring()).revision
        patch = {"tiers": {"sonnet": "two/n"}}
        await road.control.rewire(Change(revision=revision, patch=patch, session="a"))
        assert await turn("a") == "two n"
        texts = json.dumps(two.last.fields["messages"])
        assert "remember 7" in texts
        assert "one m" in texts
        assert await turn("b") == "one m"


# -- 1rgs/claude-code-proxy and fuergaosi233/claude-code-proxy


async def test_big_and_small_models_from_variables(serve, stand_in, kit) -> None:
    openai = await stand_in("openai")
    variables = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": f"{openai.url}/v1", "PREFERRED_PROVIDER": "openai"}
    async with serve("", **variables) as served:  # their usual models
        assert await said(served, kit, "claude-sonnet-4-6") == "openai gpt-4.1"
        assert await said(served, kit, "claude-haiku-4-5-20251001") == "openai gpt-4.1-mini"
    variables |= {"BIG_MODEL": "big", "SMALL_MODEL": "small"}
    async with serve("", **variables) as served:
        answers = [
            await said(served, kit, name)
            for name in ("claude-haiku-4-5", "claude-sonnet-5-5", "claude-opus-4-6")
        ]
        assert answers == ["openai small", "openai big", "openai big"]
        assert await said(served, kit, "openai/gpt-4o") == "openai gpt-4o"


async def test_middle_model_limits_and_headers_from_variables(serve, stand_in, kit) -> None:
    openai = await stand_in("openai")
    variables = {
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": f"{openai.url}/v1",
        "BIG_MODEL": "big",
        "MIDDLE_MODEL": "middle",
        "SMALL_MODEL": "small",
        "MAX_TOKENS_LIMIT": "4096",
        "MIN_TOKENS_LIMIT": "100",
        "CUSTOM_HEADER_X_TEAM": "blue",
    }
    async with serve("", **variables) as served:
        names = ("claude-haiku-4-5", "claude-sonnet-5-5", "claude-opus-4-6")
        answers = [await said(served, kit, name, max_tokens=64000) for name in names]
        assert answers == ["openai small", "openai middle", "openai big"]
        await said(served, kit, "claude-opus-4-6", max_tokens=5)
    limits = [post.fields.get("max_tokens") or post.fields["max_completion_tokens"] for post in openai.posts]
    assert limits == [4096, 4096, 4096, 100]
    assert {post.headers.get("x-team") for post in openai.posts} == {"blue"}
