from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines.answer_groups import merge, offset_words
from tui_router.tui.lines.entries import Entry

slots = st.lists(
    st.tuples(st.sampled_from(["text", "tool", "args", "start"]), st.integers(0, 3)), max_size=10
)


@given(slots, slots)
def test_both_sides_keep_their_order_and_lose_nothing(left, right):
    lefts, rights = [Entry(slot, "l") for slot in left], [Entry(slot, "r") for slot in right]
    groups = merge(lefts, rights)
    assert [group.left for group in groups if group.left] == lefts
    assert [group.right for group in groups if group.right] == rights
    assert all(group.left.slot == group.right.slot for group in groups if group.left and group.right)


def test_what_the_other_side_has_not_stands_alone():
    def entries(*names):
        return [Entry((name, 0), name) for name in names]

    groups = merge(entries("head", "start", "text", "usage"), entries("start", "ping", "text", "stop"))
    assert [(g.left.name if g.left else "", g.right.name if g.right else "") for g in groups] == [
        ("head", ""),
        ("start", "start"),
        ("", "ping"),
        ("text", "text"),
        ("usage", ""),
        ("", "stop"),
    ]


def test_offsets_take_five_cells():
    assert [offset_words(at) for at in (0.0, 0.614, 9.999, 13.14, 124.2, None)] == [
        "+0.00",
        "+0.61",
        "+10.0",
        "+13.1",
        "+124",
        "",
    ]
