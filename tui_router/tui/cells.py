"""Figures and words as they stand in cells. Pure text; widths are terminal cells."""

import math
import time

from rich.cells import cell_len, set_cell_size

from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.safe_text import safe_text


def count(number: int) -> str:
    """Tokens and counts: 812, 18.2k, 412k, 2.1M."""
    if number < 1_000:
        return str(number)
    if number < 99_950:
        return f"{number / 1_000:.1f}k"
    if number < 999_500:
        return f"{number / 1_000:.0f}k"
    return f"{number / 1_000_000:.1f}M"


def limit(number: int) -> str:
    """A window or largest answer, which come in powers of two as often as in thousands: 16k, 128k, 1.0M."""
    if number >= 1000 and number % 1000 == 0 and number < 1_000_000:
        return f"{number // 1000}k"
    if number % 1024 == 0 and number < 1_000_000:
        return f"{number // 1024}k"
    return count(number)


def took(seconds: float | None, glyphs: Glyphs = UNICODE) -> str:
    """How long something took: 6 ms, 17.8 s, 2:04."""
    if seconds is None:
        return glyphs.nothing
    seconds = max(0.0, seconds)
    if seconds < 0.1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def first(seconds: float | None, glyphs: Glyphs = UNICODE) -> str:
    """A wait or a gap, finer than `took`: 0.61 s."""
    if seconds is None:
        return glyphs.nothing
    if seconds < 0.1:
        return f"{max(0.0, seconds) * 1000:.0f} ms"
    return f"{seconds:.2f} s" if seconds < 10 else took(seconds, glyphs)


def offset(seconds: float) -> str:
    return f"+{max(0.0, seconds):.2f}"


def prose_time(seconds: float) -> str:
    """For a sentence: 40 s, 12 min, 2 h 14 min, 5 days."""
    whole = int(max(0.0, seconds))
    if whole < 60:
        return f"{whole} s"
    minutes = whole // 60
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h {minutes % 60} min" if hours < 72 else f"{hours // 24} days"


def clock(epoch: float) -> str:
    """Local wall-clock time of day."""
    try:
        return time.strftime("%H:%M:%S", time.localtime(epoch))
    except (OverflowError, ValueError, OSError):
        return "--:--:--"


def size(number: int) -> str:
    """Bytes: 118 B, 6.2 kB, 1.4 MB."""
    if number < 1_000:
        return f"{number} B"
    if number < 999_950:
        return f"{number / 1_000:.1f} kB" if number < 9_950 else f"{number / 1_000:.0f} kB"
    return f"{number / 1_000_000:.1f} MB"


def rate(tokens: int, seconds: float | None, glyphs: Glyphs = UNICODE) -> str:
    """Tokens a second since the first content: 48/s, 1.2k/s."""
    if not tokens or seconds is None or seconds <= 0.05:
        return glyphs.nothing
    return f"{count(round(tokens / seconds))}/s"


def tokens(number: int) -> str:
    """In words, where they stand among others: 1 token, 18.2k tokens."""
    return plural(number, "token") if number < 1_000 else f"{count(number)} tokens"


def money(dollars: float | None, glyphs: Glyphs = UNICODE) -> str:
    """$0.041, $1.84, $1,204; what is free or unknown costs nothing to show."""
    if dollars is None or not math.isfinite(dollars) or dollars <= 0:
        return glyphs.nothing
    if dollars < 0.0005:
        return "<$0.001"
    if dollars < 0.9995:
        return f"${dollars:.3f}" if dollars < 0.0995 else f"${dollars:.2f}"
    return f"${dollars:.2f}" if dollars < 999.5 else f"${dollars:,.0f}"


def price(dollars: float) -> str:
    """Of a million tokens, where the unit stands in the heading: 15, 2.50, 0.075."""
    if not math.isfinite(dollars) or dollars < 0 or dollars > 99_999:
        return "?"
    if dollars == int(dollars):
        return str(int(dollars))
    return f"{dollars:.2f}" if round(dollars, 2) == round(dollars, 6) else f"{dollars:.3g}"


def percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f}%" if whole else ""


def clip(text: str, width: int, ellipsis: str = "…") -> str:
    """`text` in at most `width` cells, cut at the end."""
    if cell_len(text) <= width:
        return text
    if width < 1:
        return ""
    return set_cell_size(text, width - 1).rstrip() + ellipsis


def clip_middle(text: str, width: int, ellipsis: str = "…") -> str:
    """`text` in at most `width` cells, cut in the middle: for ids and paths, whose ends tell them apart."""
    if cell_len(text) <= width:
        return text
    if width < 3:
        return clip(text, width, ellipsis)
    head = math.ceil((width - 1) / 2)
    tail = ""
    for char in reversed(text):
        if cell_len(char + tail) > width - 1 - head:
            break
        tail = char + tail
    return set_cell_size(text, head) + ellipsis + tail


def target(model: str, provider: str, width: int, glyphs: Glyphs = UNICODE) -> tuple[str, str]:
    """`model` and ` · provider` in `width` cells together: the provider gives way first, then the model's middle."""
    model, provider = safe_text(model, line=True), safe_text(provider, line=True)
    if not model:
        return clip(provider, width, glyphs.ellipsis), ""
    model = clip_middle(model, width, glyphs.ellipsis)
    room = width - cell_len(model)
    tail = f" {glyphs.at} {provider}" if provider else ""
    if cell_len(tail) <= room:
        return model, tail
    return (model, clip(tail, room, glyphs.ellipsis)) if room >= 6 else (model, "")


def plural(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def bar_length(seconds: float, width: int) -> int:
    """Cells of a list bar: half a second and twenty are both to be seen, 25 s fill it."""
    if seconds <= 0:
        return 0
    return max(1, min(width, round(width * math.pow(seconds / 25, 0.6))))
