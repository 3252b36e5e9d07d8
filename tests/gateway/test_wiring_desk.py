"""The wiring as an inspector sees it and changes it, on a gateway that runs."""

import asyncio
import json
import tomllib
from pathlib import Path

import pytest

from tui_router.control.client import ControlError
from tui_router.control.wiring import Change
from tui_router.journal.record import Tiers

CONFIG = """\
# mine
[providers.sandbox]
dialect = "chat"
base_url = "{url}/v1"

[tiers]
opus = "sandbox/text" # big
default = "fast"

[[routes]]
when = {{ kind = "title" }}
to = "fast"

[aliases]
fast = "sandbox/unicode"
"""


@pytest.fixture
async def wired(start, sandbox):
    async with start(CONFIG.format(url=sandbox.url)) as road:
        yield road


def file_of(road) -> Path:
    return Path(road.gateway.config)


async def change(road, patch, **more):
    now = await road.control.wiring()
    return await road.control.rewire(Change(revision=now.revision, patch=patch, **more))


async def goes(road, model, **headers):
    body = {"model": model, "max_tokens": 10, "messages": [{"role": "user", "content": "x"}], "stream": True}
    await road.result(await road.post(body, **headers))
    detail = await road.last()
    return f"{detail.row.provider}/{detail.row.model}"


async def test_it_is_shown_as_it_is_in_force(wired) -> None:
    wires = await wired.control.wiring()
    assert wires.tiers == {"opus": "sandbox/text", "default": "sandbox/unicode"}
    assert wires.effective["haiku"] == "sandbox/unicode"
    assert wires.aliases == {"fast": "sandbox/unicode"}
    assert wires.providers["sandbox"]["dialect"] == "chat"
    (rule,) = wires.rules
    assert (rule.number, rule.when, rule.to, rule.hits) == (1, "kind is title", ["sandbox/unicode"], 0)
    assert rule.table == {"when": {"kind": "title"}, "to": "fast"}
    assert wires.config == str(file_of(wired))
    assert not wires.unwritten


async def test_a_change_is_in_force_at_once_and_not_in_the_file(wired) -> None:
    before = file_of(wired).read_text()
    wires = await change(wired, {"tiers": {"opus": "sandbox/long"}})
    assert wires.unwritten
    assert await goes(wired, "claude-opus-5") == "sandbox/long"
    assert (await wired.last()).row.revision == wires.revision
    assert file_of(wired).read_text() == before


async def test_a_rule_counts_its_hits_and_keeps_them_when_it_moves(wired) -> None:
    rule = {"when": {"model": "cc-*"}, "to": "sandbox/long"}
    title = {"when": {"kind": "title"}, "to": "fast"}
    await change(wired, {"routes": [title, rule]})
    assert await goes(wired, "cc-x") == "sandbox/long"
    assert [(r.number, r.hits) for r in (await wired.control.wiring()).rules] == [(1, 0), (2, 1)]
    wires = await change(wired, {"routes": [rule, title]})
    assert [(r.number, r.hits) for r in wires.rules] == [(1, 1), (2, 0)]
    assert (await wired.last()).row.rule == 2


async def test_one_session_alone(wired) -> None:
    wires = await change(wired, {"tiers": {"opus": "sandbox/long"}}, session="s-1")
    assert wires.sessions == {"s-1": {"opus": "sandbox/long"}}
    assert await goes(wired, "claude-opus-5", x_claude_code_session_id="s-1") == "sandbox/long"
    assert (await wired.last()).row.reason == "this session wires opus to sandbox/long"
    assert await goes(wired, "claude-opus-5", x_claude_code_session_id="s-2") == "sandbox/text"
    assert not wires.unwritten
    with pytest.raises(ControlError, match="not kept in the file"):
        await change(wired, {"tiers": {"opus": "sandbox/long"}}, session="s-1", write=True)
    wires = await change(wired, {"tiers": {"opus": None}}, session="s-1")
    assert wires.sessions == {}


