import json

import pytest
from textual import on
from textual.app import App

from tui_router.core.note import Note
from tui_router.journal.record import ExchangeDetail, ExchangeRow, LegSlice
from tui_router.tui.lines.outline_rows import Spot
from tui_router.tui.seen import Seen
from tui_router.tui.widgets.outline import Outline

MESSAGES = Spot("Request", ("path", "messages"))


def seen_of(messages=3):
    body = {"tools": [{"name": "Read"}], "messages": [{"role": "user", "content": "x"}] * messages}
    data = json.dumps(body).encode()
    notes = [Note(act="dropped", path="thinking", reason="r")]
    seen = Seen(ExchangeDetail(row=ExchangeRow(id=1, started_at=0.0, state="ok"), notes=notes))
    seen.add(LegSlice(leg="a", data=data, next=len(data), size=len(data), complete=True))
    return seen


class Small(App):
    def __init__(self):
        super().__init__()
        self.told = []

    def compose(self):
        yield Outline()

    @on(Outline.Selected)
    @on(Outline.Chosen)
    def _told(self, event):
        self.told.append(event.key if isinstance(event, Outline.Selected) else "chosen")


@pytest.fixture
async def shown():
    app = Small()
    async with app.run_test(size=(36, 20)) as pilot:
        outline = pilot.app.query_one(Outline)
        outline.focus()
        await pilot.pause()
        outline.take(seen_of())
        await pilot.pause()
        yield pilot, outline


def keys(outline):
    return [entry.key for entry in outline.entries if entry.key is not None]


async def test_moving_says_where_to_look(shown):
    pilot, _outline = shown
    pilot.app.told.clear()
    await pilot.press("j", "j", "enter")
    await pilot.pause()
    assert pilot.app.told == [MESSAGES, Spot("Request", ("path", "messages", 0)), "chosen"]


async def test_news_and_marks_ask_for_nothing(shown):
    pilot, outline = shown
    pilot.app.told.clear()
    outline.mark("Request", ("path", "messages", 2, "content"))
    assert outline.spot == Spot("Request", ("path", "messages", 2))
    outline.take(seen_of(1))
    await pilot.pause()
    assert pilot.app.told == []
    outline.mark("Answer", ("block", 9))
    assert isinstance(outline.spot, Spot)


async def test_a_kid_folds_its_whole_list(shown):
    pilot, outline = shown
    assert len(keys(outline)) == 6
    outline.go(Spot("Request", ("path", "messages", 1)))
    await pilot.press("h")
    assert (outline.spot, len(keys(outline))) == (MESSAGES, 3)
    await pilot.press("h")
    assert len(keys(outline)) == 3
    await pilot.press("l")
    assert len(keys(outline)) == 6
    await pilot.press("space")
    assert len(keys(outline)) == 3


async def test_what_has_no_kids_does_not_fold(shown):
    pilot, outline = shown
    await pilot.press("G", "space", "h", "l")
    assert outline.spot == Spot("Notes", ("note", 0))
    assert len(keys(outline)) == 6


async def test_folds_stay_with_news_and_begin_anew_with_another_exchange(shown):
    _, outline = shown
    seen = seen_of()
    outline.take(seen)
    outline.cursor = MESSAGES
    outline.action_fold()
    outline.take(seen)
    assert len(keys(outline)) == 3
    outline.take(seen_of())
    assert len(keys(outline)) == 6


async def test_lines_take_the_width_there_is(shown):
    pilot, _outline = shown
    await pilot.resize_terminal(60, 20)
    await pilot.pause()
    texts = [strip.text for strip in pilot.app.screen._compositor.render_strips()]
    assert any(text.rstrip().endswith("dropped") and len(text.rstrip()) > 50 for text in texts)
