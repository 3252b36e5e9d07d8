"""Sessions as a tree, a line each: what it is doing, what it used, how full its context is."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from rich.cells import cell_len

from tui_router.core.target import Target
from tui_router.journal.sessions import Branch, Session
from tui_router.tui import cells
from tui_router.tui.columns import BREAKPOINTS, LEFT, RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import state_look
from tui_router.tui.lines.entry import Entry, Look, fit, still
from tui_router.tui.lines.line import Span, crop
from tui_router.tui.safe_text import safe_text
from tui_router.tui.session_book import SessionBook, Spot, Twig, branch_key, twigs

FULL = 0.85
"""Share of a window from which on a meter is amber: the client compacts soon, or fails."""
IDLE_S = 300
_METER = 12
_FAILED = " failed"
_MOST = 300
_LIVE = frozenset({"waiting", "held", "live"})


class SessionColumns(NamedTuple):
    """Widths in cells, the gap after (of figures: before) each included; 0 is left out. `doing` takes what is over."""

    name: int
    where: int
    doing: int
    exchanges: int
    given: int
    got: int
    cost: int
    meter: int
    full: int


def session_columns(width: int) -> SessionColumns:
    """`width` of the screen."""
    inner = width - LEFT - RIGHT
    name, where, exchanges, given, got, cost, meter, full = 14, 0, 5, 0, 0, 0, 0, 6
    if width >= BREAKPOINTS[2]:
        name, where, exchanges, given, got, cost, meter, full = 24, 36, 7, 9, 8, 9, _METER + 3, 6
        if width >= BREAKPOINTS[3]:
            where, meter = 50, 3 * _METER + 3
    elif width >= BREAKPOINTS[1]:
        name, where, exchanges, given, got, cost, meter, full = 19, 25, 6, 8, 7, 8, _METER + 3, 5
    elif width >= BREAKPOINTS[0]:
        name, where, exchanges, given, full = 15, 19, 5, 7, 6
    others = name + where + exchanges + given + got + cost + meter + full
    return SessionColumns(name, where, max(6, inner - others), exchanges, given, got, cost, meter, full)


def session_head(at: SessionColumns) -> list[Span]:
    words = fit("SESSION", at.name) + fit("", at.where) + fit("DOING", at.doing)
    for width, word in ((at.exchanges, "EXCH"), (at.given, "IN"), (at.got, "OUT"), (at.cost, "COST")):
        words += word.rjust(width) if width else ""
    if at.meter:
        return [Span(words + fit("   CONTEXT", at.meter + at.full), "ink-soft")]
    return [Span(words + "CTX".rjust(at.full), "ink-soft")]


def share(context: int, window: int | None) -> float | None:
    return min(1.0, context / window) if context > 0 and window else None


def meter_spans(context: int, window: int | None, at: SessionColumns, glyphs: Glyphs) -> list[Span]:
    """How much of the window the newest prompt took; tokens where the window is not known."""
    part = share(context, window)
    if part is None:
        word = cells.count(context) if context > 0 else ""
        return [Span(fit(word, at.meter + at.full, right=True), "ink-soft")]
    role = "state-warn" if part > FULL else "tokens-tools"
    spans: list[Span] = []
    if at.meter:
        room = at.meter - 3
        long = max(1, round(part * room))
        spans = [Span("   "), Span(glyphs.meter * long, role), Span(glyphs.track * (room - long), "line")]
    word = fit(f"{part:.0%}", at.full, right=True)
    return [*spans, Span(word, role if part > FULL else "ink-soft", bold=part > FULL)]


def _figures(of: Session | Branch, at: SessionColumns, glyphs: Glyphs, *, bold: bool) -> list[Span]:
    spans: list[Span] = []
    for width, word in (
        (at.exchanges, cells.count(max(0, of.exchanges))),
        (at.given, cells.count(of.tokens_in) if of.tokens_in > 0 else glyphs.nothing),
        (at.got, cells.count(of.tokens_out) if of.tokens_out > 0 else glyphs.nothing),
        (at.cost, cells.money(of.cost, glyphs)),
    ):
        if width:
            empty = word == glyphs.nothing
            spans.append(
                Span(fit(word, width, right=True), "ink-soft" if empty else "ink", bold and not empty)
            )
    return [*spans, *meter_spans(of.context, of.window, at, glyphs)]


def _sign(state: str, look: Look) -> tuple[str, str]:
    sign, role, _, _ = state_look(state, look.glyphs, look.phase)
    return sign, role


def session_doing(session: Session, look: Look) -> list[Span]:
    """What stands behind a whole session."""
    glyphs = look.glyphs
    spans: list[Span] = []
    newest = max(session.branches, key=lambda branch: branch.last_at, default=None)
    age = max(0.0, look.now - session.last_at)
    if session.live > 0:
        sign, role = _sign("live", look)
        spans = [Span(f"{sign} ", role), Span(f"{cells.count(session.live)} live", "state-live", bold=True)]
    elif newest is not None and newest.state == "failed" and age < IDLE_S:
        return branch_doing(newest, look)
    elif age >= IDLE_S:
        spans = [Span(f"{glyphs.off} idle {cells.prose_time(age)}", "ink-soft")]
    else:
        spans = [Span(f"{glyphs.states['ok']} ", "state-ok"), Span(_ago(age), "ink-soft")]
    return [*spans, *_failures(session.failed)]


def _ago(age: float) -> str:
    return f"{cells.prose_time(age)} ago"


def _failures(failed: int) -> list[Span]:
    return [Span(f"  {cells.count(failed)}{_FAILED}", "state-error")] if failed > 0 else []


def branch_doing(branch: Branch, look: Look) -> list[Span]:
    """State of the newest exchange, in words when something is wrong with it."""
    trouble = safe_text(branch.trouble[:_MOST], line=True)
    if branch.live > 0 or branch.state in _LIVE:
        sign, role = _sign("live", look)
        word = branch.state if branch.state in {"waiting", "held"} else "writing"
        if branch.live > 1:
            word = f"{cells.count(branch.live)} live"
        return [Span(f"{sign} ", role), Span(word, "state-live", bold=True), *_failures(branch.failed)]
    sign, role = _sign(branch.state, look)
    lead = Span(f"{sign} ", role, bold=branch.state in {"failed", "repaired"})
    others = branch.failed
    match branch.state:
        case "failed":
            said = [Span(trouble or "failed", "state-error", bold=True)]
            others -= 1
        case "repaired":
            said = [Span(trouble or "repaired", "state-warn")]
        case "local":
            said = [Span("counted here" if branch.kind == "count" else "answered here", "ink-soft")]
        case "cancelled":
            said = [Span("client left", "ink-soft")]
        case "interrupted":
            said = [Span("cut short", "ink-soft")]
        case _:
            said = [Span(_ago(max(0.0, look.now - branch.last_at)) if branch.last_at else "", "ink-soft")]
    return [lead, *said, *_failures(others)]


def _in(spans: list[Span], width: int, glyphs: Glyphs) -> list[Span]:
    """The spans in exactly `width` cells, the last of them blank."""
    spans = crop(spans, width - 1, glyphs.ellipsis)
    return [*spans, Span(" " * (width - sum(cell_len(span.text) for span in spans)))]


def _told(spans: list[Span], width: int, glyphs: Glyphs) -> list[Span]:
    """What it does, in `width` cells. How many failed is told whole, with a sign for the word, or not at all: what the
    newest failed of says more, and half a figure is a wrong one."""
    failed = next((span for span in spans[1:] if span.text.endswith(_FAILED)), None)
    if failed is None or sum(cell_len(span.text) for span in spans) < width:
        return _in(spans, width, glyphs)
    rest = [span for span in spans if span is not failed]
    sign = failed._replace(text=failed.text.removesuffix(_FAILED) + f" {glyphs.states['failed']}")
    fits = sum(cell_len(span.text) for span in (*rest, sign)) < width
    return _in([*rest, sign] if fits else rest, width, glyphs)


def session_spans(session: Session, short: str, folded: bool, at: SessionColumns, look: Look) -> list[Span]:
    glyphs = look.glyphs
    sign = glyphs.folded if folded and session.branches else glyphs.unfolded if session.branches else " "
    name = [Span(f"{sign} ", "ink-soft"), Span(short, bold=True)]
    client = safe_text(session.client[:100], line=True)
    spans = _in([*name, Span(f"  {client}", "ink-soft")], at.name + at.where, glyphs)
    if session.wired:
        wide = at.name + at.where
        spans = _in([*name, Span("  its own wiring"), Span(f"  {client}", "ink-soft")], wide, glyphs)
    return [
        *spans,
        *_told(session_doing(session, look), at.doing, glyphs),
        *_figures(session, at, glyphs, bold=True),
    ]


def branch_name(branch: Branch, *, short: bool = False) -> str:
    """Its kind, and the beginning of the agent's id unless it is to be `short`."""
    agent = "" if short else safe_text(branch.agent[:5], line=True)
    return f"{branch.kind.replace('_', ' ')} {agent}".rstrip()


