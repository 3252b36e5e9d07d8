import base64
import json
from itertools import count
from typing import Any

import pytest

from tui_router.sandbox.answer import answer
from tui_router.sandbox.doors import Door
from tui_router.sandbox.reply import Stream, Whole
from tui_router.sandbox.scenario import scenarios

PARAMETERS = {"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}
TOOLS = [
    {
        "functionDeclarations": [
            {"name": "Bash", "parametersJsonSchema": PARAMETERS},
            {"name": "Read", "parameters": {"type": "OBJECT"}},
        ]
    }
]
USER = {"role": "user", "parts": [{"text": "hello"}]}
SHOWN = {"thinkingConfig": {"includeThoughts": True}}
SETTLED = [
    name
    for name, s in scenarios().items()
    if "gemini" in s.speaks and s.end == "done" and not (s.repeat or s.refuse or s.at_first)
]


def ask(model: str, *, streams: bool = False, array: bool = False, **fields: Any) -> Whole | Stream:
    numbers = count(1)
    sent = json.dumps({"contents": [USER], "tools": TOOLS, **fields}).encode()
    at = Door("gemini", model, streams, array)
    return answer(sent, scenarios(), door=at, new_id=lambda: f"{next(numbers):03}")


def body(reply: Whole | Stream) -> bytes:
    assert isinstance(reply, Stream)
    return b"".join(frame.data for frame in reply.frames)


def streamed(model: str, **fields: Any) -> list[dict[str, Any]]:
    sent = body(ask(model, streams=True, **fields))
    return [json.loads(e[6:]) for e in sent.split(b"\r\n\r\n") if e.startswith(b"data: ")]


def whole(model: str, **fields: Any) -> dict[str, Any]:
    reply = ask(model, **fields)
    assert isinstance(reply, Whole)
    read: dict[str, Any] = json.loads(reply.body)
    return read


def parts(chunks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        part
        for chunk in chunks
        for candidate in chunk.get("candidates", [])
        for part in candidate["content"].get("parts", [])
    ]


def told(found: list[dict[str, Any]]) -> tuple[str, str, list[Any]]:
    """Thoughts, words and calls."""
    thoughts = "".join(p["text"] for p in found if p.get("thought"))
    words = "".join(p["text"] for p in found if "text" in p and not p.get("thought"))
    calls = [p["functionCall"] for p in found if "functionCall" in p]
    return thoughts, words, [(call["name"], call["args"]) for call in calls]


@pytest.mark.parametrize("name", SETTLED)
def test_the_stream_the_array_and_the_whole_say_the_same(name: str) -> None:
    chunks = streamed(name, generationConfig=SHOWN)
    single = whole(name, generationConfig=SHOWN)
    array = json.loads(body(ask(name, streams=True, array=True, generationConfig=SHOWN)))
    assert told(parts(chunks)) == told(parts([single])) == told(parts(array))
    ends = [c["candidates"][0].get("finishReason") for c in chunks if "candidates" in c]
    assert [e for e in ends if e] == ends[-1:] == [single["candidates"][0]["finishReason"]]


def test_a_call_comes_whole_and_the_first_is_signed() -> None:
    first, second = [p for p in parts(streamed("parallel")) if "functionCall" in p]
    assert first["functionCall"]["args"] == {"command": "echo left", "description": "Say left"}
    assert base64.b64decode(first["thoughtSignature"]).startswith(b"sandbox-")
    assert "thoughtSignature" not in second
    assert streamed("parallel")[-1]["candidates"][0]["finishReason"] == "STOP"


def test_thoughts_are_shown_only_to_who_asks_and_counted_all_the_same() -> None:
    assert told(parts([whole("thinking")]))[0] == ""
    assert whole("thinking")["usageMetadata"]["thoughtsTokenCount"] > 10
    assert told(parts([whole("thinking", generationConfig=SHOWN)]))[0].startswith("The failing case")
    usage = whole("thinking")["usageMetadata"]
    figures = ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")
    assert usage["totalTokenCount"] == sum(usage[name] for name in figures)


@pytest.mark.parametrize(("name", "reason"), [("length", "MAX_TOKENS"), ("filtered", "SAFETY")])
def test_why_it_ended(name: str, reason: str) -> None:
    assert whole(name)["candidates"][0]["finishReason"] == reason


def test_an_answer_of_nothing_stops_without_parts() -> None:
    (chunk,) = streamed("empty")
    assert chunk["candidates"][0] == {"content": {"role": "model"}, "index": 0, "finishReason": "STOP"}


def test_a_call_this_language_cannot_tell_is_malformed() -> None:
    candidate = whole("unreadable-call")["candidates"][0]
    assert (candidate["finishReason"], candidate["content"]) == ("MALFORMED_FUNCTION_CALL", {"role": "model"})


def test_an_error_among_the_chunks_and_a_stream_that_breaks() -> None:
    (*said, error) = streamed("mid-error")
    assert error["error"]["status"] == "INTERNAL"
    assert "finishReason" not in said[-1]["candidates"][0]
    reply = ask("mid-error")
    assert isinstance(reply, Whole)
    assert reply.status == 500
    assert not any("finishReason" in chunk["candidates"][0] for chunk in streamed("broken"))
    assert not body(ask("broken", streams=True, array=True)).endswith(b"]\n")


def test_results_are_answered_in_text_that_quotes_them() -> None:
    call = {"functionCall": {"name": "Bash", "args": {}}}
    result = {"functionResponse": {"name": "Bash", "response": {"output": "forty-two"}}}
    turns = [USER, {"role": "model", "parts": [call]}, {"role": "user", "parts": [result]}]
    assert "forty-two" in told(parts([whole("tools", contents=turns)]))[1]


def test_a_schema_is_followed() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
    config = {"responseMimeType": "application/json", "responseJsonSchema": schema}
    said = told(parts([whole("text", generationConfig=config)]))[1]
    assert list(json.loads(said)) == ["title"]


def test_usage_comes_late_or_never() -> None:
    *_, finish, usage = streamed("late-usage")
    assert "usageMetadata" not in finish
    assert (next(iter(usage)), "candidates" in usage) == ("usageMetadata", False)
    assert all("usageMetadata" not in chunk for chunk in streamed("no-usage"))
    assert whole("null-usage")["usageMetadata"] is None
