"""Whatever a client of Messages says, its translation is taken: by rules seen at the real servers, and where the maker
publishes types, by those."""

import json
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai.types.responses import ToolParam
from openai.types.responses.response_create_params import (
    ResponseCreateParamsNonStreaming,
    ResponseCreateParamsStreaming,
)
from pydantic import TypeAdapter, ValidationError

from tui_router.core.target import Target
from tui_router.dialects.base import Call
from tui_router.dialects.find import dialect_of
from tui_router.messages.codec import decode_request
from tui_router.providers.provider import Provider
from tui_router.sandbox.answer import answer
from tui_router.sandbox.doors import door
from tui_router.sandbox.reply import Whole
from tui_router.sandbox.scenario import scenarios

BASES = {"chat": "/v1", "responses": "/v1", "gemini": "/v1beta"}
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="

USER = [{"role": "user", "content": "hello"}]

text = st.sampled_from(["hello", "", " ", "\n", "żółw 海 🐢", "a" * 300])
words = st.builds(lambda said: {"type": "text", "text": said}, text)
image = st.sampled_from(
    [
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}},
        {"type": "image", "source": {"type": "url", "url": "https://example.org/a.png"}},
    ]
)
document = st.sampled_from(
    [
        {
            "type": "document",
            "title": "notes",
            "source": {"type": "text", "media_type": "text/plain", "data": "one\ntwo"},
        },
        {
            "type": "document",
            "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjQKJSVFT0YK"},
        },
    ]
)
thinking = st.sampled_from(
    [
        {"type": "thinking", "thinking": "Hm.", "signature": "EqQBCgIYAhIkNGU"},
        {"type": "thinking", "thinking": "", "signature": ""},
        {"type": "redacted_thinking", "data": "EmwKAhgBEgy3va3pzix"},
    ]
)
ids = st.sampled_from(["toolu_1", "toolu_2", "call_" + "9" * 60, "functions.Bash:0", "a b"])
use = st.builds(
    lambda known, name, given: {"type": "tool_use", "id": known, "name": name, "input": given},
    ids,
    st.sampled_from(["Bash", "Read", "mcp__" + "a" * 80]),
    st.sampled_from([{}, {"command": "ls"}, {"deep": {"list": [1, None, "x"]}}]),
)
result = st.builds(
    lambda known, content, wrong: {"type": "tool_result", "tool_use_id": known, **content, "is_error": wrong},
    ids,
    st.one_of(
        st.just({}),
        st.builds(lambda said: {"content": said}, text),
        st.builds(lambda parts: {"content": parts}, st.lists(words | image, max_size=2)),
    ),
    st.booleans(),
)
user = st.builds(
    lambda content: {"role": "user", "content": content},
    text | st.lists(words | image | document | result, max_size=4),
)
assistant = st.builds(
    lambda content: {"role": "assistant", "content": content},
    text | st.lists(words | thinking | use, max_size=4),
)
system = st.builds(lambda content: {"role": "system", "content": content}, text)
first = st.just({"role": "user", "content": "hello"})
messages = st.builds(
    lambda begins, rest: [begins, *rest], first, st.lists(user | assistant | system, max_size=6)
)

schemas = st.sampled_from(
    [
        {"type": "object"},
        {"type": "object", "properties": {}},
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "properties": {
                "command": {"type": "string", "minLength": 1},
                "kind": {"const": "a"},
                "limit": {"type": ["integer", "null"], "exclusiveMinimum": 0},
                "either": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "number"}}]},
            },
            "required": ["command"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"node": {"$ref": "#/$defs/node"}},
            "$defs": {"node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}}},
        },
    ]
)
tools = st.lists(
    st.builds(
        lambda name, schema: {"name": name, "description": "Does it.", "input_schema": schema},
        st.sampled_from(["Bash", "Read", "mcp__" + "a" * 80, "3d-render"]),
        schemas,
    ),
    unique_by=lambda tool: str(tool["name"]),
    max_size=4,
)
extras = st.fixed_dictionaries(
    {},
    optional={
        "system": text | st.lists(words, max_size=2),
        "temperature": st.sampled_from([0, 0.5, 1]),
        "top_p": st.sampled_from([0.1, 1]),
        "top_k": st.sampled_from([1, 40]),
        "stop_sequences": st.lists(st.sampled_from(["a", "</b>", "\n", "d", "e", "f"]), max_size=6),
        "metadata": st.just({"user_id": "user_" + "a" * 200}),
        "thinking": st.sampled_from(
            [{"type": "enabled", "budget_tokens": 2048}, {"type": "disabled"}, {"type": "adaptive"}]
        ),
        "tool_choice": st.sampled_from(
            [{"type": "auto"}, {"type": "any"}, {"type": "none"}, {"type": "tool", "name": "Bash"}]
        ),
        "output_config": st.sampled_from([{"effort": "high"}, {"effort": "max"}, {"effort": "low"}]),
        "stream": st.booleans(),
    },
)
requests = st.builds(
    lambda said, offered, more, most: {
        "model": "text",
        "max_tokens": most,
        "messages": said,
        "tools": offered,
        **more,
    },
    messages,
    tools,
    extras,
    st.sampled_from([1, 100, 64000]),
)


