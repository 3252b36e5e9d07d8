import json

import pytest

from tui_router.control.client import ControlError
from tui_router.journal.record import AttemptRow
from tui_router.tui.compare_book import Pick
from tui_router.tui.screens import aside
from tui_router.tui.screens.attempt import AttemptScreen
from tui_router.tui.screens.replay import ReplayScreen
from tui_router.tui.widgets.footer import Footer


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(aside, "ASK_S", 0.05)


def event(**body):
    return f"event: {body['type']}\ndata: {json.dumps(body)}\n\n".encode()


def answer(path, tail):
    texts = ("I will read the file first.", f"The bug is in split\nand I will {tail}")
    tool = {"type": "tool_use", "id": "t", "name": "Read", "input": {"file_path": path, "limit": 40}}
    blocks = [{"type": "text", "text": texts[0]}, tool, {"type": "text", "text": texts[1]}]
    return bytearray(
        b"".join(
            [
                event(type="message_start", message={"id": "m", "content": [], "usage": {}}),
                *(event(type="content_block_start", index=n, content_block=b) for n, b in enumerate(blocks)),
                event(type="message_delta", delta={"stop_reason": "tool_use"}, usage={"output_tokens": 9}),
            ]
        )
    )


@pytest.fixture
def two(fakes):
    """A gateway where #35 and #34 differ in five places."""
    control = fakes.FakeControl()
    control.legs[35, "d"] = answer("/repo/src/a.py", "rewrite it")
    control.legs[34, "d"] = answer("src/a.py", "keep the tail")
    body = json.loads(control.legs[35, "b"])
    body["max_tokens"], body["top_k"] = body.pop("max_completion_tokens"), 40
    control.legs[35, "b"] = bytearray(json.dumps(body).encode())
    control.row(35).cost, control.row(34).cost = 0.013, 0.004
    return control


@pytest.fixture
def comparing(run, until, two):
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def opening(a=35, b=34, size=(120, 40), control=None, **how):
        async with run(control or two, size=size, **how) as (pilot, control):
            live = pilot.app.live_screen
            live.comparing.a, live.comparing.b = Pick(a), Pick(b)
            await pilot.press("4")
            await until(
                pilot, lambda: pilot.app.screen.query("EntryList") and pilot.app.screen.entries.entries
            )
            await pilot.pause()
            yield pilot, control, pilot.app.screen

    return opening


def said(app, text_of):
    return "\n".join(text_of(app))


def hints(app):
    return [key.label for key in app.screen.query_one(Footer).keys]


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_two_exchanges_at_every_size(comparing, text_of, size):
    async with comparing(size=size) as (pilot, _, _screen):
        lines = text_of(pilot.app)
        assert [len(line) for line in lines] == [size[0]] * size[1]
        text = "\n".join(lines)
        words = [
            "A  #35",
            "B  #34",
            "16.9 s",
            "6.2 s",
            "upstream got",
            "5 changes",
            "B is 2.7× faster and 69% cheaper",
        ]
        for word in words:
            assert word in text, word
        assert ("max_completion_tokens  16384" in text) == (size[1] > 20)
        assert ("≠" in text) == (size[0] >= 110)
        assert "? Help" in text


async def test_n_goes_through_the_changes_and_round(comparing, until, text_of):
    async with comparing() as (pilot, _, screen):
        assert "change 1 of 5" in said(pilot.app, text_of)
        places = []
        for _ in range(5):
            places.append(screen.here)
            await pilot.press("n")
        assert places == [1, 2, 3, 4, 5]
        assert screen.here == 1
        await pilot.press("N")
        assert screen.here == 5
        assert "change 5 of 5" in said(pilot.app, text_of)


async def test_other_legs(comparing, until, text_of):
    async with comparing() as (pilot, control, _screen):
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "client sent" in said(pilot.app, text_of))
        assert "no change" in said(pilot.app, text_of)
        assert "leg a" in said(pilot.app, text_of)
        await pilot.press("left_square_bracket", "left_square_bracket")
        await until(pilot, lambda: "upstream answered" in said(pilot.app, text_of))
        assert "all legs" in said(pilot.app, text_of)
        assert control.asked.count("leg 35 b 0") == 1


async def test_equal_parts_can_be_hidden(comparing, until, text_of):
    async with comparing() as (pilot, _, screen):
        await pilot.press("n", "n")
        assert "stream_options" in said(pilot.app, text_of)
        await pilot.press("equals_sign")
        await until(pilot, lambda: "stream_options" not in said(pilot.app, text_of))
        assert screen.here == 3
        await pilot.press("equals_sign")
        await until(pilot, lambda: "stream_options" in said(pilot.app, text_of))


async def test_words_or_whole_lines(comparing, until):
    async with comparing() as (pilot, _, screen):

        def marked():
            return [span.text for span in screen._rows[-2].left if span.bold]

        assert marked() == ["rewrite it"]
        await pilot.press("w")
        await until(pilot, lambda: marked() == ["and I will rewrite it"])


async def test_one_column(comparing, until, text_of):
    async with comparing() as (pilot, _, _screen):
        await pilot.press("u")
        await until(pilot, lambda: "B model" in said(pilot.app, text_of))
        assert "≠" not in said(pilot.app, text_of)
        await pilot.press("u")
        await until(pilot, lambda: "≠" in said(pilot.app, text_of))


