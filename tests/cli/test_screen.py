import asyncio
from pathlib import Path

import pytest

from tui_router.cli.screen import show_screen
from tui_router.settings.places import Places
from tui_router.settings.schema import Ui
from tui_router.tui.app import RouterApp
from tui_router.tui.own_files import OwnFiles


class Client:
    def __init__(self) -> None:
        self.closed_on: asyncio.AbstractEventLoop | None = None

    async def aclose(self) -> None:
        self.closed_on = asyncio.get_running_loop()


@pytest.mark.parametrize("wish", ["leave", "stop", None])
def test_the_app_runs_and_its_client_is_closed_after_it(
    places: Places, monkeypatch: pytest.MonkeyPatch, wish: str | None
) -> None:
    made: list[dict[str, object]] = []
    loops: list[asyncio.AbstractEventLoop] = []

    def init(self: RouterApp, _client: object, **given: object) -> None:
        made.append(given)
        self._return_code = 0

    async def run_async(_self: RouterApp) -> str | None:
        loops.append(asyncio.get_running_loop())
        return wish

    monkeypatch.setattr(RouterApp, "__init__", init)
    monkeypatch.setattr(RouterApp, "run_async", run_async)
    client = Client()
    ui = Ui(theme="paper", motion="reduced")
    keys = {"live.replay": "ctrl+r"}
    shown = show_screen(client, places, theme=None, ascii=True, ui=ui, keys=keys, connect_hint="hint")  # type: ignore[arg-type]
    assert shown == (wish, 0)
    assert made[0].pop("keys").changed == keys  # type: ignore[attr-defined]
    assert made == [
        {
            "theme": "paper",
            "ascii": True,
            "motion": "reduced",
            "themes_dirs": [places.themes],
            "connect_hint": "hint",
            "on_quit": "ask",
            "copy_file": Path(places.state / "copy.txt"),
            "home": None,
            "demo": False,
            "own": OwnFiles(),
        }
    ]
    assert [client.closed_on] == loops


def test_the_client_is_closed_when_the_app_breaks(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run_async(_self: RouterApp) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(RouterApp, "__init__", lambda *_, **__: None)
    monkeypatch.setattr(RouterApp, "run_async", run_async)
    client = Client()
    with pytest.raises(RuntimeError, match="broken"):
        show_screen(client, places, theme="paper", ascii=False, connect_hint="")  # type: ignore[arg-type]
    assert client.closed_on is not None
