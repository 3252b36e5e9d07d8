import pytest

from tui_router.replay.line_diff import MOST, Line, line_diff, readable


def numbers(many: int) -> list[str]:
    return [str(number) for number in range(many)]


def test_the_same_is_no_difference() -> None:
    assert line_diff(numbers(9), numbers(9)) == line_diff([], []) == []


def test_a_line_with_three_around_it() -> None:
    now = numbers(30)
    now[12] = "new"
    assert line_diff(numbers(30), now) == [
        Line("…", "9 lines the same"),
        *(Line(" ", line) for line in ("9", "10", "11")),
        Line("-", "12"),
        Line("+", "new"),
        *(Line(" ", line) for line in ("13", "14", "15")),
        Line("…", "14 lines the same"),
    ]


def test_two_changes_with_much_between_them() -> None:
    now = numbers(30)
    now[2], now[20] = "a", "b"
    told = line_diff(numbers(30), now)
    assert Line("…", "11 lines the same") in told
    assert [line for line in told if line.sign in "+-"] == [
        Line("-", "2"), Line("+", "a"), Line("-", "20"), Line("+", "b"),
    ]  # fmt: skip


def test_lines_that_were_only_added_or_taken_away() -> None:
    assert line_diff([], ["a"]) == [Line("+", "a")]
    assert line_diff(["a"], []) == [Line("-", "a")]
    assert line_diff(["x"], ["x", "x"]) == [Line(" ", "x"), Line("+", "x")]


@pytest.mark.parametrize("many", [MOST + 1, 30_000])
def test_long_ones_show_where_they_begin_to_differ(many: int) -> None:
    told = line_diff(["same", *(f"a{n}" for n in range(many))], ["same", *(f"b{n}" for n in range(many))])
    assert told[:2] == [Line(" ", "same"), Line("-", "a0")]
    assert Line("…", f"{many - 20:,} more old lines") in told
    assert Line("…", f"{many - 20:,} more new lines") in told
    assert len(told) < 50


def test_a_value_in_lines() -> None:
    raw = b'{"name":"Bash","description":"a\\nb","s":{"t":[1,{"a":null}]},"e":[],"n":"\\ud800"}'
    assert readable(raw) == [
        "name: Bash", "description:", "  a", "  b", "s:", "  t:", "    [0]: 1", "    [1]:", "      a: null", "e: []",
        "n: \ud800",
    ]  # fmt: skip
    assert readable(b'"one\\ntwo"') == ["one", "two"]
    assert readable(b"7") == ["7"]


def test_lines_are_bounded() -> None:
    lines = readable(b'"' + b"\\n" * 100_000 + b"x" * 50_000 + b'"')
    assert len(lines) <= 20_002
    assert max(map(len, readable(b'"' + b"x" * 50_000 + b'"'))) <= 4_001
    assert readable(b"[" * 5_000 + b"]" * 5_000)
