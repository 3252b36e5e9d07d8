"""Copy, export and import from Live, by their keys."""

import io
import json
import stat

import msgspec
import pytest

from tui_router.control.client import ControlError
from tui_router.export.bundle import read_bundle
from tui_router.tui.acts import taking
from tui_router.tui.acts.taking import next_part
from tui_router.tui.screens.bring import BringScreen


@pytest.fixture
async def live(run, tmp_path):
    """Live with the cursor on #38, a failed one; everything that was copied; the gateway."""
    async with run(copy_file=tmp_path / "copy.txt") as (pilot, control):
        copied = []
        pilot.app.copy_to_clipboard = copied.append
        await pilot.press("j", "j", "j")
        assert pilot.app.live_screen.exchanges.row.id == 38
        yield pilot, control, copied


def told(pilot):
    return " ".join(note.message for note in pilot.app._notifications)


async def copy(pilot, copied, until, key):
    await pilot.press("y", key)
    await until(pilot, lambda: copied)
    return copied[0]


async def test_twice_takes_the_leg_that_is_looked_at(live, until):
    pilot, control, copied = live
    text = await copy(pilot, copied, until, "y")
    leg = pilot.app.live_screen.pane.focused_leg
    assert text.encode() == bytes(control.legs[38, leg])
    assert f"Copied leg {leg} of #38 to the clipboard (OSC 52), secrets removed." in told(pilot)


async def test_commands_and_scripts(live, until):
    pilot, control, copied = live
    body = bytes(control.legs[38, "a"]).decode()
    for key, words in (
        (
            "c",
            ("curl -sS", "$ANTHROPIC_AUTH_TOKEN", "http://127.0.0.1:8787/v1/messages?beta=true", body[:40]),
        ),
        ("h", ("http", "POST 'http://127.0.0.1:8787/v1/messages?beta=true'", body[:40])),
        ("a", ("import anthropic", "json.loads(r'''{")),
    ):
        text = await copy(pilot, copied, until, key)
        assert all(word in text for word in words), (key, text[:400])
        copied.clear()


async def test_what_the_upstream_got(live, until):
    pilot, control, copied = live
    control.details[38] = msgspec.structs.replace(
        control.details[38],
        attempts=[msgspec.structs.replace(control.details[38].attempts[0],
                                          url="https://api.deepseek.com/v1/chat/completions")],
    )  # fmt: skip
    for key, words in (
        ("u", "https://api.deepseek.com/v1/chat/completions"),
        ("o", "base_url='https://api.deepseek.com/v1'"),
    ):
        text = await copy(pilot, copied, until, key)
        assert words in text, text[:300]
        copied.clear()


async def test_small_things(live, until):
    pilot, _, copied = live
    assert await copy(pilot, copied, until, "s") == "a1f3"
    copied.clear()
    assert await copy(pilot, copied, until, "l") == "#38"
    copied.clear()
    pilot.app.live_screen.taking.copy_menu(
        pilot.app.live_screen.exchanges.row,
        [("the path", "messages[0]"), ("the value", "sk-ant-" + "a1" * 30)],
    )
    await pilot.pause()
    await pilot.press("v")
    assert copied[0].startswith("sk-ant-****")


async def test_the_answer_alone(live, until):
    pilot, control, copied = live
    control.legs[41, "d"] = bytearray(b'{"content":[{"type":"text","text":"It is done."}]}')
    await pilot.press("g")
    assert await copy(pilot, copied, until, "m") == "It is done."


async def test_what_cannot_be_had_is_said(live, until):
    pilot, control, _ = live
    del control.legs[38, "a"]
    await pilot.press("y", "c")
    await until(pilot, lambda: "Nothing was copied: leg a of #38 was not kept" in told(pilot))
    control.down = ControlError("gone")
    await pilot.press("y", "h")
    await until(pilot, lambda: "Nothing was copied: gone" in told(pilot))


