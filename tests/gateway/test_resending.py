"""Requests sent again from a running gateway."""

import json

import pytest

from tui_router.control.client import ControlError
from tui_router.control.inspect import Resend


@pytest.fixture
async def origin(road) -> int:
    await road.ask("text", temperature=0.7, stop_sequences=["x"])
    return (await road.last()).row.id


async def test_a_patch_is_laid_over_what_the_client_sent(road, sandbox, origin: int) -> None:
    patch = {"temperature": 0.1, "stop_sequences": None, "top_p": 0.5}
    number = await road.control.replay(origin, Resend(patch=patch))
    detail = await road.ended(number)
    assert (detail.row.state, detail.row.edited, detail.row.replay_of) == ("ok", True, origin)
    before = await road.leg(origin, "a")
    asked = json.loads(await road.leg(number, "a"))
    left = {name: value for name, value in json.loads(before).items() if name != "stop_sequences"}
    assert list(asked.items()) == list({**left, "temperature": 0.1, "top_p": 0.5}.items())
    assert (sandbox.requests[-1]["temperature"], sandbox.requests[-1]["top_p"]) == (0.1, 0.5)
    assert "stop" not in sandbox.requests[-1]


async def test_another_body_goes_to_another_target(road, sandbox, origin: int) -> None:
    body = b'{"max_tokens": 3, "model": "x", "messages": [{"role": "user", "content": "by hand"}]}'
    number = await road.control.replay(origin, Resend(to="sandbox/long", body=body))
    row = (await road.ended(number)).row
    assert (row.state, row.model, row.edited, row.stream) == ("ok", "long", True, False)
    assert await road.leg(number, "a") == body
    assert sandbox.requests[-1]["messages"][-1]["content"] == "by hand"


async def test_an_unchanged_one_is_not_called_edited(road, origin: int) -> None:
    number = await road.control.replay(origin)
    assert not (await road.ended(number)).row.edited
    assert await road.leg(number, "a") == await road.leg(origin, "a")


async def test_each_replay_names_the_one_it_was_made_from(road, origin: int) -> None:
    first = await road.control.replay(origin, Resend(patch={"top_k": 1}))
    assert (await road.ended(first)).row.replay_of == origin
    second = await road.control.replay(first, Resend(patch={"top_k": 2}))
    assert (await road.ended(second)).row.replay_of == first
    assert (await road.ended(first)).row.replay_of == origin
    assert json.loads(await road.leg(second, "a"))["top_k"] == 2


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (Resend(patch={"a": 1}, body=b"{}"), "not both"),
        (Resend(body=b"[1]"), "JSON object"),
        (Resend(body=b"{" + b" " * (32 * 1024 * 1024) + b"}"), "too large"),
        (Resend(to="nobody/m"), "no provider nobody"),
        (Resend(patch={"a": float("inf")}), "no JSON"),
    ],
)
async def test_a_change_that_cannot_be_made_sends_nothing(
    road, sandbox, origin: int, ask: Resend, words: str
) -> None:
    with pytest.raises(ControlError, match=words) as refused:
        await road.control.replay(origin, ask)
    assert refused.value.status == 400
    assert len(sandbox.requests) == 1
    assert len(await road.control.exchanges()) == 1


async def test_what_cannot_be_read_any_more_fails_like_a_clients(road, origin: int) -> None:
    """The gateway sends what a person wrote; that it is no request is for the road to say."""
    number = await road.control.replay(origin, Resend(patch={"messages": None}))
    row = (await road.ended(number)).row
    assert (row.state, row.status) == ("failed", 400)
