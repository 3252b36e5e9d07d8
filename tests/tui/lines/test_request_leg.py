from hypothesis import given
from hypothesis import strategies as st

from tui_router.journal.record import LegSlice
from tui_router.tui.lines.request_leg import RequestLeg

BODY = b'{"model":"m","messages":[{"role":"user","content":"hello"}]}'


def piece(data: bytes, offset: int = 0, size: int | None = None, **more: object) -> LegSlice:
    return LegSlice(
        leg="a", data=data, offset=offset, next=offset + len(data), size=size or offset + len(data), **more
    )


@given(st.lists(st.integers(1, len(BODY) - 1), max_size=6))
def test_any_cut_gives_the_same_tree(cuts):
    leg = RequestLeg("a")
    at = 0
    for end in [*sorted(set(cuts)), len(BODY)]:
        leg.add(piece(BODY[at:end], at, len(BODY), complete=end == len(BODY)))
        at = end
    assert leg.tree is not None
    assert set(leg.tree.members) == {"model", "messages"}


def test_a_slice_that_begins_elsewhere_is_ignored():
    leg = RequestLeg("a")
    assert leg.add(piece(b'{"mo', 0, len(BODY)))
    assert not leg.add(piece(b'{"mo', 0, len(BODY)))
    assert not leg.add(piece(b"xx", 9, len(BODY)))
    assert leg.next == 4
    assert leg.tree is None


def test_what_is_not_json_or_was_cut_is_shown_as_text():
    for body, more in ((b"<html>", {}), (b'{"cut": "of', {"complete": True}), (b'["a"]', {})):
        leg = RequestLeg("b")
        leg.add(piece(body, **more))
        assert leg.tree is not None
        assert leg.tree.members["body"].text == body.decode()


def test_a_later_attempt_begins_anew():
    leg = RequestLeg("b")
    leg.add(piece(BODY, complete=True, attempt=1))
    assert leg.add(piece(b'{"model":"n"}', complete=True, attempt=2))
    assert leg.tree is not None
    assert leg.tree.members["model"].text == "n"
    assert not leg.add(piece(BODY, complete=True, attempt=1))
