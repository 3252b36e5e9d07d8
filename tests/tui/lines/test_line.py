from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines.line import Half, Span, crop, justify, lay, plain, span_width
from tui_router.tui.safe_text import safe_text

words = st.text(max_size=40).map(lambda text: safe_text(text, line=True))
spans = st.lists(words.map(Span), max_size=4)


@given(spans, spans, st.integers(0, 60))
def test_a_justified_line_is_exactly_as_wide_as_asked(left, right, width):
    assert span_width(justify(left, right, width)) == width


@given(spans, spans, spans, st.integers(1, 80), st.integers(0, 30))
def test_a_half_fills_its_width(lead, value, tail, width, at):
    half = Half(tuple(lead), tuple(value), tuple(tail), at)
    assert span_width(lay(half, width)) == width


@given(spans, st.integers(0, 40))
def test_cropping_never_exceeds_the_width(given_spans, width):
    assert span_width(crop(given_spans, width)) <= width


def test_what_is_cut_says_so():
    assert plain(crop([Span("one two "), Span("three")], 10)) == "one two t…"
    assert plain(crop([Span("one "), Span("two")], 4)) == "one…"


def test_the_value_starts_at_its_column_and_the_tail_ends_at_the_edge():
    half = Half((Span("key"),), (Span("value"),), (Span("1.4k"),), 8)
    assert plain(lay(half, 24)) == "key     value       1.4k"


def test_a_long_key_gives_way_to_the_value():
    half = Half((Span("context_management"),), (Span("v"),), (), 8)
    assert plain(lay(half, 12)) == "contex… v   "
