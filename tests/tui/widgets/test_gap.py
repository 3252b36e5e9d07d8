from tui_router.tui.widgets.gap import Gap


async def test_a_blank_row_has_the_ground_of_the_selected_thing(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        app.pane.show(kit.live())
        await kit.settle(pilot)
        gap = next(gap for gap in app.query(Gap) if gap.display)
        strip = gap.render_line(0)
        assert strip.text == " " * 120
        assert {segment.style.bgcolor.name for segment in strip} == {app.current_theme.surface}
