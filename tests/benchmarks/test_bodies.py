import json

from benchmarks import bodies
from tui_router.messages.codec import decode_request
from tui_router.sandbox.strict import complaint


def written(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def test_the_large_request_is_as_large_as_it_says_in_both_languages() -> None:
    body = bodies.big(20, stream=True)
    assert 90_000 <= len(written(body)) <= 94_000
    assert 88_000 <= len(written(bodies.as_chat(body))) <= 96_000


def test_requests_are_the_same_every_time() -> None:
    assert written(bodies.big(20, stream=False)) == written(bodies.big(20, stream=False))


def test_both_read_as_messages_requests_that_need_no_repair() -> None:
    for body in (bodies.big(20, stream=True), bodies.small(5, stream=False)):
        decode_request(written(body))
        assert complaint(bodies.as_chat(body)) is None


def test_the_directive_is_there_once_in_both_languages() -> None:
    for body in (bodies.big(20, 10, stream=True), bodies.small(20, 10, stream=True)):
        for sent in (body, bodies.as_chat(body)):
            assert written(sent).count(b"@bench(n=20,gap=10)") == 1
