import pytest

from tui_router.control.inspect import LogLine
from tui_router.tui.log_book import KEPT, TAIL_BYTES, TAIL_LINES, LogBook, tail


def line(number, text="listening", *, level="info", source="gateway", exchange=0):
    return LogLine(number=number, at=1.0, level=level, source=source, text=text, exchange=exchange)


@pytest.fixture
def book():
    book = LogBook()
    book.load(
        [
            line(1),
            line(2, "Disk full", level="error", source="scribe"),
            line(3, "refused max_tokens", level="warning", source="upstream", exchange=38),
        ]
    )
    return book


def numbers(book, words="", *, worse=False):
    return [each.number for each in book.listed(words, worse=worse)]


@pytest.mark.parametrize(
    ("words", "fit"),
    [
        ("", [1, 2, 3]),
        ("disk", [2]),
        ("level:error", [2]),
        ("level:e disk full", [2]),
        ("SOURCE:up", [3]),
        ("#38", [3]),
        ("#0", [1, 2]),
        ("scribe", [2]),
        ("level:error source:upstream", []),
        ("[", []),
    ],
)
def test_words_and_columns_filter(book, words, fit):
    assert numbers(book, words) == fit


def test_what_is_not_bad_can_be_left_out(book):
    assert numbers(book, worse=True) == [2, 3]
    assert numbers(book, "disk", worse=True) == [2]


def test_lines_are_added_and_bounded(book):
    book.load([])
    assert (book.last, len(book.lines)) == (3, 3)
    book.load([line(number) for number in range(4, KEPT + 10)])
    assert len(book.lines) == KEPT
    assert book.get(2) is None
    assert book.get(book.last).number == KEPT + 9


def test_numbers_that_begin_again_are_another_gateways(book):
    book.load([line(1, "again"), line(2)])
    assert [each.text for each in book.lines] == ["again", "listening"]


def test_the_end_of_a_file_is_masked_and_safe(tmp_path):
    file = tmp_path / "gateway.log"
    key = "sk-" + "test" * 8
    file.write_bytes(b"first\n\n\x1b[31mred " + key.encode() + b"\n\xff\xfe\n")
    lines = tail(file)
    assert lines[0] == "first"
    assert key not in lines[1]
    assert "\x1b" not in lines[1]
    assert len(lines) == 3


def test_only_the_end_of_a_large_file_is_read(tmp_path):
    file = tmp_path / "gateway.log"
    file.write_text("".join(f"line {number:06d}\n" for number in range(20_000)))
    lines = tail(file)
    assert len(lines) == TAIL_LINES
    assert lines[-1] == "line 019999"
    file.write_text("x" * TAIL_BYTES * 2)
    assert tail(file) == []


def test_a_file_that_is_not_there_has_no_lines_and_a_folder_is_told(tmp_path):
    assert tail(tmp_path / "nothing") == []
    with pytest.raises(OSError, match="directory"):
        tail(tmp_path)
