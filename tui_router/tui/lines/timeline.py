"""Where the time of an exchange went, as phases, and their bar to scale."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from rich.cells import cell_len

from tui_router.journal.record import ENDED, AttemptRow, ExchangeRow
from tui_router.tui.cells import first as wait_words
from tui_router.tui.cells import tokens
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.entries import Entry
from tui_router.tui.lines.line import Span
from tui_router.tui.lines.mend_words import mend_of
from tui_router.tui.safe_text import safe_text

PhaseSort = Literal["wait", "text", "tool", "thinking", "failed"]
STOPPED = "stopped"
"""The outcome of an attempt whose client left: nobody's failure."""
_LABEL_EDGE = 2  # cells of the bar that stay on either side of a label
_SORTS: dict[str, PhaseSort] = {"text": "text", "thinking": "thinking", "tool": "tool", "other": "tool"}


class Phase(NamedTuple):
    """Seconds since the request arrived. `detail` is what a chart with room says beside the bar, `mend` what was
    changed after an attempt that failed."""

    sort: PhaseSort
    start: float
    end: float
    name: str
    detail: str = ""
    mend: str = ""

    @property
    def seconds(self) -> float:
        return max(0.0, self.end - self.start)


def elapsed(row: ExchangeRow, now: float, seen: float = 0.0) -> float:
    """Seconds so far; `seen` is the latest moment any byte carries, in case the clocks of two machines differ."""
    if row.times.ended is not None:
        return row.times.ended
    if row.state in ENDED:
        return max(seen, row.times.first or 0.0, row.times.headers or 0.0)
    return max(seen, now - row.started_at, 0.0)


def failed_attempts(attempts: Iterable[AttemptRow]) -> list[AttemptRow]:
    """Refused, never answered, or answered in a way that was named: a stream can break off behind a 200."""
    return [
        a
        for a in attempts
        if (a.status or 0) >= 400
        or a.diagnosis is not None
        or (a.outcome not in ("", "ok", STOPPED) and a.status is None)
    ]


def failure_of(attempt: AttemptRow) -> str:
    """The status where it says what happened, else in words."""
    status = attempt.status or 0
    words = safe_text(attempt.outcome[:60], line=True)
    return str(status) if status >= 400 or (status and not words) else words


def phases(
    row: ExchangeRow, attempts: Sequence[AttemptRow], entries: Sequence[Entry], total: float
) -> list[Phase]:
    """Failed attempts, the wait, then the blocks of the answer, each until the next one begins."""
    found: list[Phase] = []
    at = 0.0
    last_attempt = attempts[-1] if attempts else None
    failed = failed_attempts(attempts)
    for number, attempt in enumerate(attempts):
        if attempt.wait > 0 and number:
            found.append(Phase("wait", at, at + attempt.wait, "held back"))
            at += attempt.wait
        if attempt not in failed:
            continue
        if attempt is last_attempt and row.state == "failed":
            break  # the exchange's own end says it, behind what was answered before
        until = next(
            (t for t in (attempt.times.ended, attempt.times.headers, attempt.times.sent) if t is not None), at
        )
        what = failure_of(attempt)[:24]
        mend = mend_of(attempts, number)
        told = mend or safe_text(attempt.outcome[:80], line=True)
        found.append(Phase("failed", at, max(at, until), what, told, mend))
        at = max(at, until)
    blocks = [entry for entry in entries if entry.slot[0] in _SORTS and entry.at is not None]
    first = row.times.first if row.times.first is not None else (blocks[0].at if blocks else None)
    if first is None:
        found.append(Phase("wait", at, total, "wait"))
        return found
    found.append(Phase("wait", at, max(at, first), "wait"))
    if not blocks:
        found.append(Phase("text", first, max(first, total), "answer"))
        return found
    for index, entry in enumerate(blocks):
        start = entry.at or 0.0
        end = blocks[index + 1].at if index + 1 < len(blocks) else max(total, start)
        sort = _SORTS[entry.slot[0]]
        name = entry.detail if sort == "tool" and entry.detail else sort
        found.append(Phase(sort, start, end or start, name, _detail(entry)))
    return found


def _detail(entry: Entry) -> str:
    return f"≈{tokens(max(1, round(entry.chars / 4)))}" if entry.chars else ""


