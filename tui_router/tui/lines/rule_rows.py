"""Rules in words with how often they fitted, other names for targets, and sessions that are wired by themselves."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from tui_router.control.wiring import RuleState, Verdict
from tui_router.core.target import TIERS
from tui_router.tui import cells
from tui_router.tui.columns import BREAKPOINTS, LEFT, RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.entry import Look, fit
from tui_router.tui.lines.line import Span, crop, justify
from tui_router.tui.lines.tier_rows import asking_words, verdict_words
from tui_router.tui.lines.trouble_rows import last_words
from tui_router.tui.safe_text import safe_text
from tui_router.tui.targets import more
from tui_router.tui.wires_book import listed

_MOST = 400
_NUMBER = 4
_WORTH = 12
"""Cells that are worth beginning a third thing in."""
_ALWAYS = "always"


def rules_head(width: int, *, some: bool) -> list[Span]:
    inner = width - LEFT - RIGHT
    says = "before the tiers, the first that fits wins" if width >= BREAKPOINTS[1] else "first match wins"
    left = [Span("RULES", "ink-soft"), Span(f"   {says}" if some else "   none", "ink-soft")]
    return justify(left, [Span("HITS" if some else "", "ink-soft")], inner)


def no_rules() -> list[Span]:
    return [
        Span("a", "accent", bold=True),
        Span(" adds one: send subagents, long prompts or images elsewhere", "ink-soft"),
    ]


def _to_words(rule: RuleState, glyphs: Glyphs, *, roomy: bool) -> list[Span]:
    if not rule.to:
        return []
    names = [safe_text(name[:200], line=True) for name in rule.to]
    spans = [Span(f"  {glyphs.arrow}  ", "ink-soft"), Span(names[0], bold=True)]
    if names[1:]:
        spans.append(Span(f"  then {', '.join(names[1:])}" if roomy else more(names), "ink-soft"))
    return spans


def rule_spans(
    rule: RuleState, width: int, look: Look, *, verdict: Verdict | None = None, asking: bool = False
) -> list[Span]:
    """One rule as one line; the condition gives way to where it goes."""
    glyphs = look.glyphs
    inner = width - LEFT - RIGHT
    right: list[Span] = []
    if asking:
        right = [*asking_words(look), Span("  ")]
    elif verdict is not None:
        right = [*crop(verdict_words(verdict, glyphs), inner // 3, glyphs.ellipsis), Span("  ")]
    elif rule.last and width >= BREAKPOINTS[1]:
        right = [Span(f"{last_words(rule.last, look.now)}  ", "ink-soft")]
    right.append(Span(fit(cells.count(max(0, rule.hits)), 4, right=True), "ink" if rule.hits else "ink-soft"))
    when = safe_text((rule.when or _ALWAYS)[:_MOST], line=True)
    to = _to_words(rule, glyphs, roomy=width >= BREAKPOINTS[1])
    changes = safe_text(rule.changes[:_MOST], line=True)
    tail = [Span(f"   {changes}", "ink-soft")] if changes else []
    if not to:
        tail = [
            Span(f"  {glyphs.arrow}  ", "ink-soft"),
            Span(changes or "nothing changes"),
            Span(", then the rules after it", "ink-soft"),
        ]
    room = inner - _NUMBER - sum(cell_len(span.text) for span in right) - 2
    to = crop(to, max(8, room * 3 // 5), glyphs.ellipsis)
    taken = sum(cell_len(span.text) for span in to)
    when = cells.clip(when, max(8, room - taken), glyphs.ellipsis)
    if to and room - taken - cell_len(when) < _WORTH:
        tail = []
    left = [
        Span(fit(str(rule.number), _NUMBER - 1, ellipsis=glyphs.ellipsis) + " ", "ink-soft"),
        Span(when, bold=look.here),
        *to,
        *tail,
    ]
    return justify(left, right, inner, glyphs.ellipsis)


def alias_spans(name: str, value: object, width: int, look: Look, verdict: Sequence[Span] = ()) -> list[Span]:
    glyphs = look.glyphs
    chain = [safe_text(one[:200], line=True) for one in listed(value)]
    left = [
        Span(fit(safe_text(name[:200], line=True), 28 if width >= BREAKPOINTS[1] else 24), bold=look.here),
        Span(f" {glyphs.arrow}  ", "ink-soft"),
        Span(chain[0] if chain else "nowhere", "ink" if chain else "ink-soft"),
        Span(f"  then {', '.join(chain[1:])}" if chain[1:] else "", "ink-soft"),
    ]
    return justify(left, list(verdict), width - LEFT - RIGHT, glyphs.ellipsis)


def tiers_words(tiers: Mapping[str, object], glyphs: Glyphs) -> list[Span]:
    """opus → gpt-5.4 · openai, for the tiers that a session has of its own."""
    spans: list[Span] = []
    for tier in TIERS:
        chain = listed(tiers.get(tier, []))
        if chain:
            name = safe_text(chain[0][:200], line=True)
            spans += [
                Span("   " if spans else ""),
                Span(f"{glyphs.tiers[tier]} {tier}", f"tier-{tier}"),
                Span(f" {glyphs.arrow} ", "ink-soft"),
                Span(name),
                Span(more(chain), "ink-soft"),
            ]
    return spans


def session_wire_spans(session: str, tiers: Mapping[str, object], look: Look) -> list[Span]:
    name = fit(safe_text(session[:8], line=True), 8)
    return [Span(f"{name}  ", bold=look.here), *tiers_words(tiers, look.glyphs)]
