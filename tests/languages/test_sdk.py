"""The official client gets the same from every language: text, thinking, calls, images, refusals, faults. The sandbox
refuses what the real servers refuse, so an answer at the first attempt is a right translation of the request too."""

import json
from typing import Any

import anthropic
import pytest

from tui_router.sandbox.scenario import scenarios

pytestmark = pytest.mark.asyncio(loop_scope="module")

TOOLS: list[Any] = [
    {
        "name": name,
        "description": name,
        "input_schema": {"type": "object", "properties": {member: {"type": "string"}}, "required": [member]},
    }
    for name, member in (("Bash", "command"), ("Read", "file_path"))
]
THINKING: Any = {"type": "enabled", "budget_tokens": 2048}
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
IMAGE: Any = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}}

CLAUDE = ("anthropic", "bedrock", "vertex")
"""Languages whose answers are the client's own and go through as they came."""

both_ways = pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])


def texts(message: Any) -> str:
    return "".join(block.text for block in message.content if block.type == "text")


def calls(message: Any) -> list[Any]:
    return [block for block in message.content if block.type == "tool_use"]


def said(name: str, step: int = 0) -> str:
    return scenarios()[name].steps[step].text


def returned(message: Any) -> dict[str, Any]:
    results = [
        {"type": "tool_result", "tool_use_id": call.id, "content": f"result {at}"}
        for at, call in enumerate(calls(message))
    ]
    return {"role": "user", "content": results}


def history(message: Any, *after: Any) -> list[Any]:
    kept = [block.model_dump(exclude_none=True) for block in message.content]
    return [{"role": "user", "content": "hello"}, {"role": "assistant", "content": kept}, *after]


async def first_try(spoken: Any) -> None:
    attempts = await spoken.attempts()
    assert [attempt.status for attempt in attempts] == [200], attempts


@both_ways
@pytest.mark.parametrize("name", ["text", "long", "unicode", "hostile"])
async def test_text_arrives_as_it_was_said(spoken: Any, name: str, stream: bool) -> None:
    message = await spoken.say(name, stream=stream, system="Be brief.")
    wanted = "".join(step.text for step in scenarios()[name].steps)
    assert texts(message) == wanted
    assert (message.stop_reason, message.role) == ("end_turn", "assistant")
    assert message.model == (name if spoken.language in CLAUDE else spoken.model(name))
    assert message.usage.input_tokens > 0
    assert message.usage.output_tokens > 0
    await first_try(spoken)


@both_ways
@pytest.mark.parametrize("name", ["tools", "parallel", "whole-call", "same-id"])
async def test_a_round_of_tools(spoken: Any, name: str, stream: bool) -> None:
    first = await spoken.say(name, stream=stream, tools=TOOLS)
    made = calls(first)
    assert first.stop_reason == "tool_use"
    wanted = [call for step in scenarios()[name].steps for call in step.calls]
    assert [(call.name, call.input) for call in made] == [("Bash", call.tools["Bash"]) for call in wanted]
    assert len({call.id for call in made}) == len(made)
    await first_try(spoken)
    second = await spoken.say(name, stream=stream, tools=TOOLS, messages=history(first, returned(first)))
    assert all(f"result {at}" in texts(second) for at in range(len(made)))
    assert second.stop_reason == "end_turn"
    await first_try(spoken)


@both_ways
async def test_thinking_comes_first_and_goes_back(spoken: Any, stream: bool) -> None:
    first = await spoken.say("thinking-tools", stream=stream, tools=TOOLS, thinking=THINKING)
    assert [block.type for block in first.content] == ["thinking", "text", "tool_use"]
    assert first.content[0].thinking == scenarios()["thinking-tools"].steps[0].thinking
    await first_try(spoken)
    second = await spoken.say(
        "thinking-tools",
        stream=stream,
        tools=TOOLS,
        thinking=THINKING,
        messages=history(first, returned(first)),
    )
    assert "result 0" in texts(second)
    assert second.content[0].type == "thinking"
    await first_try(spoken)


