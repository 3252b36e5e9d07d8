"""Text that is meant for a terminal, a markup reader or a log, in every place where a stranger chooses the words."""

import asyncio
import json
import re
from typing import Any

import pytest

ESCAPES = [
    "\x1b]52;c;UFdORUQ=\x1b\\",
    "\x1b]0;PWNED\x07",
    "\x1b[2J\x1b[H",
    "\x9b2J",
    "\x9d0;PWNED\x9c",
    "\x1b]8;;http://e.x\x1b\\PWNED\x1b]8;;\x1b\\",
    "\x1bP$q\x1b\\",
    "\x1bc",
]
UNSEEN = [
    "\u202ePWNED\u202c",
    "\u2066x\u2069",
    "a\u200bb\u200fc\ufeff",
    "e" + "\u0301" * 500,
    "\u2028\u2029\x85",
]
MARKUP = [
    "[/]",
    "[/",
    "[@click=app.quit]PWNED[/]",
    "[bold",
    "[link=http://e.x]PWNED[/link]",
    "[" * 10_000,
    "$x {0} %s",
]
LINES = ["a\nb", "a\r\nb", '\n{"level":"error"}', "\x00\x01\x7f\x08\x08", "tab\there", "\ud800"]
HOSTILE = [*ESCAPES, *UNSEEN, *MARKUP, *LINES]
IN_HEADERS = [
    text for text in HOSTILE if not re.search("[\x00-\x08\x0a-\x1f\x7f]", text) and "\ud800" not in text
]
"""What an HTTP parser lets through in a header; UTF-8 on the wire, Latin-1 when read."""
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def body_of(model: str, text: str, *, stream: bool) -> bytes:
    """Every string a client may choose is hostile. `json.dumps` writes half a surrogate as an escape."""
    tool = {
        "name": text[:2_000],
        "description": text,
        "input_schema": {"type": "object", "description": text},
    }
    use = {"type": "tool_use", "id": f"toolu_{text}"[:300], "name": text[:300], "input": {text: text}}
    result = {"type": "tool_result", "tool_use_id": use["id"], "content": text}
    return json.dumps(
        {
            "model": model,
            "max_tokens": 50,
            "stream": stream,
            "system": text,
            "tools": [tool],
            "stop_sequences": [text[:100]],
            "metadata": {"user_id": text},
            "messages": [
                {"role": "user", "content": text},
                {"role": "assistant", "content": [{"type": "text", "text": text or "-"}, use]},
                {"role": "user", "content": [result, {"type": text, "what": text}]},
            ],
        }
    ).encode()


class Evil:
    """An upstream whose every word is hostile. The number of the text stands in the model's name."""

    def __init__(self, kit: Any) -> None:
        self.kit = kit

    async def answer(self, asked: Any, writer: asyncio.StreamWriter) -> None:
        how, _, rest = asked.fields["model"].partition("-")
        text = HOSTILE[int(rest.split("-")[0] or 0)]
        if how == "refuse":
            said = {
                "error": {"message": f"no such thing: {text} end", "type": text, "code": text, "param": text}
            }
            writer.write(self.kit.whole(400, json.dumps(said).encode()))
        elif how == "page":
            page = f"<html><title>{text}</title></html>".encode("utf-8", "surrogatepass")
            writer.write(self.kit.whole(502, page, "text/html"))
        else:
            writer.write(self.kit.SSE_HEAD + b"connection: close\r\n\r\n")
            for delta, finish in self.deltas(text):
                choice = {"index": 0, "delta": delta, "finish_reason": finish}
                chunk = {"id": text, "model": text, "choices": [choice]}
                writer.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
            if how == "broke":
                writer.write(
                    b"data: " + json.dumps({"error": {"message": text, "code": text}}).encode() + b"\n\n"
                )
                return
            writer.write(b"data: [DONE]\n\n")

    @staticmethod
    def deltas(text: str) -> list[tuple[dict[str, Any], str | None]]:
        function = {"name": text, "arguments": json.dumps({text: text})}
        return [
            ({"role": text, "content": f"said {text} end"}, None),
            ({"reasoning_content": text}, None),
            ({"tool_calls": [{"index": 0, "id": text, "type": "function", "function": function}]}, None),
            ({}, "tool_calls"),
        ]


