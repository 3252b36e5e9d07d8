import base64
import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.tokens.images import LONGEST, MOST, PDF_PAGE, image_size, image_tokens, patches, pdf_tokens

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 640, 480)
GIF = b"GIF89a" + struct.pack("<HH", 640, 480)
JPEG = (
    b"\xff\xd8\xff\xe1"
    + struct.pack(">H", 3002)
    + b"x" * 3000  # what a camera writes first
    + b"\xff\xc4\x00\x04zz"
    + b"\xff\xc2\x00\x11\x08"
    + struct.pack(">HH", 480, 640)
    + b"\x03" * 12
)
VP8 = (
    b"RIFF\x00\x00\x00\x00WEBPVP8 " + b"\x00" * 4 + b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 640, 480)
)
VP8L = b"RIFF\x00\x00\x00\x00WEBPVP8L" + b"\x00" * 4 + b"\x2f" + struct.pack("<I", 639 | 479 << 14)
VP8X = (
    b"RIFF\x00\x00\x00\x00WEBPVP8X" + b"\x00" * 8 + (639).to_bytes(3, "little") + (479).to_bytes(3, "little")
)


@pytest.mark.parametrize(
    "head", [PNG, GIF, JPEG, VP8, VP8L, VP8X], ids=["png", "gif", "jpeg", "vp8", "vp8l", "vp8x"]
)
def test_the_size_is_read_from_the_head(head):
    assert image_size(head) == (640, 480)
    assert image_tokens(base64.b64encode(head + b"pixels" * 3).decode()) == 23 * 18


@pytest.mark.parametrize(
    ("width", "height", "tokens"),
    [  # the guide's own sizes; the largest come to its limit
        (200, 200, 64),
        (1000, 1000, 1296),
        (1, 1, 1),
        (28, 29, 2),
        (8000, 20, 56),
    ],
)
def test_patches_of_known_sizes(width, height, tokens):
    assert patches(width, height) == tokens


@given(st.integers(1, 65_535), st.integers(1, 65_535))
def test_no_image_costs_nothing_or_more_than_the_most(width, height):
    assert 1 <= patches(width, height) <= MOST


@pytest.mark.parametrize("side", [1569, 3000, 20_000])
def test_larger_than_the_longest_side_is_scaled_and_not_refused(side):
    assert patches(side, side // 2) == pytest.approx(patches(LONGEST, LONGEST // 2), rel=0.05)


@given(
    st.binary(max_size=60)
    | st.sampled_from([PNG, GIF, JPEG, VP8, VP8L, VP8X]).flatmap(
        lambda head: st.integers(0, len(head)).map(lambda end: head[:end])
    )
)
def test_broken_images_cost_the_most_and_never_raise(head):
    size = image_size(head)
    assert size is None or all(0 < side < 65_536 for side in size)
    assert 1 <= image_tokens(base64.b64encode(head).decode()) <= MOST


@pytest.mark.parametrize("text", ["", "not base64 é!", "a", "=" * 9])
def test_what_is_no_base64_costs_the_most(text):
    assert image_tokens(text) == MOST


def pdf(pages: int) -> str:
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    out.write(b"1 0 obj << /Type /Pages /Count %d >> endobj\n" % pages)
    for _ in range(pages):
        out.write(b"obj << /Type /Page /Parent 1 0 R >> endobj\n")
    return base64.b64encode(out.getvalue()).decode()


@pytest.mark.parametrize("pages", [1, 7])
def test_a_pdf_costs_its_pages(pages):
    assert pdf_tokens(pdf(pages)) == pages * PDF_PAGE


def test_a_pdf_whose_pages_are_hidden_costs_by_its_size():
    assert pdf_tokens(base64.b64encode(b"%PDF-1.7" + b"z" * 300_000).decode()) == 5 * PDF_PAGE
    assert pdf_tokens("") == PDF_PAGE
