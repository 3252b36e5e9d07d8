"""A small app that holds nothing but the pane, and exchanges to put into it."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.note import Note
from tui_router.journal.record import (
    AttemptRow,
    ExchangeDetail,
    ExchangeRow,
    LegName,
    LegSizes,
    LegSlice,
    Mark,
    Times,
    Tokens,
)
from tui_router.tui.glyphs import pick
from tui_router.tui.themes import load_themes, shipped_dir
from tui_router.tui.widgets.exchange_pane import ExchangePane


def load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


bodies = load("tui_pane_bodies", Path(__file__).parent.parent / "lines" / "bodies.py")

STARTED = 1_763_640_273.0
NOTES = [
    Note("dropped", "thinking", "deepseek-chat cannot think"),
    Note("dropped", "context_management", "no counterpart"),
    Note("moved", "system", "3 blocks joined", to="messages[0]"),
    Note("renamed", "metadata", "hashed", to="user"),
    Note("added", "", "so that usage arrives", to="stream_options"),
    Note("approximated", "output_config.effort", "from the effort", to="reasoning_effort"),
    Note("dropped", "messages[2].content[0]", "thinking of another model"),
]
PARTS = {"system": 1_400, "tools": 7_900, "messages": 12_100}


class PaneApp(App[None]):
    def __init__(self, *, theme: str = "dusk", ascii: bool = False, now: float = STARTED + 3.1) -> None:
        super().__init__()
        folder = shipped_dir()
        assert folder is not None
        for found in load_themes([folder]).themes.values():
            self.register_theme(found)
        self.theme = theme
        self.glyphs = pick(ascii=ascii)
        self.now = now
        self.changes = 0

    def compose(self) -> ComposeResult:
        yield ExchangePane(clock=lambda: self.now)

    @property
    def pane(self) -> ExchangePane:
        return self.query_one(ExchangePane)

    def on_exchange_pane_wants_changed(self) -> None:
        self.changes += 1

    def text(self) -> str:
        """The screen as a person reads it."""
        strips = self.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    def lines(self) -> list[str]:
        return self.text().split("\n")

    def fill(self, detail: ExchangeDetail, pieces: list[LegSlice]) -> None:
        self.pane.show(detail)
        for piece in pieces:
            self.pane.add(detail.row.id, piece)

    def ground(self, x: int, y: int) -> str:
        """The colour behind a cell."""
        strip = self.screen._compositor.render_strips()[y]
        for segment in strip.crop(x, x + 1):
            assert segment.style is not None
            assert segment.style.bgcolor is not None
            return segment.style.bgcolor.name
        return ""


async def settle(pilot: Pilot[None]) -> None:
    """Until slices are drawn and a changed layout is on the screen."""
    for _ in range(3):
        await pilot.pause()


SMALL, MIDDLE, LARGE = (80, 13), (120, 24), (200, 40)
"""The pane as it stands in a terminal of 80x24, 120x40 and 200x60."""


def live() -> ExchangeDetail:
    row = ExchangeRow(
        id=41, started_at=STARTED, state="live", kind="main", tier="opus", client_model="claude-opus-5-5",
        provider="openai", model="gpt-5.4", dialect="chat", stream=True, status=200, session="a1f3c0de",
        tokens=Tokens(input=18_204, output=412, cache_read=14_300, system=1_400, tools=7_900, messages=8_900),
        times=Times(read=0.01, sent=0.02, headers=0.58, first=0.61), sizes=LegSizes(a=74_000, b=68_000, c=1, d=1),
        attempts=1, notes=7, losses=3, window=400_000,
    )  # fmt: skip
    return ExchangeDetail(row=row, attempts=[AttemptRow(number=1, status=200)], notes=NOTES)


def failed() -> ExchangeDetail:
    row = ExchangeRow(
        id=38, started_at=STARTED, state="failed", kind="subagent", tier="sonnet", provider="deepseek",
        model="deepseek-chat", dialect="chat", status=400, session="a1f3c0de", attempts=1, notes=7, losses=3,
        tokens=Tokens(input=21_400, **PARTS), times=Times(read=0.01, sent=0.02, headers=0.19, ended=0.2),
        sizes=LegSizes(a=87_000, b=79_000, c=200, d=200), window=64_000, diagnosis="max_tokens_too_large",
        trouble="max_tokens over 8,192",
    )  # fmt: skip
    diagnosis = Diagnosis(
        name="max_tokens_too_large", type="invalid_request_error", status=400, title="max_tokens too large",
        message="max_tokens: 32000 > 8192", quote="Invalid max_tokens value, the valid range of max_tokens is [1, 8192]",
        remedy="Clamp to 8,192 and replay.", figures={"requested": 32_000, "limit": 8_192},
    )  # fmt: skip
    attempts = [
        AttemptRow(number=1, status=400, outcome="max_tokens too large", times=Times(sent=0.02, ended=0.2))
    ]
    return ExchangeDetail(row=row, attempts=attempts, notes=NOTES, diagnosis=diagnosis)


def repaired() -> ExchangeDetail:
    row = ExchangeRow(
        id=37, started_at=STARTED, state="repaired", kind="main", tier="sonnet", provider="openai", model="gpt-4o",
        dialect="chat", status=200, session="a1f3c0de", attempts=2, notes=7, losses=3, window=128_000,
        tokens=Tokens(input=19_900, output=812, estimated=False, **PARTS),
        times=Times(read=0.01, sent=0.5, headers=1.5, first=1.55, ended=17.8), sizes=LegSizes(a=82_000, b=75_000),
        diagnosis="max_tokens_too_large", trouble="max_tokens 32,000 → 16,384, sent again after 0.2 s",
    )  # fmt: skip
    diagnosis = Diagnosis(
        name="max_tokens_too_large", type="invalid_request_error", status=400, title="max_tokens too large",
        message="", quote="max_tokens is too large: 32000. This model supports at most 16384 completion tokens",
        remedy="gpt-4o · openai takes at most 16,384 output tokens.", figures={"requested": 32_000, "limit": 16_384},
    )  # fmt: skip
    attempts = [
        AttemptRow(number=1, status=400, outcome="clamped", times=Times(sent=0.02, ended=2.2)),
        AttemptRow(number=2, status=200, outcome="ok"),
    ]
    notes = [*NOTES, Note("clamped", "max_tokens", "clamped", to="max_tokens", before="32000", after="16384")]
    return ExchangeDetail(row=row, attempts=attempts, notes=notes, diagnosis=diagnosis)


def request_pieces(**changes: object) -> list[LegSlice]:
    """Legs a and b, whole."""
    sent = bodies.client_body()
    got = bodies.chat_body(sent) | changes
    return [
        whole("a", json.dumps(sent, ensure_ascii=False).encode()),
        whole("b", json.dumps(got).encode(), attempt=1),
    ]


def whole(
    leg: LegName,
    body: bytes,
    *,
    status: int | None = None,
    kind: str = "application/json",
    attempt: int = 0,
    at: float = 0.2,
) -> LegSlice:
    headers = [("content-type", kind)]
    return LegSlice(
        leg=leg, attempt=attempt, status=status, headers=headers, offset=0, next=len(body), size=len(body),
        complete=True, data=body, marks=[Mark(0, at)],
    )  # fmt: skip


def stream_pieces(
    leg: LegName,
    frames: list[bytes],
    *,
    start: float = 0.61,
    step: float = 0.02,
    attempt: int = 0,
    done: bool = False,
) -> list[LegSlice]:
    """A stream, one slice a frame."""
    pieces = []
    offset = 0
    for index, frame in enumerate(frames):
        pieces.append(
            LegSlice(
                leg=leg,
                attempt=attempt,
                status=200,
                headers=[("content-type", "text/event-stream")],
                offset=offset,
                next=offset + len(frame),
                size=offset + len(frame),
                data=frame,
                complete=done and index == len(frames) - 1,
                marks=[Mark(offset, start + index * step)],
            )
        )
        offset += len(frame)
    return pieces


def answer_pieces(*, end: bool = True, step: float = 0.02) -> list[LegSlice]:
    return [
        *stream_pieces("c", bodies.chat_chunks(end=end), attempt=1, step=step, done=end),
        *stream_pieces("d", bodies.message_events(end=end), step=step, done=end),
    ]
