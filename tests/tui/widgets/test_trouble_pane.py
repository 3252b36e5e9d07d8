from tui_router.tui.widgets.trouble_pane import TroublePane


async def test_the_card_fits_its_rows_and_is_whole_on_a_page_of_its_own(run, until, fakes, text_of):
    control = fakes.troubled()
    group = control.trouble_groups[0]
    group.diagnosis = fakes.msgspec.structs.replace(group.diagnosis, quote="their words " * 150)
    async with run(control, size=(80, 24)) as (pilot, _):
        await pilot.press("3")
        await until(pilot, lambda: pilot.app.live_screen.troubles.loaded)
        pane = pilot.app.screen.query_one(TroublePane)
        assert pane.size.height >= 10
        assert pane.virtual_size.height <= pane.size.height
        assert "A apply and replay #38" in text_of(pilot.app)[-2]
        await pilot.press("tab")
        await pilot.pause()
        assert pane.has_focus
        assert pane.size.height == 22
        text = "\n".join(text_of(pilot.app))
        assert "MENDED BY ITSELF" not in text
        assert "A apply and replay #38" in text
        await pilot.press("escape")
        await pilot.pause()
        assert "MENDED BY ITSELF" in "\n".join(text_of(pilot.app))


async def test_another_size_words_it_anew(run, until, fakes, text_of):
    async with run(fakes.troubled(), size=(120, 40)) as (pilot, _):
        await pilot.press("3")
        await until(pilot, lambda: pilot.app.live_screen.troubles.loaded)
        assert "upstream said" in "\n".join(text_of(pilot.app))
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "  upstream  400" in "\n".join(text_of(pilot.app))
        await pilot.press("1")
        await pilot.pause()
        assert [len(line) for line in text_of(pilot.app)] == [80] * 24
        assert pilot.app.live_screen.has_class("-tight")
