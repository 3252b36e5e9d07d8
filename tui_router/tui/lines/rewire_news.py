"""What a rewire would bring, the weightiest first to be kept: + better, − worse. Pure text, wire text made safe."""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size

from tui_router.control.wiring import DryRun
from tui_router.journal.record import KnownModel
from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.line import Span
from tui_router.tui.lines.rewire_words import price
from tui_router.tui.lines.thinking_words import thinking_spans
from tui_router.tui.lines.tier_rows import lost_words
from tui_router.tui.rewire_draft import Draft, Endpoint
from tui_router.tui.safe_text import safe_text

News = list[tuple[int, list[Span]]]
"""Lines, each with its weight: those of a high number are left out first."""

_LABEL = 12
_NAME = 30
_BEFORE = 16
_LEAST = 99


@dataclass(frozen=True, slots=True)
class Now:
    """What is in force, and what was found out about the change. `base` is the rehearsal of what is in force."""

    chain: tuple[str, ...]
    endpoint: Endpoint
    provider: str
    book: Mapping[str, KnownModel]
    dry: DryRun | None = None
    base: DryRun | None = None


def all_news(draft: Draft, now: Now, glyphs: Glyphs) -> News:
    """What the draft changes, in the order in which it is read; empty when it changes nothing."""
    name = draft.tier if draft.rule is None else "the rule"
    target, was = next(iter(draft.chain), ""), next(iter(now.chain), "")
    moved = target != was
    dry = now.dry if now.dry is not None and now.dry.target in ("", target) else None
    news: News = [(0, changed_target(name, was, target, glyphs))] if moved else []
    if dry is not None and dry.problem:
        news.append((0, refusal_words(dry.problem, glyphs)))
    if dry is not None and dry.exchange and not dry.fits:
        news.append((0, prompt_words(dry, glyphs)))
    if moved:
        limits = changed_limits(now.book.get(was), now.book.get(target), dry, glyphs)
        news += [(2 + number, line) for number, line in enumerate(limits)]
    news += [(6, line) for line in changed_rest(now.chain, draft.chain, glyphs)]
    news += [(1, line) for line in changed_settings(now.provider, now.endpoint, draft.endpoint, glyphs)]
    if dry is not None:
        news += [(1, line) for line in changed_losses(now.base if moved else None, dry, glyphs)]
        if dry.thinking and moved:
            news.append((8, thinking_spans(dry.thinking, glyphs)))
        if dry.fits or not dry.exchange:
            news.append((7, prompt_words(dry, glyphs)))
    return news


def kept(news: News, rows: int) -> tuple[list[list[Span]], int]:
    """At most `rows` lines, in their order, and how many were left out."""
    weights = sorted(weight for weight, _ in news)
    last = weights[rows - 1] if len(weights) > rows else _LEAST
    lines = [line for weight, line in news if weight <= last][:rows]
    return lines, len(news) - len(lines)


def refusal_words(problem: str, glyphs: Glyphs) -> list[Span]:
    """Why nothing could be sent there as it stands."""
    said = safe_text(problem, line=True)
    return [Span(f"{glyphs.states['failed']} ", "state-error", bold=True), Span(said, "state-error")]


def changed_target(name: str, before: str, after: str, glyphs: Glyphs) -> list[Span]:
    was = safe_text(before, line=True) or "nowhere"
    return _change(glyphs.arrow, "ink-soft", name, was, safe_text(after, line=True) or "nowhere", glyphs)


def changed_limits(
    old: KnownModel | None, new: KnownModel | None, dry: DryRun | None, glyphs: Glyphs
) -> list[list[Span]]:
    """Window, largest answer, price: what is better and what is worse. A rehearsal knows them best."""
    lines: list[list[Span]] = []
    for name, field, told in (
        ("window", "context_window", dry.window if dry else None),
        ("max output", "max_output_tokens", dry.max_output if dry else None),
    ):
        had: int | None = getattr(old, field, None)
        has: int | None = told or getattr(new, field, None)
        if has is None or had == has:
            continue
        sign, role = _better(glyphs, better=not had or has > had)
        was = cells.limit(had) if had else "unknown"
        lines.append(_change(sign, role, name, was, cells.limit(has), glyphs))
    if price(new) and price(new) != price(old):
        sign, role = _better(glyphs, better=_sum(new) < _sum(old)) if price(old) else ("+", "ink-soft")
        lines.append(_change(sign, role, "price", price(old) or "unknown", price(new), glyphs))
    if new is None and not lines and (dry is None or dry.window is None):
        lines.append([Span("  limits unknown until it answers", "ink-soft")])
    return lines


