"""The list of what went wrong, line by line: headings, groups, and the columns that a width has room for."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from tui_router.journal.record import Trouble
from tui_router.tui import cells
from tui_router.tui.columns import LEFT, RIGHT
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.lines.line import Span
from tui_router.tui.safe_text import safe_text

HEADINGS: dict[str, tuple[str, str]] = {
    "failed": ("NEEDS YOU", "state-error"),
    "mended": ("MENDED BY ITSELF", "state-warn"),
    "lost": ("LOST IN TRANSLATION", "state-warn"),
}
_DAY = 86_400
_MOST = 999_999  # what a count says at most: five cells


class Columns(NamedTuple):
    """Widths in cells; 0 is left out. `what` takes what is over."""

    what: int
    where: int
    seen: int
    last: int
    remedy: int
    gap: int

    @property
    def roomy(self) -> bool:
        return self.gap > 2


def columns(width: int) -> Columns:
    """What a list of `width` cells shows: the remedy goes first, then when it was last seen."""
    where, seen, last, remedy, gap = 0, 5, 0, 0, 2
    if width >= 104:
        where, last, remedy, gap = 24, 5, 31, 4
    elif width >= 76:
        where, last, remedy = 16, 5, 18
    elif width >= 56:
        where, last = 16, 5
    elif width >= 40:
        where = 12
    others = sum(each + gap for each in (last, remedy) if each) + seen + 1 + (where + 1 if where else 0)
    return Columns(max(4, width - LEFT - RIGHT - 2 - others), where, seen, last, remedy, gap)


class Line(NamedTuple):
    """A line of the list: a heading with its count, a group, or nothing."""

    group: str = ""
    entries: int = 0
    trouble: Trouble | None = None


def lines(groups: Mapping[str, Sequence[Trouble]], *, roomy: bool) -> list[Line]:
    """A group without entries has no heading; `roomy` puts a blank line before each one."""
    found: list[Line] = []
    for name in HEADINGS:
        troubles = groups.get(name, ())
        if not troubles:
            continue
        if roomy and found:
            found.append(Line())
        found.append(Line(name, len(troubles)))
        found += [Line(name, trouble=trouble) for trouble in troubles]
    return found


def head_spans(at: Columns) -> list[Span]:
    texts = _fit("WHAT HAPPENED", at.what + 2), _fit("WHERE", at.where + 1 if at.where else 0)
    words = (
        "".join(texts) + "SEEN".rjust(at.seen) + (" " * at.gap + "LAST ".ljust(at.last) if at.last else "")
    )
    return [Span(words + (" " * at.gap + "REMEDY" if at.remedy else ""), "ink-soft")]


def group_spans(line: Line) -> list[Span]:
    title, role = HEADINGS.get(line.group, (line.group, "ink"))
    return [Span(title, role, bold=True), Span(f"  {line.entries}", "ink-soft")]


def sign_of(trouble: Trouble, glyphs: Glyphs) -> tuple[str, str]:
    if trouble.group == "failed":
        return glyphs.states["failed"], "state-error"
    if trouble.group == "mended":
        return glyphs.states["repaired"], "state-warn"
    return glyphs.acts.get(trouble.name, glyphs.acts["dropped"]), "state-warn"


def what_words(trouble: Trouble) -> str:
    """What happened; the reason of a loss stands elsewhere."""
    title = safe_text(trouble.title[:300] or trouble.name[:100].replace("_", " "), line=True)
    return title.partition(": ")[0] if trouble.group == "lost" else title


def reason_words(trouble: Trouble) -> str:
    """Why something was lost."""
    return safe_text(trouble.title[:300], line=True).partition(": ")[2]


def last_words(epoch: float, now: float) -> str:
    """12:04 for today, else how many days ago; at most five cells."""
    age = now - epoch
    if age < _DAY:
        return cells.clock(epoch)[:5]
    return f"{min(999, int(age // _DAY))} d"


def remedy_spans(trouble: Trouble, width: int, *, here: bool, roomy: bool, glyphs: Glyphs) -> list[Span]:
    offer = trouble.offer
    if trouble.group == "failed" and offer is not None:
        gap = "  " if roomy else " "
        words = safe_text(offer.words[:200], line=True)
        short = cells.clip(words, width - 1 - len(gap), glyphs.ellipsis)
        return [Span(f"A{gap}", "accent", bold=True), Span(short, bold=here)]
    words = safe_text(trouble.remedy[:200], line=True) or reason_words(trouble)
    return [Span(cells.clip(words, width, glyphs.ellipsis), "ink-soft")]


def trouble_spans(
    trouble: Trouble, at: Columns, now: float, *, here: bool = False, glyphs: Glyphs = UNICODE
) -> list[Span]:
    """One group as one line, without its margins."""
    sign, role = sign_of(trouble, glyphs)
    spans = [
        Span(f"{sign} ", role, bold=here),
        Span(_fit(cells.clip(what_words(trouble), at.what, glyphs.ellipsis), at.what), bold=here),
    ]
    if at.where:
        model, provider = cells.target(trouble.model[:200], trouble.provider[:200], at.where, glyphs)
        if trouble.targets > 1:
            model, provider = f"{trouble.targets} targets", ""
        if at.where < 20:
            provider = provider if not trouble.model else ""
        spans.append(Span(_fit(model + provider, at.where) + " ", "ink-soft"))
    spans.append(Span(cells.count(max(0, min(trouble.count, _MOST))).rjust(at.seen)))
    if at.last:
        spans.append(Span(" " * at.gap + _fit(last_words(trouble.last, now), at.last), "ink-soft"))
    if at.remedy:
        spans.append(Span(" " * at.gap))
        spans += remedy_spans(trouble, at.remedy, here=here, roomy=at.roomy, glyphs=glyphs)
    return spans


def _fit(text: str, width: int) -> str:
    """`text` and blanks to exactly `width` cells; what is longer is cut."""
    text = cells.clip(text, width)
    return text + " " * max(0, width - cell_len(text))
