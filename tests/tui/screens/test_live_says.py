async def test_a_toast_is_text_and_bounded(run, text_of):
    async with run() as (pilot, _):
        pilot.app.live_screen.tell("[b]said[/b]\x1b[2J " + "long " * 100_000)
        await pilot.pause()
        (toast,) = pilot.app._notifications
        assert toast.message.startswith("[b]said[/b]␛[2J long")
        assert len(toast.message) < 1_000


async def test_a_complaint_comes_before_a_remark_and_both_end_when_another_is_looked_at(run, until, text_of):
    async with run() as (pilot, _):
        live = pilot.app.live_screen
        live.remark("in passing")
        await until(pilot, lambda: "in passing" in text_of(pilot.app)[2])
        live.complain("refused\x9b2J")
        await until(pilot, lambda: "✗ refused⟨U+009B⟩2J" in text_of(pilot.app)[2])
        await pilot.press("j")
        await until(pilot, lambda: "refused" not in "\n".join(text_of(pilot.app)[:4]))
        assert "in passing" not in "\n".join(text_of(pilot.app)[:4])
