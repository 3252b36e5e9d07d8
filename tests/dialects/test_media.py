import base64

import pytest

from tui_router.dialects.media import (
    LONGEST_TEXT,
    MOST_FOUND,
    PdfText,
    image_name,
    nobody_reads,
    omitted,
    plain_text,
    results_of,
    sight_of,
    size_of,
)
from tui_router.messages.blocks import ImageSource


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (ImageSource("base64", "image/png", "A" * 4), "image/png, 3 bytes"),
        (ImageSource("base64", "image/png", "A" * 4096), "image/png, 3 KB"),
        (ImageSource("base64", "", "A" * 4_000_000), "2,930 KB"),
        (ImageSource("url", url="https://h/x.png"), "https://h/x.png"),
        (ImageSource("url", url="https://h/" + "x" * 900), "https://h/" + "x" * 190),
        (ImageSource("file", file_id="f1"), "f1"),
        (ImageSource("hologram"), "hologram"),
    ],
)
def test_an_image_is_named_by_what_is_known_of_it(source, name):
    assert image_name(source) == name


def test_a_size_is_that_of_the_bytes():
    assert size_of(base64.b64encode(b"x" * 3000).decode()) == "3 KB"


def test_what_is_left_out_is_named_with_the_reason():
    assert omitted("image", "a.png", "why") == "[image omitted: a.png; why]"
    assert omitted("image", "", "why") == "[image omitted: why]"
    assert omitted("image", "", "") == "[image omitted]"


@pytest.mark.parametrize(
    ("read", "extent"),
    [
        (PdfText("x", 1, 1), "1 page"),
        (PdfText("x", 3, 3), "3 pages"),
        (PdfText("x", 3, 2), "the first 2 of 3 pages"),
        (PdfText("x", 3, 3, cut=True), "the beginning of 3 pages"),
    ],
)
def test_how_much_of_a_pdf_was_read(read, extent):
    assert read.extent == extent


def test_nobody_reads_unless_told():
    assert nobody_reads("JVBE") is None


@pytest.mark.parametrize(
    ("data", "text"),
    [("aMOp", "hé"), ("é", "é"), ("/w==", "�"), ("A", "A")],
)
def test_plain_text_in_base64(data, text):
    assert plain_text(data) == text


def test_plain_text_has_an_end():
    assert len(plain_text("AAAA" * LONGEST_TEXT)) <= LONGEST_TEXT


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'[{"title":"T","url":"u"},{"title":"V"},{"url":7},"x"]', "T - u\nV"),
        (b'{"error_code":"unavailable"}', "failed: unavailable"),
        (b"{}", ""),
        (b"7", ""),
        (b"no json", ""),
        (b"\xff", ""),
    ],
)
def test_what_a_search_found(raw, said):
    assert results_of(raw) == said


def test_a_search_may_find_too_much():
    raw = b"[" + b",".join([b'{"title":"T"}'] * (MOST_FOUND + 10)) + b"]"
    assert results_of(raw).count("T") == MOST_FOUND


def test_a_model_is_looked_up_by_the_name_its_provider_gives_it(make_call):
    call = make_call(known={"images": False})
    assert not sight_of(call, "some-model").images
    assert sight_of(call, "another").images