@pytest.fixture
def evil(kit, raw) -> Evil:
    made = Evil(kit)
    raw.answer = made.answer
    listed = [{"id": text, "name": text, "object": "model", "context_length": text} for text in HOSTILE]
    raw.models = json.dumps({"object": "list", "data": [{"id": "plain"}, *listed]}).encode()
    return made


HOWS = ("say", "refuse", "page", "broke")


async def storm(served: Any, kit: Any) -> int:
    """All texts through all paths; how many exchanges that made."""
    count = 0
    for number, text in enumerate(HOSTILE):
        for how in HOWS:
            status, data = await kit.read(
                await served.post(body_of(f"lab/{how}-{number}", text, stream=number % 2 == 0))
            )
            assert status in (200, 400, 502), (how, ascii(text)[:80], data[:300])
            count += 1
            json.loads(data) if number % 2 else kit.frames(data)
    for text in HOSTILE:  # the name itself, to a provider, to nobody, and where tiers are found in it
        for model in (f"lab/say-0-{text}", f"nobody/{text}", f"opus{text}", text):
            status, data = await kit.read(await served.post(body_of(model, "x", stream=False)))
            assert status < 500, (ascii(model)[:80], data[:300])
            json.loads(data)
            count += 1
    for text in IN_HEADERS:
        value = text.encode("utf-8").decode("latin-1")[:9_000]
        names = {"user-agent": value, "x-claude-code-session-id": value, "x-claude-code-agent-id": value}
        names |= {"x-tui-router-launch": value, "anthropic-beta": value, "x-app": value}
        status, _ = await raw_post(served, kit, body_of("lab/say-0", "x", stream=False), names)
        assert status == 200
        count += 1
    return count


async def raw_post(
    served: Any, kit: Any, body: bytes, headers: dict[str, str], path: str = "/v1/messages"
) -> tuple[int, bytes]:
    """On a plain socket: a client library would refuse to send some of it."""
    host, port = served.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    names = {
        "host": "127.0.0.1",
        "connection": "close",
        "x-api-key": kit.TOKEN,
        "content-length": str(len(body)),
    }
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in {**names, **headers}.items())]
    writer.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
    async with asyncio.timeout(kit.HANG):
        data = await reader.read()
    writer.close()
    return int(data.split(b" ")[1]), data.partition(b"\r\n\r\n")[2]


