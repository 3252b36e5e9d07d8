"""Forty canaries in all places a key turns up in; none may be found where a person, a file or another party reads."""

import asyncio
import base64
import io
import json
import random
import stat
import string
from typing import Any

import pytest

from tui_router.cli.plain import PlainView, catch_up
from tui_router.journal.query import Reader

random_text = random.Random(20)


def some(count: int, alphabet: str = string.ascii_letters + string.digits) -> str:
    """Key material, which holds a digit as real ones do."""
    return "".join(random_text.choice(alphabet) for _ in range(count - 2)) + "7q"


SHAPES: dict[str, str] = {
    "anthropic": f"sk-ant-api03-{some(80)}",
    "anthropic_oauth": f"sk-ant-oat01-{some(80)}",
    "openai": f"sk-{some(40)}",
    "openai_project": f"sk-proj-{some(60)}",
    "openrouter": f"sk-or-v1-{some(56, '0123456789abcdef')}",
    "groq": f"gsk_{some(48)}",
    "google": f"AIza{some(35)}",
    "google_oauth": f"ya29.{some(60)}",
    "aws_id": f"AKIA{some(14, string.ascii_uppercase)}72",
    "aws_bedrock": f"ABSK{some(60)}",
    "github": f"ghp_{some(36)}",
    "github_fine": f"github_pat_{some(60)}",
    "gitlab": f"glpat-{some(20)}",
    "nvidia": f"nvapi-{some(50)}",
    "perplexity": f"pplx-{some(40)}",
    "slack": f"xoxb-{some(12, string.digits)}-{some(24)}",
    "xai": f"xai-{some(60)}",
    "huggingface": f"hf_{some(34)}",
    "npm": f"npm_{some(36)}",
    "stripe": f"sk_live_{some(24)}",
    "jwt": f"eyJhbGciOiJIUzI1NiJ9.{some(40)}.{some(43)}",
}
FORMS: dict[str, tuple[str, str]] = {
    "bearer": ("Authorization: Bearer {}", some(40)),
    "basic": ("authorization: Basic {}", some(32)),
    "env_line": ("export SOME_API_KEY={}", some(32)),
    "json_member": ('{{"api_key": "{}"}}', some(32)),
    "json_secret": ('{{"client_secret":"{}"}}', some(32)),
    "aws_secret": ("aws_secret_access_key = {}", some(40)),
    "password": ("password={}", some(20)),
    "url_user": ("postgres://me:{}@db.example/x", some(18)),
    "query": ("https://api.example/v1?key={}", some(32)),
    "pem": ("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", some(64)),
}
"""Keys that only what stands around them gives away."""

TEXTS = {**SHAPES, **{name: form.format(key) for name, (form, key) in FORMS.items()}}
"""What a user's terminal, a file or a model would say."""


def core(name: str) -> bytes:
    value = FORMS[name][1] if name in FORMS else SHAPES[name]
    return value[-12:].encode()


HEADERS = {
    name: some(30)
    for name in (
        "cookie",
        "x-goog-api-key",
        "api-key",
        "proxy-authorization",
        "x-amz-security-token",
        "x-auth-token",
        "x-access-token",
        "ocp-apim-subscription-key",
    )
}
SHAPED_HEADERS = {"x-note": f"sk-{some(40)}", "user-agent": f"agent-gsk_{some(48)}"}
QUERY = f"AIza{some(35)}"
LAB_SECRET = "lab" + some(29)  # no shape at all: only its value tells
NATIVE_SECRET = f"sk-ant-api03-{some(80)}"
ECHOED = {"set-cookie": some(30), "x-auth-token": some(30), "location": f"https://x.example/?key={some(32)}"}

HARD = {
    "lab_secret": LAB_SECRET[-12:].encode(),
    "native_secret": NATIVE_SECRET[-12:].encode(),
    "query": QUERY[-12:].encode(),
    **{f"header {name}": value[-12:].encode() for name, value in {**HEADERS, **SHAPED_HEADERS}.items()},
    **{f"upstream header {name}": value[-12:].encode() for name, value in ECHOED.items()},
    **{f"text {name}": core(name) for name in TEXTS},
}


def test_there_are_enough_of_them() -> None:
    assert len(HARD) >= 40
    assert len(set(HARD.values())) == len(HARD)


def leaks(where: dict[str, bytes]) -> list[str]:
    """Which canary stands where."""
    needles = HARD
    return sorted(
        f"{name} in {place}" for place, data in where.items() for name, c in needles.items() if c in data
    )


