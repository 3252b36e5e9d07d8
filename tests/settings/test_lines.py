"""Every key of a TOML text is found on the line on which a person sees it."""

import tomllib

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from tui_router.settings.lines import MAX_DEPTH, MAX_PARTS, ShapeError, key_lines

TEXT = """\
# a comment with [brackets] and "quotes"
top = 1
"quoted key" = "a # not a comment"

[server] # here
host.name = 'x'
port = [
  1, # one
  2,
]

[providers."my.one"]
text = \"\"\"
[not.a.header]
key = 1
\"\"\"\"
after = '''
it''s'''
inline = { a = 1, b = { "c d" = [ { e = 2 } ] } }

[[routes]]
to = "a"
[routes.when]
model = "x"
[[routes]]
to = "b"
[routes.when]
"""


def test_every_form_of_key_has_its_line():
    assert key_lines(TEXT) == {
        ("top",): 2,
        ("quoted key",): 3,
        ("server",): 5,
        ("server", "host"): 6,
        ("server", "host", "name"): 6,
        ("server", "port"): 7,
        ("server", "port", 0): 8,
        ("server", "port", 1): 9,
        ("providers",): 12,
        ("providers", "my.one"): 12,
        ("providers", "my.one", "text"): 13,
        ("providers", "my.one", "after"): 17,
        ("providers", "my.one", "inline"): 19,
        ("providers", "my.one", "inline", "a"): 19,
        ("providers", "my.one", "inline", "b"): 19,
        ("providers", "my.one", "inline", "b", "c d"): 19,
        ("providers", "my.one", "inline", "b", "c d", 0): 19,
        ("providers", "my.one", "inline", "b", "c d", 0, "e"): 19,
        ("routes",): 21,
        ("routes", 0): 21,
        ("routes", 0, "to"): 22,
        ("routes", 0, "when"): 23,
        ("routes", 0, "when", "model"): 24,
        ("routes", 1): 25,
        ("routes", 1, "to"): 26,
        ("routes", 1, "when"): 27,
    }
    tomllib.loads(TEXT)


def _paths(value, path=()):
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _paths(inner, (*path, number))


_words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
_values = st.recursive(
    st.integers(-(2**60), 2**60)
    | st.booleans()
    | _words
    | st.text(st.sampled_from("\n\"'\\#[]{}= ab"), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(_words, _values, max_size=4))
def test_what_tomllib_finds_has_a_line(data):
    text = tomlkit.dumps(data)
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return  # the writer's own weak spots are not ours
    lines = key_lines(text)
    last = text.count("\n") + 1
    assert set(_paths(found)) <= set(lines)
    assert all(1 <= line <= last for line in lines.values())


@given(st.text(st.sampled_from("[]{}=.,\"'#\\ \nab1"), max_size=60) | st.text(max_size=60))
def test_any_text_is_survived(text):
    try:
        lines = key_lines(text)
    except ShapeError:
        return
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())


@pytest.mark.parametrize(
    "text",
    [
        "\na" + ".a" * MAX_PARTS + " = 1",
        "\n[a" + ".a" * MAX_PARTS + "]",
        "\na = " + "[" * (MAX_DEPTH + 2),
        "\na = " + "{a=" * (MAX_DEPTH + 2),
    ],
)
def test_a_shape_no_settings_have_is_refused_with_its_line(text):
    with pytest.raises(ShapeError) as caught:
        key_lines(text)
    assert caught.value.line == 2
