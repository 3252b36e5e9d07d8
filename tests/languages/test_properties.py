"""What holds of every translation, whatever is said: calls come out as they went in, a stream and a document say the
same, and what is lost has its note."""

import json
import re
from collections.abc import Callable, Iterable
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.core.faults import UpstreamFault
from tui_router.core.note import Note
from tui_router.core.target import Target
from tui_router.dialects.base import Call
from tui_router.dialects.find import dialect_of
from tui_router.dialects.offer import PLACEHOLDER
from tui_router.messages.codec import decode_request
from tui_router.messages.events import MessageOut, ThinkingOut, ToolUseOut
from tui_router.messages.fold import Fold
from tui_router.providers.provider import Provider

LANGUAGES = ("chat", "responses", "gemini")

NAME = {
    "chat": r"[a-zA-Z0-9_-]{1,64}",
    "responses": r"[a-zA-Z0-9_-]{1,64}",
    "gemini": r"[a-zA-Z_][a-zA-Z0-9_-]{0,63}",
}
"""What a target takes as the name of a tool."""


def call_of(language: Any, **fields: Any) -> Call:
    numbers = count(1)
    asked = {"model": "claude-sonnet-5-5", "messages": [{"role": "user", "content": "go"}], **fields}
    body = json.dumps(asked).encode()
    return Call(
        request=decode_request(body),
        body=body,
        target=Target("lab", "some-model"),
        provider=Provider(name="lab", dialect=language, base_url="http://127.0.0.1"),
        estimate=100,
        new_id=lambda prefix: f"{prefix}{next(numbers)}",
    )


# -- an upstream that speaks the three languages

Part = tuple[str, Any]
"""("text", words), ("thinking", words), ("call", (name, arguments as JSON))."""


def event(data: Any) -> bytes:
    return b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n"


def pieces(text: str, cuts: Iterable[int]) -> list[str]:
    """The text cut at these places, counted round and round."""
    places = sorted({cut % (len(text) + 1) for cut in cuts} | {0, len(text)})
    return [text[a:b] for a, b in pairwise(places)]


def chat_stream(said: list[Part], cuts: list[int]) -> bytes:
    out: list[Any] = []
    calls = count()
    for kind, told in said:
        if kind == "call":
            at, first = next(calls), True
            for piece in pieces(told[1], cuts) or [""]:
                function = {"arguments": piece} | ({"name": told[0]} if first else {})
                entry = {"index": at, "function": function} | ({"id": f"call_aB{at}xY"} if first else {})
                out.append({"choices": [{"delta": {"tool_calls": [entry]}}]})
                first = False
        else:
            field = "content" if kind == "text" else "reasoning_content"
            out += [{"choices": [{"delta": {field: piece}}]} for piece in pieces(told, cuts)]
    out.append({"choices": [{"delta": {}, "finish_reason": chat_finish(said)}]})
    out.append({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 5}})
    return b"".join(map(event, out)) + b"data: [DONE]\n\n"


def chat_finish(said: list[Part]) -> str:
    return "tool_calls" if any(kind == "call" for kind, _ in said) else "stop"


def chat_document(said: list[Part]) -> Any:
    message: dict[str, Any] = {"role": "assistant", "content": None}
    calls: list[Any] = []
    for kind, told in said:
        if kind == "call":
            function = {"name": told[0], "arguments": told[1]}
            calls.append({"id": f"call_aB{len(calls)}xY", "type": "function", "function": function})
        else:
            message["content" if kind == "text" else "reasoning_content"] = told
    message |= {"tool_calls": calls} if calls else {}
    return {
        "choices": [{"index": 0, "message": message, "finish_reason": chat_finish(said)}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 5},
    }


def responses_item(at: int, kind: str, told: Any) -> dict[str, Any]:
    if kind == "call":
        return {"type": "function_call", "id": f"fc_{at}", "call_id": f"call_aB{at}xY", "name": told[0], "arguments": told[1]}  # fmt: skip
    if kind == "text":
        return {"type": "message", "id": f"msg_{at}", "role": "assistant", "content": [{"type": "output_text", "text": told}]}  # fmt: skip
    return {"type": "reasoning", "id": f"rs_{at}", "summary": [{"type": "summary_text", "text": told}]}


