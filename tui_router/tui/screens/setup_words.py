"""What the guided set-up says, step by step. Pure: values in, lines of words out; wire text is made safe here."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from tui_router.control.setup import DEMO, RESTART, Ask, Finding, Way, doubt
from tui_router.control.wiring import Verdict
from tui_router.core.target import TIERS, Tier
from tui_router.journal.record import KnownModel
from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.safe_text import safe_text
from tui_router.tui.targets import spoken
from tui_router.tui.widgets.target_field import figures
from tui_router.tui.widgets.words import SPRING, Word

Line = list[Word]

STEPS = ("found", "models", "test", "write")
_NAME = 14
_WAY = 18


def title_line(step: int, glyphs: Glyphs, *, leave: str) -> list[Line]:
    """The four steps with the one that is on; `leave` says what esc does."""
    words: Line = [("Set up   ", "ink", "b")]
    for number, name in enumerate(STEPS):
        if number < step:
            words += [(f"{glyphs.states['ok']} ", "state-ok"), (f"{name}   ", "ink-soft")]
        elif number == step:
            words += [(f"{number + 1} ", "accent", "b"), (f"{name}   ", "ink", "b")]
        else:
            words.append((f"{number + 1} {name}   ", "ink-soft"))
    return [[*words, SPRING, ("esc", "accent", "b"), (f" {leave}", "ink-soft")], []]


def found_lines(
    found: Sequence[Finding], missing: Sequence[Finding], glyphs: Glyphs, width: int, most: int
) -> list[Line]:
    """What is there, then what could be; at most `most` lines."""
    rows = [*found, *missing]
    shown = rows if len(rows) <= most else rows[: most - 1]
    lines = [finding_line(row, glyphs, width) for row in shown]
    if rows[len(shown) :]:
        lines.append([(f"  and {len(rows) - len(shown)} more", "ink-soft")])
    return lines


def finding_line(row: Finding, glyphs: Glyphs, width: int) -> Line:
    sign, role = {
        "ok": (glyphs.states["ok"], "state-ok"),
        "wrong": (glyphs.states["failed"], "state-error"),
        "off": (glyphs.off, "ink-soft"),
    }[row.state]
    name = cells.clip(safe_text(row.name, line=True), _NAME - 2, glyphs.ellipsis)
    says = cells.clip(safe_text(row.says, line=True), width - 2 - _NAME, glyphs.ellipsis)
    gap = " " * max(1, _NAME - cell_len(name))
    ink = "ink-soft" if row.state == "off" else "ink"
    return [
        (f"{sign} ", role),
        (name, ink),
        (gap, ink),
        (says, "state-error" if row.state == "wrong" else "ink-soft"),
    ]


def unseen_lines(names: Sequence[str], glyphs: Glyphs, width: int) -> list[Line]:
    """Variables that this terminal has and the gateway has not."""
    if not names:
        return []
    verb = "is" if len(names) == 1 else "are"
    said = f"{', '.join(names)} {verb} set in this terminal, but not where the gateway was started."
    return [
        [],
        [(f"{glyphs.slow} ", "state-warn"), (cells.clip(said, width - 2, glyphs.ellipsis), "ink")],
        [("  $ ", "accent", "b"), (RESTART, "ink", "b"), ("   starts it with them", "ink-soft")],
    ]


def add_lines() -> list[Line]:
    """How what is missing gets here, when something is there already."""
    return [
        [("To add one: set its variable and run  ", "ink-soft"), (RESTART, "ink")],
        [("or start its server and look again.", "ink-soft")],
    ]


def way_lines(ways: Sequence[Way], glyphs: Glyphs, width: int, *, roomy: bool) -> list[Line]:
    """What to do when there is nothing, and what can be seen without."""
    lines: list[Line] = [
        [("Nothing is found yet: no key is set and no local server answers.", "ink", "b")],
        [("Any of these three will do:", "ink-soft")],
    ]
    for way in ways:
        if roomy:
            lines.append([])
        head = way.title
        for line in way.lines:
            sign = "" if line.startswith("[") or " = " in line else "$ "
            lines.append([(f"{head:<{_WAY}}", "ink", "b"), (sign, "accent", "b"), (line, "ink")])
            head = ""
        after = cells.clip_middle(safe_text(way.after, line=True), width - _WAY, glyphs.ellipsis)
        lines.append([(" " * _WAY, "ink"), (after, "ink-soft")])
    demo: Line = [(f"{'No key at hand':<{_WAY}}", "ink", "b"), ("$ ", "accent", "b"), (DEMO, "ink")]
    return [*lines, [], [*demo, ("   on a built-in model", "ink-soft")]]


def tier_lines(
    choice: Mapping[Tier, str], at: Tier, models: Sequence[KnownModel], glyphs: Glyphs, width: int
) -> list[Line]:
    """A target for each tier, with its window and largest answer, or what speaks against it."""
    book = {model.target: model for model in models}
    lines: list[Line] = []
    for tier in TIERS:
        here = tier == at
        target = choice.get(tier, "")
        told, role = (figures(book[target]), "ink-soft") if target in book else ("", "ink-soft")
        if against := doubt(target, models):
            told, role = f"{safe_text(against, line=True)} ", "state-warn"
        if not target:
            told = ""
        told = cells.clip(told, width // 2, glyphs.ellipsis)
        room = width - 2 - 12 - cell_len(told) - 1
        said = cells.clip_middle(spoken(target, glyphs) if target else unwired(tier), room, glyphs.ellipsis)
        lines.append(
            [
                (glyphs.focus if here else " ", "accent"),
                (f" {glyphs.tiers[tier]} {tier:<9}", f"tier-{tier}", "b" if here else ""),
                (said, "ink" if target else "ink-soft", "b" if here else ""),
                SPRING,
                (told, role),
            ]
        )
    return lines


def unwired(tier: Tier) -> str:
    return "not wired" if tier == "default" else "as the default"


def trial_lines(
    asks: Sequence[Ask], verdicts: Mapping[str, Verdict], glyphs: Glyphs, width: int, phase: int
) -> list[Line]:
    """Each target with its tiers, under it what came of asking it. `phase` below zero: nothing moves."""
    lines: list[Line] = [[("Each target is asked for one token.", "ink-soft")], []]
    for ask in asks:
        verdict = verdicts.get(ask.to)
        if verdict is None:
            sign, role = (
                glyphs.spinner[phase % len(glyphs.spinner)] if phase >= 0 else glyphs.on,
                "state-live",
            )
            said, how = "asking", "ink-soft"
        elif verdict.ok:
            sign, role = glyphs.states["ok"], "state-ok"
            said, how = safe_text(verdict.said, line=True) or "answers", "ink-soft"
        else:
            sign, role = glyphs.states["failed"], "state-error"
            said, how = safe_text(verdict.said, line=True) or "does not answer", "state-error"
        tiers = ", ".join(ask.tiers)
        name = cells.clip_middle(safe_text(ask.to, line=True), width - 4 - cell_len(tiers), glyphs.ellipsis)
        lines.append([(f"{sign} ", role), (name, "ink", "b"), SPRING, (tiers, "ink-soft")])
        lines.append([(f"  {cells.clip(said, width - 2, glyphs.ellipsis)}", how)])
    return lines


def write_lines(
    file: Sequence[str], path: str, failed: Sequence[Ask], glyphs: Glyphs, width: int, most: int
) -> list[Line]:
    """What will stand in the file, at most `most` lines of it, and which targets did not answer."""
    where = cells.clip_middle(safe_text(path, line=True), width - 12, glyphs.ellipsis)
    if not file:
        return [[(where, "ink", "b")], [("says this already; nothing needs to be written.", "ink-soft")]]
    lines: list[Line] = [[("Goes into ", "ink-soft"), (where, "ink", "b")], []]
    shown = list(file) if len(file) <= most else list(file[: most - 1])
    for line in shown:
        text = cells.clip(safe_text(line, line=True), width - 2, glyphs.ellipsis)
        lines.append([(f"  {text}", "ink-soft" if line.startswith("[") else "ink")])
    if len(shown) < len(file):
        lines.append([(f"  and {len(file) - len(shown)} more lines", "ink-soft")])
    if failed:
        who = safe_text(failed[0].to, line=True) if len(failed) == 1 else f"{len(failed)} targets"
        who = cells.clip_middle(who, width - 50, glyphs.ellipsis)
        lines += [
            [],
            [(f"{glyphs.slow} ", "state-warn"), (f"{who} failed; written all the same.", "ink")],
        ]
    return lines


def done_lines(path: str, command: str, glyphs: Glyphs, width: int) -> list[Line]:
    where = cells.clip_middle(safe_text(path, line=True), width - 14, glyphs.ellipsis)
    return [
        [(f"{glyphs.states['ok']} ", "state-ok"), ("Written to ", "ink"), (where, "ink", "b")],
        [("  It holds from the next request on.", "ink-soft")],
        [],
        [("Now connect Claude Code, in another terminal:", "ink-soft")],
        [("  $ ", "accent", "b"), (safe_text(command, line=True), "ink", "b")],
    ]


def act_line(main: str, others: Sequence[tuple[str, str]], glyphs: Glyphs) -> Line:
    """The primary button and the keys beside it."""
    words: Line = [(f" {glyphs.enter}  {main} ", "on-accent", "b")] if main else []
    for key, says in others:
        words += [("   ", "ink"), (key, "accent", "b"), (f" {says}", "ink-soft")]
    return words if main else words[1:]