def _sum(model: KnownModel | None) -> float:
    return (model.price_in or 0.0) + (model.price_out or 0.0) if model else 0.0


def changed_losses(was: DryRun | None, now: DryRun, glyphs: Glyphs) -> list[list[Span]]:
    """What this conversation loses there, and what it lost before and will not."""
    before = was.lost if was is not None else []
    fresh = [name for name in now.lost if name not in before]
    still = [name for name in now.lost if name in before]
    back = [name for name in before if name not in now.lost]
    dropped = glyphs.acts["dropped"]
    return [
        [Span(f"{sign} ", role), Span(f"{name:<{_LABEL}}"), Span(_names(what), ink)]
        for sign, role, name, what, ink in (
            (dropped, "state-warn", "lost", fresh, "state-warn"),
            (dropped, "state-warn", "still lost", still, "state-warn"),
            ("+", "state-ok", "kept again", back, "ink"),
        )
        if what
    ]


def _names(lost: list[str]) -> str:
    """A single loss with its reason; of several the names."""
    return safe_text(lost[0], line=True) if len(lost) == 1 else lost_words(lost)


def prompt_words(dry: DryRun, glyphs: Glyphs) -> list[Span]:
    """The request that was rehearsed, in the window of the target: how large, whether it fits, what it costs."""
    if not dry.exchange:
        return [Span("  no request yet to try it on", "ink-soft")]
    size = cells.count(dry.tokens)
    if not dry.fits:
        window = f" {cells.limit(dry.window)}" if dry.window else ""
        return [
            Span(f"{glyphs.states['failed']} ", "state-error", bold=True),
            Span(f"the prompt of {size} does not fit{window}", "state-error"),
            Span(f"   #{dry.exchange}", "ink-soft"),
        ]
    cost = f", {cells.money(dry.cost, glyphs)}" if dry.cost else ""
    share = f", {cells.percent(dry.tokens, dry.window)} of the window" if dry.window else ""
    return [
        Span("  "),
        Span(f"{'this prompt':<{_LABEL}}", "ink-soft"),
        Span(f"{glyphs.estimate}{size} tokens{share}{cost}", "ink-soft"),
        Span(f"   #{dry.exchange}", "ink-soft"),
    ]


def changed_settings(provider: str, before: Endpoint, after: Endpoint, glyphs: Glyphs) -> list[list[Span]]:
    """What every tier that goes to this provider will notice."""
    return [
        [
            *_change(glyphs.arrow, "state-warn", name, _said(was), _said(now), glyphs),
            Span(f"   all of {safe_text(provider, line=True)}", "ink-soft"),
        ]
        for name, was, now in (("speaks", before.dialect, after.dialect), ("key", before.key, after.key))
        if was.strip() != now.strip()
    ]


def _said(text: str) -> str:
    return safe_text(text, line=True) or "as known"


def changed_rest(before: tuple[str, ...], after: tuple[str, ...], glyphs: Glyphs) -> list[list[Span]]:
    """What is tried when the first cannot answer."""
    if before[1:] == after[1:] or not after:
        return []
    if not after[1:]:
        return [[Span(f"{glyphs.acts['dropped']} ", "state-warn"), Span("nothing is tried after it")]]
    then = ", then ".join(
        cells.clip_middle(safe_text(name, line=True), _NAME, glyphs.ellipsis) for name in after[1:]
    )
    return [[Span(f"{glyphs.arrow} ", "ink-soft"), Span(f"{'if it fails':<{_LABEL}}"), Span(then)]]


def _better(glyphs: Glyphs, *, better: bool) -> tuple[str, str]:
    return ("+", "state-ok") if better else (glyphs.acts["dropped"], "state-warn")


def _change(sign: str, role: str, name: str, before: str, after: str, glyphs: Glyphs) -> list[Span]:
    was = cells.clip_middle(before, _NAME, glyphs.ellipsis)
    return [
        Span(f"{sign} ", role),
        Span(f"{name:<{_LABEL}}"),
        Span(set_cell_size(was, max(_BEFORE, cell_len(was))), "ink-soft"),
        Span(f"  {glyphs.arrow}  ", "ink-soft"),
        Span(after, "ink", bold=True),
    ]
