import base64
import json
from itertools import count
from typing import Any

import pytest
from botocore.eventstream import EventStreamBuffer

from tui_router.sandbox.answer import answer
from tui_router.sandbox.doors import Cloud, Door
from tui_router.sandbox.hosted import VERSIONS, complaint, framed, message
from tui_router.sandbox.reply import Stream, Whole
from tui_router.sandbox.scenario import scenarios

USER = {"role": "user", "content": "hello"}


def ask(cloud: Cloud, *, streams: bool = False, **fields: Any) -> Whole | Stream:
    numbers = count(1)
    body = {"anthropic_version": VERSIONS[cloud], "max_tokens": 99, "messages": [USER], **fields}
    at = Door("anthropic", "text", streams, cloud=cloud)
    sent = json.dumps(body).encode()
    return answer(sent, scenarios(), door=at, new_id=lambda: f"{next(numbers):03}")


def text(events: list[Any]) -> str:
    return "".join(e["delta"].get("text", "") for e in events if e["type"] == "content_block_delta")


def test_the_makers_reader_takes_the_frames() -> None:
    """botocore checks both sums and reads the headers."""
    reply = ask("aws", streams=True)
    assert isinstance(reply, Stream)
    assert reply.type == "application/vnd.amazon.eventstream"
    buffer, events = EventStreamBuffer(), []
    for frame in reply.frames:
        buffer.add_data(frame.data)
        for one in buffer:
            told = one.to_response_dict()
            assert told["headers"][":event-type"] == "chunk"
            events.append(json.loads(base64.b64decode(json.loads(told["body"])["bytes"])))
    assert [events[0]["type"], events[-1]["type"]] == ["message_start", "message_stop"]
    assert text(events) == scenarios()["text"].steps[0].text


def test_comments_have_no_frame() -> None:
    assert framed(b': said\n\nevent: x\ndata: {"a":1}\n\n') == message(b'{"a":1}')
    assert framed(b": said\n\n") == b""


def test_vertex_streams_what_the_maker_streams() -> None:
    reply = ask("google", streams=True, stream=True)
    assert isinstance(reply, Stream)
    assert reply.type.startswith("text/event-stream")
    assert next(reply.frames).data.startswith(b"event: message_start")


@pytest.mark.parametrize("cloud", ["aws", "google"])
def test_a_whole_answer(cloud: Cloud) -> None:
    reply = ask(cloud)
    assert isinstance(reply, Whole)
    assert json.loads(reply.body)["content"][0]["text"] == scenarios()["text"].steps[0].text


@pytest.mark.parametrize(
    ("cloud", "fields", "words"),
    [
        (
            "aws",
            {"anthropic_version": "2023-06-01"},
            "anthropic_version: Input should be 'bedrock-2023-05-31'",
        ),
        ("google", {"anthropic_version": None}, "vertex-2023-10-16"),
        ("aws", {"model": "text"}, "model: Extra inputs are not permitted"),
        ("aws", {"stream": True}, "stream: Extra inputs are not permitted"),
        ("aws", {"anthropic_beta": "a,b"}, "anthropic_beta: Input should be a valid list"),
        ("aws", {"context_management": {}}, "context_management: Extra inputs are not permitted"),
    ],
)
def test_what_the_house_refuses(cloud: Cloud, fields: dict[str, Any], words: str) -> None:
    reply = ask(cloud, **fields)
    assert isinstance(reply, Whole)
    assert reply.status == 400
    told = json.loads(reply.body)
    assert words in (told["message"] if cloud == "aws" else told["error"]["message"])
    assert (reply.headers.get("x-amzn-errortype") == "ValidationException") is (cloud == "aws")


def test_betas_of_the_body_count() -> None:
    betas = {"anthropic_beta": ["context-management-2025-06-27"], "context_management": {}}
    reply = ask("aws", **betas)
    assert isinstance(reply, Whole)
    assert reply.status == 200


def test_nothing_is_said_against_what_is_right() -> None:
    door = Door("anthropic", "text", False, cloud="google")
    assert complaint(door, {"anthropic_version": VERSIONS["google"], "stream": True}) is None
