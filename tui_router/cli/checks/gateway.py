"""The gateway that runs: does it answer, take its clients' token, keep its journal, hold the settings asked for."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from tui_router.cli.checks.report import Report
from tui_router.journal.record import Status
from tui_router.net.errors import NetError
from tui_router.settings.process import GatewayInfo

if TYPE_CHECKING:
    from tui_router.net.http import Http

_ABOUT = "gateway"
_STOP = "tui-router stop"
_ANSWER_S = 5.0


async def check_running(
    report: Report, http: "Http", info: GatewayInfo, token: str, config: Path | None
) -> Status | None:
    """Whether the gateway answers, takes the client's token, and is well. None when its state cannot be had."""
    from tui_router.control.client import ControlError
    from tui_router.control.http_client import HttpControl

    if not info.url:
        report.warn(_ABOUT, "answers", f"the gateway is starting ({info.holder()})", "Ask again in a moment.")
        return None
    try:
        asked = {"authorization": f"Bearer {token}"}
        status, _ = await http.get_json(f"{info.url}/v1/models?limit=1", asked, timeout=_ANSWER_S)
    except NetError as error:
        again = "End it and start anew."
        report.fail(
            _ABOUT,
            "answers",
            f"it does not answer at {info.url} ({error})",
            again,
            [f"{_STOP} && tui-router"],
        )
        return None
    if status == 401:
        report.fail(
            _ABOUT,
            "client token",
            "the gateway that runs refuses this state folder's client token",
            "TUI_ROUTER_TOKEN was another when it was started; a restart takes the present one.",
            [f"{_STOP} && tui-router"],
        )
    elif status != 200:
        report.warn(
            _ABOUT,
            "answers",
            f"its model list answers with status {status}",
            "See its screen.",
            ["tui-router"],
        )
    else:
        report.ok(_ABOUT, "answers", f"it answers at {info.url} and takes the client token")
    _same_settings(report, info, config)
    control = HttpControl(info.url, info.control_token)
    try:
        told = await control.status()
    except ControlError as error:
        report.warn(
            _ABOUT, "control", f"its control plane refuses us ({error})", "End it and start anew.", [_STOP]
        )
        return None
    finally:
        await control.aclose()
    _health(report, told)
    return told


def runs_with(info: GatewayInfo | None, config: Path) -> bool:
    return info is not None and bool(info.config) and Path(info.config).resolve() == config.resolve()


def _same_settings(report: Report, info: GatewayInfo, config: Path | None) -> None:
    if config is None or runs_with(info, config):
        return
    runs = f"with {info.config}" if info.config else "without a settings file"
    report.warn(
        _ABOUT,
        "settings in force",
        f"the gateway that runs was started {runs}, not with {config}",
        "What follows is about that file; a restart puts it in force.",
        [f"{_STOP} && tui-router --config {shlex.quote(str(config))}"],
    )


def _health(report: Report, told: Status) -> None:
    if told.problem:
        again = "Mend the file; it is read again within two seconds."
        report.warn(
            _ABOUT,
            "settings in force",
            f"it keeps older settings: {told.problem}",
            again,
            ["tui-router config check"],
        )
    if told.scribe in ("down", "slow"):
        report.warn(
            _ABOUT,
            "journal",
            f"its journal is {told.scribe}: answers go on, {told.lost_captures:,} captures were lost",
            "Look whether the disk is full; a restart brings the journal back.",
            [f"{_STOP} && tui-router"],
        )
