from msgspec.structs import replace

from tui_router.tui.widgets.exchange_bar import ExchangeTitle


async def test_an_answer_that_streams_is_followed_until_the_user_looks_up(open_one, until, fakes, text_of):
    async with open_one(41) as (pilot, control, screen):
        for number in range(60):
            control.stream(41, "d", fakes.text_event(f"line {number}\n"))
        await until(pilot, lambda: "line 59" in "\n".join(text_of(pilot.app)))
        assert screen.view.following
        await pilot.press("k", "k")
        for number in range(60, 70):
            control.stream(41, "d", fakes.text_event(f"line {number}\n"))
        await until(pilot, lambda: len(screen.page) > 70)
        await pilot.pause(0.1)
        assert "line 69" not in "\n".join(text_of(pilot.app))
        await pilot.press("G")
        await until(pilot, lambda: "line 69" in "\n".join(text_of(pilot.app)))


async def test_the_end_of_it_reaches_the_bars_and_the_page(open_one, until, fakes, text_of):
    async with open_one(41) as (pilot, control, screen):
        assert "live" in text_of(pilot.app)[0]
        row = control.row(41)
        control.stream(41, "d", b'event: message_stop\ndata: {"type":"message_stop"}\n\n')
        control.change(replace(row, state="ok", stop="end_turn", times=replace(row.times, ended=9.0)))
        await until(pilot, lambda: "stop end_turn" in "\n".join(text_of(pilot.app)))
        assert "✓ ok" in text_of(pilot.app)[0]
        assert not screen.view.can_follow


async def test_waiting_counts_the_seconds(open_one, until, fakes, text_of, monkeypatch):
    control = fakes.FakeControl()
    control.new(
        50, state="waiting", status=None, times=fakes.Times(read=0.1), attempts=0, tokens=fakes.Tokens()
    )
    control.legs[50, "a"] = bytearray(fakes.leg_a("m"))
    async with open_one(50, control=control) as (pilot, _, screen):
        await until(pilot, lambda: "Waiting for the first content, 0 ms." in "\n".join(text_of(pilot.app)))
        monkeypatch.setattr(pilot.app.live_screen, "_clock", lambda: fakes.NOW + 7)
        await until(pilot, lambda: "Waiting for the first content, 7.0 s." in "\n".join(text_of(pilot.app)))
        assert screen.query_one(ExchangeTitle).total == 7.0


async def test_pages_that_need_more_ask_for_it_once(open_one, until):
    async with open_one(41) as (pilot, control, screen):
        assert "models" not in control.asked
        beside = next(number for number, page in enumerate(screen.pages, start=1) if page.beside)
        await pilot.press(str(beside))
        await until(pilot, lambda: screen.seen.before is not None)
        assert screen.seen.before.row.id == 37
        asked = control.asked.count("models")
        await pilot.press("1", str(beside))
        await pilot.pause(0.1)
        assert control.asked.count("models") == asked


async def test_only_the_legs_of_the_page_and_of_the_outline_are_read(open_one, until):
    async with open_one(37) as (pilot, _, screen):
        await until(pilot, lambda: screen.seen.raw["d"].complete)
        assert screen.seen.raw["c"].next == 0
        await pilot.press("6")
        await until(pilot, lambda: screen.seen.raw["c"].next > 0)


async def test_halves_have_the_screen_for_themselves_where_it_is_narrow(open_one, until):
    async with open_one(37) as (pilot, _, screen):
        assert screen.outline.display
        await pilot.press("3")
        await pilot.pause()
        assert not screen.outline.display
        assert screen.view.size.width == 120
        await pilot.press("1")
        await pilot.pause()
        assert screen.outline.display
    async with open_one(37, size=(200, 60)) as (pilot, _, screen):
        await pilot.press("3")
        await pilot.pause()
        assert screen.outline.display


async def test_what_comes_while_it_is_closed_finds_nothing(open_one, fakes):
    async with open_one(41) as (pilot, control, screen):
        await pilot.press("escape")
        control.stream(41, "d", fakes.text_event("late"))
        screen.heard()
        screen.changed()
        screen._fresh()
        await pilot.pause(0.1)
        assert not screen.there


async def test_drawing_is_bounded(open_one, until, fakes, monkeypatch):
    async with open_one(41) as (pilot, control, screen):
        drawn = []
        take = screen.view.take
        monkeypatch.setattr(screen.view, "take", lambda seen: drawn.append(seen.revision) or take(seen))
        for number in range(100):
            control.stream(41, "d", fakes.text_event(f"w{number} "))
            screen.changed()
        await until(pilot, lambda: bytes(screen.seen.raw["d"].data).endswith(fakes.text_event("w99 ")))
        assert len(drawn) < 30


async def test_another_theme_draws_it_anew(open_one, until):
    async with open_one(37) as (pilot, _, _screen):

        def grounds():
            strips = pilot.app.screen._compositor.render_strips()[3:30]
            return {segment.style.bgcolor for strip in strips for segment in strip if segment.style}

        before = grounds()
        pilot.app.theme = "paper"
        await until(pilot, lambda: not grounds() & before)


async def test_live_reads_no_legs_while_it_is_covered(run, until):
    async with run() as (pilot, _):
        await pilot.press("j")
        live = pilot.app.live_screen
        await until(pilot, lambda: live.follower._legs._wanted)
        wanted = live.follower._legs._wanted
        await pilot.press("enter")
        await until(pilot, lambda: live.covered)
        assert live.follower._legs._wanted == ()
        live.want()
        assert live.follower._legs._wanted == ()
        await pilot.press("escape")
        await until(pilot, lambda: not live.covered)
        assert live.follower._legs._wanted == wanted
