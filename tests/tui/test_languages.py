from typing import get_args

from tui_router.core.target import Dialect
from tui_router.tui.languages import SHORT, TITLES


def test_every_language_there_is_has_a_title_and_a_short_one():
    assert set(TITLES) == set(SHORT) == set(get_args(Dialect))
    assert max(map(len, SHORT.values())) <= 10
