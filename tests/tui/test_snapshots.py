"""Pictures of the screens, compared as SVG. After a wanted change: `pytest tests/tui/test_snapshots.py --snapshot-update`."""

import os

import pytest
from msgspec.structs import replace

from tui_router.control.client import ControlError
from tui_router.tui import follow

SIZES = SMALL, MIDDLE, LARGE = (80, 24), (120, 40), (200, 60)
THEMES = ["contrast", "dusk", "ember", "mono", "paper", "safe"]


@pytest.mark.parametrize("size", SIZES)
def test_live(picture, size):
    assert picture(size)


@pytest.mark.parametrize("size", SIZES)
def test_failed(picture, size):
    assert picture(size, "j", "j", "j")


@pytest.mark.parametrize("theme", THEMES)
def test_theme(picture, theme):
    assert picture(MIDDLE, "j", "j", "j", theme=theme)


def test_ascii(picture):
    assert picture(MIDDLE, "j", "j", "j", theme="mono", ascii=True)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "keys",
    [("q",), ("j", "j", "j", "r"), ("question_mark",), ("T",)],
    ids=lambda keys: keys[-1],
)
def test_dialog(picture, size, keys):
    assert picture(size, *keys)


@pytest.fixture
def rewiring(picture, fakes):
    """The rewire form on a gateway that knows prices, once it has said what the change would bring."""

    def compare(size, keys, opened="sonnet", after=(), tiers=None):
        control = fakes.FakeControl(tiers={**fakes.TIERS, **(tiers or {})})
        prices = {"openai/gpt-4o": (2.5, 10.0), "openai/gpt-4.1-mini": (0.4, 1.6)}
        control.known = [
            replace(model, listed=True, window_from="list", output_from="catalog", price_in=given[0], price_out=given[1])
            for model in control.known
            for given in [prices.get(model.target, (None, None))]
        ]  # fmt: skip
        control.dry = replace(
            control.dry,
            window=None,
            max_output=None,
            body=bytes(fakes.leg_b("gpt-4.1-mini")),
            notes=fakes.NOTES,
        )

        async def then(pilot):
            for key in keys:
                await pilot.press(key)
            await pilot.pause(0.6)
            assert control.rehearsals
            for key in after:
                await pilot.press(key)
            await pilot.pause(0.6)

        if opened == "sonnet":
            return picture(size, "j", "j", "j", "R", control=control, then=then)

        async def opening(pilot):
            pilot.app.live_screen.rewire("default", rule=opened)
            await pilot.pause(0.3)
            await then(pilot)

        return picture(size, control=control, then=opening)

    return compare


@pytest.mark.parametrize("size", SIZES)
def test_rewire(rewiring, size):
    assert rewiring(size, [*"4.1-mi"])


@pytest.mark.parametrize("size", SIZES)
def test_rewire_chain(rewiring, size):
    chain = ["openai/gpt-4o", "vllm/qwen3-8b", "deepseek/deepseek-chat"]
    assert rewiring(size, ["tab", "tab", "tab", "tab", "J"], tiers={"sonnet": chain})


@pytest.mark.parametrize("size", SIZES)
def test_rewire_rule(rewiring, size):
    assert rewiring(size, ["shift+tab", "shift+tab", "enter"], opened=2)


@pytest.mark.parametrize("size", SIZES)
def test_rewire_dry_run(rewiring, size):
    assert rewiring(size, [*"4.1-mi"], after=["ctrl+d"])


@pytest.mark.parametrize("size", SIZES)
def test_revisions(picture, size, fakes):
    assert picture(size, "H", "j", control=fakes.FakeControl())


@pytest.mark.parametrize("size", SIZES)
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


@pytest.mark.parametrize("size", SIZES)
def test_zoomed(picture, size):
    assert picture(size, "z")


def test_tiny(picture):
    assert picture((60, 15))


def troubles_read(pilot):
    return pilot.app.live_screen.troubles.loaded


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("keys", [("3",), ("3", "j", "j")], ids=["full", "mended"])
def test_diagnostics(picture, size, keys, fakes):
    async def read(pilot):
        await pilot.pause(0.6)
        assert troubles_read(pilot)

    assert picture(size, *keys, control=fakes.troubled(), then=read)


@pytest.mark.parametrize("size", SIZES)
def test_diagnostics_empty(picture, size, fakes):
    async def open_it(pilot):
        await pilot.press("3")
        await pilot.pause(0.6)
        assert troubles_read(pilot)

    assert picture(size, control=fakes.FakeControl([]), then=open_it)


