"""The inspector on the screen. Importing this module imports Textual."""

import asyncio
from collections.abc import Mapping

from tui_router.control.client import ControlClient
from tui_router.settings.places import Places
from tui_router.settings.schema import Ui
from tui_router.tui.app import OnQuit, RouterApp
from tui_router.tui.home import Home
from tui_router.tui.keymap import Keymap
from tui_router.tui.own_files import NOWHERE, OwnFiles
from tui_router.tui.screens.quit import Leave
from tui_router.tui.themes import DEFAULT


def show_screen(
    client: ControlClient,
    places: Places,
    *,
    theme: str | None,
    ascii: bool,
    ui: Ui | None = None,
    keys: Mapping[str, str] | None = None,
    connect_hint: str,
    on_quit: OnQuit = "ask",
    home: Home | None = None,
    demo: bool = False,
    own: OwnFiles = NOWHERE,
) -> tuple[Leave | None, int]:
    """What is to become of the gateway, and the exit code. `theme` and `ascii` were asked for on the command line."""
    ui = ui or Ui()
    app = RouterApp(
        client,
        theme=theme or ui.theme or DEFAULT,
        ascii=ascii or ui.signs == "ascii",
        motion=ui.motion,
        keys=Keymap(keys),
        themes_dirs=[places.themes],
        connect_hint=connect_hint,
        on_quit=on_quit,
        copy_file=places.state / "copy.txt",
        home=home,
        demo=demo,
        own=own,
    )

    async def run() -> Leave | None:
        try:
            return await app.run_async()
        finally:
            await client.aclose()  # on the loop that opened its connections

    wish = asyncio.run(run())
    return wish, app.return_code or 0
