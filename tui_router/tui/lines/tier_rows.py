"""Tiers, a line or two each: where it goes, what that can take and costs, how it has been doing, what it loses."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from tui_router.control.wiring import Verdict
from tui_router.core.target import Target, Tier
from tui_router.journal.record import KnownModel, ProviderState
from tui_router.tui import cells
from tui_router.tui.columns import BREAKPOINTS, LEFT, RIGHT
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.languages import SHORT
from tui_router.tui.lines.entry import Look, fit
from tui_router.tui.lines.line import Span, crop, span_width
from tui_router.tui.recent import BUCKETS, Sum, spark
from tui_router.tui.safe_text import safe_text
from tui_router.tui.targets import spoken

_MOST_WORDS = 300
"""Characters of somebody else's sentence that are looked at."""


class TierColumns(NamedTuple):
    """Widths in cells, the gap before each included; 0 is left out. `target` takes what is over, on very wide screens
    `says`, which else has a line of its own.
    """

    tier: int
    target: int
    says: int
    speaks: int
    window: int
    output: int
    price: int
    last: int
    state: int


def tier_columns(width: int) -> TierColumns:
    """`width` of the screen."""
    inner = width - LEFT - RIGHT
    tier, speaks, window, output, price, last, state = 11, 0, 8, 10, 0, 0, 16
    if width < BREAKPOINTS[0]:
        window, output, state = 0, 0, 14
    elif width >= BREAKPOINTS[1]:
        speaks, window, output, price, last = 12, 7, 9, 12, BUCKETS + 8
    others = tier + speaks + window + output + price + last + state
    target, says = max(6, inner - others), 0
    if width >= BREAKPOINTS[3]:
        target, says = 44, target - 44
    return TierColumns(tier, target, says, speaks, window, output, price, last, state)


def tier_head(at: TierColumns) -> list[Span]:
    words = fit("TIER", at.tier) + fit("TARGET", at.target)
    words += fit("NEXT, AND WHAT IS LOST", at.says) + fit("SPEAKS", at.speaks)
    words += "WINDOW".rjust(at.window) if at.window else ""
    words += "MAX OUT".rjust(at.output) if at.output else ""
    words += "$ IN / OUT".rjust(at.price) if at.price else ""
    words += fit("   LAST 10 MIN", at.last)
    return [Span(words + "   STATE", "ink-soft")]


class TierFacts(NamedTuple):
    """What a tier's line is made of. `chain` empty: it goes nowhere."""

    tier: Tier
    chain: list[str]
    own: bool = True  # wired itself; False takes the default's target
    model: KnownModel | None = None
    provider: ProviderState | None = None
    lately: Sum = Sum()  # nobody adds to it
    lost: tuple[str, ...] = ()
    problem: str = ""  # what would keep its newest request from being sent
    too_long: int = 0  # tokens of its newest prompt, when they do not fit
    verdict: Verdict | None = None
    asking: bool = False


def price_words(model: KnownModel | None, glyphs: Glyphs) -> str:
    if model is None or model.price_in is None or model.price_out is None:
        return glyphs.nothing
    if not model.price_in and not model.price_out:
        return "free"
    return f"{cells.price(model.price_in)} / {cells.price(model.price_out)}"


def verdict_words(verdict: Verdict, glyphs: Glyphs, most: int = _MOST_WORDS) -> list[Span]:
    """What a test brought: the sign, and the words it came with."""
    said = safe_text(verdict.said[:most], line=True)
    if verdict.ok:
        return [Span(f"{glyphs.states['ok']} ", "state-ok"), Span(said or "answers")]
    return [
        Span(f"{glyphs.states['failed']} ", "state-error", bold=True),
        Span(said or "does not answer", "state-error"),
    ]


def asking_words(look: Look, word: str = "asking") -> list[Span]:
    frame = look.glyphs.on if look.phase < 0 else look.glyphs.spinner[look.phase % len(look.glyphs.spinner)]
    return [Span(f"{frame} {word}", "state-live")]


def no_key(provider: ProviderState | None) -> bool:
    return provider is not None and bool(provider.key) and not provider.key_set


def key_words(reference: str) -> list[Span]:
    """What to do about a key that is not there; `reference` as it stands in the settings."""
    how, _, name = safe_text(reference[:120], line=True).partition(":")
    if how == "env" and name:
        return [Span("set ", "ink-soft"), Span(name, bold=True), Span(" and press t", "ink-soft")]
    if how == "file" and name:
        return [
            Span("put the key into ", "ink-soft"),
            Span(name, bold=True),
            Span(" and press t", "ink-soft"),
        ]
    return [Span("store the key in the keyring and press t", "ink-soft")]


def answered(ms: float | None, glyphs: Glyphs) -> str:
    """How long an answer took: 180 ms, 1.8 s."""
    if ms is None:
        return glyphs.nothing
    return f"{max(0.0, ms):.0f} ms" if ms < 1_000 else cells.took(ms / 1000, glyphs)