RESPONSES_DELTA = {
    "call": "function_call_arguments.delta",
    "text": "output_text.delta",
    "thinking": "reasoning_summary_text.delta",
}
RESPONSES_EMPTY: dict[str, dict[str, Any]] = {
    "call": {"arguments": ""},
    "text": {"content": []},
    "thinking": {"summary": []},
}


def responses_stream(said: list[Part], cuts: list[int]) -> bytes:
    out: list[Any] = [{"type": "response.created", "response": {"status": "in_progress"}}]
    for at, (kind, told) in enumerate(said):
        item = responses_item(at, kind, told)
        begun = {**item, **RESPONSES_EMPTY[kind]}
        out.append({"type": "response.output_item.added", "output_index": at, "item": begun})
        for piece in pieces(told[1] if kind == "call" else told, cuts):
            out.append(
                {
                    "type": f"response.{RESPONSES_DELTA[kind]}",
                    "output_index": at,
                    "item_id": item["id"],
                    "delta": piece,
                }
            )
        out.append({"type": "response.output_item.done", "output_index": at, "item": item})
    out.append({"type": "response.completed", "response": responses_document(said)})
    return b"".join(map(event, out))


def responses_document(said: list[Part]) -> Any:
    return {
        "object": "response",
        "status": "completed",
        "output": [responses_item(at, kind, told) for at, (kind, told) in enumerate(said)],
        "usage": {"input_tokens": 9, "output_tokens": 5},
    }


def gemini_part(kind: str, told: Any) -> dict[str, Any]:
    if kind == "call":
        return {"functionCall": {"name": told[0], "args": json.loads(told[1])}}
    return {"text": told} | ({"thought": True} if kind == "thinking" else {})


def gemini_reply(parts: list[Any], **more: Any) -> Any:
    return {"candidates": [{"content": {"role": "model", "parts": parts}, **more}]}


GEMINI_USAGE = {"usageMetadata": {"promptTokenCount": 9, "candidatesTokenCount": 5}}


def gemini_stream(said: list[Part], cuts: list[int]) -> bytes:
    out = []
    for kind, told in said:
        each = [told] if kind == "call" else pieces(told, cuts)
        out += [gemini_reply([gemini_part(kind, piece)]) for piece in each]
    return b"".join(map(event, [*out, gemini_reply([], finishReason="STOP") | GEMINI_USAGE]))


def gemini_document(said: list[Part]) -> Any:
    parts = [gemini_part(kind, told) for kind, told in said]
    return gemini_reply(parts, finishReason="STOP") | GEMINI_USAGE


STREAM = {"chat": chat_stream, "responses": responses_stream, "gemini": gemini_stream}
DOCUMENT = {"chat": chat_document, "responses": responses_document, "gemini": gemini_document}


def heard(call: Call, said: list[Part], cuts: list[int]) -> MessageOut:
    """The stream, its bytes cut too, put together by a client. Raises what went wrong."""
    language = call.provider.dialect
    dialect = dialect_of(language)
    machine = dialect.machine(call, dialect.prepare(call))
    data = STREAM[language](said, cuts)
    places = sorted({cut % (len(data) + 1) for cut in cuts} | {0, len(data)})
    fold = Fold()
    for a, b in pairwise(places):
        for item in machine.feed(data[a:b]):
            fold.accumulate(item)
    for item in machine.close():
        fold.accumulate(item)
    if machine.fault is not None:
        raise machine.fault
    return fold.message()


def read(call: Call, said: list[Part]) -> MessageOut:
    dialect = dialect_of(call.provider.dialect)
    body = json.dumps(DOCUMENT[call.provider.dialect](said), ensure_ascii=False).encode()
    return dialect.read_response(call, dialect.prepare(call), body)[0]


def outcome(read_it: Callable[[], MessageOut]) -> Any:
    """The message without its own id, or what went wrong. White space before thinking says nothing: a stream that
    begins with a blank piece of it is not a thought yet."""
    try:
        message = read_it()
    except UpstreamFault as fault:
        return fault.diagnosis
    for block in message.content:
        if isinstance(block, ThinkingOut):
            block.thinking = block.thinking.lstrip()
    return message.content, message.stop_reason, message.stop_sequence, message.usage


# -- what is said

