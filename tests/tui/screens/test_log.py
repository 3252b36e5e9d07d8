from contextlib import asynccontextmanager

import pytest

from tui_router.control.client import ControlError
from tui_router.control.inspect import LogLine
from tui_router.tui.own_files import OwnFiles
from tui_router.tui.screens import aside, log
from tui_router.tui.screens.log import LogScreen
from tui_router.tui.widgets.footer import Footer


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(aside, "ASK_S", 0.02)
    monkeypatch.setattr(log, "ASK_S", 0.05)


@pytest.fixture
def open_log(run, until, fakes):
    @asynccontextmanager
    async def opening(control=None, size=(120, 40), **how):
        control = control or fakes.FakeControl()
        async with run(control, size=size, **how) as (pilot, _):
            await pilot.press("6")
            await until(pilot, lambda: pilot.app.live_screen.log_book.loaded)
            await pilot.pause()
            yield pilot, control, pilot.app.screen

    return opening


def told(number, text="more", **how):
    return LogLine(number=number, at=0.0, level=how.pop("level", "info"), source="gateway", text=text, **how)


def hints(screen):
    return [key.label for key in screen.query_one(Footer).keys]


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_the_lines_at_every_size(open_log, text_of, size):
    async with open_log(size=size) as (pilot, _, screen):
        assert isinstance(screen, LogScreen)
        lines = text_of(pilot.app)
        assert [len(line) for line in lines] == [size[0]] * size[1]
        text = "\n".join(lines)
        for word in ("wiring", "revision 7", "⇣ following", "? Help"):
            assert word in text


async def test_it_follows_until_the_cursor_moves_up(open_log, until, text_of):
    async with open_log() as (pilot, control, screen):
        control.log_lines.append(told(6, "the sixth"))
        await until(pilot, lambda: screen.entries.cursor == 6)
        await pilot.press("k")
        control.log_lines += [told(7), told(8, "the eighth")]
        await until(pilot, lambda: "↓ 2 new" in "\n".join(text_of(pilot.app)))
        assert screen.entries.cursor == 5
        await pilot.press("F")
        assert screen.entries.cursor == 8
        assert "⇣ following" in "\n".join(text_of(pilot.app))
        await pilot.press("k", "G")
        assert "⇣ following" in "\n".join(text_of(pilot.app))


async def test_more_than_one_answer_is_read_to_its_end(open_log, fakes):
    control = fakes.FakeControl()
    control.log_lines = [told(number) for number in range(1, 1_201)]
    async with open_log(control) as (_, _control, screen):
        assert screen.entries.cursor == 1_200


async def test_errors_and_warnings_alone(open_log, text_of):
    async with open_log() as (pilot, _, _screen):
        await pilot.press("e")
        text = "\n".join(text_of(pilot.app))
        assert "disk full" in text
        assert "revision 7" not in text
        await pilot.press("e")
        assert "revision 7" in "\n".join(text_of(pilot.app))


async def test_the_filter_narrows(open_log, text_of):
    async with open_log() as (pilot, _, screen):
        await pilot.press("slash", *"level:error")
        await pilot.pause(0.2)
        text = "\n".join(text_of(pilot.app))
        assert "disk full" in text
        assert "revision 7" not in text
        await pilot.press("enter")
        assert screen.focused is screen.entries
        await pilot.press("escape")
        await pilot.pause()
        assert "revision 7" in "\n".join(text_of(pilot.app))


async def test_enter_opens_the_exchange_a_line_is_about(open_log):
    async with open_log() as (pilot, _, screen):
        assert "Exchange" not in hints(screen)
        await pilot.press("k", "k")
        assert screen.line.exchange == 38
        assert "Exchange" in hints(screen)
        await pilot.press("enter")
        assert pilot.app.screen is pilot.app.live_screen
        assert pilot.app.live_screen.exchanges.row.id == 38


async def test_a_line_is_copied(open_log, monkeypatch):
    async with open_log() as (pilot, _, _screen):
        copied = []
        monkeypatch.setattr(
            pilot.app.live_screen, "put_on_clipboard", lambda what, text, **_: copied.append(text)
        )
        await pilot.press("k", "y")
        assert copied[0].endswith("error scribe the journal could not be written for 2 s [disk full]")


async def test_when_the_gateway_is_gone_its_file_is_shown(open_log, until, text_of, tmp_path, monkeypatch):
    file = tmp_path / "gateway.log"
    file.write_text("started\nOSError: port 8787 is taken\n")
    async with open_log(own=OwnFiles(log=file)) as (pilot, control, _screen):
        assert "THE LOG FILE" not in "\n".join(text_of(pilot.app))
        control.down = ControlError("nobody answers")
        control.say(ControlError("nobody answers"))
        await until(pilot, lambda: "port 8787 is taken" in "\n".join(text_of(pilot.app)))
        text = "\n".join(text_of(pilot.app))
        assert "nobody answers" in text
        assert "revision 7" in text
        copied = []
        monkeypatch.setattr(
            pilot.app.live_screen, "put_on_clipboard", lambda what, text, **_: copied.append(text)
        )
        await pilot.press("y")
        assert copied == ["OSError: port 8787 is taken"]


async def test_a_silent_gateway_is_told_of(open_log, text_of, fakes):
    control = fakes.FakeControl()
    control.log_lines = []
    async with open_log(control) as (pilot, _, _screen):
        assert "The gateway has said nothing yet." in "\n".join(text_of(pilot.app))
        await pilot.press("1")
        assert pilot.app.screen is pilot.app.live_screen
