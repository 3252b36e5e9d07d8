"""The rules of the routing guide, each file as it stands there, with requests in the shapes Claude Code sends."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

GUIDE = "routing.md"
PROVIDERS = ("anthropic", "deepseek", "gemini", "ollama", "openai", "openrouter", "vllm")

BILLING = "x-anthropic-billing-header: cc_version=2.1.329.136; cc_entrypoint=sdk-cli;"
SESSION = "6f1d7f6e-5d0e-4a57-9b0a-0d7c3f2f9a10"
TOOL = {"name": "Bash", "description": "Run it", "input_schema": {"type": "object", "properties": {}}}
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def client_headers(**more: str) -> dict[str, str]:
    names = {"user-agent": "claude-cli/2.1.329 (external, cli)", "x-claude-code-session-id": SESSION}
    return {**names, "anthropic-beta": "claude-code-20250219,interleaved-thinking-2025-05-14", **more}


def as_agent(agent: str = "a0123456789abcdef", parent: str = "") -> dict[str, str]:
    names = {"x-claude-code-agent-id": agent}
    return {**names, "x-claude-code-parent-agent-id": parent} if parent else names


def main(*texts: str, model: str = "claude-opus-5-5", **fields: Any) -> dict[str, Any]:
    """A main turn: billing line, system prompt, tools."""
    system = [BILLING, "You are Claude Code, Anthropic's official CLI for Claude."]
    return {
        "model": model,
        "max_tokens": 32000,
        "system": [{"type": "text", "text": text} for text in (*system, *texts)],
        "messages": [{"role": "user", "content": [{"type": "text", "text": "say hello"}]}],
        "tools": [TOOL],
        "stream": True,
        **fields,
    }


def title() -> dict[str, Any]:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    form = {"type": "json_schema", "schema": {**schema, "additionalProperties": False}}
    body = main(model="claude-haiku-4-5-20251001", tools=[])
    return {**body, "output_config": {"effort": "high", "format": form}}


def web_search() -> dict[str, Any]:
    tool = {"type": "web_search_20250305", "name": "web_search", "max_uses": 8}
    return main(tools=[tool], tool_choice={"type": "auto"})


def with_image() -> dict[str, Any]:
    """As Claude Code sends what its Read tool found: inside a tool result."""
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}}
    return main(
        messages=[
            {"role": "user", "content": "look at a.png"},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "Bash", "input": {}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": [image]}]},
        ]
    )  # fmt: skip


def long(words: int) -> dict[str, Any]:
    return main(messages=[{"role": "user", "content": "lorem ipsum dolor sit amet " * (words // 5)}])


THINKING = {"thinking": {"type": "enabled", "budget_tokens": 8000}}


@pytest.fixture
def guide(start, stand_in, kit):
    """`async with guide("Think") as ask`: that section's settings in force, each provider a stand-in."""

    @asynccontextmanager
    async def running(heading: str) -> AsyncIterator[Any]:
        ups = {name: await stand_in(name) for name in PROVIDERS}
        native = {name: up.url if name == "anthropic" else f"{up.url}/v1" for name, up in ups.items()}
        text = kit.moved(kit.section(GUIDE, heading), native)
        async with start(text) as road:

            async def ask(body: dict[str, Any], path: str = "/v1/messages?beta=true", **headers: str):
                names = client_headers(**{n.replace("_", "-"): v for n, v in headers.items()})
                status, answer = await road.result(await road.post(body, path=path, **names))
                said = kit.text_of(answer) if body.get("stream") else answer["content"][0]["text"]
                assert status == 200, answer
                detail = await road.last()
                row = detail.row
                assert said == f"{row.provider} {row.model}"
                sent = ups[row.provider].last
                assert sent.model == row.model
                assert json.loads(await road.leg(row.id, "b")) == sent.fields
                return detail, sent.fields

            ask.road, ask.ups = road, ups
            yield ask

    return running


async def test_default_takes_every_claude_name(guide) -> None:
    async with guide("Default") as ask:
        for model in (
            "claude-opus-5-5",
            "claude-sonnet-4-6",
            "claude-haiku-4-5-20251001",
            "claude-fable-1",
            "other",
        ):
            detail, sent = await ask(main(model=model))
            assert sent["model"] == "deepseek-chat"
            assert detail.row.rule == 0
            assert "default" in detail.row.reason


