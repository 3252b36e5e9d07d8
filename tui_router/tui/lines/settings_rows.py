"""The lines of the settings screen: groups under small headings; name, value, what it means, where it comes from."""

from collections.abc import Iterable, Iterator

from tui_router.tui.lines.entry import Entry, Look, fit, still
from tui_router.tui.lines.line import Span, justify
from tui_router.tui.safe_text import safe_text
from tui_router.tui.settings_book import Item

GROUND = "overlay"
"""These lines stand in a dialog."""
_NAME, _VALUE, _KEY = 16, 22, 9


def setting_entries(items: Iterable[Item], width: int) -> Iterator[Entry]:
    """In `width` cells, margins left out."""
    where = ""
    for item in items:
        if item.where != where:
            if where:
                yield Entry(still(), ground=GROUND)
            where = item.where
            yield Entry(still(Span(where, "ink-soft")), ground=GROUND)
        yield _entry(item, width)


def _entry(item: Item, width: int) -> Entry:
    def draw(look: Look) -> list[Span]:
        cut = look.glyphs.ellipsis
        right = [Span(safe_text(item.origin, line=True), "state-live" if item.changed else "ink-soft")]
        value = safe_text(item.value, line=True)
        if item.sort == "key":
            value = value.replace("⏎", look.glyphs.enter).replace("⇥", look.glyphs.tab)
            left = [
                Span(fit(value, _KEY, ellipsis=cut), "accent", bold=True),
                Span(fit(item.name, _NAME, ellipsis=cut), "ink", bold=look.here),
                Span(item.says, "ink-soft"),
            ]
        else:
            left = [
                Span(fit(item.name, _NAME, ellipsis=cut), "ink", bold=look.here),
                Span(fit(value, _VALUE, ellipsis=cut), "ink" if item.sort == "look" else "ink-soft"),
                Span(item.says, "ink-soft"),
            ]
        return justify(left, right, width, cut)

    return Entry(draw, key=(item.sort, item.id), ground=GROUND)
