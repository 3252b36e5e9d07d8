from benchmarks.measure import Round
from benchmarks.table import COLUMNS, number, table


def test_added_is_taken_within_a_round() -> None:
    targets = [Round({"big c1 p50": 3.0}), Round({"big c1 p50": 9.0}), Round({"big c1 p50": 2.5})]
    floors = [Round({"big c1 p50": 1.0}), Round({"big c1 p50": 8.0}), Round({"big c1 p50": 0.2})]
    (row,) = [line for line in table(targets, floors).splitlines() if "added p50" in line]
    assert row == "| 92 KB, 1 client, added p50 | 1.00 | 2.00 (1.00-2.30) ms | 2.00 | 1.00 | reached |"


def test_verdicts_either_way() -> None:
    rows = table([Round({"rate": 5000.0, "memory load": 200.0})], [Round({"rate": 20000.0})])
    assert "| small requests a second, 16 clients | 20k | 5000 | 1800 | 4000 | moonshot |" in rows
    assert "| memory after load |  | 200 MB | 135 | 110 | missed |" in rows


def test_failures_of_both_are_told() -> None:
    assert "Rounds: 1. Failed requests: 3." in table([Round(failed=2)], [Round(failed=1)])


def test_goals_are_in_order() -> None:
    for column in COLUMNS:
        if column.goal is not None and column.moonshot is not None:
            assert column.reached(column.moonshot, column.goal)


def test_numbers() -> None:
    assert [number(n) for n in (None, 0.123, 12.34, 123.4, 5000, 60000)] == [
        "",
        "0.12",
        "12.3",
        "123",
        "5000",
        "60k",
    ]
