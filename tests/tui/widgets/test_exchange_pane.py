import json

import msgspec
import pytest

from tui_router.journal.record import ExchangeDetail
from tui_router.tui.widgets.exchange_pane import ExchangePane

TRAPS = [
    "[TODO] x",
    "[/b] plan",
    '[type=x, v={"a[0]"}]',
    "[@click=app.quit]go[/]",
    "\x1b]52;c;ZXZpbA==\x1b\\",
    "\x1b[2J\x9b31m\x07\x00",
    "\u202eevil\u2066\u200b",
    "日本語🙂" * 8,
    "e" + "\u0301" * 200,
    "line\nfeed\r\n\ttab",
]
ROWS = {"80": (80, 13), "120": (120, 24), "200": (200, 40)}


@pytest.mark.parametrize("size", ROWS.values(), ids=ROWS)
async def test_every_line_is_as_wide_as_the_screen(kit, size):
    app = kit.PaneApp()
    async with app.run_test(size=size) as pilot:
        for detail in (kit.live(), kit.failed(), kit.repaired()):
            app.fill(detail, [*kit.request_pieces(), *kit.answer_pieces(end=False)])
            await kit.settle(pilot)
            assert len(app.lines()) == size[1]
            for strip in app.screen._compositor.render_strips():
                assert strip.cell_length == size[0]