async def test_written_to_the_file_with_its_comments(wired) -> None:
    await change(wired, {"tiers": {"haiku": "sandbox/long"}})
    wires = await change(wired, {"tiers": {"opus": "fast"}}, write=True, by="screen")
    text = file_of(wired).read_text()
    assert "# mine" in text
    assert 'opus = "fast" # big' in text
    assert "haiku" not in text
    assert wires.unwritten  # haiku is in force and not written
    assert (await wired.control.revisions())[0].written
    # the gateway does not take its own writing for somebody's edit
    wired.gateway.reload.look(wired.gateway)
    assert (await wired.control.wiring()).tiers["haiku"] == "sandbox/long"
    wires = await change(wired, {}, write=True)
    assert not wires.unwritten
    assert tomllib.loads(file_of(wired).read_text())["tiers"]["haiku"] == "sandbox/long"


async def test_a_file_that_cannot_be_written_changes_nothing(wired) -> None:
    file_of(wired).chmod(0o400)
    with pytest.raises(ControlError, match="read-only") as caught:
        await change(wired, {"tiers": {"opus": "fast"}}, write=True)
    assert caught.value.status == 400
    assert (await wired.control.wiring()).tiers["opus"] == "sandbox/text"
    file_of(wired).chmod(0o600)


async def test_an_old_revision_and_a_bad_patch_change_nothing(wired) -> None:
    before = await wired.control.wiring()
    with pytest.raises(ControlError) as stale:
        await wired.control.rewire(Change(revision=before.revision - 1, patch={"tiers": {"opus": "fast"}}))
    assert stale.value.status == 409
    with pytest.raises(ControlError) as bad:
        await change(wired, {"tiers": {"opus": "sandbx/x", "haku": "fast"}})
    assert bad.value.status == 400
    assert "tiers.haku: no such key; did you mean haiku?" in str(bad.value)
    assert "did you mean sandbox/x?" in str(bad.value)
    assert await wired.control.wiring() == before


async def test_revisions_and_the_way_back(wired) -> None:
    first = (await wired.control.wiring()).revision
    await change(wired, {"tiers": {"opus": "sandbox/long"}}, by="screen")
    await change(wired, {"routes": []})
    newest, second, *_, start_ = await wired.control.revisions()
    assert (newest.what, newest.by) == (["rule removed: kind is title → sandbox/unicode"], "api")
    assert (second.what, second.by) == (["opus: sandbox/text → sandbox/long"], "screen")
    assert start_.by == "start"
    with pytest.raises(ControlError) as stale:
        await wired.control.restore(first, revision=first)
    assert stale.value.status == 409
    wires = await wired.control.restore(first, revision=newest.revision)
    assert (wires.tiers["opus"], len(wires.rules), wires.revision) == ("sandbox/text", 1, newest.revision + 1)
    assert (await wired.control.revisions())[0].by == f"back to {first}"
    with pytest.raises(ControlError) as unknown:
        await wired.control.restore(999, revision=wires.revision)
    assert unknown.value.status == 404


async def test_a_provider_comes_while_it_runs(wired, sandbox) -> None:
    await change(
        wired,
        {
            "providers": {"other": {"dialect": "anthropic", "base_url": sandbox.url, "models": {"text": {"max_output_tokens": 77}}}},
            "tiers": {"opus": "other/text"},
        },
    )  # fmt: skip
    assert await goes(wired, "claude-opus-5") == "other/text"
    model = next(model for model in await wired.control.models() if model.target == "other/text")
    assert (model.max_output_tokens, model.output_from) == (77, "config")


async def test_a_header_that_may_be_a_secret_is_not_shown_and_not_lost(wired) -> None:
    secret = {"x-team": "red", "x-access-token": "of-nobodys-business"}
    await change(wired, {"providers": {"sandbox": {"headers": secret}}})
    table = (await wired.control.wiring()).providers["sandbox"]
    assert table["headers"] == {"x-team": "red", "x-access-token": "****"}
    await change(wired, {"providers": {"sandbox": {**table, "insecure": True}}}, write=True)
    assert wired.gateway.wiring.table.providers["sandbox"].headers == secret
    assert "****" not in file_of(wired).read_text()