@both_ways
async def test_thinking_nobody_asked_for_is_not_shown(spoken: Any, stream: bool) -> None:
    if spoken.language in CLAUDE:
        pytest.skip("its stream goes through as it came")
    message = await spoken.say("thinking", stream=stream)
    assert "thinking" not in [block.type for block in message.content]
    assert texts(message) == said("thinking", 1)


async def test_a_conversation_of_many_turns(spoken: Any) -> None:
    """Every turn is looked at again by a server that refuses what does not fit together."""
    messages: list[Any] = [{"role": "user", "content": "hello"}]
    for turn in range(3):
        first = await spoken.say(
            "thinking-tools", stream=True, tools=TOOLS, thinking=THINKING, messages=messages
        )
        messages += history(first, returned(first))[1:]
        second = await spoken.say(
            "thinking-tools", stream=True, tools=TOOLS, thinking=THINKING, messages=messages
        )
        messages += [*history(second)[1:], {"role": "user", "content": f"and again, {turn}"}]
        await first_try(spoken)
    assert len(messages) == 13


@both_ways
async def test_images_and_documents_are_taken(spoken: Any, stream: bool) -> None:
    content = [{"type": "text", "text": "look"}, IMAGE]
    message = await spoken.say("text", stream=stream, messages=[{"role": "user", "content": content}])
    assert texts(message) == said("text")
    await first_try(spoken)
    assert PIXEL in json.dumps(spoken.sandbox.requests[-1])


async def test_an_image_a_tool_returned_is_taken(spoken: Any) -> None:
    first = await spoken.say("tools", stream=True, tools=TOOLS)
    result = {
        "type": "tool_result",
        "tool_use_id": calls(first)[0].id,
        "content": [{"type": "text", "text": "the picture"}, IMAGE],
    }
    messages = history(first, {"role": "user", "content": [result]})
    second = await spoken.say("tools", stream=True, tools=TOOLS, messages=messages)
    assert "the picture" in texts(second)
    assert PIXEL in json.dumps(spoken.sandbox.requests[-1])
    await first_try(spoken)


async def test_a_result_that_is_an_error_or_nothing(spoken: Any) -> None:
    first = await spoken.say("parallel", stream=True, tools=TOOLS)
    failed, silent = (call.id for call in calls(first))
    results = [
        {"type": "tool_result", "tool_use_id": failed, "content": "no such file", "is_error": True},
        {"type": "tool_result", "tool_use_id": silent},
    ]
    messages = history(first, {"role": "user", "content": [*results, {"type": "text", "text": "go on"}]})
    second = await spoken.say("parallel", stream=True, tools=TOOLS, messages=messages)
    assert "no such file" in texts(second)
    await first_try(spoken)


SETTINGS: dict[str, dict[str, Any]] = {
    "any tool": {"tools": TOOLS, "tool_choice": {"type": "any"}},
    "one tool": {"tools": TOOLS, "tool_choice": {"type": "tool", "name": "Read"}},
    "no tool": {"tools": TOOLS, "tool_choice": {"type": "none"}},
    "one at a time": {"tools": TOOLS, "tool_choice": {"type": "auto", "disable_parallel_tool_use": True}},
    "sampling": {"extra_body": {"temperature": 0.5, "top_p": 0.9}},
    "stops": {"stop_sequences": ["</end>"]},
    "few tokens": {"max_tokens": 1},
    "an identity": {"metadata": {"user_id": "user_" + "a" * 200}},
    "blocks of system": {
        "system": [
            {"type": "text", "text": "One."},
            {"type": "text", "text": "Two.", "cache_control": {"type": "ephemeral"}},
        ]
    },
    "effort": {"extra_body": {"output_config": {"effort": "high"}}},
    "adaptive thinking": {"thinking": {"type": "adaptive"}},
}


