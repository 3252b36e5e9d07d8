"""A gateway made of memory, a still clock, and one time zone for everybody."""

import importlib.util
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest


def _load(name: str, file: str = ""):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / (file or f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def fakes():
    """The module `fake_gateway`: its values, and `FakeControl`."""
    return _load("fake_gateway")


@pytest.fixture(scope="session")
def kit():
    """The module `pane_kit`: an app with nothing but the exchange pane, and exchanges to put into it."""
    return _load("tui_pane_kit", "widgets/pane_kit.py")


@pytest.fixture(scope="session")
def rich(fakes):
    """Builds a gateway with a whole turn of a session: `rich()`."""
    del fakes
    return _load("rich_gateway").RichControl


@pytest.fixture(autouse=True)
def _one_zone(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    yield
    monkeypatch.undo()
    time.tzset()


HINT = (
    "tui-router connect claude\n"
    "export ANTHROPIC_BASE_URL=http://127.0.0.1:8787\n"
    "export ANTHROPIC_AUTH_TOKEN=tr-abcdefabcdef3f9a"
)


@pytest.fixture
def make_app(fakes):
    """Builds a `RouterApp` on a fake gateway, still: no spinner turns and no time passes."""
    from tui_router.tui.app import RouterApp

    def make(control=None, **how):
        control = fakes.FakeControl() if control is None else control
        app = RouterApp(control, connect_hint=HINT, clock=lambda: fakes.NOW, **how)
        app.animation_level = "none"
        return app

    return make


@pytest.fixture
def run(make_app, fakes):
    """`async with run(control, size=…) as (pilot, control)`: an app that has read its gateway."""

    @asynccontextmanager
    async def running(control=None, *, size=(120, 40), **how):
        control = fakes.FakeControl() if control is None else control
        app = make_app(control, **how)
        async with app.run_test(size=size, notifications=True) as pilot:
            await settle(pilot)
            yield pilot, control

    return running


@pytest.fixture
def picture(make_app, snap_compare, fakes):
    """Compares the app after `keys`, once all that it shows has been read; `then` runs last."""

    def compare(size, *keys, control=None, then=None, **how):
        control = fakes.FakeControl() if control is None else control
        app = make_app(control, **how)

        def all_read():
            screen = app.live_screen
            row, pane = screen.exchanges.row, screen.pane
            if not screen.reachable or row is None:
                return screen.reachable and not control._rows
            held = (len(control.legs.get((row.id, leg), b"")) - pane.offset_of(leg) for leg in pane.wants())
            return screen._detail is not None and screen._detail.row.id == row.id and not any(held)

        async def read(pilot):
            for _ in range(1_000):
                await pilot.pause(0.02)
                if all_read():
                    return
            raise AssertionError("it never read its legs")

        async def before(pilot):
            await read(pilot)
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
            await read(pilot)
            if then is not None:
                await then(pilot)
            await pilot.pause(0.3)

        return snap_compare(app, terminal_size=size, run_before=before)

    return compare


async def settle(pilot, until=None):
    """Wait until what was asked has been drawn: `until` holds, or the app has been quiet for a while."""
    for _ in range(1_000):
        await pilot.pause(0.02)
        if until is None:
            screen = pilot.app.screen_stack[0]
            if screen._status is not None or screen._gone:
                break
        elif until():
            break
    await pilot.pause()


@pytest.fixture
def until():
    """`await until(pilot, condition)`: fails when the condition does not come to hold."""

    async def wait(pilot, condition):
        await settle(pilot, condition)
        assert condition()

    return wait


@pytest.fixture
def text_of():
    """What stands on the screen, line by line, as plain text."""

    def lines(app):
        width, height = app.size
        strips = app.screen._compositor.render_strips()
        return [strip.text for strip in strips[:height]] if width else []

    return lines