letters = st.characters(codec="utf-8")
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(letters),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(letters), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
arguments = st.dictionaries(st.text(letters), values, max_size=4)
tool_names = st.lists(
    st.text(letters, min_size=1, max_size=100).filter(lambda name: name != PLACEHOLDER)
    | st.sampled_from(["a b", "a.b", "a_b", "żółw", "海", "m" * 64, "m" * 65, "m" * 64 + "n", "3d", "-x"]),
    min_size=1,
    max_size=6,
    unique=True,
)
where = st.lists(st.integers(0, 10_000), max_size=6)
sentences = st.text(st.sampled_from("ab \n<>{}[]`żółw海🐢"), min_size=1, max_size=30)


def sent_names(language: str, body: Any) -> list[str]:
    if language == "gemini":
        return [function["name"] for function in body["tools"][0]["functionDeclarations"]]
    return [tool["function"]["name"] if language == "chat" else tool["name"] for tool in body["tools"]]


def declared(names: Iterable[str]) -> list[Any]:
    return [{"name": name, "input_schema": {"type": "object"}} for name in names]


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=60, deadline=None)
@given(names=tool_names, given_=arguments, cuts=where, spaced=st.booleans())
def test_calls_come_out_as_they_went_in(
    language: str, names: list[str], given_: dict[str, Any], cuts: list[int], *, spaced: bool
) -> None:
    call = call_of(language, tools=declared(names), stream=True)
    sent = sent_names(language, json.loads(dialect_of(call.provider.dialect).prepare(call).body))
    assert len(set(sent)) == len(names)
    assert all(re.fullmatch(NAME[language], name) for name in sent)
    written = json.dumps(given_, ensure_ascii=spaced, indent=1 if spaced else None)
    message = heard(call, [("call", (name, written)) for name in sent], cuts)
    assert [block.name for block in message.content if isinstance(block, ToolUseOut)] == names
    assert all(
        json.loads(bytes(block.input)) == given_ for block in message.content if isinstance(block, ToolUseOut)
    )
    assert message.stop_reason == "tool_use"


@st.composite
def answers(draw: Any) -> list[Part]:
    """In the order in which a message of Chat Completions has them, since that has no other."""
    said: list[Part] = []
    if draw(st.booleans()):
        said.append(("thinking", draw(sentences)))
    if draw(st.booleans()):
        said.append(("text", draw(sentences)))
    calls = draw(st.lists(arguments, max_size=2, min_size=0 if said else 1))
    return [*said, *[("call", ("Bash", json.dumps(given_))) for given_ in calls]]


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=60, deadline=None)
@given(said=answers(), cuts=where, thinks=st.booleans())
def test_a_stream_and_a_document_say_the_same(
    language: str, said: list[Part], cuts: list[int], *, thinks: bool
) -> None:
    more = {"thinking": {"type": "enabled", "budget_tokens": 2048}} if thinks else {}
    asked = {"tools": declared(["Bash", "Read"]), "stream": True, **more}
    whole = outcome(lambda: read(call_of(language, **asked), said))
    assert outcome(lambda: heard(call_of(language, **asked), said, cuts)) == whole


# -- what is lost

MARK = "qZx7"

MEMBERS: dict[str, tuple[Any, str]] = {
    "max_tokens": (54_321, "54321"),
    "temperature": (0.123, "0.123"),
    "top_p": (0.456, "0.456"),
    "top_k": (37, "37"),
    "stop_sequences": ([MARK], MARK),
    "system": (MARK, MARK),
    "metadata": ({"user_id": f"user_{MARK}"}, f"user_{MARK}"),
    "thinking": ({"type": "enabled", "budget_tokens": 4_321}, "4321"),
    "output_config": ({"effort": "high"}, '"high"'),
    "tools": ([{"name": MARK, "input_schema": {"type": "object"}}], MARK),
    "context_management": ({"edits": [{"type": MARK}]}, MARK),
    "service_tier": (MARK, MARK),
    "mcp_servers": ([{"type": "url", "url": f"https://{MARK}", "name": "x"}], MARK),
    "container": (MARK, MARK),
    "inference_geo": (MARK, MARK),
    "nobody_knows_this": ({"a": MARK}, MARK),
}
"""Members of a request, each with what shows that it went."""


def about(notes: list[Note], path: str) -> list[Note]:
    """Notes about this place or something in it; one about a thing that comes often has * for its number."""
    spelled = re.sub(r"\[\d+\]", "[*]", path)
    told = [(re.sub(r"\[\d+\]", "[*]", note.path), note) for note in notes]
    return [note for at, note in told if at == spelled or at.startswith((f"{spelled}.", f"{spelled}["))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MEMBERS)
