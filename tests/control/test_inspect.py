import msgspec
import pytest

from tui_router.control.inspect import Annotation, Resend, Search


@pytest.mark.parametrize(
    ("ask", "edited"),
    [
        (Resend(), False),
        (Resend(to="p/m"), False),
        (Resend(patch={"top_k": None}), True),
        (Resend(body=b"{}"), True),
    ],
)
def test_a_replay_is_edited_where_the_request_is(ask: Resend, edited: bool) -> None:
    assert ask.edited is edited


def test_what_is_left_out_leaves_a_thing_as_it_is() -> None:
    assert msgspec.json.encode(Annotation()) == b"{}"
    assert msgspec.json.decode(b'{"comment":""}', type=Annotation) == Annotation(marked=None, comment="")
    assert msgspec.json.decode(b'{"pattern":"x"}', type=Search).legs == "abcd"