async def test_background_work_goes_to_the_small_model_with_less_effort(guide) -> None:
    async with guide("Background") as ask:
        detail, sent = await ask(title())
        row = detail.row
        assert (row.kind, row.provider, row.model, row.rule) == ("title", "ollama", "qwen2.5-coder:latest", 1)
        assert row.reason == "route 1: kind is title or classifier"
        assert sent["response_format"]["json_schema"]["schema"]["required"] == ["title"]
        assert "tools" not in sent
        assert sent["reasoning_effort"] == "low"
        changed = [note for note in detail.notes if "route 1 of your settings" in note.reason]
        assert [(note.act, note.path, note.before, note.after) for note in changed] == [
            ("approximated", "output_config.effort", "high", "low")
        ]

        detail, _ = await ask(main(model="claude-haiku-4-5-20251001"))
        assert (detail.row.kind, detail.row.provider, detail.row.rule) == ("main", "ollama", 0)
        detail, _ = await ask(main())
        assert (detail.row.provider, detail.row.model) == ("deepseek", "deepseek-chat")


async def test_thinking_goes_to_the_reasoner_but_not_for_the_small_model(guide) -> None:
    async with guide("Think") as ask:
        detail, sent = await ask(main(**THINKING))
        assert (sent["model"], detail.row.rule) == ("deepseek-reasoner", 1)
        assert "thinking is on" in detail.row.reason
        assert sent["thinking"] == {"type": "enabled"}
        detail, _ = await ask(main(thinking={"type": "adaptive"}))
        assert detail.row.model == "deepseek-reasoner"

        detail, sent = await ask(main(thinking={"type": "disabled"}))
        assert sent["model"] == "deepseek-chat"
        detail, _ = await ask(main(model="claude-haiku-4-5-20251001", **THINKING))
        assert detail.row.model == "deepseek-chat"


async def test_long_prompts_go_where_they_fit(guide) -> None:
    async with guide("Long context") as ask:
        detail, sent = await ask(long(80_000))
        assert (detail.row.provider, sent["model"]) == ("openrouter", "google/gemini-2.5-pro")
        assert detail.row.reason == "route 1: input over 60,000"
        detail, _ = await ask(long(2_000))
        assert detail.row.provider == "deepseek"


async def test_a_web_search_goes_to_a_model_that_can_search(guide) -> None:
    async with guide("Web search") as ask:
        detail, sent = await ask(web_search())
        row = detail.row
        assert (row.kind, row.provider, row.model) == ("web_search", "anthropic", "claude-haiku-4-5")
        assert row.reason == "route 1: kind is web_search"
        assert sent["tools"] == web_search()["tools"]
        detail, _ = await ask(web_search(), **as_agent())
        assert detail.row.kind == "web_search"
        both = main(tools=[TOOL, *web_search()["tools"]])
        detail, _ = await ask(both)
        assert (detail.row.kind, detail.row.provider) == ("main", "deepseek")


async def test_an_image_goes_to_a_model_that_sees(guide) -> None:
    async with guide("Image") as ask:
        detail, sent = await ask(with_image())
        assert (detail.row.provider, detail.row.rule) == ("openrouter", 1)
        assert detail.row.reason == "route 1: has an image"
        assert PIXEL in json.dumps(sent)
        detail, _ = await ask(main())
        assert detail.row.provider == "deepseek"


async def test_subagents_have_a_model_and_a_tag_has_the_last_word(guide) -> None:
    async with guide("Subagent") as ask:
        detail, sent = await ask(main(), **as_agent())
        assert (detail.row.kind, detail.row.depth, sent["model"]) == ("subagent", 1, "openai/gpt-oss-120b")

        tag = "<CCR-SUBAGENT-MODEL>deepseek,deepseek-coder</CCR-SUBAGENT-MODEL>"
        detail, sent = await ask(main(f"{tag}\nYou are an agent that reviews."), **as_agent())
        assert (detail.row.provider, detail.row.model, detail.row.rule) == ("deepseek", "deepseek-coder", 1)
        assert "CCR-SUBAGENT-MODEL" not in json.dumps(sent)
        assert "You are an agent that reviews." in json.dumps(sent)
        assert tag.encode() in await ask.road.leg(detail.row.id, "a")

        detail, _ = await ask(main())
        assert (detail.row.kind, detail.row.model) == ("main", "deepseek-chat")


