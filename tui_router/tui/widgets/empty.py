"""What stands in Live before the first request: what it waits for, and how a client gets here."""

import re

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui_router.core.target import TIERS, Target
from tui_router.journal.record import Status, Tiers
from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.ink import SPINNER_FPS, Ink, look_of
from tui_router.tui.safe_text import safe_text

Piece = tuple[str, Style]
_SECRET = re.compile(r"((?:TOKEN|KEY)=['\"]?)([^\s'\"]+)")
_WIDTH = 76


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
                right = [(key, ink("accent", "panel", bold=True)), (" copy  ", ink("ink-soft", "panel"))]
                lines.append((pieces, [] if number else right, "panel"))
            if roomy:
                lines.append(([], [], "panel"))

        if self.gone or self.status is None:
            say(("No gateway answers." if self.gone else "Looking for the gateway.", bold))
            say()
            say(("What is still recorded shows up as soon as it does.", soft))
            return lines
        say(("Listening. Now connect Claude Code.", bold))
        say()
        if self.command:
            say(("In another terminal:", soft))
            block([self.command], "y", strong=True)
            say()
        if self.exports:
            say(("or, for a client that is already set up:", soft))
            block(self.exports, "Y", strong=False)
            say()
        providers = self._providers(ink, glyphs)
        if providers:
            say(("Found on this machine", soft))
            lines += [(pieces, [], "") for pieces in providers]
        else:
            say(("No provider found. Set OPENAI_API_KEY (or another key), or start Ollama.", soft))
        say()
        keys: list[Piece] = []
        for key, text in (("R", "change the wiring"), ("T", "choose colours"), ("?", "help")):
            keys += [(key, ink("accent", bold=True)), (f" {text}     ", plain)]
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

    def _providers(self, ink: Ink, glyphs: Glyphs) -> list[list[Piece]]:
        chains = {tier: self.tiers.chain(tier) for tier in TIERS} if self.tiers else {}
        lines: list[list[Piece]] = []
        for state in self.status.providers[:6] if self.status else ():
            served = {tier: _place(chain, state.name) for tier, chain in chains.items()}
            used = [tier for tier, place in served.items() if place == 0]
            behind = [tier for tier, place in served.items() if place]
            key = state.key.removeprefix("env:")
            how = f"{key} is set" if key and state.key_set else f"no {key}" if key else state.base_url
            if state.models:
                how = f"{how}, {cells.plural(state.models, 'model')}"
            sign = (glyphs.states["ok"], ink("state-ok")) if state.key_set else (glyphs.off, ink("ink-soft"))
            name = cells.clip(safe_text(state.name, line=True), 12, glyphs.ellipsis)
            said = cells.clip(safe_text(how, line=True), 34, glyphs.ellipsis)
            role = "ink" if state.key_set else "ink-soft"
            pieces = [(f"{sign[0]} ", sign[1]), (f"{name:<14}", ink(role)), (f"{said:<36}", ink("ink-soft"))]
            if used:
                pieces.append((f"{glyphs.arrow} {', '.join(used)}", ink()))
            elif behind:
                said = cells.clip(f"fallback: {', '.join(behind)}", _WIDTH - 52, glyphs.ellipsis)
                pieces.append((said, ink("ink-soft")))
            lines.append(pieces)
        return lines


def _place(chain: list[str], provider: str) -> int | None:
    """Where in a chain this provider first stands, from 0."""
    return next((n for n, target in enumerate(chain) if Target.parse(target).provider == provider), None)
