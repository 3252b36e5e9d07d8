from pathlib import Path

from tui_router.tui.screens.bring import BringScreen
from tui_router.tui.widgets.words import Words


async def test_only_a_file_that_is_there(run, tmp_path):
    (tmp_path / "x.jsonl").write_bytes(b"")
    async with run() as (pilot, _):
        given: list[Path | None] = []
        pilot.app.push_screen(BringScreen(), given.append)
        await pilot.pause()

        def foot():
            return "".join(word[0] for word in pilot.app.screen.query_one("#bring-foot", Words).lines[0])

        for typed in ("", str(tmp_path), "/nowhere/x", "~nobody-here/x"):
            pilot.app.screen.query_one("#bring-path").value = typed
            await pilot.press("enter")
            assert foot() == "No file is there.", typed
        pilot.app.screen.query_one("#bring-path").value = str(tmp_path / "x.jsonl")
        await pilot.pause()
        assert "read it" in foot()
        await pilot.press("enter")
        assert given == [tmp_path / "x.jsonl"]
