"""Where the time of an exchange went, step by step, attempt by attempt; and its figures."""

from collections.abc import Sequence
from typing import NamedTuple

from tui_router.journal.record import AttemptRow, ExchangeRow
from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.answer_groups import offset_words
from tui_router.tui.lines.entries import Entry
from tui_router.tui.lines.timeline import Phase, failed_attempts, failure_of, phases
from tui_router.tui.safe_text import safe_text

_BLOCKS = frozenset({"text", "tool", "thinking"})
CHARS_PER_TOKEN = 4.0


class Step(NamedTuple):
    """`attempt` is its number, 0 for what is of none; a `head` names an attempt and has no bar."""

    phase: Phase
    attempt: int = 0
    head: bool = False


def steps_of(
    row: ExchangeRow, attempts: Sequence[AttemptRow], entries: Sequence[Entry], total: float, glyphs: Glyphs
) -> list[Step]:
    """Reading, routing and translating, each attempt with its waits, the blocks of the answer, the end."""
    found: list[Step] = []
    times = row.times
    at = 0.0
    if times.read is not None:
        found.append(Step(Phase("wait", 0.0, times.read, "read")))
        at = times.read
    failed = failed_attempts(attempts)
    if failed and failed[-1] is attempts[-1] and row.times.first is not None:
        failed.pop()  # what it answered until then are steps of their own
    for attempt in attempts:
        steps = list(_attempt(row, attempt, at, attempt in failed))
        found.append(Step(Phase("wait", at, at, _named(attempt, glyphs)), attempt.number, head=True))
        found.extend(Step(phase, attempt.number) for phase in steps)
        at = max([at, *(phase.end for phase in steps)])
    last = attempts[-1].number if attempts else 0
    blocks = [one for one in phases(row, attempts, entries, total) if one.sort in _BLOCKS]
    whole = {one.start: one for one in blocks}
    if blocks and at < blocks[0].start:
        found.append(Step(Phase("wait", at, blocks[0].start, "first content"), last))
    elif not blocks and total > at and not (attempts and row.state == "failed"):
        found.append(Step(Phase("wait", at, total, "wait"), last))
    found.extend(
        Step(block._replace(detail=_weight(_chars(entries, block), block, glyphs)), last)
        for block in whole.values()
    )
    return found


def _attempt(row: ExchangeRow, attempt: AttemptRow, at: float, failed: bool) -> list[Phase]:
    """Held back, translated, sent, answered; times that are not known are left out."""
    found: list[Phase] = []
    if attempt.wait > 0:
        found.append(Phase("wait", at, at + attempt.wait, "held back"))
        at += attempt.wait
    sent, headers = attempt.times.sent, attempt.times.headers
    if sent is None and attempt.number == 1:
        sent = row.times.sent
    if sent is not None and sent >= at:
        found.append(Phase("wait", at, sent, "route, translate" if attempt.number == 1 else "translate"))
        at = sent
    if headers is None and not failed and attempt.number == max(1, row.attempts):
        headers = row.times.headers
    if headers is not None and headers >= at:
        found.append(Phase("wait", at, headers, "connect, headers"))
        at = headers
    if failed:
        end = next((t for t in (attempt.times.ended, headers, sent) if t is not None), at)
        what = failure_of(attempt)[:24]
        told = safe_text((attempt.repair or attempt.outcome)[:80], line=True)
        found.append(Phase("failed", at, max(at, end), what, told))
    return found


def _named(attempt: AttemptRow, glyphs: Glyphs) -> str:
    model, provider = cells.target(attempt.model, attempt.provider, 40, glyphs)
    cause = f"  {safe_text(attempt.cause[:40], line=True)}" if attempt.cause else ""
    return f"attempt {attempt.number}  {model}{provider}{cause}"


def _chars(entries: Sequence[Entry], block: Phase) -> int:
    """Characters of a block; of a tool call those of its arguments, which are an entry of their own."""
    entry = next((one for one in entries if one.at == block.start and one.block), None)
    if entry is None:
        return 0
    args = next((one.chars for one in entries if one.slot == ("args", entry.slot[1])), 0)
    return entry.chars + (args if entry.slot[0] == "tool" else 0)


def _weight(chars: int, block: Phase, glyphs: Glyphs) -> str:
    """Tokens and tokens a second, estimated by the length of the text."""
    if not chars:
        return block.detail.replace("≈", glyphs.estimate)
    tokens = max(1, round(chars / CHARS_PER_TOKEN))
    rate = cells.rate(tokens, block.seconds, glyphs)
    words = f"{glyphs.estimate}{cells.tokens(tokens)}"
    return words if rate == glyphs.nothing else f"{words}  {rate}"


class Gaps(NamedTuple):
    """Seconds between deltas, sorted; the longest with what stood before and behind it, and when it began."""

    all: list[float]
    longest: float = 0.0
    where: str = ""
    began: float = 0.0


def gaps_of(entries: Sequence[Entry]) -> Gaps:
    """Between deltas of the answer, whatever blocks they are in."""
    found: list[float] = []
    longest, where, began = 0.0, "", 0.0
    last: tuple[float, str] | None = None
    for entry in entries:
        name = entry.name.lstrip("0123456789 ")
        for at, _ in entry.pieces:
            if at is None:
                continue
            if last is not None:
                gap = max(0.0, at - last[0])
                found.append(gap)
                if gap > longest:
                    where = f"inside {name}" if last[1] == name else f"between {last[1]} and {name}"
                    longest, began = gap, last[0]
            last = (at, name)
    found.sort()
    return Gaps(found, longest, where, began)


Figure = tuple[str, str, str]
"""Its name, its value, and what explains it."""


def figures_of(row: ExchangeRow, gaps: Gaps, total: float, glyphs: Glyphs) -> list[Figure]:
    times, tokens = row.times, row.tokens
    about = glyphs.estimate if tokens.estimated else ""
    figures: list[Figure] = [
        ("first byte", cells.first(times.headers, glyphs), "the upstream's status line"),
        ("first content", cells.first(times.first, glyphs), "what the client could show"),
        ("total", cells.took(total, glyphs), ""),
    ]
    if tokens.output:
        streamed = total - times.first if times.first is not None else None
        rates = [(cells.rate(tokens.output, total, glyphs), "in all")]
        rates.append((cells.rate(tokens.output, streamed, glyphs), "streaming"))
        told = ", ".join(f"{rate} {word}" for rate, word in rates if rate != glyphs.nothing)
        figures.append(("out", f"{about}{cells.tokens(tokens.output)}", told))
    if gaps.all:
        middle, edge = (gaps.all[round(part * (len(gaps.all) - 1))] for part in (0.5, 0.99))
        told = f"p99 {cells.first(edge, glyphs)}, of {cells.plural(len(gaps.all), 'gap')} between deltas"
        figures.append(("gap p50", cells.first(middle, glyphs), told))
    if gaps.longest:
        longest = f"{gaps.where}, at {offset_words(gaps.began)}"
        figures.append(("longest gap", cells.first(gaps.longest, glyphs), longest))
    sizes = row.sizes
    legs = [f"{leg} {cells.size(getattr(sizes, leg))}" for leg in ("a", "b", "c", "d") if getattr(sizes, leg)]
    figures.append(("bytes", cells.size(sizes.a + sizes.b + sizes.c + sizes.d), "  ".join(legs)))
    return figures