def _where(branch: Branch, at: SessionColumns, glyphs: Glyphs) -> list[Span]:
    if not at.where:
        return []
    if not branch.target:
        return [Span(fit("", at.where))]
    hue = f"tier-{branch.tier}"
    target = Target.parse(branch.target)
    roomy = at.meter > 0
    lead = [Span(f"{glyphs.tiers[branch.tier]} ", hue)]
    if roomy:
        lead += [Span(branch.tier, hue), Span(f" {glyphs.arrow} ", "ink-soft")]
    room = at.where - 2 - sum(cell_len(span.text) for span in lead)
    model, provider = cells.target(target.model[:200], target.provider[:200], room, glyphs)
    return _in([*lead, Span(model), Span(provider if at.where > 30 else "", "ink-soft")], at.where, glyphs)


def branch_spans(twig: Twig, at: SessionColumns, look: Look) -> list[Span]:
    glyphs, branch = look.glyphs, twig.branch
    sign = glyphs.last_twig if twig.last else glyphs.twig
    deep = max(0, min(branch.depth, 4) - 1)
    stem = (glyphs.stem if twig.stem else " ") + " " * (2 * deep - 1) if deep else ""
    name = [Span(f"{stem}{sign} ", "ink-soft"), Span(branch_name(branch, short=not at.meter), bold=look.here)]
    return [
        *_in(name, at.name, glyphs),
        *_where(branch, at, glyphs),
        *_told(branch_doing(branch, look), at.doing, glyphs),
        *_figures(branch, at, glyphs, bold=False),
    ]


def session_entries(book: SessionBook, words: str, width: int) -> Iterator[Entry]:
    """The tree; a filter opens what it finds."""
    at = session_columns(width)
    before = False
    for session in book.listed(words):
        folded = session.id in book.folded and not words.strip()
        if before:
            yield Entry(still())
        draw = partial(session_spans, session, book.short(session.id), folded, at)
        yield Entry(draw, Spot(session.id), moving=session.live > 0)
        before = not folded
        if folded:
            continue
        for twig in twigs(session.branches):
            yield Entry(
                partial(branch_spans, twig, at),
                Spot(session.id, branch_key(twig.branch)),
                moving=twig.branch.live > 0 or twig.branch.state in _LIVE,
            )