async def test_one_line_of_visible_characters_for_each_exchange(serve, raw, evil, kit) -> None:
    async with serve(kit.raw_config(raw.url)) as served:
        count = await storm(served, kit)
        path = "/%1b%5b2J%0a%e2%80%ae/v1/messages"
        assert (await raw_post(served, kit, body_of("lab/say-0", "x", stream=False), {}, path))[0] == 200
        await served.stored(count + 1)
        rows = await served.control.exchanges(limit=5000)
        assert len(rows) == count + 1
        for row in rows[:: max(1, len(rows) // 40)]:
            detail = await served.control.exchange(row.id)
            for leg in ("a", "b", "c", "d"):
                await served.control.leg(row.id, leg)
            assert detail.row.id == row.id
        assert {row.state for row in rows} == {"ok", "failed"}
        assert "gateway_fault" not in {row.diagnosis for row in rows}
        assert (await served.control.status()).lost_captures == 0
        await served.control.models()
    text = served.log.read_bytes().decode("utf-8")  # strict: a log is text
    lines = text.split("\n")
    assert lines.pop() == ""
    assert [line for line in lines if not re.match(r"\d\d:\d\d:\d\d \w+ ", line)] == []
    assert len(lines) == count + 1
    assert [ascii(line) for line in lines if CONTROLS.search(line)] == []
    assert max(map(len, lines)) < 1_500


async def test_the_list_of_models_holds_only_names_that_can_be_typed(serve, raw, evil, kit) -> None:
    async with serve(kit.raw_config(raw.url)) as served:

        async def listed() -> list[Any]:
            return [model for model in await served.control.models() if model.target == "lab/plain"]

        await kit.until(listed)
        for model in await served.control.models():
            assert not CONTROLS.search(model.target), ascii(model.target)
            assert len(model.target) < 1_000
        names = {"x-api-key": kit.TOKEN}
        status, data = await kit.read(await served.http.send("GET", f"{served.url}/v1/models", names))
        assert status == 200
        for model in json.loads(data)["data"]:
            assert not CONTROLS.search(model["id"] + model["display_name"]), ascii(model)


async def test_plain_lines_are_lines(serve, raw, evil, kit) -> None:
    import io

    from tui_router.cli.plain import PlainView, catch_up

    async with serve(kit.raw_config(raw.url)) as served:
        count = await storm(served, kit)
        await served.stored(count)
        out = io.StringIO()
        view = PlainView(out=out)
        await catch_up(served.control, view)
    lines = out.getvalue().split("\n")
    assert lines.pop() == ""
    assert len(lines) == count
    assert [ascii(line) for line in lines if CONTROLS.search(line)] == []


KEYS = ["enter", "b", "c", "end", "s", "y", "escape"]
SHOWN = (HOSTILE[-1], UNSEEN[0], UNSEEN[3], MARKUP[1], MARKUP[2], MARKUP[5], ESCAPES[0], ESCAPES[3])


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_the_inspector_shows_all_of_it_as_text(serve, raw, evil, kit, size) -> None:
    """The real screen on the real control plane; every row is opened, looked at on all legs and left."""
    from tui_router.tui.app import RouterApp

    async with serve(kit.raw_config(raw.url)) as served:
        texts = [(HOSTILE.index(text), text) for text in SHOWN]
        for number, text in texts:
            for how in ("say", "refuse"):
                await kit.read(
                    await served.post(body_of(f"lab/{how}-{number}-{text[:50]}", text, stream=True))
                )
        app = RouterApp(served.control)
        app.animation_level = "none"
        seen: list[str] = []

        def look() -> None:
            for strip in app.screen._compositor.render_strips():
                for segment in strip:
                    if segment.control:
                        continue
                    assert not CONTROLS.search(segment.text), ascii(segment.text)
                    assert (
                        segment.style is None or not segment.style.link or "PWNED" not in segment.style.link
                    )
                seen.append(strip.text)

        async with app.run_test(size=size, notifications=True) as pilot:
            async with asyncio.timeout(kit.HANG):
                while not any("lab" in text for text in seen):
                    await pilot.pause(0.02)
                    seen.clear()
                    look()
            for _ in range(9 if size[0] == 80 else 4):
                for key in KEYS:
                    await pilot.press(key)
                    look()
                await pilot.press("j")
            for keys in (
                ["R", "x", "escape", "escape"],
                ["r", "["],
                ["escape", "slash", "[", "escape"],
                ["question_mark", "escape"],
            ):
                await pilot.press(*keys)
                look()
            assert app.return_value is None
            assert app._exception is None
    shown = "\n".join(seen)
    assert "␛" in shown
    assert "⟨U+" in shown
    assert "[@click" in shown


async def test_a_theme_or_a_filter_of_brackets_harms_nobody(serve, raw, evil, kit) -> None:
    async with serve(kit.raw_config(raw.url)) as served:
        await storm_one(served, kit)
        for text in HOSTILE:
            written = text.encode("utf-8", "replace").decode()
            rows = await served.control.exchanges(filter=written[:2_000])
            assert len(rows) <= 1


async def storm_one(served: Any, kit: Any) -> None:
    await kit.read(await served.post(body_of("lab/say-0", "x", stream=False)))