async def test_swapped(comparing, until, text_of):
    async with comparing() as (pilot, _, _screen):
        await pilot.press("s")
        await until(pilot, lambda: "A  #34" in said(pilot.app, text_of))
        assert "B is 2.7× slower and 3.2× dearer" in said(pilot.app, text_of)


async def test_b_again_takes_its_place(comparing, until, text_of):
    async with comparing() as (pilot, control, screen):
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReplayScreen))
        await pilot.pause(0.1)
        await pilot.press("enter")
        await until(pilot, lambda: control.replays == [(34, "")])
        await until(pilot, lambda: "B  #42 ↻ of #34" in said(pilot.app, text_of))
        assert pilot.app.screen is screen


async def test_another_attempt(comparing, two, until, text_of):
    tries = [AttemptRow(number=1, outcome="max_tokens too large"), AttemptRow(number=2, outcome="ok")]
    two.details[37].attempts[:] = tries
    async with comparing(b=37) as (pilot, _, _screen):
        await pilot.press("t")
        await until(pilot, lambda: isinstance(pilot.app.screen, AttemptScreen))
        await pilot.press("down", "enter")
        await until(pilot, lambda: "B  #37 attempt 1" in said(pilot.app, text_of))
        assert "B failed, A was answered: max_tokens too large" in said(pilot.app, text_of)


async def test_keys_that_cannot_act_are_absent(comparing):
    async with comparing() as (pilot, control, screen):
        assert "Attempt" not in hints(pilot.app)
        assert {"Leg", "Next change", "Words", "Swap", "Replay B"} <= set(hints(pilot.app))
        await pilot.press("t")
        assert pilot.app.screen is screen
        control.fail(ControlError("connection refused"))
        for _ in range(1_000):
            await pilot.pause(0.02)
            if "Replay B" not in hints(pilot.app):
                break
        assert "Replay B" not in hints(pilot.app)
        assert "Words" in hints(pilot.app)


async def test_a_text_is_found_in_both(comparing, until, text_of):
    async with comparing(size=(200, 60)) as (pilot, _, screen):
        await pilot.press("slash", *"READ")
        await until(pilot, lambda: "1 of 2" in said(pilot.app, text_of))
        await pilot.press("enter", "n")
        await until(pilot, lambda: "2 of 2" in said(pilot.app, text_of))
        assert "tool_use Read" in screen._rows[screen.entries.cursor].text
        await pilot.press("escape")
        await pilot.press("n")
        assert screen.here > 0
        assert "2 of 2" not in said(pilot.app, text_of)


async def test_b_is_shown_in_live(comparing, until):
    async with comparing() as (pilot, _, _screen):
        await pilot.press("enter")
        live = pilot.app.live_screen
        await until(pilot, lambda: pilot.app.screen is live and live.exchanges.row.id == 34)


async def test_a_row_is_copied(comparing, until, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("TERM_PROGRAM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    async with comparing() as (pilot, _, screen):
        copied = []
        monkeypatch.setattr(screen._live, "put_on_clipboard", lambda what, text: copied.append((what, text)))
        await pilot.press("y")
        await until(pilot, lambda: copied)
        assert copied[0][1].split() == ["model", '"kimi-k2.5"', "model", '"gpt-4o"']


async def test_before_two_are_marked(run, until, text_of):
    async with run() as (pilot, _):
        await pilot.press("4")
        await until(pilot, lambda: "in Live, then a second one." in said(pilot.app, text_of))
        assert "Swap" not in hints(pilot.app)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is pilot.app.live_screen)
        await pilot.press("j", "c", "4")
        await until(pilot, lambda: "#40 is marked. Now press c on another one" in said(pilot.app, text_of))


async def test_one_that_is_gone_is_said(comparing, run, two, until, text_of):
    async with run(two) as (pilot, _):
        live = pilot.app.live_screen
        live.comparing.a, live.comparing.b = Pick(31), Pick(35)
        await pilot.press("4")
        await until(pilot, lambda: "there is no such exchange" in said(pilot.app, text_of))


async def test_a_live_one_is_read_again_when_it_ends(comparing, two, until, text_of, fakes):
    from msgspec.structs import replace

    async with comparing(b=41) as (pilot, control, _screen):
        assert "B is still being answered." in said(pilot.app, text_of)
        row = control.row(41)
        control.change(replace(row, state="ok", times=replace(row.times, ended=5.0)))
        await until(pilot, lambda: "B is 3.4× faster" in said(pilot.app, text_of))


async def test_hostile_bodies_are_shown_and_harmless(comparing, two, until, text_of):
    evil = "\x1b]0;x\x07\u202e[/b][TODO]\n" + "設定" * 50
    for id in (34, 35):
        two.legs[id, "b"] = bytearray(json.dumps({f"{evil}{id}": evil, "messages": [evil, id] * 50}).encode())
        two.legs[id, "d"] = answer(f"{evil}{id}", f"{evil}{id}")
    async with comparing() as (pilot, _, screen):
        for key in ("G", "g", "n", "n", "u", "equals_sign", "w", "G"):
            await pilot.press(key)
            await pilot.pause(0.05)
            assert not set("\x1b\x07\u202e") & set("".join(text_of(pilot.app)))
        assert "[TODO]" in "".join(row.text for row in screen._rows)
