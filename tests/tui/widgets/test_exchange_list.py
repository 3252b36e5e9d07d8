import pytest
from textual.app import App

from tui_router.journal.filter import FilterFault, compile_filter
from tui_router.journal.record import ExchangeRow, Times
from tui_router.tui import row_book
from tui_router.tui.widgets.exchange_list import HEAD, ExchangeList


def row(id, **fields):
    return ExchangeRow(
        **{"id": id, "started_at": 0.0, "state": "ok", "model": f"m{id}", "times": Times(ended=1.0), **fields}
    )


class Alone(App):
    def __init__(self):
        super().__init__()
        self.told = []
        self.looked = []
        self.opened = self.filtered = 0

    def on_exchange_list_filtering(self, event):
        self.looked.append(event.looked)

    def on_exchange_list_filtered(self):
        self.filtered += 1

    def on_exchange_list_opened(self):
        self.opened += 1

    def compose(self):
        yield ExchangeList(clock=lambda: 100.0)

    def on_exchange_list_selected(self, event):
        self.told.append(event.row.id if event.row else None)


@pytest.fixture
async def shown():
    app = Alone()
    async with app.run_test(size=(80, 12)) as pilot:
        widget = app.query_one(ExchangeList)
        widget.focus()
        yield pilot, widget


def lines(widget):
    return [widget.render_line(y).text for y in range(widget.size.height)]


def ids(widget):
    return [int(line.split(" m")[1].split()[0]) for line in lines(widget)[HEAD:] if " m" in line]


async def test_rows_stand_newest_first_under_a_heading(shown):
    pilot, widget = shown
    widget.put(row(id) for id in range(30))
    await pilot.pause()
    assert lines(widget)[0].split() == ["TIME", "STATE", "TIER", "TARGET", "IN", "OUT", "TOOK"]
    assert ids(widget) == list(range(29, 18, -1))


async def test_following_keeps_the_cursor_on_the_newest(shown):
    pilot, widget = shown
    widget.put([row(1), row(2)])
    widget.put([row(3)])
    await pilot.pause()
    assert widget.row.id == 3
    assert pilot.app.told[-1] == 3
    widget.put([row(4, state="local", kind="count")])
    assert widget.row.id == 3
    widget.put([row(5)])
    assert widget.row.id == 5


async def test_a_moved_cursor_stays_on_its_exchange_and_its_line(shown):
    pilot, widget = shown
    widget.put(row(id) for id in range(40))
    await pilot.press("ctrl+d", "j")
    await pilot.pause()
    chosen, before = widget.row.id, ids(widget)
    assert not widget.following
    widget.put(row(id) for id in range(40, 52))
    await pilot.pause()
    assert widget.row.id == chosen
    assert ids(widget) == before
    assert widget.newer == 12
    await pilot.press("g")
    assert widget.following
    assert (widget.newer, widget.row.id) == (0, 51)


async def test_keys_move_and_follow_is_taken_up_at_the_top(shown):
    pilot, widget = shown
    widget.put(row(id) for id in range(40))
    await pilot.press("G")
    assert widget.row.id == 0
    await pilot.press("k")
    assert widget.row.id == 1
    await pilot.press("pageup")
    assert widget.row.id == 12
    await pilot.press("home")
    assert widget.following
    widget.toggle_follow()
    assert not widget.following
    widget.toggle_follow()
    assert widget.following


async def test_older_pages_move_nothing(shown):
    pilot, widget = shown
    widget.put(row(id) for id in range(100, 140))
    await pilot.press("j", "j")
    widget.put(row(id) for id in range(60, 100))
    await pilot.pause()
    assert (widget.row.id, widget.newer) == (137, 0)


async def test_a_filter_keeps_the_cursor_and_says_when_nothing_matches(shown):
    pilot, widget = shown
    widget.put(row(id, tier="opus" if id % 2 else "sonnet") for id in range(40))
    await pilot.press("j", "j")
    assert widget.row.id == 37
    widget.filter("opus")
    await pilot.pause()
    assert widget.row.id == 37
    widget.filter("nothing [/b] such")
    await pilot.pause()
    assert widget.row is None
    assert (
        lines(widget)[1]
        .split("Nothing matches ")[1]
        .startswith("nothing [/b] such. 40 exchanges hidden. esc")
    )
    widget.filter("")
    assert len(widget.book) == 40


async def test_a_click_chooses_and_a_double_click_opens(shown):
    pilot, widget = shown
    widget.put(row(id) for id in range(40))
    await pilot.pause()
    await pilot.click(ExchangeList, offset=(10, 4))
    assert widget.row.id == 36
    await pilot.click(ExchangeList, offset=(10, 0))
    assert widget.row.id == 36
    await pilot.click(ExchangeList, offset=(10, 4), times=2)
    await pilot.pause()
    assert pilot.app.opened == 1


async def test_a_changed_row_is_drawn_anew(shown):
    pilot, widget = shown
    widget.put([row(1, state="live", times=Times())])
    await pilot.pause()
    assert " live" in lines(widget)[1]
    assert widget.live == 1
    widget.put([row(1, state="failed", trouble="connection refused")])
    await pilot.pause()
    assert "connection refused" in lines(widget)[1]
    assert widget.live == 0


async def test_a_hundred_thousand_rows(shown):
    pilot, widget = shown
    widget.put(row(id) for id in range(100_000))
    await pilot.press("G", "ctrl+u")
    assert ids(widget)[0] < 20
    widget.put([row(100_001)])
    await pilot.press("g")
    await pilot.pause()
    assert ids(widget)[0] == 100_001
    assert len(widget._strips) < 100


async def test_cleared(shown):
    pilot, widget = shown
    widget.put([row(1)])
    widget.clear()
    await pilot.pause()
    assert widget.row is None
    assert pilot.app.told[-1] is None


async def test_trouble_is_found_up_and_down(shown):
    _, widget = shown
    widget.put(row(id, state={3: "failed", 20: "repaired", 21: "failed"}.get(id, "ok")) for id in range(40))
    for by, id in ((1, 21), (1, 20), (1, 3)):
        assert widget.trouble(by)
        assert widget.row.id == id
    assert not widget.trouble(1)
    assert widget.trouble(-1)
    assert (widget.row.id, widget.following) == (20, False)
    widget.filter("~ok")
    assert not widget.trouble(-1)
    widget.filter("nothing such")
    assert not widget.trouble(1)


async def test_a_filter_that_is_wrong_is_refused_and_touches_nothing(shown):
    _, widget = shown
    widget.put(row(id) for id in range(5))
    widget.filter("~id 3")
    with pytest.raises(FilterFault):
        widget.filter("~tt")
    assert len(widget.book) == 1


async def test_a_long_filter_says_how_far_it_is(shown, monkeypatch):
    pilot, widget = shown
    monkeypatch.setattr(row_book, "SLICE_S", -1.0)
    widget.put(row(id) for id in range(600))
    widget.filter("m1")
    await pilot.pause()
    await pilot.pause()
    assert pilot.app.looked[:2] == [256, 512]
    assert pilot.app.filtered == 1
    assert all("m1" in widget.book.at(n).model for n in range(len(widget.book)))


async def test_rows_that_a_search_found_join_the_others(shown):
    pilot, widget = shown
    widget.put(row(id) for id in range(40))
    wanted = compile_filter("~b foo")
    widget.filter(wanted)
    assert widget.row is None
    wanted.bodies[0].found |= {7, 30}
    widget.recheck([7, 30])
    await pilot.pause()
    assert ids(widget) == [30, 7]
    assert widget.row.id == 30
