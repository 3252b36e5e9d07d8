import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.faults import UpstreamFault
from tui_router.net.errors import NetError
from tui_router.providers.provider import Model, Provider
from tui_router.upstream.codex_listing import codex_models, parse_codex

SUB = Provider(
    name="sub", dialect="responses", base_url="https://e.com/codex", auth="codex", headers={"version": "9.1"}
)
ROW = {
    "slug": "gpt-6.1-sol", "display_name": "GPT-6.1 Sol", "context_window": 272000, "visibility": "list",
    "supported_in_api": True, "input_modalities": ["text", "image"],
    "supported_reasoning_levels": [{"effort": "low"}], "base_instructions": "x" * 9000,
}  # fmt: skip


class Net:
    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    async def get_json(self, url, headers, *, timeout, max_bytes):
        self.asked.append((url, headers))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        return status, json.dumps(body).encode()


class Hand:
    def __init__(self, again=True, fault=None):
        self.again, self.fault, self.signed = again, fault, 0

    async def headers(self, outgoing):
        if self.fault:
            raise self.fault
        self.signed += 1
        return {"authorization": f"Bearer t{self.signed}"}

    async def refused(self):
        return self.again


def test_a_row_tells_what_the_model_is() -> None:
    assert parse_codex(json.dumps({"models": [ROW]}).encode()) == {
        "gpt-6.1-sol": Model(context_window=272000, images=True, thinking=True, display_name="GPT-6.1 Sol")
    }


def test_what_is_hidden_or_not_to_be_asked_is_left_out() -> None:
    listed = [
        {**ROW, "slug": "a", "visibility": "hide"},
        {**ROW, "slug": "b", "supported_in_api": False},
        {"slug": "c"},
        {**ROW, "slug": 7},
        {**ROW, "slug": "d\n"},
        "e",
    ]
    assert parse_codex(json.dumps({"models": listed}).encode()) == {"c": Model()}


@given(st.binary(max_size=80), st.text(max_size=20))
def test_any_bytes_are_read(data, name) -> None:
    assert parse_codex(data) == {}
    odd = {"slug": "m", "context_window": name, "input_modalities": name, "supported_reasoning_levels": name}
    assert set(parse_codex(json.dumps({"models": [odd]}).encode())) == {"m"}


async def test_the_list_is_asked_with_the_login_and_a_version() -> None:
    net = Net((200, {"models": [ROW]}))
    assert set(await codex_models(net, SUB, Hand())) == {"gpt-6.1-sol"}
    [(url, headers)] = net.asked
    assert url == "https://e.com/codex/models?client_version=9.1"
    assert headers["authorization"] == "Bearer t1"


async def test_a_refused_login_is_tried_once_more() -> None:
    net = Net((401, {}), (200, {"models": [ROW]}))
    assert set(await codex_models(net, SUB, Hand())) == {"gpt-6.1-sol"}
    assert [headers["authorization"] for _, headers in net.asked] == ["Bearer t1", "Bearer t2"]


@pytest.mark.parametrize(
    "answers",
    [
        [(401, {}), (401, {})],
        [(403, {})],
        [(200, {"models": {}})],
        [(500, {"models": [ROW]})],
        [NetError("dns", "x")],
    ],
)
async def test_without_a_list_there_is_none(answers) -> None:
    net = Net(*answers)
    assert await codex_models(net, SUB, Hand()) == {}
    assert net.answers == []


async def test_without_a_login_it_is_said() -> None:
    fault = UpstreamFault.say("provider sub: no login", type="authentication_error")
    with pytest.raises(UpstreamFault, match="no login"):
        await codex_models(Net(), SUB, Hand(fault=fault))
