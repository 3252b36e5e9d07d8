"""What stands in Live before the first request: what it waits for, and how a client gets here."""

import re

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui_router.control.setup import Finding, found, missing
from tui_router.core.target import TIERS, Target, Tier
from tui_router.journal.record import Status, Tiers
from tui_router.tui import cells
from tui_router.tui.bindings.live import SETUP
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import SPINNER_FPS, Ink, look_of
from tui_router.tui.keymap import keys_of
from tui_router.tui.safe_text import safe_text

Piece = tuple[str, Style]
_SECRET = re.compile(r"((?:TOKEN|KEY)=['\"]?)([^\s'\"]+)")
_WIDTH = 76
_FOUND = 6
"""Lines for what was found; a tall screen has two more."""


def masked(line: str, ellipsis: str = "…") -> str:
    """A connect line with its token cut to the ends; the whole stands only in what is copied."""
    return _SECRET.sub(
        lambda m: m[1] + (m[2][:3] + ellipsis + m[2][-4:] if len(m[2]) > 12 else ellipsis), line
    )


class EmptyPane(Widget):
    ALLOW_SELECT = False

    def __init__(self, hint: str, *, id: str | None = None) -> None:
        """`hint`: the command that connects a client in its first line, exports for other clients in the rest."""
        super().__init__(id=id)
        first, *rest = hint.splitlines() or [""]
        self.command = first.strip()
        self.exports = [line.strip() for line in rest if line.strip()]
        self.status: Status | None = None
        self.gone = False
        self.tiers: Tiers | None = None
        self.demo = False
        """Whether the demo can be played from here."""
        self.phase = 0
        self.animated = True

    def on_mount(self) -> None:
        self.set_interval(1 / SPINNER_FPS, self._tick)

    def _tick(self) -> None:
        if self.display and self.animated:
            self.phase += 1
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        ink, glyphs = look_of(self.app)
        tall = self.size.height >= 28
        lines = self._lines(ink, glyphs, roomy=tall)
        inner = min(_WIDTH, width - 6)
        left = (width - inner) // 2
        top = (
            max(0, min(5, (self.size.height - len(lines)) // 2))
            if tall
            else 1
            if self.size.height > len(lines)
            else 0
        )
        number = y - top
        if not 0 <= number < len(lines):
            return Strip.blank(width, self.rich_style)
        pieces, right, on = lines[number]
        ground = ink("ink", on) if on else Style.null()
        body = Strip([Segment(text, style) for text, style in pieces]).adjust_cell_length(
            max(0, inner - sum(len(text) for text, _ in right)), ground
        )
        tail = [Segment(text, style) for text, style in right]
        whole = Strip([Segment(" " * left), *body, *tail]).adjust_cell_length(width)
        return whole.apply_style(self.rich_style)

    def _lines(self, ink: Ink, glyphs: Glyphs, *, roomy: bool) -> list[tuple[list[Piece], list[Piece], str]]:
        soft, plain, bold = ink("ink-soft"), ink(), ink("ink", bold=True)
        lines: list[tuple[list[Piece], list[Piece], str]] = []
        renamed = keys_of(self.app).renamed("Live")

        def say(*pieces: Piece) -> None:
            lines.append((list(pieces), [], ""))

        def block(commands: list[str], key: str, *, strong: bool) -> None:
            if roomy:
                lines.append(([], [], "panel"))
            for number, command in enumerate(commands):
                shown = safe_text(masked(command, glyphs.ellipsis), line=True)
                pieces = [
                    ("  $ ", ink("accent", "panel", bold=True)),
                    (shown, ink("ink", "panel", bold=strong)),
                ]
                right = [
                    (renamed.get(key, key), ink("accent", "panel", bold=True)),
                    (" copy  ", ink("ink-soft", "panel")),
                ]
                lines.append((pieces, [] if number else right, "panel"))
            if roomy:
                lines.append(([], [], "panel"))

        if self.gone or self.status is None:
            say(("No gateway answers." if self.gone else "Looking for the gateway.", bold))
            say()
            say(("What is still recorded shows up as soon as it does.", soft))
            return lines
        somewhere = self.tiers is None or bool(self.tiers.tiers)
        if somewhere:
            say(("Listening. Now connect Claude Code.", bold))
        else:
            say(("Listening, with nowhere to send a request yet.", bold))
        say()
        if self.command:
            say(("In another terminal:", soft))
            block([self.command], "y", strong=True)
            say()
        if self.exports:
            say(("or, for a client that is already set up:", soft))
            block(self.exports, "Y", strong=False)
            say()
        say(("Found on this machine", soft))
        lines += [(pieces, [], "") for pieces in self._findings(ink, glyphs, _FOUND + 2 * roomy)]
        say()
        keys: list[Piece] = []
        first, third = ("g", "guided set-up"), ("T", "choose colours")
        if self.demo:
            first, third = ("g", "set up"), ("d", "play the demo, no keys needed")
        for key, text in (first, ("R", "change the wiring"), third, ("?", "help")):
            keys += [
                (renamed.get(key, key), ink("accent", bold=True)),
                (f" {text}{' ' * (3 if self.demo else 5)}", plain),
            ]
        say(*keys)
        if roomy:
            say()
            say()
            say((glyphs.rule * _WIDTH, ink("line")))
        else:
            say()
        frame = glyphs.spinner[self.phase % len(glyphs.spinner)] if self.animated else glyphs.on
        say(
            (f"{frame} ", ink("state-live", bold=True)),
            ("waiting for the first request", soft),
            (f"       {glyphs.follow} it will appear here by itself" if roomy else "", soft),
        )
        return lines

    def _findings(self, ink: Ink, glyphs: Glyphs, most: int) -> list[list[Piece]]:
        """What works and what it serves, then what could be there, at most `most` lines."""
        assert self.status is not None  # noqa: S101  # asked for only then
        chains = {tier: self.tiers.chain(tier) for tier in TIERS} if self.tiers else {}
        rows = [*found(self.status), *missing(self.status)]
        lines = [self._finding(row, chains, ink, glyphs) for row in rows[:most]]
        if not any(row.state == "ok" for row in rows):
            lines[most - 1 :] = [
                [
                    ("  set a key or start a server, then ", ink("ink-soft")),
                    (keys_of(self.app).now(SETUP).shown, ink("accent", bold=True)),
                ]
            ]
        return lines

    def _finding(self, row: Finding, chains: dict[Tier, list[str]], ink: Ink, glyphs: Glyphs) -> list[Piece]:
        served = {tier: _place(chain, row.name) for tier, chain in chains.items()}
        used = [tier for tier, place in served.items() if place == 0]
        behind = [tier for tier, place in served.items() if place]
        sign, role = {
            "ok": (glyphs.states["ok"], "state-ok"),
            "wrong": (glyphs.states["failed"], "state-error"),
            "off": (glyphs.off, "ink-soft"),
        }[row.state]
        name = cells.clip(safe_text(row.name, line=True), 12, glyphs.ellipsis)
        says = cells.clip(safe_text(row.says, line=True), 34, glyphs.ellipsis)
        pieces = [
            (f"{sign} ", ink(role)),
            (f"{name:<14}", ink("ink-soft" if row.state == "off" else "ink")),
            (f"{says:<36}", ink("ink-soft")),
        ]
        if used:
            words = "every tier" if len(used) == len(TIERS) else ", ".join(used)
            said = cells.clip(f"{glyphs.arrow} {words}", _WIDTH - 52, glyphs.ellipsis)
            pieces.append((said, ink()))
        elif behind:
            said = cells.clip(f"fallback: {', '.join(behind)}", _WIDTH - 52, glyphs.ellipsis)
            pieces.append((said, ink("ink-soft")))
        return pieces


def _place(chain: list[str], provider: str) -> int | None:
    """Where in a chain this provider first stands, from 0."""
    return next((n for n, target in enumerate(chain) if Target.parse(target).provider == provider), None)
