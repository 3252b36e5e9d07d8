import base64
import io
import subprocess
import sys
import zlib

import msgspec
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.dialects import pdf_text
from tui_router.dialects.media import PdfText
from tui_router.dialects.pdf_text import BROKEN, LOCKED, LOST_PAGE, NO_WORDS, TOO_LARGE, read_pdf


def drawn(text):
    return f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode() if text else b""


def pdf(*pages, packed=None):
    """A PDF of these texts. `packed` stands for the drawing of every page as it is, said to be deflated."""
    count = len(pages)
    kids = b" ".join(b"%d 0 R" % (4 + 2 * at) for at in range(count))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % count,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for at, text in enumerate(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>" % (5 + 2 * at)
        )
        stream = drawn(text) if packed is None else packed
        filter = b"" if packed is None else b"/Filter/FlateDecode"
        objects.append(b"<<%s/Length %d>>stream\n%s\nendstream" % (filter, len(stream), stream))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + table + tail


def locked():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("secret")))
    writer.encrypt("a word", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_text_of_all_pages_is_read():
    assert read_pdf(pdf("One", "Two")) == PdfText("One\n\nTwo", pages=2, told=2)


def test_no_more_pages_and_characters_than_allowed():
    assert read_pdf(pdf("One", "Two", "Three"), pages=2) == PdfText("One\n\nTwo", pages=3, told=2)
    assert read_pdf(pdf("One", "Two", "Three"), most=4) == PdfText("One\n", pages=3, told=2, cut=True)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", BROKEN),
        (b"nothing of the kind", BROKEN),
        (pdf("One")[:60], BROKEN),
        (pdf(), BROKEN),
        (pdf("", ""), NO_WORDS),
        (locked(), LOCKED),
    ],
    ids=["empty", "no PDF", "cut", "no pages", "no words", "locked"],
)
def test_what_cannot_be_read_says_why(data, why):
    read = read_pdf(data)
    assert (read.text, read.why) == ("", why)


def test_a_large_one_is_not_even_opened(monkeypatch):
    monkeypatch.setattr(pdf_text, "MOST_BYTES", 100)
    assert read_pdf(pdf("One")).why == TOO_LARGE


def test_a_stream_that_unpacks_without_end_is_given_up(monkeypatch):
    monkeypatch.setattr(pdf_text, "MOST_UNPACKED", 10_000)
    bomb = zlib.compress(b"BT /F1 12 Tf (x) Tj ET " * 10_000)
    assert read_pdf(pdf("x", packed=bomb)).why == BROKEN


def test_a_broken_page_does_not_take_the_others_along(monkeypatch):
    extract = pypdf.PageObject.extract_text

    def fails_once(page, *args, **more):
        if page.page_number == 0:
            raise KeyError("/Contents")
        return extract(page, *args, **more)

    monkeypatch.setattr(pypdf.PageObject, "extract_text", fails_once)
    assert read_pdf(pdf("One", "Two")).text == f"{LOST_PAGE}\n\nTwo"


@given(st.data())
def test_damage_never_raises(data):
    came = bytearray(pdf("One", "Two"))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(came) - 1))
        came[at] = data.draw(st.integers(0, 255))
    read = read_pdf(bytes(came))
    assert bool(read.text) != bool(read.why)


def test_the_child_reads_base64_and_answers_json():
    command = [sys.executable, "-P", "-m", "tui_router.dialects.pdf_text"]
    given = base64.b64encode(pdf("One"))
    done = subprocess.run(command, input=given, capture_output=True, check=True)
    assert msgspec.json.decode(done.stdout, type=PdfText) == PdfText("One", pages=1, told=1)
    done = subprocess.run(command, input=b"no base64!", capture_output=True, check=True)
    assert msgspec.json.decode(done.stdout, type=PdfText).why == BROKEN
