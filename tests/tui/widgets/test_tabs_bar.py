import pytest

from tui_router.tui.glyphs import UNICODE
from tui_router.tui.ink import Ink
from tui_router.tui.widgets.bar import line
from tui_router.tui.widgets.tabs_bar import COMPARE_TAB, TabsBar, address


@pytest.fixture
def said(fakes):
    async def text(width, **fields):
        bar = TabsBar()
        bar.status = await fakes.FakeControl().status()
        bar.now = fakes.NOW
        for name, value in fields.items():
            setattr(bar, name, value)
        return line(*bar.pieces(width, Ink({}), UNICODE), width).text.strip()

    return text


async def test_counters_by_width(said):
    short = await said(80, live=2, needs=1)
    assert short.startswith("tui_router   1 Live  2 Routes  3 Diag ✗1  4 Cmp  5 Sess  6 Log ")
    assert short.endswith("⠋2  ● 8787")
    long = await said(120, live=2, needs=1)
    assert long.startswith("tui_router   1 Live  2 Routes  3 Diagnostics ✗1  4 Compare  5 Sessions  6 Log ")
    assert long.endswith("⠋ 2 live   ● 127.0.0.1:8787")
    assert "✗" not in await said(120, needs=0)
    assert "up 2 h 14 min   10 exchanges   412k in  19.0k out" in await said(200)
    assert (await said(60, needs=1)).startswith("tui_router   1 Live  2  3 ✗1  4  5  6 ")
    assert "↑12" in await said(80, newer=12)


async def test_without_a_gateway(said):
    assert (await said(80, status=None)).endswith("○ connecting")
    assert (await said(80, status=None, gone=True)).endswith("○ no gateway")
    assert (await said(80, gone=True)).endswith("✗ 8787")


@pytest.mark.parametrize(
    ("url", "long", "short"),
    [
        ("http://127.0.0.1:8787", "127.0.0.1:8787", "8787"),
        ("http://[::1]:8787", "[::1]:8787", "8787"),
        ("https://box.example:443/x", "box.example:443", "box.example:443"),
        ("http://box.example", "box.example", "box.example"),
        ("http://[bad", "http://[bad", "http://[bad"),
        ("http://a:99999999", "http://a:99999999", "http://a:99999999"),
    ],
)
def test_addresses(url, long, short):
    assert address(url, short=False) == long
    assert address(url, short=True) == short


async def test_those_that_are_held_and_what_gives_way_to_them(said):
    assert (await said(80, live=2, held=1, needs=1)).endswith("6 Log ‖1 ⠋2  ● 8787")
    assert (await said(120, live=2, held=1, needs=1)).endswith("6 Log ‖ 1 held   ⠋ 2 live   ● 127.0.0.1:8787")
    crowded = await said(120, live=20, held=12, needs=3)
    assert "6 Log " in crowded
    assert crowded.endswith(" ‖12 ⠋20  ● 127.0.0.1:8787")
    assert "held" not in await said(120, live=2)


async def test_where_there_is_no_room_the_open_one_is_short_too(said):
    assert "4 Cmp" in await said(80, live=2, needs=1, active=COMPARE_TAB)
    assert "6 Log " in await said(80, live=2, needs=1, active=COMPARE_TAB)
    assert "4 Compare" in await said(120, live=2, needs=1, active=COMPARE_TAB)
