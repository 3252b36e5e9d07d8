"""The inspector on the screen. Importing this module imports Textual."""

import asyncio

from tui_router.control.client import ControlClient
from tui_router.settings.places import Places
from tui_router.tui.app import OnQuit, RouterApp
from tui_router.tui.screens.quit import Leave
from tui_router.tui.themes import DEFAULT


def show_screen(
    client: ControlClient,
    places: Places,
    *,
    theme: str | None,
    ascii: bool,
    connect_hint: str,
    on_quit: OnQuit = "ask",
) -> tuple[Leave | None, int]:
    """What is to become of the gateway, and the exit code."""
    app = RouterApp(
        client,
        theme=theme or DEFAULT,
        ascii=ascii,
        themes_dirs=[places.themes],
        connect_hint=connect_hint,
        on_quit=on_quit,
        copy_file=places.state / "copy.txt",
    )

    async def run() -> Leave | None:
        try:
            return await app.run_async()
        finally:
            await client.aclose()  # on the loop that opened its connections

    wish = asyncio.run(run())
    return wish, app.return_code or 0
