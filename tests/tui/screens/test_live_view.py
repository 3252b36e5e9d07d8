from tui_router.control.events import ExchangeChanged, TiersChanged
from tui_router.journal.record import LegSlice


async def test_the_lists_row_is_newer_than_the_details(run, until, fakes):
    async with run() as (pilot, control):
        screen = pilot.app.live_screen
        await until(pilot, lambda: screen._detail is not None and screen._detail.row.id == 41)
        ended = fakes.seeded()[-1]
        ended.state, ended.times.ended = "ok", 9.0
        control.say(ExchangeChanged(row=ended))
        await until(pilot, lambda: screen.pane.detail.row.state == "ok")
        screen.detail(screen._detail)
        assert screen.pane.detail.row.state == "ok"


async def test_pieces_of_another_exchange_change_nothing(run, until):
    async with run() as (pilot, control):
        pane = pilot.app.live_screen.pane
        await until(pilot, lambda: pane.offset_of("d") == len(control.legs[41, "d"]))
        pilot.app.live_screen.piece(38, LegSlice(leg="d", offset=0, next=5, size=5, data=b"other"))
        assert pane.offset_of("d") == len(control.legs[41, "d"])


async def test_no_rows_is_no_change(run):
    async with run() as (pilot, _):
        screen = pilot.app.live_screen
        screen.rows([])
        assert screen.exchanges.book.known == 10
        assert screen.in_use == (2, 2)


async def test_what_still_calls_while_the_screen_is_taken_down_finds_nothing_to_do(run, until):
    async with run() as (pilot, control):
        screen = pilot.app.live_screen
        await until(pilot, lambda: screen.exchanges.book.known == 10)
        status = await control.status()
        await screen.remove_children()
        screen._tick()
        screen.connected(status)
        screen.status(status)
        screen.gone("no gateway answers", 1.0)
        screen._count()
        assert screen._gone == ""


async def test_it_counts_what_turned_and_not_what_only_grew(run, until, fakes):
    async with run() as (pilot, control):
        screen = pilot.app.live_screen
        await until(pilot, lambda: screen.exchanges.book.known == 10)
        before = screen.turned
        control.stream(41, "d", fakes.text_event("more"))
        await until(pilot, lambda: screen.exchanges.book.get(41).sizes.d == len(control.legs[41, "d"]))
        assert screen.turned == before
        control.new(300)
        await until(pilot, lambda: screen.turned == before + 1)
        control.say(TiersChanged(tiers=await control.tiers()))
        await until(pilot, lambda: screen.turned == before + 2)


async def test_words_are_found_as_if_they_had_been_typed(run, until):
    async with run() as (pilot, _):
        screen = pilot.app.live_screen
        screen.find("deepseek")
        await until(pilot, lambda: len(screen.exchanges.book) == 1)
        assert screen.exchanges.has_focus
        await pilot.press("escape")
        await until(pilot, lambda: len(screen.exchanges.book) == 10)
