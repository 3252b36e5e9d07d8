async def test_notes_go_round(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        app.pane.show(kit.live())
        notes = app.pane.notes
        seen = []
        for _ in range(9):
            seen.append(notes.shown)
            notes.next()
        assert seen == [None, 0, 1, 2, 3, 4, 5, 6, None]
        await pilot.pause()


async def test_another_exchange_shows_all_of_its_notes_first(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE):
        app.pane.show(kit.live())
        app.pane.notes.next()
        app.pane.show(kit.live())
        assert app.pane.notes.shown == 0
        app.pane.show(kit.failed())
        assert app.pane.notes.shown is None


async def test_with_room_every_note_has_a_line(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.LARGE) as pilot:
        app.pane.show(kit.live())
        await kit.settle(pilot)
        text = app.text()
        assert "thinking dropped, " not in text
        assert "− thinking  dropped  deepseek-chat cannot think" in text
        assert "≈ output_config.effort → reasoning_effort  approximated  from the effort" in text
