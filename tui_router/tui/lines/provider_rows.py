"""Providers, a line each: where, whether it can answer, how fast it does, and what to do when it cannot."""

import time
from typing import NamedTuple
from urllib.parse import urlsplit

from tui_router.control.wiring import Verdict
from tui_router.journal.record import Limit, ProviderState
from tui_router.tui import cells
from tui_router.tui.columns import BREAKPOINTS, LEFT, RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.entry import Look, fit
from tui_router.tui.lines.line import Span
from tui_router.tui.lines.tier_rows import answered, asking_words, key_words, no_key
from tui_router.tui.recent import BUCKETS, Sum, spark
from tui_router.tui.safe_text import safe_text

_PLAN = 16  # cells of a plan's name
SLOW_MS = 1_000
"""To the response head; what is slower is told."""
LITTLE = 0.15
"""Share of a limit below which what is left is told in amber."""
_LIMITS = (25, 21)  # widths of their column, where there is room
_LIMIT_WORDS = 15  # of it the share and the name
_LEARNED = 9  # "12 facts"
_SHORT = {"input tokens": "in", "output tokens": "out"}
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "0.0.0.0"})  # noqa: S104  # read, not bound


class ProviderColumns(NamedTuple):
    """Widths in cells, the gap after each included; 0 is left out."""

    name: int
    address: int
    state: int
    answers: int
    models: int
    limits: int
    learned: int


def provider_columns(width: int) -> ProviderColumns:
    """`width` of the screen."""
    inner = width - LEFT - RIGHT
    if width < BREAKPOINTS[0]:
        return ProviderColumns(14, 0, max(10, inner - 14), 0, 0, 0, 0)
    if width < BREAKPOINTS[1]:
        return ProviderColumns(15, 0, 12, 10 + BUCKETS, 12, 0, max(0, inner - 49 - BUCKETS))
    address = 24 if width < BREAKPOINTS[2] else 40
    fixed = 16 + address + 12 + 12 + BUCKETS + 12
    spare = max(0, inner - fixed)
    limits = next((each for each in _LIMITS if spare >= each + _LEARNED), 0)
    return ProviderColumns(16, address, 12, 12 + BUCKETS, 12, limits, spare - limits)


def provider_head(at: ProviderColumns) -> list[Span]:
    words = fit("PROVIDER", at.name) + fit("ADDRESS", at.address) + fit("STATE", at.state)
    words += fit("ANSWERS IN", at.answers) + fit("MODELS", at.models)
    words += fit("LIMITS LEFT", at.limits) + fit("LEARNED", at.learned)
    return [Span(words, "ink-soft")]


class ProviderFacts(NamedTuple):
    state: ProviderState
    lately: Sum = Sum()  # nobody adds to it
    learned: int = 0
    verdict: Verdict | None = None
    asking: bool = False


def address(url: str) -> str:
    """The host, and its port when it has one of its own."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return safe_text(url[:200], line=True)
    host = f"[{host}]" if ":" in host else host
    return safe_text(f"{host}:{port}" if port else host or url[:200], line=True)


def is_local(url: str) -> bool:
    try:
        return (urlsplit(url).hostname or "") in _LOOPBACK
    except ValueError:
        return False


def is_login(state: ProviderState) -> bool:
    """Whether it is asked with somebody's login in place of a key."""
    return bool(state.plan or state.login_ends_at or "login" in state.problem)


def _moment(epoch: float) -> str:
    """Month, day and hour here: 11-25 14:32."""
    try:
        return time.strftime("%m-%d %H:%M", time.localtime(epoch))
    except (OverflowError, ValueError, OSError):
        return "--"


def _where(state: ProviderState, width: int, glyphs: Glyphs) -> list[Span]:
    """Its host; of a login its plan behind it, and where there is room until when it holds without being renewed."""
    host = address(state.base_url)
    plan = cells.clip(safe_text(state.plan, line=True), _PLAN, glyphs.ellipsis)
    until = f"until {_moment(state.login_ends_at)}" if state.login_ends_at else ""
    room = width - 2
    for told in (", ".join(word for word in (plan, until) if word), plan):
        if told and len(host) + 2 + len(told) <= room:
            return [Span(host + "  ", "ink-soft"), Span(fit(told, width - len(host) - 2))]
    return [Span(fit(cells.clip_middle(host, room, glyphs.ellipsis), width), "ink-soft")]


