from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.ink import Ink
from tui_router.tui.lines.line import Span
from tui_router.tui.widgets.paint import segments

INK = Ink({"ink": "#ffffff", "state-error": "#ff0000", "surface": "#111111", "panel": "#222222"})


def test_roles_become_colours_on_the_ground_of_the_line():
    plain, own = segments(
        (Span("x", "state-error", bold=True), Span("y", on="panel")), INK, UNICODE, "surface"
    )
    assert plain.style is not None
    assert own.style is not None
    assert (plain.style.color.name, plain.style.bgcolor.name, plain.style.bold) == (
        "#ff0000",
        "#111111",
        True,
    )
    assert own.style.bgcolor.name == "#222222"


def test_signs_are_ascii_where_asked_and_empty_spans_vanish():
    drawn = segments((Span(""), Span("a → b…")), INK, ASCII, "surface")
    assert [segment.text for segment in drawn] == ["a > b~"]
