async def test_without_a_terminal_of_ours_no_tool_is_asked(run, monkeypatch):
    monkeypatch.setattr("tui_router.tui.clipboard.tools", lambda environ: 1 / 0)
    async with run() as (pilot, _):
        copied = []
        pilot.app.copy_to_clipboard = copied.append
        pilot.app.live_screen.put_on_clipboard("one", "1")
        assert copied == ["1"]


async def test_a_tool_of_the_system_comes_first(run, until, monkeypatch):
    tried = []

    async def by_tool(what, text, environ, *, masked):
        tried.append((what, text, masked))
        return "Copied it." if what == "one" else None

    async with run() as (pilot, _):
        copied = []
        pilot.app.copy_to_clipboard = copied.append
        live = pilot.app.live_screen
        monkeypatch.setattr("tui_router.tui.clipboard.tools", lambda environ: ["a tool"])
        monkeypatch.setattr("tui_router.tui.clipboard.copy_by_tool", by_tool)
        monkeypatch.setattr(type(pilot.app), "is_headless", False)
        live.put_on_clipboard("one", "1", masked=True)
        await until(pilot, lambda: any(note.message == "Copied it." for note in pilot.app._notifications))
        live.put_on_clipboard("two", "2")
        await until(pilot, lambda: copied == ["2"])
        assert tried == [("one", "1", True), ("two", "2", False)]
        monkeypatch.undo()
