"""Foreign texts: what people write by hand is understood, what is hostile costs one sentence and little time."""

import itertools

import pytest

from tui_router.core.faults import ConfigFault
from tui_router.settings.imports import texts
from tui_router.settings.imports.texts import (
    amount,
    is_variables,
    read_json,
    read_toml,
    read_variables,
    read_yaml,
    rows,
    table,
    whole,
    word,
    words,
)


def test_json_may_have_comments_and_commas_at_the_end():
    text = '// mine\n{"a": [1, 2, ], /* "b": 3, */ "url": "http://x//y", "c": "a,]", }'
    assert read_json(text) == {"a": [1, 2], "url": "http://x//y", "c": "a,]"}


def test_broken_json_is_told_with_its_line():
    with pytest.raises(ConfigFault, match=r"is not JSON \(line 4\)"):
        read_json('{\n/* two\n lines */ "a": 1,\n"b" 2}')


@pytest.mark.parametrize(
    "text",
    ["", "[" * 100_000, '{"a":' * 100_000, '{"a": ' + "9" * 10_000 + "}", '"' + '\\"' * 300_000, "/* " * 200_000, "[1" + ", " * 300_000],
)  # fmt: skip
def test_hostile_json_is_no_more_than_unreadable(text):
    with pytest.raises(ConfigFault, match="is not JSON"):
        read_json(text)


def test_yaml_reads_anchors_and_merge_keys():
    assert read_yaml("a: &d {k: 1}\nb:\n  <<: *d\n  l: 2\n") == {"a": {"k": 1}, "b": {"k": 1, "l": 2}}


def bomb(line):
    """Each entry holds the one before it twice."""
    names = ["a", *(f"b{n}" for n in range(60))]
    return "a: &a {k: v, l: w}\n" + "".join(
        line.format(own=own, last=last) for last, own in itertools.pairwise(names)
    )


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5_000,
        "- " * 60_000,
        bomb("{own}: &{own} {{<<: [*{last}, *{last}]}}\n"),
        "k: 1" + ":1" * 300_000,
        "k: 1_" + "1" * 10_000,
        "a: [" + "*x," * 300 + "]",
        "!!python/object/apply:os.system [id]",
        "a: 2001-99-99",
        "? [a]\n: b",
        "\x00",
        "a: b: c",
    ],
)
def test_hostile_yaml_is_no_more_than_unreadable(text):
    with pytest.raises(ConfigFault, match=r"YAML"):
        read_yaml(text)


def test_aliases_that_multiply_are_bounded_also_where_they_share_memory():
    many = "a: &a [x, x]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(150))
    with pytest.raises(ConfigFault, match="too large"):
        read_yaml(many)


def test_no_error_repeats_what_stood_in_the_file():
    secret = "sk-test-" + "x" * 30
    for reader, text in (
        (read_json, f'{{"k": "{secret}" "}}'),
        (read_yaml, f"k: '{secret}"),
        (read_toml, f"k = {secret}"),
    ):
        with pytest.raises(ConfigFault) as told:
            reader(text)
        assert "sk-test" not in str(told.value)


@pytest.mark.parametrize("reader", [read_json, read_yaml, read_toml, read_variables])
def test_what_is_too_large_is_not_looked_at(reader, monkeypatch):
    monkeypatch.setattr(texts, "SIZE_CAP", 10)
    with pytest.raises(ConfigFault, match="larger than 1 MB"):
        reader("a = 1 # " + "x" * 10)


def test_variables_lose_their_quotes_and_remarks():
    text = 'export A="b # c"\n# B=1\nC = d # e\nD=\'x"y\'\nE=#\nnot a line\nF="a\\"b"\nG="open\n'
    assert read_variables(text) == {
        "A": "b # c", "C": "d", "D": 'x"y', "E": "", "F": 'a"b', "G": '"open',
    }  # fmt: skip


def test_only_lines_of_variables_make_such_a_file():
    assert is_variables("# x\n\nA=1\nexport B=2\n")
    assert not is_variables("A=1\n[server]\n")
    assert not is_variables("# nothing\n")


def test_odd_values_read_as_nothing():
    assert table([1]) == {}
    assert table({1: 2, "a": 3}) == {"a": 3}
    assert rows({"a": 1}) == []
    assert rows([1, {"a": 1}]) == [{"a": 1}]
    assert words("a") == ["a"]
    assert words([1, " b ", ""]) == ["b"]
    assert words(None) == []
    assert [word(v) for v in (" a ", 5, True, None, 10**400)] == ["a", "5", "", "", ""]
    assert [amount(v) for v in ("1.5", 2, 0, -1, "x", float("inf"), float("nan"), "1e999")] == [
        1.5,
        2,
        *[None] * 6,
    ]
    assert [whole(v) for v in ("8192", 4.0, 4.5, 0.5, "a")] == [8192, 4, None, None, None]