async def test_a_first_wiring_pins_what_was_proposed_and_the_file_stands_by_itself(start, sandbox) -> None:
    config = f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n[providers.sandbox.models.text]\n'
    async with start(config) as road:
        assert not (await road.control.wiring()).wired
        wires = await change(road, {"tiers": {"opus": "sandbox/long"}}, write=True)
        assert wires.tiers == dict.fromkeys(("haiku", "sonnet", "fable", "default"), "sandbox/text") | {
            "opus": "sandbox/long"
        }
        assert tomllib.loads(file_of(road).read_text())["tiers"] == wires.tiers


async def test_what_came_from_the_environment_comes_from_the_file_once_it_is_written(
    start, sandbox, monkeypatch
) -> None:
    monkeypatch.setenv("VLLM_URL", f"{sandbox.url}/v1")
    async with start("") as road:
        assert [p.found_by for p in (await road.control.status()).providers] == ["environment"]
        wires = await change(road, {"tiers": {"default": "vllm/text"}, "providers": {"vllm": (await road.control.wiring()).providers["vllm"]}}, write=True)  # fmt: skip
        assert not wires.unwritten
        assert [p.found_by for p in (await road.control.status()).providers] == ["config"]
        assert (
            tomllib.loads(file_of(road).read_text())["providers"]["vllm"]["base_url"] == f"{sandbox.url}/v1"
        )


async def test_changes_at_the_same_moment_follow_each_other(wired) -> None:
    now = (await wired.control.wiring()).revision
    asked = [
        wired.control.rewire(
            Change(revision=now, patch={"tiers": {"opus": f"sandbox/m{n}"}}, write=n % 2 == 0)
        )
        for n in range(6)
    ]
    answers = await asyncio.gather(*asked, wired.control.put_tiers(Tiers(revision=now, tiers={"opus": "fast"})), return_exceptions=True)  # fmt: skip
    refused = [answer.status for answer in answers if isinstance(answer, ControlError)]
    assert refused == [409] * 6
    assert (await wired.control.wiring()).revision == now + 1


async def test_models_say_what_they_cost_and_who_says_it(wired) -> None:
    models = {model.target: model for model in await wired.control.models(refresh=True)}
    assert models["sandbox/hostile"].listed
    assert models["sandbox/unicode"].target == "sandbox/unicode"


BODY = {"model_id": "claude-haiku-4-5-20251001", "provider_id": "sandbox", "provider_model_id": "long", "model_type": "llm"}  # fmt: skip


async def post_models(road, body, token, method="POST", path="/v1/models"):
    reply = await road.http.send(
        method,
        road.url + path,
        {"authorization": f"Bearer {token}"},
        json.dumps(body).encode() if body else b"",
    )
    try:
        return reply.status, json.loads(await reply.read(100_000))
    finally:
        await reply.aclose()


async def test_a_name_is_registered_over_http_and_taken_back(wired, tokens) -> None:
    client, control = tokens
    status, told = await post_models(wired, BODY, control)
    assert (status, told["identifier"], told["provider_resource_id"]) == (200, BODY["model_id"], "long")
    assert await goes(wired, BODY["model_id"]) == "sandbox/long"
    reply = await wired.http.send("GET", wired.url + "/v1/models", {"authorization": f"Bearer {client}"}, b"")
    listed = json.loads(await reply.read(1_000_000))
    await reply.aclose()
    assert BODY["model_id"] in [row["id"] for row in listed["data"]]
    assert (await post_models(wired, None, control, "DELETE", f"/v1/models/{BODY['model_id']}"))[0] == 200
    assert await goes(wired, BODY["model_id"]) == "sandbox/unicode"
    status, told = await post_models(wired, None, control, "DELETE", "/v1/models/none")
    assert (status, told["error"]["type"]) == (404, "not_found_error")


async def test_names_are_for_the_control_token_alone(wired, tokens) -> None:
    client, control = tokens
    assert (await post_models(wired, BODY, client))[0] == 401
    assert (await post_models(wired, None, client, "DELETE", "/v1/models/fast"))[0] == 401
    status, told = await post_models(wired, {**BODY, "provider_id": "nobody"}, control)
    assert (status, "nobody" in told["error"]["message"]) == (400, True)
    assert (await post_models(wired, BODY, control, path="/v1/models/x"))[0] == 404
    assert (await wired.control.wiring()).aliases == {"fast": "sandbox/unicode"}
