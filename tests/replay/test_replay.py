import pytest

from tui_router.core.faults import ClientFault
from tui_router.replay.replay import again

HEADERS = [
    ("Authorization", "****"),
    ("Host", "127.0.0.1:8787"),
    ("content-length", "2"),
    ("x-tui-router-launch", "l1"),
    ("anthropic-beta", "b"),
    ("x-claude-code-session-id", "s"),
]


LINE = "POST /v1/messages?beta=true"


def test_the_request_goes_again_without_what_belonged_to_its_connection() -> None:
    request = again(LINE, HEADERS, b"{}", size=2)
    assert request.body == b"{}"
    assert request.headers == {"anthropic-beta": "b", "x-claude-code-session-id": "s"}


@pytest.mark.parametrize(
    ("line", "body", "size", "word"),
    [
        (LINE, b"", 0, "not captured"),
        (LINE, b"{}", 5, "in part"),
        ("POST /v1/messages/count_tokens", b"{}", 2, "only requests to /v1/messages"),
    ],
)
def test_what_is_not_there_whole_is_refused_in_words(line: str, body: bytes, size: int, word: str) -> None:
    with pytest.raises(ClientFault, match=word):
        again(line, HEADERS, body, size=size)


@pytest.mark.parametrize(
    "header",
    [("x-a", "b\r\nauthorization: c"), ("x-a", "b\0"), ("x a", "b"), ("", "b"), ("x-\n", "b"), ("x-a", "€")],
)
def test_a_header_that_no_connection_can_carry_stays_behind(header: tuple[str, str]) -> None:
    assert again(LINE, [header, ("anthropic-beta", "b")], b"{}", size=2).headers == {"anthropic-beta": "b"}
