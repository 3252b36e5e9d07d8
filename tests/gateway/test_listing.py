"""What a viewer gets when it asks for exchanges: memory over journal, through a filter."""

import asyncio

import pytest

from tui_router.control.client import ControlError
from tui_router.gateway.listing import listed
from tui_router.journal.query import FilterTooSlow, Reader
from tui_router.journal.record import ExchangeRow


class Registry:
    def __init__(self, rows):
        self._rows = rows

    def rows(self):
        return self._rows


class Gateway:
    known_texts = ("sesame",)

    def __init__(self, rows):
        self.registry = Registry(rows)


class Stored(Reader):
    """A journal of these rows, which it does not filter."""

    def __init__(self, rows):
        self._kept = rows

    def rows(self, before=None, limit=500, filter=""):
        del before, filter
        return self._kept[:limit]


def row(id, **fields):
    return ExchangeRow(id=id, started_at=0.0, **fields)


async def test_memory_knows_better_also_what_fits_no_more():
    gateway = Gateway([row(3, tier="opus", trouble="open sesame"), row(2, tier="haiku")])
    found = await listed(gateway, Stored([row(2, tier="opus"), row(1, tier="opus")]), filter="~t opus")
    assert [each.id for each in found] == [3, 1]
    assert "sesame" not in found[0].trouble


async def test_pages_and_limits():
    gateway = Gateway([row(9), row(8)])
    found = await listed(gateway, Stored([row(7), row(6), row(5)]), before=9, limit=2)
    assert [each.id for each in found] == [8, 7]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("opus ~tr", "filter, character 6: unknown operator ~tr; did you mean ~t"),
        ("~b foo", "bodies are not searched by a filter"),
    ],
)
async def test_what_cannot_be_answered_is_a_400(text, words):
    with pytest.raises(ControlError, match=words) as refused:
        await listed(Gateway([]), Stored([]), filter=text)
    assert refused.value.status == 400


async def test_what_takes_too_long_is_a_503():
    class Slow(Stored):
        def rows(self, before=None, limit=500, filter=""):
            raise FilterTooSlow(77)

    with pytest.raises(ControlError, match="came down to #77; ask for fewer") as slow:
        await asyncio.wait_for(listed(Gateway([]), Slow([]), filter="~e"), 30)
    assert slow.value.status == 503
