"""Operators that look into bodies. They are not answered by a row: somebody searches, and tells what was found."""

import re
import warnings

from tui_router.journal.filter.leaf import BodyTest, Leaf
from tui_router.journal.filter.values import LONGEST_VALUE, Given

WHERE: dict[str, tuple[str, str]] = {
    "b": ("abcd", "words in any body"),
    "bq": ("ab", "words in a request"),
    "bs": ("cd", "words in an answer"),
    "ba": ("a", "words in leg a"),
    "bb": ("b", "words in leg b"),
    "bc": ("c", "words in leg c"),
    "bd": ("d", "words in leg d"),
}
"""Legs, and what it means."""

_SAID = {"abcd": "a body", "ab": "a request", "cd": "an answer"}


def make(given: Given) -> Leaf:
    if given.relation not in ("", "="):
        raise given.fault(f"~{given.name} takes a regular expression")
    _check(given)
    legs = WHERE[given.name][0]
    body = BodyTest(given.value, legs)
    return Leaf(
        lambda row: row.id in body.found, f"“{given.value}” in {_SAID.get(legs, f'leg {legs}')}", body=body
    )


def _check(given: Given) -> None:
    """Whoever searches would refuse it too; here it can be shown where it is wrong."""
    if not given.value or len(given.value) > LONGEST_VALUE:
        raise given.fault(f"a regular expression has 1 to {LONGEST_VALUE} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of forms that a later Python may read otherwise
            re.compile(given.value.encode(), re.IGNORECASE)
    except re.error as error:
        raise given.fault(f"not a regular expression: {error.msg}") from None
    except (ValueError, OverflowError, RecursionError):
        raise given.fault("not a regular expression") from None