@pytest.mark.parametrize("size", SIZES)
def test_repaired(picture, size, fakes):
    assert picture(size, "j", "j", "j", "j", control=fakes.troubled())


@pytest.mark.parametrize("size", SIZES)
def test_facts(picture, size, fakes):
    async def read(pilot):
        await pilot.pause(0.3)

    assert picture(size, "f", control=fakes.troubled(), then=read)


def set_up(fakes, *, bare=False):
    """A gateway without a settings file: with what it found, or with nothing at all."""
    replace = fakes.msgspec.structs.replace
    control = fakes.FakeControl([], tiers={} if bare else None)
    if bare:
        control.providers, control.known = [], []
        return control
    control.providers = [
        replace(each, found_by="environment", preset=each.name) for each in control.providers if each.key_set
    ]
    control.provider_tables = {
        each.name: {"preset": each.name, **({"key": each.key} if each.key else {})}
        for each in control.providers
    }
    whole = control._wires
    control._wires = lambda: replace(whole(), wired=False)
    return control


@pytest.fixture
def no_keys(monkeypatch):
    """This machine's keys are told of in the set-up, so they must not be there."""
    for name in [name for name in os.environ if name.endswith("_API_KEY")]:
        monkeypatch.delenv(name)


@pytest.mark.usefixtures("no_keys")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "keys",
    [
        ("g",),
        ("g", "enter", *"4.1"),
        ("g", "enter", "ctrl+s"),
        ("g", "enter", "ctrl+s", "enter"),
        ("g", "enter", "ctrl+s", "enter", "enter"),
    ],
    ids=["found", "models", "test", "write", "done"],
)
def test_setup(picture, size, keys, fakes):
    control = set_up(fakes)

    async def walk(pilot):
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.1)
            for _ in range(1_000):
                screen = pilot.app.screen
                if screen._status is not None and not (screen._testing or screen._writing):
                    break
                await pilot.pause(0.02)

    assert picture(size, control=control, then=walk)


@pytest.mark.usefixtures("no_keys")
@pytest.mark.parametrize("size", SIZES)
def test_setup_with_nothing_found(picture, size, fakes):
    async def opened(pilot):
        for _ in range(1_000):
            if getattr(pilot.app.screen, "_wires", None) and pilot.app.screen._wires.revision:
                return
            await pilot.pause(0.02)
        raise AssertionError("it did not open by itself")

    assert picture(size, control=set_up(fakes, bare=True), then=opened)


def routed(fakes):
    """A chain, a tier nobody wired, a key that is not set, a server that is off, and a file that lags behind."""

    class Routed(fakes.FakeControl):
        def _wires(self):
            wires = super()._wires()
            wires.effective = {**wires.effective, "default": wires.effective["sonnet"]}
            wires.unwritten = True
            return wires

    chain = ["openai/gpt-5.4", "vllm/qwen3-8b"]
    control = Routed(tiers={**fakes.TIERS, "opus": chain, "fable": "anthropic/claude-fable"})
    control.facts_known = list(fakes.FACTS)
    off = fakes.ProviderState(
        name="ollama", dialect="chat", base_url="http://127.0.0.1:11434/v1", problem="connection refused"
    )
    control.providers = [*fakes.PROVIDERS, off]
    return control


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("keys", [("j", "j"), ("G",)], ids=["tiers", "end"])
def test_routes(picture, size, keys, fakes):
    async def open_it(pilot):
        await pilot.press("2")
        for _ in range(1_000):
            await pilot.pause(0.02)
            if len(pilot.app.live_screen.wires.dry) == 5:
                break
        await pilot.press(*keys)
        await pilot.pause(0.2)
        assert len(pilot.app.live_screen.wires.dry) == 5

    assert picture(size, control=routed(fakes), then=open_it)


@pytest.mark.parametrize("size", SIZES)
def test_sessions(picture, size, fakes):
    control = fakes.FakeControl()
    control.session_tiers = {control.session_tree[1].id: {"opus": "deepseek/deepseek-chat"}}

    async def open_it(pilot):
        await pilot.press("5")
        for _ in range(1_000):
            await pilot.pause(0.02)
            if pilot.app.live_screen.session_tree.loaded:
                break
        await pilot.press("j")
        await pilot.pause(0.2)
        assert pilot.app.live_screen.session_tree.loaded

    assert picture(size, control=control, then=open_it)


@pytest.mark.parametrize("size", SIZES)
def test_no_session(picture, size, fakes):
    async def open_it(pilot):
        await pilot.press("5")
        await pilot.pause(0.6)

    assert picture(size, control=fakes.FakeControl([]), then=open_it)
