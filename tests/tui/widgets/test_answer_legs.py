import msgspec


async def test_a_dialect_that_is_known_later_reads_the_leg(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        detail = kit.live()
        early = msgspec.structs.replace(detail.row, dialect="", state="waiting")
        app.pane.show(msgspec.structs.replace(detail, row=early))
        app.fill(detail, kit.answer_pieces(end=False))
        await kit.settle(pilot)
        assert "content ×15" in app.text()


async def test_an_error_page_is_quoted(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        app.fill(
            kit.failed(),
            [kit.whole("c", b"<html>502 Bad [/b] Gateway</html>", status=502, kind="text/html", attempt=1)],
        )
        app.pane.show_pair("cd")
        await kit.settle(pilot)
        assert "502  text/html" in app.text()
        assert "<html>502 Bad [/b] Gateway</html>" in app.text()


async def test_the_partner_of_the_focused_leg_is_soft(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        app.fill(kit.live(), kit.answer_pieces(end=False))
        await kit.settle(pilot)

        def roles():
            rows = app.pane.answer_legs.rows
            row = next(rows.row(n) for n in range(len(rows)) if "I will read" in str(rows.row(n)))
            return row.left.lead[-1].role, row.right.lead[-1].role

        assert roles() == ("ink-soft", "ink")
        app.pane.focus_leg("c")
        await kit.settle(pilot)
        assert roles() == ("ink", "ink-soft")


async def test_an_ended_exchange_starts_at_its_top_a_live_one_at_its_end(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.SMALL) as pilot:
        app.fill(kit.live(), kit.answer_pieces(end=False))
        await kit.settle(pilot)
        assert app.pane.answer_legs.scroll_offset.y > 0
        ended = msgspec.structs.replace(
            kit.live().row, id=42, state="ok", times=msgspec.structs.replace(kit.live().row.times, ended=9.0)
        )
        app.pane.show(msgspec.structs.replace(kit.live(), row=ended))
        for piece in kit.answer_pieces():
            app.pane.add(42, piece)
        await kit.settle(pilot)
        assert app.pane.answer_legs.scroll_offset.y == 0
        assert "message_start" in app.text()
