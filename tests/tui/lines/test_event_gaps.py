"""Silences of a stream."""

from tui_router.tui.lines.event_gaps import EventGaps, spark
from tui_router.tui.lines.event_leg import Event


def events(*times) -> list[Event]:
    return [Event("text", f"e{n}", n, n + 1, at) for n, at in enumerate(times)]


def test_the_longest_and_between_what():
    gaps, there = EventGaps(), events(1.0, 1.5, 9.0, 9.1)
    gaps.grow(there[:2])
    gaps.grow(there)
    assert (gaps.longest.seconds, gaps.longest.before, gaps.longest.after, gaps.longest.behind) == (
        7.5,
        "e1",
        "e2",
        2,
    )
    heights = gaps.heights(4)
    assert heights[-1] == 1.0
    assert heights[0] == 0.5 / 7.5
    assert gaps.heights(2) != heights


def test_without_times_there_is_nothing_to_draw():
    gaps = EventGaps()
    gaps.grow(events(None, None, 3.0))
    assert gaps.heights(10) == []


def test_heights_as_signs():
    assert spark([0.0, 0.5, 1.0], "_-^") == "_-^"
