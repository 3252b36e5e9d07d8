"""The conversation's shape after a refusal."""

from typing import Any

import pytest

from tui_router.diagnose.remedies import repairs


@pytest.mark.parametrize(
    ("name", "learned"),
    [
        ("empty_content_rejected", ("fill_empty", True)),
        ("content_list_rejected", ("flat_content", True)),
        ("role_order_rejected", ("merge_roles", True)),
        ("template_error", ("merge_roles", True)),
        ("image_unsupported", ("images", False)),
    ],
)
def test_each_has_its_word(refused: Any, make_call: Any, name: str, learned: tuple[str, object]) -> None:
    first = repairs(refused(name), make_call())[0].learn[0]
    assert (first.name, first.value, first.scope) == (*learned, "target")


def test_an_expired_token_is_read_again_and_nothing_is_learned(refused: Any, make_call: Any) -> None:
    (repair,) = repairs(refused("token_expired"), make_call())
    assert repair.refresh_key
    assert repair.learn == ()