def loud_body(model: str, *, stream: bool = True) -> dict[str, object]:
    """The client's words: every shape in the user's text, the system prompt, a tool's input and its result."""
    all_texts = "\n".join(TEXTS.values())
    return {
        "model": model,
        "max_tokens": 100,
        "stream": stream,
        "system": [{"type": "text", "text": all_texts}],
        "metadata": {"user_id": f"user_{SHAPES['github']}"},
        "tools": [{"name": "Bash", "description": TEXTS["env_line"], "input_schema": {"type": "object"}}],
        "messages": [
            {"role": "user", "content": all_texts},
            {
                "role": "assistant",
                "content": [{"type": "tool_use", "id": "toolu_1", "name": "Bash", "input": {"c": all_texts}}],
            },
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": all_texts}],
            },
        ],
    }


def chat_event(text: str, **more: object) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None, **more}
    return b"data: " + json.dumps({"id": "c1", "choices": [choice]}).encode() + b"\n\n"


def tool_event(text: str) -> bytes:
    function = {"name": "Bash", "arguments": json.dumps({"command": text})}
    delta = {"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": function}]}
    return b"data: " + json.dumps({"id": "c1", "choices": [{"index": 0, "delta": delta}]}).encode() + b"\n\n"


class Parrot:
    """An upstream that repeats every secret it can think of. `hold` keeps a stream open in its middle."""

    def __init__(self, kit) -> None:
        self.kit = kit
        self.hold = asyncio.Event()
        self.hold.set()

    async def answer(self, asked: Any, writer: asyncio.StreamWriter) -> None:
        model = asked.fields["model"]
        extra = "".join(f"{name}: {value}\r\n" for name, value in ECHOED.items())
        keys = f"{LAB_SECRET} {NATIVE_SECRET} " + " ".join(TEXTS.values())
        if model == "refuse":
            said = {"error": {"message": f"Incorrect API key provided: {keys}", "code": "invalid_api_key"}}
            writer.write(self.kit.whole(401, json.dumps(said).encode(), extra=extra))
        elif model == "page":
            page = f"<html><title>502 {LAB_SECRET}</title><body>{keys}</body></html>".encode()
            writer.write(self.kit.whole(502, page, "text/html", extra))
        elif model == "elsewhere":
            writer.write(self.kit.whole(302, keys.encode(), "text/plain", extra))
        else:
            writer.write(self.kit.SSE_HEAD + extra.encode() + b"connection: close\r\n\r\n")
            writer.write(chat_event("\n".join(TEXTS.values())) + b": " + LAB_SECRET.encode() + b"\n\n")
            await writer.drain()
            await self.hold.wait()
            if model == "cut":
                return
            if model == "broke":
                said = {"error": {"message": f"key {keys} was revoked", "code": "invalid_api_key"}}
                writer.write(b"data: " + json.dumps(said).encode() + b"\n\n")
                return
            writer.write(tool_event("\n".join(TEXTS.values())))
            writer.write(chat_event("", finish_reason="tool_calls") + b"data: [DONE]\n\n")


@pytest.fixture
def parrot(kit, raw) -> Parrot:
    made = Parrot(kit)
    raw.answer = made.answer
    return made


def all_headers(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}", **HEADERS, **SHAPED_HEADERS}


PATHS = [
    "lab/ok",
    "lab/refuse",
    "lab/page",
    "lab/elsewhere",
    "lab/cut",
    "lab/broke",
    "native/refuse",
    "native/page",
]


async def traffic(served: Any, kit) -> int:
    """Every path; how many exchanges that made."""
    for model in PATHS:
        for stream in (True, False):
            query = f"/v1/messages?beta=true&key={QUERY}"
            await kit.read(
                await served.post(loud_body(model, stream=stream), query, all_headers(kit.TOKEN), None)
            )
    query = f"/v1/messages/count_tokens?key={QUERY}"
    await kit.read(await served.post(loud_body("lab/ok"), query, all_headers(kit.TOKEN), None))
    first = (await served.control.exchanges(limit=500))[-1].id
    number = await served.control.replay(first)
    await served.ended(number)
    return 2 * len(PATHS) + 2


async def everything_told(served: Any) -> dict[str, bytes]:
    """All that the control plane says over HTTP, the legs decoded."""

    async def get(path: str) -> bytes:
        names = {"authorization": f"Bearer {'control-token-of-the-tests'}"}
        reply = await served.http.send("GET", f"{served.url}/control/v1/{path}", names)
        try:
            return await reply.read(64 * 1024 * 1024)
        finally:
            await reply.aclose()

    told = {name: await get(name) for name in ("status", "exchanges", "tiers", "models")}
    for row in await served.control.exchanges(limit=500):
        told[f"exchange of {row.model}"] = told.get(f"exchange of {row.model}", b"") + await get(
            f"exchanges/{row.id}"
        )
        for leg in "abcd":
            text = await get(f"exchanges/{row.id}/legs/{leg}")
            data = base64.b64decode(json.loads(text).get("data", ""))
            place = f"leg {leg} of {row.model}"
            told[place] = told.get(place, b"") + text + data
    return told


