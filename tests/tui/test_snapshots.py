"""Pictures of the screens, compared as SVG. After a wanted change: `pytest tests/tui/test_snapshots.py --snapshot-update`."""

import pytest

from tui_router.control.client import ControlError
from tui_router.tui import follow

SMALL, MIDDLE, LARGE = (80, 24), (120, 40), (200, 60)
THEMES = ["contrast", "dusk", "ember", "mono", "paper", "safe"]


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
            for _ in range(200):
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


@pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])
def test_live(picture, size):
    assert picture(size)


@pytest.mark.parametrize("size", [SMALL, MIDDLE])
def test_failed(picture, size):
    assert picture(size, "j", "j", "j")


@pytest.mark.parametrize("theme", THEMES)
def test_theme(picture, theme):
    assert picture(MIDDLE, "j", "j", "j", theme=theme)


def test_ascii(picture):
    assert picture(MIDDLE, "j", "j", "j", theme="mono", ascii=True)


@pytest.mark.parametrize("size", [SMALL, MIDDLE])
@pytest.mark.parametrize(
    "keys",
    [("q",), ("R", *"4.1-mini"), ("j", "j", "j", "r"), ("question_mark",), ("T",)],
    ids=lambda keys: keys[-1],
)
def test_dialog(picture, size, keys):
    assert picture(size, *keys)


@pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])
def test_chain(picture, size, fakes):
    chain = ["openai/gpt-5.4", "vllm/qwen3-8b", "deepseek/deepseek-chat"]
    control = fakes.FakeControl(tiers={**fakes.TIERS, "opus": chain})
    assert picture(size, "R", *"kimi", control=control)


@pytest.mark.parametrize("size", [SMALL, MIDDLE])
def test_chain_of_which_only_the_first_is_kept(picture, size, fakes):
    chain = ["openai/gpt-5.4", "vllm/qwen3-8b", "deepseek/deepseek-chat"]
    control = fakes.FakeControl(tiers={**fakes.TIERS, "opus": chain})
    assert picture(size, "R", *"gpt-5.4", "ctrl+o", control=control)


@pytest.mark.parametrize("size", [SMALL, MIDDLE])
def test_empty(picture, size, fakes):
    assert picture(size, control=fakes.FakeControl([]))


def test_gone(picture, fakes, monkeypatch):
    monkeypatch.setattr(follow, "FIRST_PAUSE_S", 60.0)
    control = fakes.FakeControl()

    async def leave(pilot):
        control.fail(ControlError("connection refused"))

    assert picture(MIDDLE, control=control, then=leave)


def test_filter(picture):
    assert picture(MIDDLE, "slash", *"sonnet")


def test_zoomed(picture):
    assert picture(SMALL, "enter")


def test_tiny(picture):
    assert picture((60, 15))


def troubles_read(pilot):
    return pilot.app.live_screen.troubles.loaded


@pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])
@pytest.mark.parametrize("keys", [("3",), ("3", "j", "j")], ids=["full", "mended"])
def test_diagnostics(picture, size, keys, fakes):
    async def read(pilot):
        await pilot.pause(0.6)
        assert troubles_read(pilot)

    assert picture(size, *keys, control=fakes.troubled(), then=read)


@pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])
def test_diagnostics_empty(picture, size, fakes):
    async def open_it(pilot):
        await pilot.press("3")
        await pilot.pause(0.6)
        assert troubles_read(pilot)

    assert picture(size, control=fakes.FakeControl([]), then=open_it)


@pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])
def test_repaired(picture, size, fakes):
    assert picture(size, "j", "j", "j", "j", control=fakes.troubled())


@pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])
def test_facts(picture, size, fakes):
    async def read(pilot):
        await pilot.pause(0.3)

    assert picture(size, "f", control=fakes.troubled(), then=read)