def state_spans(of: TierFacts, look: Look) -> list[Span]:
    glyphs = look.glyphs
    if of.asking:
        return asking_words(look)
    if of.verdict is not None:
        if of.verdict.ok:
            return [
                Span(f"{glyphs.states['ok']} ", "state-ok"),
                Span(answered(of.verdict.ms, glyphs)),
            ]
        return [Span(f"{glyphs.states['failed']} failed", "state-error", bold=True)]
    if not of.chain:
        return [Span(f"{glyphs.off} nowhere", "ink-soft")]
    if no_key(of.provider):
        return [Span(f"{glyphs.states['failed']} no key", "state-error", bold=True)]
    sums = of.lately
    if sums.failed:
        return [
            Span(f"{glyphs.states['failed']} {cells.count(sums.failed)} failed", "state-error", bold=True)
        ]
    if sums.repaired:
        return [
            Span(f"{glyphs.states['repaired']} {cells.count(sums.repaired)} mended", "state-warn", bold=True)
        ]
    if sums.count:
        return [Span(f"{glyphs.states['ok']} ", "state-ok"), Span("healthy", "ink-soft")]
    return [Span(f"{glyphs.nothing} unused", "ink-soft")]


def tier_spans(of: TierFacts, at: TierColumns, look: Look) -> list[Span]:
    """The first line."""
    glyphs = look.glyphs
    hue = f"tier-{of.tier}"
    spans = [
        Span(f"{glyphs.tiers[of.tier]} ", hue),
        Span(fit(of.tier, at.tier - 2), hue, bold=look.here),
    ]
    soft = "ink" if of.own else "ink-soft"
    if of.chain:
        target = Target.parse(of.chain[0])
        model, provider = cells.target(target.model[:200], target.provider[:200], at.target - 2, glyphs)
        spans += [Span(model, soft, bold=of.own), Span(provider, "ink-soft")]
        spans.append(Span(" " * (at.target - cell_len(model + provider))))
    else:
        spans.append(Span(fit("not wired", at.target), "ink-soft"))
    if at.says:
        said = crop(says_spans(of, glyphs), at.says - 2, glyphs.ellipsis)
        spans += [*said, Span(" " * (at.says - span_width(said)))]
    known = of.model
    spans.append(Span(fit(SHORT.get(of.provider.dialect, "") if of.provider else "", at.speaks)))
    for width, number in (
        (at.window, known.context_window if known else None),
        (at.output, known.max_output_tokens if known else None),
    ):
        if width:
            word = cells.limit(number) if number is not None and number > 0 else glyphs.nothing
            spans.append(Span(fit(word, width, right=True), "ink" if number else "ink-soft"))
    if at.price:
        word = price_words(known, glyphs)
        role = "ink-soft" if word in {"free", glyphs.nothing} else "ink"
        spans.append(Span(fit(word, at.price, right=True), role))
    if at.last:
        spans.append(Span("   " + spark(of.lately.buckets, glyphs.spark), hue))
        spans.append(Span(fit(cells.count(of.lately.count), at.last - 3 - BUCKETS, right=True)))
    return [*spans, Span("   "), *state_spans(of, look)]


def lost_words(lost: Sequence[str]) -> str:
    """Names alone: one that comes with a reason ("system: the billing line …") is lost in part."""
    whole: dict[str, None] = {}
    part: dict[str, None] = {}
    for said in lost[:40]:
        name, colon, _ = safe_text(said[:80], line=True).partition(":")
        (part if colon else whole)[name] = None
    parts = (
        [f"parts of {', '.join(name for name in part if name not in whole)}"] if part.keys() - whole else []
    )
    return "; ".join([*([", ".join(whole)] if whole else []), *parts])


def says_spans(of: TierFacts, glyphs: Glyphs) -> list[Span]:
    """The second line: what to do when it cannot work, else what comes next and what is lost."""
    if of.verdict is not None and not of.verdict.ok:
        return verdict_words(of.verdict, glyphs)[1:]
    if not of.chain:
        return [Span("press "), Span(glyphs.enter, "accent", bold=True), Span(" to say where it goes")]
    if no_key(of.provider) and of.provider is not None:
        return key_words(of.provider.key)
    spans: list[Span] = []
    if not of.own and of.tier != "default":
        spans.append(Span("as default   ", "ink-soft"))
    if of.chain[1:]:
        names = ", ".join(spoken(target[:200], glyphs) for target in of.chain[1:])
        spans.append(Span(f"then {names}   ", "ink-soft"))
    if of.problem:
        spans.append(Span(safe_text(of.problem[:_MOST_WORDS], line=True), "state-error"))
    elif of.too_long:
        spans.append(Span(f"its last prompt, {cells.count(of.too_long)}, does not fit", "state-warn"))
    elif of.lost:
        spans.append(Span(f"loses {lost_words(of.lost)}", "state-warn"))
    elif of.provider is not None and of.provider.dialect == "anthropic" and of.own:
        spans.append(Span("same language, bytes pass through", "ink-soft"))
    return spans
