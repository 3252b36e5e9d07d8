"""The inspector goes through all its screens by itself, once for each payload; started on a pty by `test_hostile.py`.

`hostile_tour.py REPORT FIRST LAST STEP`: the payloads of these numbers, each in one of the three chapters, with `--whole` in
all of them. What goes wrong is written to REPORT, a line each.
"""

import asyncio
import os
import sys
import time
import traceback

import hostile
from hostile_gateway import Hostile, fakes
from rich.cells import cell_len
from textual import events
from wcwidth import wcwidth

from tui_router.tui.app import RouterApp
from tui_router.tui.last_defence import OnlyText
from tui_router.tui.screens.exchange import ExchangeScreen
from tui_router.tui.screens.quit import QuitScreen

OVER = ("escape", "escape", "escape")
EXCHANGE = (
    ("g", "j", "s", "tab", "j", "G", "enter", "tab"),
    ("j", "j", "j", "enter"),
    *((str(page), "j", "enter", "G", "m", "m") for page in range(1, 9)),
    ("tab", "j", "enter", "tab", "slash", "P", "enter", "n", *OVER),
)
DIALOGS = (
    ("r", *OVER), ("e", *OVER), ("y", *OVER), ("x", *OVER), ("semicolon", *OVER),
    ("R", "down", "ctrl+d", *OVER), ("H", "j", "enter", *OVER), ("f", "j", "enter", *OVER), ("A", *OVER), ("M",), ("B", *OVER),
    ("slash", "P", "enter", *OVER), ("colon", "p", *OVER), ("question_mark", *OVER), ("comma", "j", "enter", *OVER), ("hash", "3", *OVER),
)  # fmt: skip
SCREENS = (
    ("c", "j", "c", "4", "j", "right_square_bracket", "w", *OVER),
    ("2", "j", "enter", *OVER), ("2", "t", "G", "m", *OVER), ("3", "j", "v", "i", *OVER), ("3", "enter", *OVER),
    ("5", "j", "space", "G", "slash", "P", *OVER), ("6", "j", "e", "G", *OVER), ("1", "g", "z", "c", *OVER), ("q", "escape"),
)  # fmt: skip
CHAPTERS = (EXCHANGE, DIALOGS, SCREENS)
"""Keys, in the order of the screens. A key that does not act somewhere harms nobody."""


class Watched(RouterApp):
    """`problems` gathers what must not be: an action of the wire's, a fault, a line that is not as wide as the screen."""

    def __init__(self, report, *given, **named):
        super().__init__(*given, **named)
        self.report = report
        self.where = ""
        self.told = set()
        self.slowest = (0.0, "")
        self.meant_to_end = False

    def problem(self, what):
        if (self.where.split()[0], what[:80]) not in self.told:
            self.told.add((self.where.split()[0], what[:80]))
            self.report.write(f"{self.where}: {what}\n")
            self.report.flush()

    def exit(self, *given, **named):
        if not self.meant_to_end:
            self.problem("the app was made to end")
        super().exit(*given, **named)

    def _fatal_error(self):
        fault = sys.exc_info()[1]
        places = traceback.extract_tb(fault.__traceback__)[-4:]
        self.problem(
            f"a fault: {fault!r} at {[f'{place.filename[-40:]}:{place.lineno}' for place in places]}"
        )
        super()._fatal_error()

    def bell(self):
        self.problem("the bell")

    def check(self):
        width, height = self.size
        screen = self.screen
        for number, strip in enumerate(screen._compositor.render_strips()[:height]):
            text = strip.text
            terminal = sum(max(0, wcwidth(char)) for char in text)
            if cell_len(text) != width or terminal != width:
                self.problem(
                    f"line {number} of {type(screen).__name__} is {cell_len(text)}/{terminal} wide: {text!r}"
                )
        for toast in self._notifications:
            if "Traceback" in toast.message or toast.markup:
                self.problem(f"a toast: {toast.message!r}")


NAMED = {"slash": "/", "semicolon": ";", "colon": ":", "question_mark": "?", "comma": ",", "hash": "#", "space": " ",
         "right_square_bracket": "]"}  # fmt: skip


async def press(app, pilot, key):
    """As `Pilot.press`, which waits for a processor that idles: here something always moves."""
    app.post_message(events.Key(key, NAMED.get(key, key if len(key) == 1 else None)))
    await pilot._wait_for_screen()
    await asyncio.sleep(0.005)


async def tour(app, pilot, numbers, *, whole):
    for number in numbers:
        payload = hostile.NAMES[number]
        stops = [stop for chapter in (CHAPTERS if whole else (CHAPTERS[number % 3],)) for stop in chapter]
        app.where = f"{payload!r}".replace(" ", "_") + " turn"
        app._client.turn(payload)
        for _ in range(300):
            await pilot.pause(0.01)
            if app.live_screen.exchanges.row is not None:
                break
        for stop in stops:
            for key in stop:
                app.where = f"{payload!r}".replace(" ", "_") + f" {type(app.screen).__name__} {key}"
                began = time.monotonic()
                await press(app, pilot, key)
                app.slowest = max(app.slowest, (time.monotonic() - began, app.where))
            app.check()
            if isinstance(app.screen, QuitScreen):
                await press(app, pilot, "escape")
        for _ in range(6):
            if app.screen is not app.live_screen:
                await press(app, pilot, "escape")
        if app.screen is not app.live_screen:
            app.problem(f"{type(app.screen).__name__} does not close")
            while app.screen is not app.live_screen:
                app.pop_screen()
                await pilot.pause()
        assert not isinstance(app.screen, ExchangeScreen)
    app.meant_to_end = True
    app.exit("leave")


def main():
    report, numbers = sys.argv[1], range(*map(int, sys.argv[2:5]))
    os.environ["TZ"] = "UTC"
    if (
        "--bare" in sys.argv
    ):  # `safe_text` alone must hold: what stands behind it would hide a place that forgot it
        OnlyText.apply = lambda _self, segments, _background: segments
    with open(report, "w", encoding="utf-8", errors="backslashreplace") as file:  # noqa: PTH123
        app = Watched(file, Hostile(hostile.NAMES[numbers[0]]), clock=lambda: fakes.NOW)
        ended = app.run(auto_pilot=lambda pilot: tour(app, pilot, numbers, whole="--whole" in sys.argv))
        file.write(f"ended: {ended}\nslowest: {app.slowest}\n")


if __name__ == "__main__":
    main()
