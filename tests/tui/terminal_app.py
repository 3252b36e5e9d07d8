"""The inspector on a gateway made of memory, for a terminal that goes away in many ways; started by `test_terminal.py`."""

import importlib.util
import threading
from pathlib import Path

from tui_router.tui.app import RouterApp

spec = importlib.util.spec_from_file_location("fake_gateway", Path(__file__).parent / "fake_gateway.py")
fakes = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fakes)


class Stuck(RouterApp):
    """Its loop is held for good by the key `K`, as a frozen terminal or a runaway page would."""

    BINDINGS = [("K", "hold", "")]  # noqa: RUF012

    def action_hold(self):
        threading.Event().wait()


if __name__ == "__main__":
    rows = [row for row in fakes.seeded() if row.times.ended is not None]  # nothing moves by itself
    app = Stuck(
        fakes.FakeControl(rows), clock=lambda: fakes.NOW, motion="reduced"
    )  # sessions have a spinner too
    raise SystemExit(0 if app.run() == "leave" else 1)
