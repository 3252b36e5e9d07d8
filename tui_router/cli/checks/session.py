"""End to end: one tiny request through the gateway itself, as a client sends it."""

import asyncio
import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tui_router.cli.checks.report import Report
from tui_router.cli.checks.settings import Wired
from tui_router.cli.start import Wish, client_token, find_or_start
from tui_router.cli.stop import end_gateway
from tui_router.cli.trouble import Trouble
from tui_router.core.faults import ConfigFault
from tui_router.messages.reading import read_object, read_text
from tui_router.net.errors import NetError
from tui_router.settings.places import Places
from tui_router.settings.process import GatewayInfo

if TYPE_CHECKING:
    from tui_router.net.http import Http

_ABOUT = "end to end"
_PATIENCE = 120.0
_MOST = 256 * 1024
_SETTLE = 3.0  # seconds that a gateway gets to find its providers' models after its start


def model_name(wired: Wired) -> str:
    """What a client asks for to get there: a name that falls into the tier, where the wiring says the model."""
    tiers = wired.tiers
    if not tiers or not wired.target.model:
        return f"{wired.target.provider}/{wired.model}"
    return f"claude-{tiers[0]}"


async def check_borrowed(
    report: Report, http: "Http", places: Places, config: Path | None, wired: Wired
) -> None:
    """The same where none runs: one is started as any command would start it, and ended again."""
    try:
        places.prepare()
        info, started = await asyncio.to_thread(find_or_start, places, Wish(config=config))
    except (Trouble, ConfigFault) as error:
        said = error.message if isinstance(error, Trouble) else str(error)
        log = [f"tail -n 20 {shlex.quote(str(places.log))}"]
        report.fail(_ABOUT, "start", f"a gateway cannot be started: {said}", "Its log may tell more.", log)
        return
    try:
        await _settled(info)
        token = client_token(places, info)
        report.secrets.append(token)
        await check_session(report, http, info.url, token, wired)
    finally:
        if started:
            await asyncio.to_thread(end_gateway, places, info)


async def _settled(info: GatewayInfo) -> None:
    """Until it knows where requests go: one that has just started still asks its providers."""
    from tui_router.control.client import ControlError
    from tui_router.control.http_client import HttpControl

    control = HttpControl(info.url, info.control_token)
    end = time.monotonic() + _SETTLE
    try:
        while not (await control.tiers()).tiers:
            if time.monotonic() > end:
                break
            await asyncio.sleep(0.1)
    except ControlError:
        return  # the request itself will show what is wrong
    finally:
        await control.aclose()


async def check_session(report: Report, http: "Http", url: str, token: str, wired: Wired) -> None:
    model = model_name(wired)
    # Models that think need room for it, and the gateway takes no answer without a word for one.
    body = {"model": model, "max_tokens": 256, "messages": [{"role": "user", "content": "Say ok."}]}
    headers = {
        "authorization": f"Bearer {token}",
        "content-type": "application/json",
        "anthropic-version": "2023-06-01",
        "user-agent": "tui-router-doctor",
    }
    report.requests += 1
    try:
        async with asyncio.timeout(_PATIENCE):
            reply = await http.send("POST", f"{url}/v1/messages", headers, msgspec.json.encode(body))
            try:
                answer = await reply.read(_MOST)
            finally:
                await reply.aclose()
    except (NetError, TimeoutError) as error:
        why = f"no answer within {_PATIENCE:g} s" if isinstance(error, TimeoutError) else str(error)
        report.fail(
            _ABOUT,
            "request",
            f"the gateway at {url} did not answer ({why})",
            "See what it is doing.",
            ["tui-router"],
        )
        return
    judge(report, model, wired, reply.status, answer)


def judge(report: Report, model: str, wired: Wired, status: int, answer: bytes) -> None:
    fields = read_object(answer) or {}
    if status == 200 and read_text(fields.get("type")) == "message":
        report.ok(
            _ABOUT, "request", f"a request for {model} came back through the gateway (to {wired.target})"
        )
        return
    error = read_object(fields.get("error")) or {}
    words = read_text(error.get("message")) or "without words"
    report.fail(
        _ABOUT,
        "request",
        f"a request for {model} through the gateway failed with status {status}: {words}",
        "The screen shows it on all four legs, and its remedy on screen 3.",
        ["tui-router"],
    )
