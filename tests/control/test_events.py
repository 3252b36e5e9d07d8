import msgspec
import pytest

from tui_router.control.events import ControlEvent, ExchangeChanged, Reset, StatusChanged, TiersChanged
from tui_router.journal.record import ExchangeRow, Status, Tiers

EVENTS = [
    ("exchange", ExchangeChanged(ExchangeRow(id=1, started_at=2.0))),
    ("tiers", TiersChanged(Tiers(revision=1, tiers={"opus": "p/m", "default": ["p/m", "p/n"]}))),
    ("status", StatusChanged(Status(version="1", pid=1, url="u", started_at=0.0, revision=1))),
    ("reset", Reset()),
]


@pytest.mark.parametrize(("name", "event"), EVENTS)
def test_the_wire_names_an_event_and_gives_it_back(name: str, event: ControlEvent) -> None:
    wire = msgspec.json.encode(event)
    assert msgspec.json.decode(wire)["event"] == name
    assert msgspec.json.decode(wire, type=ControlEvent) == event


def test_what_a_newer_gateway_adds_is_passed_over() -> None:
    wire = b'{"event": "tiers", "tiers": {"revision": 1, "tiers": {}, "new": 1}, "new": 2}'
    assert msgspec.json.decode(wire, type=ControlEvent) == TiersChanged(Tiers(revision=1, tiers={}))
