import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.wire.mend import is_object, mend_object


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (
            "{'command': 'ls', 'background': True, 'limit': None}",
            {"command": "ls", "background": True, "limit": None},
        ),
        ("{command: 'ls \"x\"'}", {"command": 'ls "x"'}),
        ('{"a": [1, 2,],}', {"a": [1, 2]}),
        ('{"a": "x\ny\tz"}', {"a": "x\ny\tz"}),
        ('```json\n{"a": 1}\n```', {"a": 1}),
        ('"{\\"a\\": \\"b\\"}"', {"a": "b"}),
        ("{'a': 'it\\'s'}", {"a": "it's"}),
        ('{"path": "C:\\dir"}', {"path": "C:\\dir"}),
        ("{}", {}),
    ],
)
def test_means_what_the_model_meant(text, meant):
    assert json.loads(mend_object(text)) == meant


def test_what_is_right_keeps_its_spelling():
    assert mend_object(' {"a": 1.50, "b":\t1e5} ') == '{"a": 1.50, "b":\t1e5}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[1]",
        "ls -la",
        '{"a": 1',
        '{"a": "b',
        "{a b}",
        '{"a": 1} {"b": 2}',
        '"just text"',
        "{'a': x}",
        "{1: 2}",
        "{" * 5_000,
    ],
)
def test_does_not_guess(text):
    assert mend_object(text) is None


@given(st.text(max_size=60))
def test_gives_an_object_or_nothing(text):
    mended = mend_object("{" + text)
    assert mended is None or is_object(mended)


@given(
    st.dictionaries(
        st.text(max_size=6), st.text(max_size=10) | st.booleans() | st.none() | st.integers(), max_size=4
    )
)
def test_reads_python_as_python_does(value):
    mended = mend_object(repr(value))
    assert mended is None or json.loads(mended) == value
