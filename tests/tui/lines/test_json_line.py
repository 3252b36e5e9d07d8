from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines.json_line import json_spans
from tui_router.tui.lines.line import plain


@given(st.text(max_size=60))
def test_nothing_is_lost_or_added(line):
    assert plain(json_spans(line)) == line


def test_keys_strings_numbers_and_literals_have_their_roles():
    roles = [
        (span.text, span.role)
        for span in json_spans('  "a": [-1.5e3, null, "b\\"c"],')
        if span.text.strip(" ,:[]")
    ]
    assert roles == [
        ('"a"', "json-key"),
        ("-1.5e3", "json-number"),
        ("null", "json-literal"),
        ('"b\\"c"', "json-string"),
    ]
