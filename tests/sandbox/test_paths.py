from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.sandbox.paths import find

BODY = {
    "temperature": 0,
    "stop": None,
    "thinking": {"type": "enabled", "budget_tokens": 5},
    "tools": [{"name": "a", "extra": {"mark": {"ttl": "1h"}}}, "odd", {"name": "b"}, None],
    "mark": {"ttl": "5m"},
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("temperature", [("temperature", 0)]),
        ("stop", []),
        ("nothing", []),
        ("thinking.budget_tokens", [("thinking.budget_tokens", 5)]),
        ("thinking.type.more", []),
        ("tools[*].name", [("tools.0.name", "a"), ("tools.2.name", "b")]),
        ("temperature[*]", []),
        ("..mark", [("tools.0.extra.mark", {"ttl": "1h"}), ("mark", {"ttl": "5m"})]),
        ("..mark.ttl", [("tools.0.extra.mark.ttl", "1h"), ("mark.ttl", "5m")]),
        ("..name", [("tools.0.name", "a"), ("tools.2.name", "b")]),
    ],
)
def test_what_stands_at_a_path(path: str, found: list[tuple[str, Any]]) -> None:
    assert find(BODY, path) == found


def test_every_element_that_is_there_counts() -> None:
    assert [at for at, _ in find(BODY, "tools[*]")] == ["tools.0", "tools.1", "tools.2"]


def test_no_depth_is_too_deep() -> None:
    body: dict[str, Any] = {"mark": 1}
    for _ in range(5000):
        body = {"inner": [body]}
    assert len(find(body, "..mark")) == 1


names = st.sampled_from(["a", "b", "messages", "content"])
anything = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=12,
)
paths = st.lists(names | names.map("{}[*]".format), min_size=1, max_size=3).map(".".join)


@given(anything, paths, st.booleans())
def test_whatever_the_body_is_nothing_that_is_null_is_found(body: Any, path: str, deep: bool) -> None:
    assert all(value is not None for _, value in find(body, f"..{path}" if deep else path))