async def test_a_bundle_of_one_and_of_all_that_is_shown(live, until, tmp_path):
    pilot, control, _ = live
    await pilot.press("x", "J", "enter")
    file = tmp_path / "exports" / "tui-router-bundle-38.jsonl"
    await until(pilot, lambda: f"Wrote #38 to {file}, secrets removed." in told(pilot))
    (one,) = read_bundle(file.read_bytes())
    assert one.row.id == 38
    assert one.legs[0].data == bytes(control.legs[38, "a"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    await pilot.press("x", "l", "J", "enter")
    await until(pilot, lambda: "Wrote 10 exchanges" in told(pilot))
    (many,) = (tmp_path / "exports").glob("*-32-41.jsonl")
    assert [each.row.id for each in read_bundle(many.read_bytes())] == list(range(32, 42))


async def test_nothing_is_written_over(live, until, tmp_path):
    pilot, _, _ = live
    for _ in range(2):
        await pilot.press("x", "H", "enter")
        await until(pilot, lambda: not pilot.app.screen.is_modal)
    await until(pilot, lambda: "tui-router-har-38-2.har" in told(pilot))
    for file in (tmp_path / "exports").iterdir():
        assert json.loads(file.read_bytes())["log"]["entries"]


async def test_pages_and_cases(live, until, tmp_path):
    pilot, _, _ = live
    await pilot.press("x", "T", "enter")
    await until(pilot, lambda: "page-38.html" in told(pilot))
    await pilot.press("x", "P", "enter")
    await until(pilot, lambda: list((tmp_path / "exports").glob("*case-38.py")))


async def test_a_failure_leaves_no_file(live, until, tmp_path, text_of):
    pilot, control, _ = live
    control.down = ControlError("the gateway is gone")
    await pilot.press("x", "J", "enter")
    await until(pilot, lambda: "Nothing was exported: the gateway is gone" in "\n".join(text_of(pilot.app)))
    assert list((tmp_path / "exports").iterdir()) == []


async def test_a_folder_that_cannot_be_written_is_said(live, until, tmp_path, text_of):
    pilot, _, _ = live
    (tmp_path / "exports").write_text("no folder")
    await pilot.press("x", "J", "enter")
    await until(pilot, lambda: "cannot be written" in "\n".join(text_of(pilot.app)))


async def test_scopes(live):
    pilot, control, _ = live
    control.change(msgspec.structs.replace(control.row(35), marked=True))
    await pilot.pause()
    act = pilot.app.live_screen.taking
    rows = [control.row(38)]
    assert {scope.value: len(scope.ids) for scope in act.scopes(rows)} == {
        "this": 1, "shown": 10, "marked": 1, "session": 10}  # fmt: skip
    assert [(scope.value, scope.ids) for scope in act.scopes([control.row(38), control.row(36)])] == [
        ("these", [38, 36])]  # fmt: skip


async def test_several_of_which_some_are_gone(live, until, tmp_path, monkeypatch):
    pilot, control, _ = live
    whole = control.exchange

    async def exchange(id):
        if id == 36:
            raise ControlError("there is no such exchange", 404)
        return await whole(id)

    control.exchange = exchange
    pilot.app.live_screen.taking.export_menu([control.row(id) for id in (38, 36, 35)])
    await pilot.pause()
    await pilot.press("H", "enter")
    await until(pilot, lambda: "Wrote 2 exchanges" in told(pilot))
    assert "1 were left out" in told(pilot)


async def test_an_import_in_parts(live, until, tmp_path, monkeypatch):
    pilot, control, _ = live
    file = tmp_path / "in.jsonl"
    file.write_bytes(b'{"n":1}\n{"n":2}\n{"n":3}\n')
    monkeypatch.setattr(taking, "READ_BYTES", 16)
    monkeypatch.setattr(next_part, "__defaults__", (16,))
    await pilot.press("x", "i")
    assert isinstance(pilot.app.screen, BringScreen)
    pilot.app.screen.query_one("#bring-path").value = str(file)
    await pilot.press("enter")
    await until(pilot, lambda: "3 exchanges, #42 to #44, came in from in.jsonl." in told(pilot))
    assert control.imports == [b'{"n":1}\n{"n":2}\n', b'{"n":3}\n']


async def test_an_import_that_is_refused(live, until, tmp_path, text_of):
    pilot, control, _ = live
    file = tmp_path / "in.jsonl"
    file.write_bytes(b"?\n")

    async def import_bundle(lines):
        raise ControlError("line 1: it is not an exchange", 400)

    control.import_bundle = import_bundle
    pilot.app.live_screen.taking.export_menu([])
    await pilot.pause()
    pilot.app.screen.query_one("#bring-path").value = str(file)
    await pilot.press("enter")
    await until(pilot, lambda: "in.jsonl was not read: line 1" in "\n".join(text_of(pilot.app)))


def test_parts_are_whole_lines():
    file = io.BytesIO(b"aaa\nbb\n" + b"c" * 50 + b"\nlast")
    assert [next_part(file, 8) for _ in range(5)] == [b"aaa\nbb\n", b"c" * 50 + b"\n", b"last", b"", b""]