@pytest.mark.parametrize("name", SETTINGS)
async def test_settings_are_sent_in_a_form_that_is_taken(spoken: Any, name: str) -> None:
    message = await spoken.say("text", stream=True, **SETTINGS[name])
    assert texts(message) == said("text")
    await first_try(spoken)


async def test_an_answer_by_a_schema(spoken: Any) -> None:
    schema = {
        "type": "object",
        "properties": {"title": {"type": "string"}},
        "required": ["title"],
        "additionalProperties": False,
    }
    wanted = {"output_config": {"format": {"type": "json_schema", "schema": schema}}}
    message = await spoken.say("text", stream=True, extra_body=wanted)
    assert list(json.loads(texts(message))) == ["title"]
    await first_try(spoken)


@both_ways
@pytest.mark.parametrize(("name", "reason"), [("length", "max_tokens"), ("filtered", "refusal")])
async def test_why_it_ended(spoken: Any, name: str, reason: str, stream: bool) -> None:
    message = await spoken.say(name, stream=stream)
    assert message.stop_reason == reason
    assert texts(message) == said(name)


@pytest.mark.parametrize("name", ["null-usage", "no-usage", "late-usage"])
async def test_usage_is_always_counted(spoken: Any, name: str) -> None:
    for stream in (True, False):
        usage = (await spoken.say(name, stream=stream)).usage
        assert type(usage.input_tokens) is int
        assert type(usage.output_tokens) is int
        if spoken.language not in CLAUDE:
            assert usage.output_tokens > 0


@both_ways
@pytest.mark.parametrize("name", ["broken", "reset", "quiet-end", "broken-call", "mid-error"])
async def test_half_an_answer_is_an_error(spoken: Any, name: str, stream: bool) -> None:
    if name == "quiet-end" and spoken.language in CLAUDE and not stream:
        pytest.skip("asked for whole it has all that a whole answer has")
    with pytest.raises(anthropic.APIStatusError):
        await spoken.say(name, stream=stream, tools=TOOLS)


@both_ways
async def test_a_model_nobody_has(spoken: Any, stream: bool) -> None:
    with pytest.raises(anthropic.NotFoundError):
        await spoken.say("no-such-model", stream=stream)


OWN_TROUBLES = {
    name: scenario
    for name, scenario in scenarios().items()
    if scenario.refuse and set(scenario.speaks) <= {"responses", "gemini"}
}


async def test_troubles_of_its_own_are_mended_or_told(spoken: Any) -> None:
    for name, scenario in OWN_TROUBLES.items():
        if spoken.language not in scenario.speaks:
            continue
        fields: dict[str, Any] = {"max_tokens": 32000}
        if "overflow" in name:
            fields = {"messages": [{"role": "user", "content": "long " * 8000}]}
        if "temperature" in name:
            fields = {"extra_body": {"temperature": 0.5}}
        if scenario.mends:
            assert texts(await spoken.say(name, stream=True, **fields)) == scenario.steps[0].text
            continue
        with pytest.raises(anthropic.BadRequestError, match="prompt is too long"):
            await spoken.say(name, stream=True, **fields)


async def test_signatures_of_a_turn_go_back(spoken: Any) -> None:
    """What Gemini wants back beside its calls is kept here: the client carries no more than their ids. It says something
    beside the results, which Gemini since 3.6 wants in a content of their own."""
    if spoken.language != "gemini":
        pytest.skip("no other language signs calls")
    first = await spoken.say("gemini-3.6-signs", stream=True, tools=TOOLS)
    told = returned(first)
    told["content"].append({"type": "text", "text": "<system-reminder>Be brief.</system-reminder>"})
    second = await spoken.say("gemini-3.6-signs", stream=True, tools=TOOLS, messages=history(first, told))
    assert "result 1" in texts(second)
    await first_try(spoken)
    sent = json.dumps(spoken.sandbox.requests[-1])
    assert "thoughtSignature" in sent
    assert "skip_thought_signature_validator" not in sent
