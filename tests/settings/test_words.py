from typing import Annotated, Literal

import pytest
from msgspec import Meta

from tui_router.providers.quirks import Quirks
from tui_router.settings.words import expected


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (bool, "true or false"),
        (int, "a whole number"),
        (Annotated[int, Meta(ge=0, le=9)], "a whole number from 0 to 9"),
        (Annotated[int, Meta(ge=0)], "a whole number, 0 or more"),
        (float, "a number"),
        (str, "text in quotes"),
        (Annotated[str, Meta(min_length=1)], "text in quotes, not empty"),
        (Literal["x", "y"], "one of x, y"),
        (int | None, "a whole number"),
        (tuple[str, ...], "a list, each entry text in quotes"),
        (dict[str, str], "a table"),
        (Quirks, "a table"),
    ],
)
def test_a_type_is_said_in_words(kind, words):
    assert expected(kind) == words
