"""What became of the prompt cache against the request before, in words: one quiet line, or what broke it."""

from typing import NamedTuple

from tui_router.journal.record import ENDED, ExchangeRow, KnownModel
from tui_router.replay.prompt_cache import PromptChange, read_again
from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.cost_words import reread_cost
from tui_router.tui.lines.line import Span
from tui_router.tui.lines.sheet import Entry, heading, said
from tui_router.tui.lines.wrap import wrap
from tui_router.tui.safe_text import safe_text

LITTLE = 0.05
"""A break that costs less of the prompt than this is usual (a client rewrites its last message) and told quietly."""


class Caching(NamedTuple):
    """`other` says why the two prompts share no cache, "" where they do."""

    change: PromptChange
    row: ExchangeRow
    before: ExchangeRow
    model: KnownModel | None = None
    other: str = ""


def broke(caching: Caching) -> bool:
    """Whether it is worth telling first: a good part of the prompt was read anew, or no mark is left."""
    if caching.other or caching.change.problem:
        return False
    change = caching.change
    lost = change.broke.lost if change.broke is not None else 0
    return change.marks_gone or bool(change.size and lost / change.size >= LITTLE)


def cache_section(caching: Caching, width: int, glyphs: Glyphs) -> list[Entry]:
    """The whole story where the cache broke, else the quiet line, which unfolds where there is more to say."""
    if broke(caching):
        return [heading("prompt cache"), *_story(caching, width, glyphs, loud=True)]
    if caching.change.broke is not None and not caching.other:
        quiet = said(Span(_quiet(caching), "ink-soft"), key="cache")
        quiet.kids = lambda: _story(caching, width - 4, glyphs, loud=False)
        return [quiet]
    return [said(Span(line, "ink-soft")) for line in wrap(_quiet(caching), max(20, width))]


def _quiet(caching: Caching) -> str:
    change, row = caching.change, caching.row
    if caching.other:
        return f"prompt cache: {caching.other}"
    if change.problem:
        return f"prompt cache: {change.problem}"
    if change.broke is not None:
        return f"prompt cache: as before up to {safe_text(change.broke.path, line=True)}, {change.share:.0%} of it"
    told = f"prompt cache: begins as before{_read(row)}"
    had = caching.before.tokens.cache_read + caching.before.tokens.cache_write
    if row.state in ENDED and not row.tokens.estimated and not row.tokens.cache_read and had:
        after = cells.prose_time(row.started_at - caching.before.started_at)
        told += f", yet nothing was read from the cache {after} after; caches forget in some minutes"
    return told


def _read(row: ExchangeRow) -> str:
    tokens = row.tokens
    if not tokens.cache_read:
        return ""
    share = cells.percent(tokens.cache_read, tokens.input)
    return f"; {cells.count(tokens.cache_read)} of {cells.count(tokens.input)} read from it ({share})"


def _story(caching: Caching, width: int, glyphs: Glyphs, *, loud: bool) -> list[Entry]:
    change = caching.change
    entries: list[Entry] = []
    role = "state-warn" if loud else "ink"
    if change.broke is not None:
        what = safe_text(change.broke.words, line=True)
        kept = Span(f"{change.share:.0%} of the prompt as before", "ink-soft")
        for number, line in enumerate(wrap(what, max(20, width - 34))):
            lead = f"{glyphs.slow} " if number == 0 else "  "
            entries.append(said(Span(lead + line, role, bold=loud), tail=(kept,) if number == 0 else ()))
        entries[0].copies = ("the path", f"$.{safe_text(change.broke.path, line=True)}")
        entries += _excerpts(change.broke.before, change.broke.now, glyphs)
        if change.broke.culprit:
            entries.append(said(Span(f"  usually {change.broke.culprit}", "ink-soft")))
        entries += [said(Span(f"  {line}")) for line in wrap(_cost(caching, glyphs), width - 2)]
    if change.marks_gone:
        words = "no cache_control is left in the request, so the upstream caches nothing"
        for number, line in enumerate(wrap(words, max(20, width - 2))):
            lead = f"{glyphs.slow} " if number == 0 else "  "
            entries.append(said(Span(lead + line, role, bold=loud)))
    marks = _marks(change)
    if marks:
        entries.append(said(Span(f"  {marks}", "ink-soft")))
    return entries


def _excerpts(before: str, now: str, glyphs: Glyphs) -> list[Entry]:
    entries = []
    for text, sign, ground in ((before, "dropped", "removed-bg"), (now, "added", "added-bg")):
        if text:
            spans = (Span(f"  {glyphs.acts[sign]} "), Span(safe_text(text, line=True)))
            entries.append(said(*spans, ground=ground))
    return entries


def _cost(caching: Caching, glyphs: Glyphs) -> str:
    """≈9,300 tokens were read again, ≈$0.025; the upstream read 1,204 from its cache."""
    tokens = caching.row.tokens
    again = read_again(caching.change, prompt=tokens.input, cached=tokens.cache_read)
    if not again:
        return "what it cost is not known yet" if not tokens.input else "nothing had to be read again"
    told = f"{glyphs.estimate}{_rounded(again):,} tokens were read again"
    dollars = reread_cost(again, caching.model)
    if dollars:
        told += f", {glyphs.estimate}{cells.money(dollars, glyphs)} more than from the cache"
    had = caching.before.tokens.cache_read + caching.before.tokens.cache_write
    if tokens.cache_read:
        return f"{told}; the upstream read {tokens.cache_read:,} from its cache"
    if tokens.estimated:
        return told
    return (
        f"{told}; the upstream read nothing from its cache"
        if had
        else f"{told}; the upstream told of no cache"
    )


def _rounded(number: int) -> int:
    """A share of bytes is no better than two digits."""
    return round(number, min(0, 2 - len(str(number))))


def _marks(change: PromptChange) -> str:
    if not change.marks_now:
        return ""  # none, or none any more, which is told before
    many = cells.plural(len(change.marks_now), "cache_control mark")
    moved = change.marks_moved
    if not moved:
        return f"{many}, where they were"
    return f"{many}, {len(moved)} moved: {', '.join(moved[:4])}"
