import pytest

from tui_router.core.faults import UpstreamFault
from tui_router.dialects.blockbook import BlockBook
from tui_router.dialects.broken import empty
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.whole_answer import folded, not_json
from tui_router.messages.events import TextOut, Usage


@pytest.fixture
def ledger():
    return Ledger("answer")


@pytest.fixture
def book(ledger):
    return BlockBook(
        model="m", new_id=lambda prefix: f"{prefix}1", prompt=Usage(input_tokens=1), ledger=ledger
    )


def test_what_was_told_becomes_a_message(book, ledger):
    book.text("Hi")
    book.settle()
    book.end("end_turn", None, Usage(input_tokens=3, output_tokens=1))
    ledger.add("dropped", "x", "why")
    message, notes, body = folded(book, ledger, None, b"")
    assert message.content == [TextOut("Hi")]
    assert message.usage.input_tokens == 3
    assert [note.path for note in notes] == ["x"]
    assert body is None


def test_a_fault_carries_the_words_about_it(book, ledger):
    with pytest.raises(UpstreamFault) as raised:
        folded(book, ledger, empty(), b"no")
    assert raised.value.error_body == b"no"


@pytest.mark.parametrize("body", [b"", b" \n", b"\xef\xbb\xbf", b'{"a": [', b'[{"a": 1}', b'{"a": "}'])
def test_half_a_document_is_a_cut(body):
    fault, words = not_json(body)
    assert (fault.diagnosis.name, words) == ("stream_truncated", b"")
    assert fault.diagnosis.heals


@pytest.mark.parametrize("body", [b"<html>", b"busy", b'{"a": nothing}', b"\xff"])
def test_what_is_whole_and_no_json_is_shown(body):
    fault, words = not_json(body)
    assert (fault.diagnosis.name, words) == ("upstream_server_error", body)
