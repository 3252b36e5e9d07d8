"""The login of the Codex client, before anything is sent with it: is it there, whose, until when, can it be renewed."""

import shlex
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from tui_router.cli.checks.report import Report
from tui_router.providers.provider import Provider
from tui_router.upstream.auth.codex_file import CodexLogin, LoginTrouble, auth_path, read_login, unwritable

SIGN_IN = ("Sign in with the Codex client.", ["codex login"])


def check_login(
    report: Report, provider: Provider, env: Mapping[str, str], *, needed: bool, now: float | None = None
) -> str:
    """Why nothing can be sent with it; empty when something can. No part of the login is shown."""
    name, path = provider.name, auth_path(env)
    tell = report.fail if needed else report.warn
    try:
        login = read_login(path)
    except LoginTrouble as trouble:
        tell(name, "login", str(trouble), *SIGN_IN)
        return "there is no login for it"
    report.secrets += [secret.reveal() for secret in (login.access, login.refresh) if secret]
    report.secrets += [login.account] if login.account else []
    if login.exposed:
        report.warn(
            name,
            "login file",
            f"{path} can be read by others",
            "Close it.",
            [f"chmod 600 {shlex.quote(str(path))}"],
        )
    ended = login.ends_at is not None and login.ends_at <= (time.time() if now is None else now)
    blocked = unwritable(path) if login.refresh else ""
    if ended and (login.refresh is None or blocked):
        why = blocked or "it holds nothing to renew it with"
        tell(name, "login", f"the login of {path} has ended: {why}", *SIGN_IN)
        return "its login has ended"
    report.ok(name, "login", f"signed in with {_plan(login)} ({path}){_until(login, ended=ended)}")
    if blocked:
        report.warn(
            name,
            "login renewed",
            f"the login cannot be renewed when it ends: {blocked}",
            "Renewing uses the login up unless what comes can be written back; make it writable.",
            [f"ls -l {shlex.quote(str(path))}"],
        )
    return ""


def _plan(login: CodexLogin) -> str:
    return f"a ChatGPT {login.plan} plan" if login.plan else "a ChatGPT account"


def _until(login: CodexLogin, *, ended: bool) -> str:
    if login.ends_at is None:
        return ""
    until = datetime.fromtimestamp(login.ends_at, UTC).strftime("%Y-%m-%d %H:%M UTC")
    then = ", then renewed" if login.refresh else ""
    return "; renewed with the next request" if ended else f"; holds until {until}{then}"
