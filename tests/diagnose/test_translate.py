import json

import pytest

from tui_router.diagnose.case import Case
from tui_router.diagnose.finding import shown
from tui_router.diagnose.sniff import sniff
from tui_router.diagnose.told import Broken
from tui_router.diagnose.translate import estimate, translate


def chunk(delta, finish=None, **more):
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}


def stream(*events):
    return "".join(f"data: {one if isinstance(one, str) else json.dumps(one)}\n\n" for one in events).encode()


def native(*blocks, stop="end_turn"):
    """Messages' own stream with the given blocks; a block is its start and its deltas."""
    yield {
        "type": "message_start",
        "message": {"role": "assistant", "content": [], "usage": {"input_tokens": 3}},
    }
    for index, (start, *deltas) in enumerate(blocks):
        yield {"type": "content_block_start", "index": index, "content_block": start}
        for delta in deltas:
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    yield {"type": "message_delta", "delta": {"stop_reason": stop}, "usage": {"output_tokens": 9}}
    yield {"type": "message_stop"}


def told(*chunks, **request):
    case = Case(chunks=list(chunks), request=request)
    return translate(case, sniff(case.body))


CALL = chunk(
    {"tool_calls": [{"index": 0, "id": "a1", "function": {"name": "Bash", "arguments": '{"command":"ls"}'}}]}
)
TEXT = [chunk({"role": "assistant", "content": "Hel"}), chunk({"content": "lo"})]
DOCUMENT = {"choices": [{"message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}]}


def test_chat_is_translated_by_its_dialect():
    answer = shown(told(stream(*TEXT, CALL, chunk({}, "tool_calls"), "[DONE]")), 0)
    assert (answer.text, answer.stop_reason) == ("Hello", "tool_use")
    assert [(call.name, bytes(call.input)) for call in answer.tool_calls] == [("Bash", b'{"command":"ls"}')]
    assert shown(told(json.dumps(DOCUMENT).encode()), 0).text == "Hello"


def test_anthropic_is_translated_by_its_dialect():
    events = native(
        ({"type": "thinking", "thinking": ""}, {"type": "thinking_delta", "thinking": "hmm"}),
        ({"type": "text", "text": ""}, {"type": "text_delta", "text": "Hello"}),
        ({"type": "tool_use", "id": "t", "name": "Bash", "input": {}}, {"type": "input_json_delta", "partial_json": '{"a":1}'}),
        stop="tool_use",
    )  # fmt: skip
    answer = shown(told(stream(*events)), 0)
    assert (answer.text, answer.thinking, answer.stop_reason) == ("Hello", "hmm", "tool_use")
    assert bytes(answer.tool_calls[0].input) == b'{"a":1}'
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (3, 9)
    whole = {
        "type": "message",
        "role": "assistant",
        "content": [{"type": "text", "text": "Hi"}],
        "usage": None,
    }
    assert shown(told(json.dumps(whole).encode()), 0).text == "Hi"


@pytest.mark.parametrize("size", [1, 2, 7, 64])
def test_how_the_pieces_were_cut_does_not_matter(size):
    body = stream(chunk({"content": "渐 北京 🙂"}), chunk({}, "stop"), "[DONE]").decode().encode()
    body = body.replace(b"\\u6e10", "渐".encode())
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    assert shown(told(*pieces), 0).text == "渐 北京 🙂"


def test_thinking_is_shown_though_nobody_asked_for_it():
    assert (
        shown(told(stream(chunk({"reasoning_content": "hmm"}), *TEXT, chunk({}, "stop"))), 0).thinking
        == "hmm"
    )


def test_the_request_completes_the_answer():
    nameless = stream(chunk({"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]}), "[DONE]")
    for tool in ({"name": "Only"}, {"type": "function", "function": {"name": "Only"}}):
        assert shown(told(nameless, tools=[tool]), 0).tool_calls[0].name == "Only"
    assert shown(told(nameless, tools=[None, {"name": 7}, {}]), 0).tool_calls[0].name == "unknown_tool"
    stopped = {"choices": [{"message": {"content": "a"}, "finish_reason": "stop", "stop_reason": "###"}]}
    body = json.dumps(stopped).encode()
    assert told(body).stop_reason == "end_turn"
    for request in ({"stop": "###"}, {"stop": ["###", 7]}, {"stop_sequences": ["###"]}):
        assert told(body, **request).stop_reason == "stop_sequence"


@pytest.mark.parametrize(
    "request_", [{"model": 7}, {"model": ""}, {"stop": {}}, {"tools": {}}, {"tools": [1]}]
)
def test_a_strange_request_does_no_harm(request_):
    assert shown(told(json.dumps(DOCUMENT).encode(), **request_), 0).text == "Hello"


def test_the_prompt_is_estimated_by_the_request_when_the_line_holds_it():
    assert estimate(Case(request={"max_tokens": 64_000})) == 0
    for name in ("messages", "input", "contents"):
        assert 2_000 < estimate(Case(request={name: ["x" * 10_000]})) < 3_000
    assert told(json.dumps(DOCUMENT).encode(), messages=["x" * 10_000]).usage.input_tokens > 2_000


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (stream(*TEXT), "stream_truncated"),
        (stream(*TEXT) + b'data: {"choices":[{"del', "stream_truncated"),
        (stream(*list(native(({"type": "text", "text": "Hi"},)))[:3]), "stream_truncated"),
        (b'{"choices":[{"message":{"content":"Hel', "stream_truncated"),
        (b'{"choices":[]}', "empty_completion"),
        (stream(*TEXT, chunk({}, "error")), "upstream_server_error"),
        (stream(*TEXT, chunk({}, "insufficient_system_resource")), "overloaded"),
        (stream(chunk({}, "function_call_filter: MALFORMED_FUNCTION_CALL")), "model_tool_call_failed"),
    ],
)
def test_an_answer_that_failed_has_a_name_of_the_taxonomy(body, name):
    broken = told(body)
    assert isinstance(broken, Broken)
    assert (broken.name, broken.body) == (name, b"")


def test_an_error_inside_is_handed_on_in_its_words():
    error = {"error": {"message": "Provider disconnected", "code": 502}}
    native_error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    for events in ([*TEXT, error], [*list(native())[:1], native_error]):
        broken = told(stream(*events))
        assert isinstance(broken, Broken)
        assert json.loads(broken.body) == events[-1]


HALF = chunk(
    {"tool_calls": [{"index": 0, "id": "a1", "function": {"name": "Write", "arguments": '{"path":"/a","te'}}]}
)
WRONG = chunk(
    {"tool_calls": [{"index": 0, "id": "a1", "function": {"name": "Write", "arguments": '{"a": oops}'}}]}
)
ODD = chunk(
    {"tool_calls": [{"index": 0, "id": "a1", "function": {"name": "Write", "arguments": "<path>/a</path>"}}]}
)


@pytest.mark.parametrize("end", ["tool_calls", "stop"])
def test_half_a_call_is_never_taken_as_made(end):
    broken = told(stream(HALF, chunk({}, end), "[DONE]"))
    assert isinstance(broken, Broken)
    assert broken.name == "stream_truncated"


def test_half_a_call_at_the_output_limit_is_what_the_client_asked_for():
    assert told(stream(HALF, chunk({}, "length"), "[DONE]")).stop_reason == "max_tokens"


def test_arguments_nobody_can_read_are_not_half():
    for odd in (ODD, WRONG):
        assert told(stream(odd, chunk({}, "tool_calls"), "[DONE]")).stop_reason == "tool_use"


def test_half_a_call_is_half_in_every_language():
    response = {
        "object": "response",
        "output": [{"type": "function_call", "name": "W", "arguments": '{"a":'}],
    }
    assert isinstance(told(json.dumps(response).encode()), Broken)


def test_languages_without_a_dialect_have_a_reader():
    gemini = {"candidates": [{"content": {"parts": [{"text": "Hi"}]}, "finishReason": "STOP"}]}
    response = {"object": "response", "output": [{"type": "message", "content": [{"text": "Hi"}]}]}
    for value in (gemini, response, [gemini]):
        assert shown(told(json.dumps(value).encode()), 0).text == "Hi"
    assert shown(told(stream(gemini)), 0).text == "Hi"
    assert shown(told(stream({"type": "response.completed", "response": response})), 0).text == "Hi"


def gemini(*parts, finish=None, **more):
    candidate = {
        "content": {"role": "model", "parts": list(parts)},
        **({"finishReason": finish} if finish else {}),
    }
    return {"candidates": [candidate], **more}


@pytest.mark.parametrize(
    ("value", "category"),
    [
        ({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}, "PROHIBITED_CONTENT"),
        (gemini(finish="SAFETY"), "SAFETY"),
        ([{"candidates": [{"finishReason": "RECITATION"}]}], "RECITATION"),
    ],
)
def test_a_filter_of_gemini_that_kept_everything_back_is_a_failure(value, category):
    found = told(json.dumps(value).encode())
    assert isinstance(found, Broken)
    assert (found.name, found.category) == ("content_filtered", category)


def test_a_filter_of_gemini_that_left_words_is_an_answer():
    assert (
        shown(told(json.dumps(gemini({"text": "Hel"}, finish="SAFETY")).encode()), 0).stop_reason == "refusal"
    )


@pytest.mark.parametrize("finish", ["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL"])
def test_a_call_of_gemini_that_failed(finish):
    found = told(stream(gemini(finish=finish)))
    assert isinstance(found, Broken)
    assert found.name == "model_tool_call_failed"
    assert finish in found.message


def test_a_stream_of_gemini_without_a_reason_was_cut():
    for body in (stream(gemini({"text": "Hel"})), b'[{"candidates": ['):
        found = told(body)
        assert isinstance(found, Broken)
        assert found.name == "stream_truncated"


def test_an_error_of_gemini_is_handed_on_in_its_words():
    error = {"error": {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}}
    pieces = [gemini({"text": "Hel"}), error]
    for body in (stream(*pieces), json.dumps(pieces).encode()):
        found = told(body)
        assert isinstance(found, Broken)
        assert b"The model is overloaded." in found.body