def test_a_member_goes_or_has_its_note(language: str, name: str) -> None:
    value, mark = MEMBERS[name]
    prepared = dialect_of(language).prepare(call_of(language, **{name: value}))
    notes = about(prepared.notes, name)
    went = mark in prepared.body.decode()
    assert went or notes
    assert not (went and any(note.act == "dropped" and note.path == name for note in notes))


IMAGE = {"type": "base64", "media_type": "image/png", "data": f"{MARK}AAA"}
CALL = {"type": "tool_use", "id": "toolu_01ab", "name": "Bash", "input": {"a": 1}}

BLOCKS: dict[str, tuple[str, Any]] = {
    "text": ("user", {"type": "text", "text": MARK}),
    "image": ("user", {"type": "image", "source": IMAGE}),
    "image by url": ("user", {"type": "image", "source": {"type": "url", "url": f"https://{MARK}/"}}),
    "image by file": ("user", {"type": "image", "source": {"type": "file", "file_id": MARK}}),
    "document": (
        "user",
        {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": MARK}},
    ),
    "document of blocks": (
        "user",
        {"type": "document", "source": {"type": "content", "content": [{"type": "text", "text": MARK}]}},
    ),
    "document by url": ("user", {"type": "document", "source": {"type": "url", "url": f"https://{MARK}/"}}),
    "title of a document": (
        "user",
        {"type": "document", "title": MARK, "source": {"type": "text", "media_type": "text/plain", "data": "d"}},
    ),
    "context of a document": (
        "user",
        {"type": "document", "context": MARK, "source": {"type": "text", "media_type": "text/plain", "data": "d"}},
    ),
    "search result": (
        "user",
        {"type": "search_result", "source": "s", "title": "t", "content": [{"type": "text", "text": MARK}]},
    ),
    "result": ("result", {"type": "tool_result", "tool_use_id": "toolu_01ab", "content": MARK}),
    "failed result": (
        "result",
        {"type": "tool_result", "tool_use_id": "toolu_01ab", "content": MARK, "is_error": True},
    ),
    "image in a result": (
        "result",
        {"type": "tool_result", "tool_use_id": "toolu_01ab", "content": [{"type": "image", "source": IMAGE}]},
    ),
    "stray result": ("user", {"type": "tool_result", "tool_use_id": "toolu_0none", "content": MARK}),
    "call": ("assistant", {**CALL, "input": {"a": MARK}}),
    "thinking": ("assistant", {"type": "thinking", "thinking": MARK, "signature": "c2ln"}),
    "redacted thinking": ("assistant", {"type": "redacted_thinking", "data": MARK}),
    "server's call": (
        "assistant",
        {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {"query": MARK}},
    ),
    "search of a server": (
        "assistant",
        {
            "type": "web_search_tool_result",
            "tool_use_id": "srvtoolu_1",
            "content": [{"type": "web_search_result", "title": MARK, "url": f"https://{MARK}/", "encrypted_content": "e"}],
        },
    ),
    "tool reference": ("result", {"type": "tool_result", "tool_use_id": "toolu_01ab", "content": [{"type": "tool_reference", "tool_name": MARK}]}),
    "unknown": ("user", {"type": "hologram", "text": MARK}),
    "unknown of the model": ("assistant", {"type": "hologram", "beam": MARK}),
}  # fmt: skip
"""Kinds of blocks: who says them, and one that shows where it went."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", BLOCKS)
def test_a_block_goes_or_has_its_note(language: str, kind: str) -> None:
    role, block = BLOCKS[kind]
    talk: list[Any] = [{"role": "user", "content": "go"}]
    if role == "assistant":
        talk += [{"role": "assistant", "content": [{"type": "text", "text": "so"}, block]}]
        talk += [{"role": "user", "content": "on"}]
    else:
        said = CALL if role == "result" else {"type": "text", "text": "so"}
        talk += [{"role": "assistant", "content": [said]}, {"role": "user", "content": [block]}]
    prepared = dialect_of(language).prepare(call_of(language, messages=talk))
    notes = about(prepared.notes, "messages")
    went = MARK in prepared.body.decode()
    assert went or any(note.act in ("dropped", "approximated") for note in notes)
    gone = [note for note in notes if note.act == "dropped" and note.path.endswith("]")]
    named = "omitted" in prepared.body.decode()  # it is told what stood there
    assert named or not (went and gone)