async def test_a_tag_stands_in_system_1_as_claude_code_router_puts_it(guide) -> None:
    """The billing line is system[0]; the tag begins the text after it."""
    tag = "<CCR-SUBAGENT-MODEL>openrouter,openai/gpt-oss-20b</CCR-SUBAGENT-MODEL>"
    body = main()
    body["system"][1]["text"] = f"{tag}You are an agent."
    async with guide("Subagent") as ask:
        detail, sent = await ask(body, **as_agent())
        assert (detail.row.provider, detail.row.model) == ("openrouter", "openai/gpt-oss-20b")
        assert "SUBAGENT-MODEL" not in json.dumps(sent)


async def test_a_tag_in_the_first_message_counts_and_is_not_read_by_the_model(guide) -> None:
    tag = "<tui-router-model>openrouter/openai/gpt-oss-20b</tui-router-model>"
    messages = [{"role": "user", "content": [{"type": "text", "text": f"{tag} say hello"}]}]
    async with guide("Subagent") as ask:
        detail, sent = await ask(main(messages=messages))
        assert detail.row.model == "openai/gpt-oss-20b"
        assert "tui-router-model" not in json.dumps(sent)


@pytest.mark.parametrize("tag", ["nobody,gpt", "deepseek", "<x>", "deepseek,"])
async def test_a_tag_that_names_nothing_is_passed_over(guide, tag: str) -> None:
    text = f"<CCR-SUBAGENT-MODEL>{tag}</CCR-SUBAGENT-MODEL>"
    async with guide("Subagent") as ask:
        detail, _ = await ask(main(text), **as_agent())
        assert (detail.row.rule, detail.row.model) == (2, "openai/gpt-oss-120b")


@pytest.mark.parametrize(("asked", "sent"), [(64000, 8192), (8192, 8192), (5000, 5000), (100, 4096)])
async def test_token_limits_hold_for_every_model(guide, asked: int, sent: int) -> None:
    async with guide("Token limits") as ask:
        detail, fields = await ask(main(max_tokens=asked))
        assert fields["max_completion_tokens"] == sent
        assert detail.row.rule == 0
        clamped = [note for note in detail.notes if note.act == "clamped"]
        assert [(note.before, note.after) for note in clamped] == (
            [(str(asked), str(sent))] if asked != sent else []
        )


CONDITIONS: list[tuple[dict[str, Any], dict[str, str], str, int]] = [
    # body, more headers, model, rule
    (main(model="cc-gpt55"), {}, "gpt-5.4", 1),
    (title(), {"x-claude-code-session-id": "3f1c-0001"}, "gpt-5.4-mini", 2),
    (main(), as_agent(), "gpt-5.4-mini", 3),
    (main(**THINKING, output_config={"effort": "high"}), {}, "gpt-5.4", 5),
    (
        {**long(20_000), "messages": [{"role": "user", "content": [
            {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "word " * 20_000}},
            {"type": "text", "text": "read it"}]}]},
        {}, "gpt-5.4", 6,
    ),
    (main(tools=[{**TOOL, "name": "mcp__files__read"}]), {"X-Team": "blue"}, "gpt-5.4", 7),
    (main("<tui-router-model>openai/gpt-9</tui-router-model>"), {}, "gpt-9", 8),
    (main(tools=[{**TOOL, "name": "mcp__files__read"}]), {"x-team": "red"}, "gpt-5.4", 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "headers", "model", "rule"), CONDITIONS, ids=[str(row[3]) for row in CONDITIONS]
)
async def test_each_condition_of_the_guide_decides(guide, body, headers, model: str, rule: int) -> None:
    async with guide("Rules") as ask:
        detail, sent = await ask(body, **headers)
        assert (sent["model"], detail.row.rule) == (model, rule)
        assert detail.row.reason.startswith(f"route {rule}: " if rule else "no wiring for opus")
        hits = {state.number: state.hits for state in (await ask.road.control.wiring()).rules}
        assert {number for number, count in hits.items() if count} == ({rule} if rule else set())


async def test_an_agents_agent_is_deeper_than_its_parent(guide) -> None:
    async with guide("Rules") as ask:
        parent, child = "aaaaaaaaaaaaaaaa", "abbbbbbbbbbbbbbb"
        await ask(main(), **as_agent(parent))
        detail, sent = await ask(main(), **as_agent(child, parent))
        assert (detail.row.depth, detail.row.parent, detail.row.rule) == (2, parent, 4)
        assert sent["model"] == "gpt-5.4-nano"