async def test_nothing_that_is_stored_told_or_logged_holds_one(serve, raw, parrot, kit) -> None:
    async with serve(kit.raw_config(raw.url), LAB_SECRET=LAB_SECRET, NATIVE_SECRET=NATIVE_SECRET) as served:
        count = await traffic(served, kit)
        await served.stored(count)
        told = await everything_told(served)
        out = io.StringIO()
        await catch_up(served.control, PlainView(out=out))
        told["plain lines"] = out.getvalue().encode()
        assert len(out.getvalue().splitlines()) == count
        files = {f"file {path.name}": path.read_bytes() for path in served.home.rglob("*") if path.is_file()}
        reader = Reader(served.home / "data" / "journal.db")
        for row in reader.rows(None, 500, ""):
            for leg in ("a", "b", "c", "d"):
                piece = reader.leg(row.id, leg, 0, 0, 1 << 24)
                if piece is not None:
                    files[f"journal leg {leg} #{row.id}"] = (
                        piece.data + repr((piece.start, piece.headers)).encode()
                    )
    told["stderr"] = served.log.read_bytes()
    assert told["stderr"].count(b"\n") == count, told["stderr"].decode()
    for leg in "abcd":
        assert b"sk-ant-" in told[f"leg {leg} of ok"]  # it was looked where they would be
    assert leaks(told | files) == []
    lock = {
        name: data
        for name, data in files.items()
        if kit.TOKEN.encode() in data or kit.CONTROL.encode() in data
    }
    assert set(lock) == {"file gateway.lock"}


async def test_what_is_under_way_is_told_without_them(serve, raw, parrot, kit) -> None:
    async with serve(kit.raw_config(raw.url), LAB_SECRET=LAB_SECRET) as served:
        parrot.hold.clear()
        reply = await served.post(
            loud_body("lab/ok"), f"/v1/messages?key={QUERY}", all_headers(kit.TOKEN), None
        )

        async def some_content() -> bool:
            rows = await served.control.exchanges()
            return bool(rows) and bool(await served.leg(rows[0].id, "d", whole=False))

        await kit.until(some_content)
        told = await everything_told(served)
        parrot.hold.set()
        await kit.read(reply)
    assert all(b"sk-ant-" in told[f"leg {leg} of ok"] for leg in "abcd")
    assert leaks(told) == []


