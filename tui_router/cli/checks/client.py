"""Claude Code: is it here, of which version, and does anything in its surroundings lead it past the gateway."""

import hmac
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import msgspec

from tui_router.cli.checks.report import Report
from tui_router.cli.client_env import Launch, changes
from tui_router.cli.client_settings import Given

_ABOUT = "client"

TESTED = "2.1.330"
"""The version this was tried with."""

_INSTALL = "npm install -g @anthropic-ai/claude-code"
_CONNECT = "tui-router connect claude"
_VERSION_S = 15.0
_VERSION = re.compile(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})")
_OUTPUT = 4096  # characters of what it says of its version

_URL, _TOKEN = "ANTHROPIC_BASE_URL", "ANTHROPIC_AUTH_TOKEN"

_WHY = {
    "ANTHROPIC_API_KEY": "a second credential goes along, and the client asks which one to use",
    "ANTHROPIC_VERTEX_PROJECT_ID": "the client goes to Google's Vertex and leaves the base URL aside",
    "CLAUDE_CODE_USE_VERTEX": "the client goes to Google's Vertex and leaves the base URL aside",
    "CLAUDE_CODE_USE_BEDROCK": "the client goes to Amazon's Bedrock and leaves the base URL aside",
}


class Ours(msgspec.Struct, frozen=True):
    """What a client of this gateway is given. `url` is empty while no port is known, `token` before one is made."""

    url: str = ""
    token: str = ""

    def __repr__(self) -> str:
        return f"Ours({self.url!r})"


def check_installed(report: Report, env: Mapping[str, str]) -> None:
    program = shutil.which("claude", path=env.get("PATH", ""))
    if program is None:
        report.fail(_ABOUT, "installed", "`claude` is not on the PATH", "Install it.", [_INSTALL])
        return
    said = _said(program, env)
    version = read_version(said)
    if version is None:
        report.warn(
            _ABOUT,
            "version",
            f"{program} does not tell its version",
            "Look whether it starts; else install it anew.",
            [f"{shlex.quote(program)} --version", _INSTALL],
        )
        return
    tested = read_version(TESTED) or version
    shown = ".".join(map(str, version))
    if version[:2] < tested[:2] or (version[:2] == tested[:2] and version[2] + 50 < tested[2]):
        report.warn(
            _ABOUT,
            "version",
            f"Claude Code {shown} is older than {TESTED}, which was tested",
            "Bring it up to date.",
            ["claude update"],
        )
    elif version[0] > tested[0]:
        report.warn(
            _ABOUT,
            "version",
            f"Claude Code {shown} is a whole version after {TESTED}, which was tested",
            "It may well work. A newer tui-router may know it; or take the tested one:",
            [f"{_INSTALL}@{TESTED}"],
        )
    else:
        report.ok(_ABOUT, "version", f"Claude Code {shown} is installed ({TESTED} was tested)")


def _said(program: str, env: Mapping[str, str]) -> str:
    """It touches no network for this."""
    try:
        done = subprocess.run(
            [program, "--version"],
            env=dict(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_VERSION_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout[:_OUTPUT].decode("utf-8", "replace")


def read_version(text: str) -> tuple[int, int, int] | None:
    found = _VERSION.search(text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def check_surroundings(report: Report, env: Mapping[str, str], given: Given, ours: Ours) -> None:
    """The variables of this shell, and those of Claude Code's settings files, which go before them. `connect` puts all
    of it right for its own child; what is told here stands in the way of a `claude` that is started plainly."""
    for name in changes({}, Launch(url=ours.url or "http://127.0.0.1", token="", foreign=False)).remove:
        if name in _WHY or name.startswith(("CLAUDE_CODE_USE_", "ANTHROPIC_")):
            _conflict(report, name, env, given)
    _address(report, env, given, ours)


def _conflict(report: Report, name: str, env: Mapping[str, str], given: Given) -> None:
    why = _WHY.get(name, "the client leaves the base URL aside")
    if given.env.get(name, "").strip():
        _in_file(report, name, given.origin[name], f"sets {name}: {why}")
    elif name not in given.env and env.get(name, "").strip():
        report.warn(
            _ABOUT,
            name,
            f"{name} is set here: {why}",
            f"`{_CONNECT}` takes it away by itself; for a plain `claude`:",
            [f"unset {name}"],
        )


def _in_file(report: Report, name: str, path: Path, said: str) -> None:
    report.warn(
        _ABOUT,
        name,
        f"{path} {said}",
        f"`{_CONNECT}` goes before it; for a plain `claude` take {name} out of `env` there:",
        [f"${{EDITOR:-vi}} {shlex.quote(str(path))}"],
    )


def _address(report: Report, env: Mapping[str, str], given: Given, ours: Ours) -> None:
    url, token = (given.env.get(name, env.get(name, "")).strip() for name in (_URL, _TOKEN))
    if not url:
        if token:
            report.warn(
                _ABOUT,
                _URL,
                f'{_TOKEN} is set and {_URL} is not: a plain `claude` says "Not logged in" or asks Anthropic',
                "Start it wired, or set both here:",
                [_CONNECT, f'eval "$({_CONNECT} --print-env)"'],
            )
        else:
            report.ok(
                _ABOUT,
                _URL,
                f'a plain `claude` does not know the gateway ("Not logged in", or its own login); `{_CONNECT}` does',
            )
        return
    if ours.url and url.rstrip("/") != ours.url.rstrip("/"):
        if _URL in given.env:
            _in_file(
                report,
                _URL,
                given.origin[_URL],
                f"sets {_URL} to another place than the gateway ({ours.url})",
            )
        else:
            report.warn(
                _ABOUT,
                _URL,
                f"{_URL} points at {url}, the gateway is at {ours.url}",
                f"`{_CONNECT}` sets it by itself; for a plain `claude`:",
                [f'eval "$({_CONNECT} --print-env)"'],
            )
        return
    if ours.token and not hmac.compare_digest(token.encode(), ours.token.encode()):
        where = str(given.origin[_TOKEN]) if _TOKEN in given.env else "this shell"
        what = "is not the token of this gateway" if token else "is missing"
        report.warn(
            _ABOUT,
            _TOKEN,
            f"{_URL} points at the gateway, but {_TOKEN} in {where} {what}: it answers 401",
            f"`{_CONNECT}` sets it by itself; for a plain `claude`:",
            [f'eval "$({_CONNECT} --print-env)"'],
        )
        return
    report.ok(_ABOUT, _URL, f"{_URL} points at the gateway")