async def test_changes_are_on_leg_b_with_a_note_each(guide) -> None:
    async with guide("Changes") as ask:
        body = {**title(), "max_tokens": 32000, "temperature": 1.0, "top_k": 40}
        detail, sent = await ask(body)
        assert sent["model"] == "gpt-4o-mini"
        assert sent["max_completion_tokens"] == 8192
        assert sent["temperature"] == 0.2
        assert "top_k" not in sent
        ours = {note.path or note.to: note for note in detail.notes if "of your settings" in note.reason}
        assert {path: (note.act, note.before, note.after) for path, note in ours.items()} == {
            "max_tokens": ("clamped", "32000", "8192"),
            "output_config.effort": ("approximated", "high", "low"),
            "temperature": ("approximated", "1.0", "0.2"),
            "top_k": ("dropped", "40", ""),
        }

        detail, sent = await ask(main(max_tokens=100, temperature=1.0))
        assert (sent["model"], sent["max_completion_tokens"], sent["temperature"]) == ("gpt-4o", 1024, 1.0)


async def test_aliases_lead_on_to_aliases_and_chains(guide) -> None:
    async with guide("Aliases") as ask:
        for name, target in (
            ("big", "openai/gpt-5.4"),
            ("cc-gpt55", "openai/gpt-5.4"),
            ("claude-router/mixed", "openai/gpt-5.4"),
            ("claude-haiku-4-5-20251001", "ollama/llama3.3:70b"),
            ("claude-opus-5-5", "openai/gpt-5.4"),
        ):
            detail, _ = await ask(main(model=name))
            assert f"{detail.row.provider}/{detail.row.model}" == target


async def test_a_chain_goes_on_when_the_first_cannot(start, stand_in, kit, impatient) -> None:
    down = await stand_in(
        "openai", refuse=lambda _: (503, {"error": {"message": "The server is overloaded"}})
    )
    vllm = await stand_in("vllm")
    text = kit.moved(
        kit.section(GUIDE, "Tiers and chains"), {"openai": f"{down.url}/v1", "vllm": f"{vllm.url}/v1"}
    )
    async with start(text) as road:
        status, answer = await road.result(await road.post(main(), **client_headers()))
        assert (status, kit.text_of(answer)) == (200, "vllm Qwen/Qwen3-8B")
        detail = await road.last()
        assert detail.row.provider == "vllm"
        assert detail.row.reason.startswith("tier opus is wired to openai/gpt-5.4, then vllm/Qwen/Qwen3-8B")
        assert len(down.posts) >= 1


async def test_counting_asks_no_model_whatever_the_rules_say(guide) -> None:
    async with guide("Background") as ask:
        body = {key: value for key, value in main().items() if key not in ("stream", "max_tokens")}
        status, answer = await ask.road.result(
            await ask.road.post(body, path="/v1/messages/count_tokens?beta=true", **client_headers())
        )
        assert status == 200
        assert answer["input_tokens"] > 10
        row = (await ask.road.last()).row
        assert (row.kind, row.rule, row.reason) == ("count", 0, "counted here")
        assert [up.posts for up in ask.ups.values()] == [[]] * len(PROVIDERS)


EXPLAINED: list[tuple[str, dict[str, Any], dict[str, str], str]] = [
    (
        "Background", title(), {},
        ("claude-haiku-4-5-20251001 (title) → ollama/qwen2.5-coder:latest: route 1: kind is title or classifier; "
        "route 1 output_config.effort set to low"),
    ),
    (
        "Background", main(), {},
        ("claude-opus-5-5 (main) → deepseek/deepseek-chat: no wiring for opus, default is wired as "
        "deepseek/deepseek-chat; not route 1 (kind is title or classifier)"),
    ),
    (
        "Long context", long(80_000), {},
        "claude-opus-5-5 (main) → openrouter/google/gemini-2.5-pro: route 1: input over 60,000",
    ),
    (
        "Subagent", main(), as_agent(),
        ("claude-opus-5-5 (subagent) → openrouter/openai/gpt-oss-120b: route 2: kind is subagent; "
        "not route 1 (the prompt names its model)"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "body", "headers", "line"), EXPLAINED, ids=[row[0] for row in EXPLAINED])
async def test_each_exchange_explains_its_road(guide, heading: str, body, headers, line: str) -> None:
    async with guide(heading) as ask:
        detail, _ = await ask(body, **headers)
        assert detail.explained == line