async def test_a_live_exchange_in_the_middle_size(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        app.fill(kit.live(), kit.answer_pieces(end=False))
        await kit.settle(pilot)
        text = app.lines()
        assert "#41  ▆ opus → gpt-5.4 · openai" in text[0]
        assert "c  upstream answers  Chat Completions" in text[1]
        assert "d  client receives  Messages" in text[1]
        assert "+0.63 content ×15" in text[4]
        assert "▾ 0 text" in text[4]
        assert "[TODO in line 88]." in app.text()
        assert text[-4].strip().startswith("7 notes")
        assert text[-2].strip().startswith("time ╌╌ wait 0.61 s")
        assert "5% of 400k" in text[-1]


async def test_a_refused_exchange_shows_the_request_and_what_to_press(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        app.fill(kit.failed(), kit.request_pieces())
        await kit.settle(pilot)
        text = app.lines()
        assert "a  client sent" in text[1]
        assert "over 8,192" in text[3]
        assert app.ground(40, 3) == app.current_theme.variables["trouble-bg"]
        assert "✗ max_tokens too large   asked 32,000, deepseek-chat takes 8,192" in text[-6]
        assert "deepseek said  “Invalid max_tokens value" in text[-5]
        assert "Clamp to 8,192 and replay.    r replay    R rewire" in text[-4]


async def test_at_80_columns_one_column_holds_both_legs(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.SMALL) as pilot:
        app.fill(kit.failed(), kit.request_pieces())
        await kit.settle(pilot)
        text = app.lines()
        assert "a b  sent, then translated   c d  answer" in text[1]
        assert "→ model" in text[2]
        assert "claude-sonnet-5-5 → deepseek-chat" in text[2]
        assert "max_tokens too large" in text[-3]
        assert "33% of" in text[-1]
        assert app.pane.wants() == ("a", "b", "d")


async def test_at_200_columns_all_four_legs_and_a_chart(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.LARGE) as pilot:
        app.fill(kit.live(), [*kit.request_pieces(), *kit.answer_pieces(end=False)])
        await kit.settle(pilot)
        assert all(
            f"{leg}  {word}" in app.lines()[1]
            for leg, word in zip(
                "abcd", ("client sent", "upstream got", "upstream answers", "client receives"), strict=True
            )
        )
        assert app.pane.wants() == ("a", "b", "c", "d")
        assert any(line.strip().startswith("TIME") for line in app.lines())
        assert "1 of" not in app.text()
        assert "dropped  deepseek-chat cannot think" in app.text()


async def test_the_pair_follows_the_exchange_until_it_is_picked(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        pane = app.pane
        live, failed = kit.live(), kit.failed()
        pane.show(live)
        assert pane.pair == "cd"
        pane.show(failed)
        assert pane.pair == "ab"
        pane.show(kit.repaired())
        assert pane.pair == "ab"
        waiting = ExchangeDetail(row=msgspec.structs.replace(failed.row, id=50, state="waiting"))
        pane.show(waiting)
        assert pane.pair == "cd"
        pane.show(ExchangeDetail(row=msgspec.structs.replace(failed.row, id=50)))
        assert pane.pair == "ab"
        pane.show_pair("cd")
        pane.show(failed)
        await pilot.pause()
        assert pane.pair == "cd"


async def test_it_says_which_legs_are_looked_at(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        pane = app.pane
        assert pane.wants() == ()
        pane.show(kit.live())
        await kit.settle(pilot)
        assert (pane.wants(), app.changes) == (("c", "d"), 1)
        pane.show_pair("ab")
        await kit.settle(pilot)
        assert (pane.wants(), app.changes) == (("a", "b", "d"), 2)
        pane.show_pair("ab")
        await kit.settle(pilot)
        assert app.changes == 2
        pane.show(None)
        await kit.settle(pilot)
        assert (pane.wants(), app.changes) == ((), 3)


async def test_split_goes_through_what_the_width_permits(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.LARGE) as pilot:
        pane = app.pane
        pane.show(kit.live())
        seen = []
        for _ in range(4):
            seen.append(pane.wants())
            pane.toggle_split()
            await kit.settle(pilot)
        assert seen == [("a", "b", "c", "d"), ("d",), ("c", "d"), ("a", "b", "c", "d")]


async def test_a_leg_can_be_brought_to_the_front(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.SMALL) as pilot:
        app.fill(kit.live(), kit.answer_pieces(end=False))
        app.pane.focus_leg("c")
        await kit.settle(pilot)
        assert "c  upstream answers   a b d  other legs" in app.lines()[1]
        assert "content ×22" in app.text()
        assert app.pane.answer_legs.has_focus
        app.pane.focus_leg("a")
        await kit.settle(pilot)
        assert app.pane.request_legs.has_focus
        assert app.pane.picked


async def test_slices_of_another_exchange_or_out_of_order_change_nothing(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        pieces = [piece for piece in kit.answer_pieces() if piece.leg == "d"]
        app.fill(kit.live(), pieces[:3])
        await kit.settle(pilot)
        before, at = app.pane.answer_legs.d.events, app.pane.offset_of("d")
        app.pane.add(7, pieces[3])
        app.pane.add(41, pieces[1])
        app.pane.add(41, pieces[9])
        await kit.settle(pilot)
        assert (app.pane.answer_legs.d.events, app.pane.offset_of("d")) == (before, at)
        app.pane.add(41, pieces[3])
        assert app.pane.offset_of("d") > at


async def test_the_same_exchange_is_updated_in_place(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        detail = kit.live()
        app.fill(detail, kit.answer_pieces(end=False))
        await kit.settle(pilot)
        events = app.pane.answer_legs.d.events
        app.pane.show_row(
            msgspec.structs.replace(
                detail.row, state="ok", status=200, times=msgspec.structs.replace(detail.row.times, ended=3.4)
            )
        )
        await kit.settle(pilot)
        assert app.pane.answer_legs.d.events == events
        assert "✓ ok  200  3.4 s" in app.lines()[0]
        assert "▌" not in app.text()
        app.pane.show_row(msgspec.structs.replace(detail.row, id=99))
        assert app.pane.detail is not None
        assert app.pane.detail.row.id == 41


async def test_another_exchange_starts_from_nothing(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        app.fill(kit.live(), kit.answer_pieces(end=False))
        await kit.settle(pilot)
        app.pane.show(kit.failed())
        assert [app.pane.offset_of(leg) for leg in "abcd"] == [0, 0, 0, 0]
        app.pane.show_pair("cd")
        await kit.settle(pilot)
        assert "[TODO" not in app.text()


async def test_keys_fold_and_unfold(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        app.fill(kit.failed(), kit.request_pieces())
        app.pane.focus()
        await kit.settle(pilot)
        legs = app.pane.request_legs
        assert legs.has_focus
        for _ in range(9):
            await pilot.press("down")
        await pilot.press("enter")
        await kit.settle(pilot)
        assert "▾ tools" in app.text()
        await pilot.press("left")
        await kit.settle(pilot)
        assert "▸ tools" in app.text()
        await pilot.press("end")
        await kit.settle(pilot)
        assert "8 assistant" in app.text()
        assert legs.cursor == len(legs.rows) - 1


async def test_n_goes_through_the_notes(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        app.fill(kit.live(), [])
        app.pane.focus()
        await pilot.press("n")
        await kit.settle(pilot)
        assert "1 of 7   − thinking  dropped  deepseek-chat cannot think" in app.text()


async def test_following_stops_when_the_user_moves_up_and_starts_again_at_the_end(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.SMALL) as pilot:
        pieces = [piece for piece in kit.answer_pieces(end=False) if piece.leg == "d"]
        app.fill(kit.live(), pieces[:-6])
        await kit.settle(pilot)
        legs = app.pane.answer_legs
        assert legs.following
        assert legs.scroll_offset.y == legs.max_scroll_y > 0
        app.pane.focus()
        await pilot.press("home")
        for piece in pieces[-6:]:
            app.pane.add(41, piece)
        await kit.settle(pilot)
        assert not legs.following
        assert legs.scroll_offset.y == 0
        await pilot.press("end")
        await kit.settle(pilot)
        assert legs.following


async def test_legs_that_are_not_there_say_what_they_wait_for(kit):
    app = kit.PaneApp(now=1_763_640_273.4)
    async with app.run_test(size=kit.MIDDLE) as pilot:
        row = kit.live().row
        waiting = msgspec.structs.replace(
            row, state="waiting", status=None, times=msgspec.structs.replace(row.times, first=None)
        )
        app.pane.show(ExchangeDetail(row=waiting))
        await kit.settle(pilot)
        assert "Waiting for the first chunk, 0.4 s." in app.text()
        assert "Not sent yet." in app.text()
        local = msgspec.structs.replace(
            row, id=2, state="local", provider="", model="", sizes=type(row.sizes)()
        )
        app.pane.show(ExchangeDetail(row=local))
        await kit.settle(pilot)
        assert "Answered here; nothing was sent upstream." in app.text()


async def test_hostile_text_everywhere_is_only_text(kit):
    for size in ROWS.values():
        async with kit.PaneApp().run_test(size=size) as pilot:
            app = pilot.app
            for trap in TRAPS:
                detail = kit.failed()
                row = msgspec.structs.replace(
                    detail.row,
                    id=detail.row.id,
                    provider=trap,
                    model=trap,
                    session=trap,
                    trouble=trap,
                    client_model=trap,
                )
                diagnosis = msgspec.structs.replace(
                    detail.diagnosis, title=trap, quote=trap, remedy=trap, figures={"param": trap, trap: trap}
                )
                notes = [
                    type(note)(note.act, note.path + trap, trap, to=note.to, before=trap, after=trap)
                    for note in detail.notes
                ]
                attempts = [msgspec.structs.replace(detail.attempts[0], outcome=trap)]
                hostile = ExchangeDetail(row=row, attempts=attempts, notes=notes, diagnosis=diagnosis)
                body = json.dumps(
                    {
                        trap: trap,
                        "model": trap,
                        "system": trap,
                        "tools": [{"name": trap}],
                        "messages": [{"role": trap, "content": trap}],
                    }
                ).encode()
                script = [("text", trap), ("tool", (trap, {trap: trap}))]
                app.pane.show(None)
                app.fill(hostile, [kit.whole("a", body), kit.whole("b", body, attempt=1)])
                for piece in [
                    *kit.stream_pieces("c", kit.bodies.chat_chunks(script), attempt=1),
                    *kit.stream_pieces("d", kit.bodies.message_events(script)),
                ]:
                    app.pane.add(hostile.row.id, piece)
                for pair in ("ab", "cd"):
                    app.pane.show_pair(pair)
                    await kit.settle(pilot)
                    for strip in app.screen._compositor.render_strips():
                        assert strip.cell_length == size[0]
                        for segment in strip:
                            assert all(char.isprintable() for char in segment.text), repr(segment.text)


async def test_ascii_leaves_only_the_letters_of_others(kit):
    app = kit.PaneApp(theme="mono", ascii=True)
    async with app.run_test(size=kit.LARGE) as pilot:
        app.fill(kit.live(), [*kit.request_pieces(), *kit.answer_pieces(end=False)])
        await kit.settle(pilot)
        ours = {char for char in app.text() if not char.isascii()}
        assert ours <= set("最後の行。")


async def test_another_theme_redraws_with_its_colours(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        app.fill(kit.failed(), kit.request_pieces())
        await kit.settle(pilot)
        dark = app.ground(40, 3)
        app.theme = "paper"
        await kit.settle(pilot)
        assert app.ground(40, 3) == app.current_theme.variables["trouble-bg"] != dark
        assert app.ground(40, 4) == app.current_theme.surface


async def test_the_whole_screen_gives_the_chart_at_120_columns(kit):
    app = kit.PaneApp()
    async with app.run_test(size=(120, 37)) as pilot:
        app.fill(kit.repaired(), [*kit.request_pieces(), *kit.answer_pieces()])
        app.pane.zoomed = True
        await kit.settle(pilot)
        assert any(line.strip().startswith("TIME") for line in app.lines())
        assert "✗ 400" in app.text()
        app.pane.zoomed = False
        await kit.settle(pilot)
        assert not any(line.strip().startswith("TIME ") for line in app.lines())


@pytest.mark.parametrize("rows", range(3, 14))
async def test_the_body_keeps_five_rows_before_the_figures_get_any(kit, rows):
    app = kit.PaneApp()
    async with app.run_test(size=(80, rows)) as pilot:
        app.fill(kit.failed(), kit.request_pieces())
        await kit.settle(pilot)
        assert app.pane.request_legs.size.height >= min(5, rows - 2)
        assert app.pane.strip.display == (rows >= 8)


async def test_a_big_body_is_worded_only_where_it_is_looked_at(kit, monkeypatch):
    asked = []
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        body = json.dumps(kit.bodies.client_body(messages=400)).encode()
        app.fill(kit.failed(), [kit.whole("a", body)])
        await kit.settle(pilot)
        rows = app.pane.request_legs.rows
        row_of = type(rows).row
        monkeypatch.setattr(type(rows), "row", lambda self, index: asked.append(index) or row_of(self, index))
        app.pane.request_legs.changed()
        await kit.settle(pilot)
        assert len(rows) > 400
        assert len(set(asked)) <= kit.MIDDLE[1]


async def test_a_stream_in_tiny_pieces_is_drawn_once_a_moment(kit, monkeypatch):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        app.pane.show(kit.live())
        await kit.settle(pilot)
        drawn = []
        legs = app.pane.answer_legs
        fit = legs.fit
        monkeypatch.setattr(legs, "fit", lambda: (drawn.append(1), fit()))
        for piece in kit.answer_pieces(end=False):
            app.pane.add(41, piece)
        await kit.settle(pilot)
        assert len(drawn) < 6
        assert legs.d.events == 59


def test_a_pane_can_be_made_before_there_is_an_app():
    assert ExchangePane().wants() == ()
