"""What is believed of an upstream's words."""

from typing import Any

import pytest

from tui_router.diagnose.remedies.remedy import many, says, text, whole


@pytest.mark.parametrize(
    ("value", "read"),
    [(5, 5), (0, None), (-3, None), ("5", None), (None, None), (["5"], None)],
)
def test_a_figure_is_a_number_above_none(refused: Any, value: object, read: int | None) -> None:
    assert whole(refused("bad_request", limit=value), "limit") == read


def test_words_are_one_or_several_and_never_strange(refused: Any) -> None:
    assert many(refused("bad_request", keywords="const"), "keywords") == ["const"]
    assert many(refused("bad_request", keywords=["a", "\x1b[2J", 3, "", "b"]), "keywords") == ["a", "b"]
    assert many(refused("bad_request"), "keywords") == []
    assert text(refused("bad_request", param="messages[0].content"), "param") == "messages[0].content"
    assert text(refused("bad_request", param="no such thing"), "param") == ""


@pytest.mark.parametrize("quote", ["at most 128000 tokens", "at most 128,000 tokens", "limit is 128_000"])
def test_a_figure_counts_only_when_the_upstream_said_it(refused: Any, quote: str) -> None:
    assert says(refused("context_overflow", quote), 128_000)
    assert not says(refused("context_overflow", quote), 127_999)