async def test_a_watching_inspector_hears_none(serve, raw, parrot, kit) -> None:
    """Also where the words a client chose freely hold a key: the model's name, a session, an agent."""
    async with serve(kit.raw_config(raw.url), LAB_SECRET=LAB_SECRET) as served:
        words = {
            "x-claude-code-session-id": SHAPES["groq"],
            "x-claude-code-agent-id": SHAPES["github"],
            "user-agent": SHAPES["openai"],
        }
        heard: list[bytes] = []

        async def listen() -> None:
            names = {"authorization": f"Bearer {kit.CONTROL}"}
            reply = await served.http.send("GET", f"{served.url}/control/v1/events", names)
            try:
                async for chunk in reply.chunks():
                    heard.append(chunk)
            finally:
                await reply.aclose()

        watcher = asyncio.ensure_future(listen())
        await kit.until(lambda: _is(heard))
        for model in (SHAPES["anthropic"], f"lab/{SHAPES['openai_project']}", f"nobody/{SHAPES['google']}"):
            body = {"model": model, "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}
            await kit.read(await served.post(body, f"/{SHAPES['xai']}/v1/messages", words))
        await kit.until(
            lambda: _is(
                b"".join(heard).count(b'"state":"ok"') + b"".join(heard).count(b'"state":"failed"') >= 3
            )
        )
        watcher.cancel()
        await asyncio.gather(watcher, return_exceptions=True)
        told = await everything_told(served)
    told["events"] = b"".join(heard)
    told["stderr"] = served.log.read_bytes()
    assert leaks(told) == []


async def _is(value: object) -> bool:
    return bool(value)


async def test_the_key_of_a_provider_never_reaches_the_client(serve, raw, parrot, kit) -> None:
    """An upstream repeats the key it refuses. It is known by its value, whatever its shape."""
    async with serve(kit.raw_config(raw.url), LAB_SECRET=LAB_SECRET, NATIVE_SECRET=NATIVE_SECRET) as served:
        answers = {}
        for model in ("lab/refuse", "lab/page", "lab/broke", "native/refuse", "native/page"):
            for stream in (True, False):
                status, data = await served.ask(model, stream=stream)
                answers[f"{model} {stream}"] = data.rpartition(b"event: error")[2]
                assert status >= 400 or b"event: error" in data
    keys = (LAB_SECRET[-12:].encode(), NATIVE_SECRET[-12:].encode())
    assert [name for name, data in answers.items() if any(key in data for key in keys)] == []


async def test_the_tokens_of_the_gateway_stay_in_their_files(serve, raw, parrot, kit) -> None:
    """A client that prints its environment puts its own token into the conversation."""
    async with serve(kit.raw_config(raw.url), token=False) as served:
        state = served.home / "state"
        tokens = {name: (state / name).read_text().strip() for name in ("client-token", "control-token")}
        text = "\n".join(f"{name}: {value}" for name, value in tokens.items())
        body = {
            "model": "lab/ok",
            "max_tokens": 9,
            "messages": [{"role": "user", "content": f"I see {text}"}],
        }
        plain = f"ANTHROPIC_AUTH_TOKEN is {tokens['client-token']} and that is {tokens['control-token']}"
        body["system"] = plain
        client = {"authorization": f"Bearer {tokens['client-token']}", "x-echo": tokens["client-token"]}
        await kit.read(await served.post(body, headers=client, token=None))
        sent = raw.asked[-1]
        assert not any(tokens["client-token"] in value for _, value in sent.headers)

        live = (await served.control.exchanges(limit=1))[0].id
        told = {"leg a live": await served.leg(live, "a")}
        await served.stored(1)
        told |= {f"leg {leg} stored": await served.leg(live, leg) for leg in ("a", "b", "d")}
        piece = await served.control.leg(live, "a")
        told["headers stored"] = repr(piece.headers).encode()
        for path in served.home.rglob("*"):
            if path.is_file() and path.name not in ("client-token", "control-token", "gateway.lock"):
                told[f"file {path.name}"] = path.read_bytes()
    told["stderr"] = served.log.read_bytes()
    found = [
        f"{name} in {place}"
        for place, data in told.items()
        for name, value in tokens.items()
        if value.encode() in data
    ]
    assert found == []


async def test_all_files_are_for_the_owner_alone(serve, raw, parrot, kit) -> None:
    async with serve(kit.raw_config(raw.url), token=False) as served:
        token = (served.home / "state" / "client-token").read_text().strip()
        body = {"model": "lab/ok", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}
        await kit.read(await served.post(body, token=token))
        await served.stored(1)
        found = {
            path.name: oct(stat.S_IMODE(path.stat().st_mode))
            for folder in ("state", "data")
            for path in (served.home / folder).rglob("*")
        }
        folders = {oct(stat.S_IMODE((served.home / name).stat().st_mode)) for name in ("state", "data")}
    assert {"gateway.lock", "client-token", "control-token", "journal.db", "journal.db-wal"} <= set(found)
    assert set(found.values()) == {"0o600"}
    assert folders == {"0o700"}


async def test_neither_the_command_line_nor_the_scribe_is_given_one(serve, raw, kit) -> None:
    import psutil

    async with serve(kit.raw_config(raw.url), LAB_SECRET=LAB_SECRET) as served:
        gateway, scribe = psutil.Process(served.process.pid), served.scribe()
        lines = " ".join(gateway.cmdline() + scribe.cmdline())
        environment = " ".join(scribe.environ().values())
    for secret in (LAB_SECRET, kit.TOKEN, kit.CONTROL):
        assert secret not in lines
        assert secret not in environment


async def test_settings_with_a_key_in_them_are_refused_without_repeating_it(serve, raw, kit) -> None:
    good = kit.raw_config(raw.url)
    key = SHAPES["openai_project"]
    async with serve(good, LAB_SECRET=LAB_SECRET) as served:
        file = served.home / "config" / "config.toml"
        for bad in (
            good.replace("env:LAB_SECRET", key),
            good.replace("env:LAB_SECRET", LAB_SECRET),
            good.replace("http://", f"http://me:{LAB_SECRET}@"),
        ):
            file.write_text(good)
            await kit.until(lambda: _problem(served, there=False))
            file.write_text(bad)
            problem = await kit.until(lambda: _problem(served, there=True))
            assert key[-12:] not in problem
            assert LAB_SECRET[-12:] not in problem
    assert LAB_SECRET[-12:].encode() not in served.log.read_bytes()


async def _problem(served: Any, *, there: bool) -> str | bool:
    problem = (await served.control.status()).problem
    return problem if there else not problem


async def test_the_picture_of_the_screen_shows_none(serve, raw, parrot, kit) -> None:
    from tui_router.tui.app import RouterApp

    async with serve(kit.raw_config(raw.url), LAB_SECRET=LAB_SECRET, NATIVE_SECRET=NATIVE_SECRET) as served:
        for model in ("lab/ok", "native/refuse"):
            query = f"/v1/messages?key={QUERY}"
            await kit.read(await served.post(loud_body(model), query, all_headers(kit.TOKEN), None))
        app = RouterApp(served.control)
        app.animation_level = "none"
        pictures = {}
        async with app.run_test(size=(200, 60)) as pilot:
            await _listed(app, pilot, 2)
            for at in range(2):
                await pilot.press("z")
                for leg in "abcd":
                    await pilot.press(leg)
                    await pilot.pause()
                    for page in range(2):
                        pictures[f"{at}{leg}{page}"] = app.export_screenshot().encode()
                        await pilot.press("tab", "pagedown", "tab")
                await pilot.press("escape", "enter")
                for page in "12345678":
                    await pilot.press(page)
                    await pilot.pause()
                    pictures[f"{at} page {page}"] = app.export_screenshot().encode()
                await pilot.press("escape", "j")
    assert sum(b"sk-ant-" in picture for picture in pictures.values()) > 8
    assert leaks(pictures) == []


async def _listed(app, pilot, count: int) -> None:
    async with asyncio.timeout(20):
        while sum("lab" in strip.text or "native" in strip.text for strip in _strips(app)) < count:
            await pilot.pause(0.02)


def _strips(app):
    return app.screen._compositor.render_strips()


def in_pieces(text: str, size: int) -> bytes:
    parts = [text[at : at + size] for at in range(0, len(text), size)]
    return (
        b"".join(chat_event(part) for part in parts)
        + chat_event("", finish_reason="stop")
        + b"data: [DONE]\n\n"
    )


async def screens_of(served: Any) -> dict[str, bytes]:
    """The newest exchange on the screen, each leg in turn."""
    from tui_router.tui.app import RouterApp

    app = RouterApp(served.control)
    app.animation_level = "none"
    pictures = {}
    async with app.run_test(size=(200, 60)) as pilot:
        await _listed(app, pilot, 1)
        await pilot.press("enter")
        for leg in "abcd":
            await pilot.press(leg)
            await pilot.pause()
            pictures[leg] = app.export_screenshot().encode()
    return pictures


async def test_a_key_that_a_model_says_in_pieces_is_not_put_together_on_the_screen(serve, raw, kit) -> None:
    """A stream cuts a key over many deltas: no piece looks like one, but the inspector shows the whole text."""
    key = SHAPES["groq"]
    raw.answer = kit.says(kit.SSE_HEAD + b"connection: close\r\n\r\n" + in_pieces(f"It is {key} indeed.", 5))
    async with serve(kit.raw_config(raw.url)) as served:
        await served.ask("lab/ok", stream=True)
        await served.stored(1)
        pictures = await screens_of(served)
    assert any(b"indeed" in picture for picture in pictures.values())
    assert [leg for leg, picture in pictures.items() if key[-12:].encode() in picture] == []


async def test_a_leg_that_grows_is_told_without_half_a_key(serve, raw, kit) -> None:
    """The stream stops inside the provider's own key, at every place of it, while an inspector reads along."""
    key = "lab!" + some(20) + ":%" + some(20)  # any visible character may stand in a key
    word = asyncio.Event()

    async def answer(_asked: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(
            kit.SSE_HEAD + b"connection: close\r\n\r\n" + chat_event("hello") + b": " + key[:28].encode()
        )
        await writer.drain()
        await word.wait()
        writer.write(key[28:].encode() + b"\n\n" + in_pieces("bye", 9))

    raw.answer = answer
    async with serve(kit.raw_config(raw.url), LAB_SECRET=key) as served:
        asking = asyncio.ensure_future(served.ask("lab/ok", stream=True))

        async def first_half() -> bytes:
            rows = await served.control.exchanges()
            data = await served.leg(rows[0].id, "c", whole=False) if rows else b""
            piece = await served.control.leg(rows[0].id, "c") if rows else None
            return data if piece is not None and piece.size > 0 and b"hello" in data else b""

        shown = await kit.until(first_half)
        word.set()
        assert (await asking)[0] == 200
    assert key[4:24].encode() not in shown
