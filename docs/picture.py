"""Make docs/live.svg: the real screen, headless, on the demo's real processes.

python docs/picture.py
"""

import asyncio
from pathlib import Path

from tui_router.cli.demo import staged
from tui_router.control.http_client import HttpControl
from tui_router.tui.app import RouterApp

SIZE = (120, 36)
SECONDS = 7.0
"""Into the script: by then it has shown answers, refusals and a repair, which is what the picture is of."""


async def picture(url: str, token: str) -> str:
    client = HttpControl(url, token)
    app = RouterApp(client)
    try:
        async with app.run_test(size=SIZE) as pilot:
            await asyncio.sleep(SECONDS)
            while True:
                states = [row.state for row in await client.exchanges(limit=12)]
                if "repaired" in states and "live" in states:
                    break
                await asyncio.sleep(0.05)
            await pilot.press("g")
            row = app.live_screen.exchanges.row
            while row is not None and row.state != "repaired":
                await pilot.press("j")
                row = app.live_screen.exchanges.row
            await pilot.pause(0.5)
            return app.export_screenshot(title="tui-router --demo")
    finally:
        await client.aclose()


def main() -> None:
    with staged() as demo:
        demo.begin(0)
        info = demo.listening()
        demo.play(info, once=False)
        svg = asyncio.run(picture(info.url, info.control_token))
    Path(__file__).with_name("live.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
