"""Facts, troubles and remedies as the inspector asks for them, on a running gateway."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tui_router.control.client import ControlError
from tui_router.control.events import StatusChanged
from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import Fact
from tui_router.diagnose.taxonomy import TAXONOMY
from tui_router.gateway import fact_desk, late_writer
from tui_router.journal.record import ExchangeDetail, Tiers


def fact(name: str = "max_output_tokens", value: Any = 500, **more: Any) -> Fact:
    return Fact(
        **{"provider": "sandbox", "base_url": "", "model": "text-fast", "name": name, "value": value, **more}
    )


def said(facts: list[Fact]) -> list[tuple[str, str, Any]]:
    return [(fact.model, fact.name, fact.value) for fact in facts]


async def refusal(asked: Any) -> tuple[int, str]:
    with pytest.raises(ControlError) as caught:
        await asked
    return caught.value.status, str(caught.value)


async def test_a_persons_word_is_put_shown_and_forgotten(road) -> None:
    put = await road.control.put_fact(fact(pinned=True))
    assert (put.origin, put.pinned, put.base_url) == (
        "person",
        True,
        road.gateway.wiring.table.providers["sandbox"].base_url,
    )
    assert await road.control.facts() == [put]
    assert (await road.control.status()).facts == 1
    await road.control.forget_fact(fact())
    assert await road.control.facts() == []
    assert await refusal(road.control.forget_fact(fact())) == (
        404,
        "no max_output_tokens is known of sandbox/text-fast",
    )


async def test_the_next_request_is_made_as_was_said(road, sandbox) -> None:
    await road.control.put_fact(fact())
    await road.ask("text-fast", max_tokens=1000)
    assert sandbox.requests[-1]["max_tokens"] == 500
    assert said((await road.last()).applied) == [("text-fast", "max_output_tokens", 500)]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (fact(provider="nobody"), "no provider nobody"),
        (fact(value=0), "more than 0"),
        (fact("melody", 1), "no fact called melody"),
        (fact(model=""), "names a provider and a model"),
        (fact(model="a\x1bb"), "printable"),
        (fact("drop", "sk-sandbox-not-a-real-key-000000000000"), "looks like a key"),
    ],
)
async def test_what_cannot_be_known_is_refused_in_words(road, wrong: Fact, words: str) -> None:
    status, told = await refusal(road.control.put_fact(wrong))
    assert status == 400
    assert words in told
    assert await road.control.facts() == []


async def test_the_newest_stands_first(road) -> None:
    for number in range(3):
        await road.control.put_fact(fact("drop", f"n{number}"))
    learned = road.gateway.facts.learn([fact("drop", "old", base_url="u", learned_at=5.0)])
    assert [fact.value for fact in await road.control.facts()] == ["n2", "n1", "n0", "old"]
    assert len(learned) == 1


CATALOG = """
[providers.g]
preset = "gemini-openai"
key = "env:SANDBOX_API_KEY"
base_url = "{url}/v1"
[tiers]
default = "g/gemini-3.8-flash"
"""


async def test_what_the_catalog_says_is_shown_of_targets_in_use(start, sandbox) -> None:
    async with start(CATALOG.format(url=sandbox.url)) as road:
        shown = await road.control.facts()
        assert said(shown) == [("gemini-3.8-flash", "thought_signatures", True)]
        assert (shown[0].origin, shown[0].evidence) == (
            "catalog",
            "https://ai.google.dev/gemini-api/docs/thought-signatures",
        )
        assert (await road.control.status()).facts == 0
        await road.ask("g/gemini-3.5-flash")
        assert {fact.model for fact in await road.control.facts()} == {"gemini-3.8-flash", "gemini-3.5-flash"}

        status, told = await refusal(road.control.forget_fact(shown[0]))
        assert status == 409
        assert "comes from the catalog" in told
        await road.control.put_fact(replace(shown[0], value=False, base_url=""))
        found = [fact for fact in await road.control.facts() if fact.model == "gemini-3.8-flash"]
        assert [(fact.origin, fact.value) for fact in found] == [("person", False)]


async def test_a_viewer_hears_of_a_change_at_once(road) -> None:
    viewer = road.gateway.bus.watch()
    await road.control.put_fact(fact())
    async with asyncio.timeout(0):  # it is there already
        assert (await viewer.take()).status.facts == 1
    await road.control.forget_fact(fact())
    async with asyncio.timeout(0):
        assert (await viewer.take()).status.facts == 0
    road.gateway.bus.leave(viewer)


async def test_a_watching_screen_gets_it_as_an_event(road) -> None:
    async with asyncio.timeout(30):
        async for event in road.control.events():
            if isinstance(event, StatusChanged) and event.status.facts:
                return
            if isinstance(event, StatusChanged):
                await road.control.put_fact(fact())


async def test_what_was_put_outlives_the_gateway(
    start, sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_writer, "WRITE_AFTER", 3600)  # an orderly end does not wait for it
    config = f'[providers.sandbox]\ndialect = "chat"\nbase_url = "{sandbox.url}/v1"\n[tiers]\ndefault = "sandbox/text"\n'
    async with start(config) as road:
        put = await road.control.put_fact(fact())
    stored = json.loads((tmp_path / "home" / "state" / "facts.json").read_text())
    assert stored["facts"][0]["name"] == "max_output_tokens"
    async with start(config) as road:
        assert await road.control.facts() == [put]


# -- troubles


async def test_failed_and_lost_live_and_stored_are_groups(road) -> None:
    for _ in range(2):
        await road.ask("bad-key")
    await road.ask("text", thinking={"type": "enabled", "budget_tokens": 2000}, max_tokens=4000)
    numbers = [row.id for row in await road.control.exchanges()]

    async def look() -> list[tuple[str, str, str, int]]:
        found = await road.control.troubles()
        return [(group.group, group.name, group.model, group.count) for group in found]

    at_once = await look()
    assert at_once[0] == ("failed", "auth_invalid_key", "bad-key", 2)
    async with asyncio.timeout(30):
        while not all([(await road.control.exchange(number)).row.stored for number in numbers]):
            await asyncio.sleep(0.02)
    assert road.gateway.registry.rows() == []
    assert await look() == at_once
    (failed,) = [group for group in await road.control.troubles() if group.group == "failed"]
    assert failed.exchanges == [numbers[1], numbers[2]]
    assert failed.remedy == "check the key this provider reads"
    assert failed.offer is None


async def test_what_memory_holds_counts_before_it_is_stored_and_carries_no_secret(
    road, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fact_desk.Reader, "troubled", lambda *_: ([], 0))
    live = road.gateway.registry.open()
    live.row.provider, live.row.model, live.row.state = "sandbox", "m", "failed"
    key = "sk-sandbox-not-a-real-key-000000000000"
    live.diagnosis = diagnosed("upstream_server_error", quote=f"your key {key}")
    live.row.diagnosis, live.row.trouble = "upstream_server_error", f"with {key}"
    (found,) = await road.control.troubles()
    assert found.exchanges == [live.row.id]
    assert key[:20] not in str(found)
    assert found.offer is not None
    assert found.offer.words == "send it again"
    road.gateway.registry.end(live)


# -- remedies


def diagnosed(name: str, quote: str = "", **figures: Any) -> Diagnosis:
    row = TAXONOMY[name]
    return Diagnosis(
        name=name,
        type=row.type,
        status=row.answer_status,
        message="no",
        title=row.title,
        quote=quote,
        remedy=row.remedy,
        heals=row.heals,
        figures=figures,
    )


@pytest.fixture
def failed(road, monkeypatch: pytest.MonkeyPatch):
    """The number of an answered exchange that is shown as if it had failed like this."""

    async def make(model: str, diagnosis: Diagnosis | None, state: str = "failed") -> int:
        body = {"model": model, "max_tokens": 1000, "messages": [{"role": "user", "content": "hello"}]}
        assert (await road.result(await road.post(body)))[0] == 200
        detail = await road.last()
        row = replace(detail.row, state=state, diagnosis=diagnosis.name if diagnosis else "")
        shown = road.control.exchange

        async def exchange(number: int) -> ExchangeDetail:
            return replace(detail, row=row, diagnosis=diagnosis) if number == row.id else await shown(number)

        monkeypatch.setattr(road.control, "exchange", exchange)
        return row.id

    return make


async def test_a_remedy_puts_the_figure_down_and_sends_it_again(road, sandbox, failed) -> None:
    origin = await failed("sandbox/text-fast", diagnosed("max_tokens_too_large", "at most 500", limit=500))
    number = await road.control.remedy(origin)
    again = await road.ended(number)
    assert again.row.state == "ok"
    assert again.row.model == "text-fast"
    assert [request["max_tokens"] for request in sandbox.requests] == [1000, 500]
    (known,) = await road.control.facts()
    assert (known.origin, known.value, known.evidence, known.exchange) == (
        "person",
        500,
        "at most 500",
        origin,
    )
    assert again.row.replay_of == origin


async def test_a_remedy_goes_to_the_target_that_failed_wherever_the_tiers_point(road, failed) -> None:
    road.gateway.facts.put(
        fact(base_url=road.gateway.wiring.table.providers["sandbox"].base_url, pinned=True)
    )
    origin = await failed("claude-haiku-5", diagnosed("max_tokens_too_large", "at most 400", limit=400))
    wiring = await road.control.tiers()
    await road.control.put_tiers(Tiers(revision=wiring.revision, tiers={"haiku": "sandbox/text"}))
    assert (await road.ended(await road.control.remedy(origin))).row.model == "text-fast"
    assert (await road.ended(await road.control.replay(origin))).row.model == "text"
    (known,) = await road.control.facts()
    assert (known.value, known.pinned) == (400, True)


async def test_what_passes_is_sent_again_and_nothing_is_put_down(road, sandbox, failed) -> None:
    origin = await failed("sandbox/text-fast", diagnosed("overloaded"))
    assert (await road.ended(await road.control.remedy(origin))).row.state == "ok"
    assert len(sandbox.requests) == 2
    assert await road.control.facts() == []


@pytest.mark.parametrize(
    ("diagnosis", "state", "words"),
    [
        (diagnosed("model_not_found"), "failed", "point the tier at another model"),
        (diagnosed("context_overflow", "8192", window=8192), "failed", "larger window"),
        (diagnosed("auth_invalid_key"), "failed", "Check the key"),
        (diagnosed("content_filtered"), "failed", "nothing can be applied"),
        (None, "failed", "nothing can be applied"),
        (diagnosed("overloaded"), "repaired", "did not fail"),
        (None, "ok", "did not fail"),
    ],
)
async def test_where_nothing_can_be_applied_nothing_is_sent(
    road, sandbox, failed, diagnosis: Diagnosis | None, state: str, words: str
) -> None:
    number = await failed("sandbox/text-fast", diagnosis, state)
    status, told = await refusal(road.control.remedy(number))
    assert status == 409
    assert words in told
    assert len(sandbox.requests) == 1
    assert await road.control.facts() == []


async def test_no_fact_is_put_down_for_what_cannot_be_sent_again(road, failed, monkeypatch) -> None:
    async def lost(_number: int) -> Any:
        raise ControlError("the request was not captured", 400)

    monkeypatch.setattr(road.control._resender, "request_of", lost)
    number = await failed("sandbox/text-fast", diagnosed("max_tokens_too_large", "500", limit=500))
    assert (await refusal(road.control.remedy(number)))[0] == 400
    assert await road.control.facts() == []


async def test_a_remedy_of_nothing_is_a_404(road) -> None:
    assert (await refusal(road.control.remedy(999)))[0] == 404