def translated(language: Any, fields: dict[str, Any], *, model: str = "text") -> tuple[str, bytes]:
    numbers = count(1)
    body = json.dumps(fields).encode()
    call = Call(
        request=decode_request(body),
        body=body,
        target=Target("lab", model),
        provider=Provider(name="lab", dialect=language, base_url=f"http://127.0.0.1{BASES[language]}"),
        session="session_1",
        new_id=lambda prefix: f"{prefix}{next(numbers)}",
    )
    prepared = dialect_of(language).prepare(call)
    return prepared.path, prepared.body


@pytest.mark.parametrize("language", BASES)
@given(fields=requests)
@settings(max_examples=200, deadline=None)
def test_every_translation_is_taken(language: str, fields: dict[str, Any]) -> None:
    path, body = translated(language, fields)
    opened = door(*f"{BASES[language]}{path}".partition("?")[::2])
    assert opened is not None
    reply = answer(body, scenarios(), door=opened, new_id=lambda: "1")
    refused = isinstance(reply, Whole) and reply.status != 200
    assert not refused, (json.loads(reply.body), json.loads(body))


def completed(item: dict[str, Any]) -> dict[str, Any]:
    """The types want what the service itself puts where nothing was said: the id and the state of
    what the model said."""
    for held in ("content", "output"):
        if isinstance(item.get(held), list):
            item = {**item, held: [{**_USUAL.get(part["type"], {}), **part} for part in item[held]]}
    said = item.get("role") == "assistant" and isinstance(item["content"], list)
    return {"id": "msg_1", "status": "completed", **item} if said else item


_USUAL: dict[str, dict[str, Any]] = {"output_text": {"annotations": []}}


def complaints(body: dict[str, Any]) -> list[Any]:
    """Of the types of the maker's own client; a member they do not know is left to the rules above."""
    form = ResponseCreateParamsStreaming if body.get("stream") else ResponseCreateParamsNonStreaming
    filled = {**body, "input": [completed(item) for item in body["input"]]}
    try:
        PARAMS[form].validate_python(filled, strict=True)
        OFFERED.validate_python(body.get("tools", []), strict=True)
    except ValidationError as error:
        return [(found["loc"][-3:], found["msg"]) for found in error.errors(include_url=False)]
    return []


OFFERED = TypeAdapter(list[ToolParam])  # within the whole they are read only when somebody goes through them
PARAMS: dict[Any, TypeAdapter[Any]] = {
    form: TypeAdapter(form) for form in (ResponseCreateParamsStreaming, ResponseCreateParamsNonStreaming)
}


@given(fields=requests)
@settings(max_examples=150, deadline=None)
def test_what_goes_to_responses_is_of_its_makers_types(fields: dict[str, Any]) -> None:
    body = json.loads(translated("responses", fields)[1])
    assert not complaints(body), body


def test_the_types_can_complain() -> None:
    body = json.loads(translated("responses", {"model": "m", "max_tokens": 9, "messages": USER})[1])
    assert complaints(body) == []
    assert complaints({**body, "input": [{"type": "function_call", "name": "x"}]})
    assert complaints({**body, "tools": [{"type": "function", "name": "x", "parameters": {}}]})
    assert complaints({**body, "store": "no"})