def _state(of: ProviderFacts, glyphs: Glyphs) -> tuple[str, str, str, list[Span]]:
    """Sign, its role, the word, and what stands in place of figures when there is something to do."""
    state, failed, fine = of.state, glyphs.states["failed"], glyphs.states["ok"]
    if no_key(state):
        return failed, "state-error", "no key", key_words(state.key)
    if of.verdict is not None and not of.verdict.ok:
        said = safe_text(of.verdict.said[:300], line=True)
        return failed, "state-error", "failed", [Span(said, "state-error")]
    if of.verdict is not None:
        return fine, "state-ok", "ok", []
    if state.problem and is_login(state):
        return (
            glyphs.slow,
            "state-warn",
            "login",
            [Span(safe_text(state.problem[:300], line=True), "state-warn")],
        )
    if state.latency_ms is not None:
        if state.latency_ms > SLOW_MS:
            return glyphs.slow, "state-warn", "slow", []
        return fine, "state-ok", "ok", []
    if state.problem and is_local(state.base_url):
        said = safe_text(state.problem[:120], line=True)
        todo = [Span("start it and press ", "ink-soft"), Span("m", "accent", bold=True)]
        return glyphs.off, "ink-soft", "off", [*todo, Span(f"   {said}", "ink-soft")]
    if state.problem:
        said = safe_text(state.problem[:200], line=True)
        todo = [Span(said, "state-warn"), Span("   m", "accent", bold=True), Span(" ask again", "ink-soft")]
        return glyphs.slow, "state-warn", "no list", todo
    if state.models:
        return fine, "state-ok", "ready", []
    return glyphs.nothing, "ink-soft", "unused", []


def _answers(of: ProviderFacts, width: int, glyphs: Glyphs) -> list[Span]:
    """How long it takes to the response head, and how that went in the last ten minutes."""
    if not width:
        return []
    ms = of.verdict.ms if of.verdict is not None and of.verdict.ok else of.state.latency_ms
    slow = ms is not None and ms > SLOW_MS
    word = answered(ms, glyphs)
    means = [sum(waits) / len(waits) if waits else 0.0 for waits in of.lately.waits]
    line = spark(means, glyphs.spark, most=SLOW_MS / 1000) if any(means) else " " * BUCKETS
    role = "state-warn" if slow else "ink-soft"
    gap = width - BUCKETS - 2
    return [Span(f"{fit(word, gap - 1, right=True)} ", role if slow else "ink"), Span(line + "  ", role)]


def _tightest(limits: list[Limit]) -> Limit | None:
    """The limit of which the smallest part is left; one that nobody told the size of only when it is used up."""
    known = [limit for limit in limits if limit.of > 0 or limit.left <= 0]
    return min(known, key=lambda limit: limit.left / limit.of if limit.of > 0 else 0.0, default=None)


def limits_spans(limits: list[Limit], width: int, glyphs: Glyphs) -> list[Span]:
    """How much is left of the tightest limit: a meter, the share, of what."""
    if not width:
        return []
    limit = _tightest(limits)
    if limit is None:
        return [Span(fit(glyphs.nothing, width), "ink-soft")]
    part = min(1.0, max(0.0, limit.left / limit.of)) if limit.of > 0 else 0.0
    low = part < LITTLE
    room = width - _LIMIT_WORDS
    long = round(part * room) if part <= 0 else max(1, round(part * room))
    role = "state-warn" if low else "tokens-tools"
    name = _SHORT.get(limit.name, safe_text(limit.name[:20], line=True))
    words = f"{fit(f'{part:.0%}', 5, right=True)} {name}"
    return [
        Span(glyphs.meter * long, role),
        Span(glyphs.track * (room - long), "line"),
        Span(fit(words, _LIMIT_WORDS), role if low else "ink-soft", bold=low),
    ]


def provider_spans(of: ProviderFacts, at: ProviderColumns, look: Look) -> list[Span]:
    glyphs = look.glyphs
    sign, role, word, todo = _state(of, glyphs)
    name = fit(cells.clip(safe_text(of.state.name[:200], line=True), at.name - 2, glyphs.ellipsis), at.name)
    spans = [Span(name, bold=True)]
    if at.address:
        spans += _where(of.state, at.address, glyphs)
    if of.asking:
        return [*spans, *asking_words(look)]
    loud = role in {"state-error", "state-warn"}
    spans += [
        Span(f"{sign} ", role, bold=loud),
        Span(fit(word, at.state - 2), role if loud else "ink-soft", bold=loud),
    ]
    if todo:
        return [*spans, *todo]
    spans += _answers(of, at.answers, glyphs)
    if at.models:
        models = cells.plural(of.state.models, "model") if of.state.models else glyphs.nothing
        spans.append(Span(fit(models, at.models), "ink-soft"))
    spans += limits_spans(of.state.limits, at.limits, glyphs)
    if at.learned:
        spans.append(Span(cells.plural(of.learned, "fact") if of.learned else glyphs.nothing, "ink-soft"))
    return spans
