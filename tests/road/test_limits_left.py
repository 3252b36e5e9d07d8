"""What upstreams say of their limits, from their headers to the inspector."""

import pytest

from tui_router.journal.record import Limit


@pytest.fixture
async def lab(start, raw, kit, monkeypatch):
    monkeypatch.setenv("LAB_SECRET", "sk-test-" + "0" * 24)
    monkeypatch.setenv("NATIVE_SECRET", "sk-test-" + "1" * 24)
    async with start(kit.raw_config(raw.url)) as road:
        yield road


ANSWER = (
    b'{"id":"1","object":"chat.completion","model":"m","choices":[{"index":0,"finish_reason":"stop",'
    b'"message":{"role":"assistant","content":"hi"}}]}'
)


async def limits(road, provider: str = "lab") -> list[Limit]:
    return next(each.limits for each in (await road.control.status()).providers if each.name == provider)


async def test_an_answer_tells_what_is_left(lab, raw, kit) -> None:
    extra = "x-ratelimit-limit-tokens: 3000\r\nX-RateLimit-Remaining-Tokens: 1200\r\n"
    raw.answer = kit.says(kit.whole(200, ANSWER, extra=extra))
    assert (await lab.ask("lab/m", stream=False))[0] == 200
    assert await limits(lab) == [Limit(name="tokens", left=1200, of=3000)]
    assert await limits(lab, "native") == []


@pytest.mark.usefixtures("impatient")
async def test_a_refusal_tells_until_when(lab, raw, kit) -> None:
    raw.answer = kit.says(
        kit.whole(429, b'{"error":{"message":"Rate limit reached"}}', extra="retry-after: 60\r\n")
    )
    assert (await lab.ask("lab/m"))[0] == 429
    (found,) = await limits(lab)
    assert (found.name, found.left) == ("requests", 0)
    assert found.resets_at > 0