def shares(seconds: Sequence[float], least: Sequence[int], width: int) -> list[int]:
    """Cells for each phase: to scale, none under its least, exactly `width` together where that is possible."""
    total = sum(seconds) or 1.0
    spare = max(0, width - sum(least))
    exact = [part / total * width for part in seconds]
    over = [max(0.0, want - low) for want, low in zip(exact, least, strict=True)]
    scale = spare / (sum(over) or 1.0)
    cells = [low + int(extra * scale) for low, extra in zip(least, over, strict=True)]
    rest = width - sum(cells)
    by_size = sorted(range(len(cells)), key=lambda index: -seconds[index])
    for index in by_size[: max(0, rest)]:
        cells[index] += 1
    return cells


def _fewer(found: list[Phase], most: int) -> list[Phase]:
    """Join the shortest neighbours until every phase can have its cells."""
    found = list(found)
    while len(found) > max(1, most):
        index = min(range(len(found) - 1), key=lambda i: found[i].seconds + found[i + 1].seconds)
        one, two = found[index : index + 2]
        longer = one if one.seconds >= two.seconds else two
        found[index : index + 2] = [longer._replace(start=one.start, end=two.end)]
    return found


def sign_of(sort: PhaseSort, glyphs: Glyphs) -> str:
    return {
        "wait": glyphs.bar_wait,
        "text": glyphs.bar_text,
        "tool": glyphs.bar_tool,
        "thinking": glyphs.bar_thinking,
        "failed": glyphs.bar_wait,
    }[sort]


def role_of(sort: PhaseSort, tier: str) -> str:
    return "ink-soft" if sort in {"wait", "thinking", "failed"} else f"tier-{tier}"


def bar(found: Sequence[Phase], width: int, tier: str, *, live: bool, glyphs: Glyphs = UNICODE) -> list[Span]:
    """The phases in exactly `width` cells, a label inside each one that has room for it."""
    kept = _fewer([phase for phase in found if phase.seconds > 0 or phase.sort == "failed"], width // 3)
    if sum(cell_len(phase.mend) for phase in kept) * 3 > width:
        kept = [phase._replace(mend="") for phase in kept]
    least = [_failed_width(phase, glyphs) + 2 if phase.sort == "failed" else 1 for phase in kept]
    if not kept or sum(least) > width:
        return [Span(" " * max(0, width))]
    spans: list[Span] = []
    for phase, cells in zip(kept, shares([p.seconds for p in kept], least, width), strict=True):
        spans.extend(_drawn(phase, cells, tier, glyphs))
    if live and spans and kept[-1].sort != "wait":
        last = spans[-1]
        spans[-1] = last._replace(text=last.text[:-1])
        spans.append(Span(glyphs.bar_tip, "ink"))
    return spans


def _failed(phase: Phase, glyphs: Glyphs) -> str:
    return f"{glyphs.states['failed']} {phase.name}"


def _failed_width(phase: Phase, glyphs: Glyphs) -> int:
    return cell_len(_failed(phase, glyphs)) + (cell_len(phase.mend) + 1 if phase.mend else 0)


def _drawn(phase: Phase, cells: int, tier: str, glyphs: Glyphs) -> list[Span]:
    sign, role = sign_of(phase.sort, glyphs), role_of(phase.sort, tier)
    soft = phase.sort in {"wait", "thinking"}
    if phase.sort == "failed":
        words = _failed(phase, glyphs)
        wide = _failed_width(phase, glyphs)
        before = max(1, (cells - wide) // 2)
        after = max(0, cells - wide - before)
        ends = Span(sign * (before - 1) + " ", role), Span(" " + sign * (after - 1) if after else "", role)
        mend = [Span(f" {phase.mend}", "state-warn")] if phase.mend else []
        return [ends[0], Span(words, "state-error", bold=True), *mend, ends[1]]
    for words in (f"{phase.name} {wait_words(phase.seconds, glyphs)}", phase.name):
        if cell_len(words) + 2 * _LABEL_EDGE + 2 <= cells:
            before = _LABEL_EDGE if soft else 1
            after = cells - before - cell_len(words) - 2
            return [
                Span(sign * before, role),
                Span(f" {words} ", "ink-soft" if soft else "ink"),
                Span(sign * after, role),
            ]
    return [Span(sign * cells, role)]
