"""Images as cells: whole, large, false and broken ones."""

import base64
import io
import random
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tui_router.tui import picture
from tui_router.tui.picture import COLUMNS, ROWS, PictureFault, draw

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def encoded(image, kind="PNG", **how):
    held = io.BytesIO()
    image.save(held, kind, **how)
    return base64.b64encode(held.getvalue()).decode()


def flag(width, height):
    """Red over blue."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (0, height // 2, width, height))
    return image


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "JPEG"])
def test_two_pixels_stand_in_a_cell(kind):
    how = (
        {"lossless": True} if kind == "WEBP" else {"quality": 100, "subsampling": 0} if kind == "JPEG" else {}
    )
    rows = draw(encoded(flag(4, 4), kind, **how)).rows
    assert (len(rows), len(rows[0])) == (2, 4)
    for row, wanted in zip(rows, (RED, BLUE), strict=True):
        for half in row[0]:
            assert all(abs(a - b) < 6 for a, b in zip(half, wanted, strict=True))


@pytest.mark.parametrize("size", [(800, 600), (600, 2_000), (3_000, 20), (1, 1), (41, 41)])
def test_a_large_one_is_made_to_fit_and_keeps_its_shape(size):
    rows = draw(encoded(flag(*size))).rows
    assert 1 <= len(rows) <= ROWS
    assert 1 <= len(rows[0]) <= COLUMNS
    if min(size) > 100:
        assert len(rows[0]) / (2 * len(rows)) == pytest.approx(size[0] / size[1], rel=0.1)


def test_the_ground_shows_through_and_fills_an_odd_last_row():
    clear = Image.new("RGBA", (2, 3), (0, 0, 0, 0))
    assert draw(encoded(clear), GREEN).rows == [[(GREEN, GREEN)] * 2] * 2
    assert draw(encoded(Image.new("RGB", (1, 1), RED)), GREEN).rows == [[(RED, GREEN)]]


def said(data):
    with pytest.raises(PictureFault) as fault:
        draw(data)
    return str(fault.value)


def test_what_is_too_much_is_not_decoded(monkeypatch):
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("decoded"))
    assert "10 MB" in said("A" * (picture.MOST_BYTES * 4 // 3 + 8))
    bomb = bytearray(base64.b64decode(encoded(Image.new("1", (8, 8)))))
    bomb[16:24] = (60_000).to_bytes(4) * 2
    assert "60,000×60,000 pixels" in said(base64.b64encode(bomb).decode())


def test_a_header_that_says_less_than_the_decoder_finds(monkeypatch):
    monkeypatch.setattr(picture, "pixels_of", lambda _: (2, 2))
    monkeypatch.setattr(picture, "MOST_PIXELS", 100)
    assert "pixels are too many" in said(encoded(flag(20, 20)))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("!", "no PNG"),
        ("abcde", "base64"),
        ("é", "base64"),
        ("", "no PNG"),
        (base64.b64encode(b"<svg/>").decode(), "no PNG"),
        (encoded(flag(50, 50))[:80], "broken"),
    ],
)
def test_what_cannot_be_drawn_is_said(data, words):
    assert words in said(data)


def test_without_the_library_it_says_what_to_install(monkeypatch):
    data = encoded(flag(2, 2))
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert "tui-router[images]" in said(data)


WHOLE = [base64.b64decode(encoded(flag(40, 30), kind)) for kind in ("PNG", "GIF", "WEBP", "JPEG")]


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(WHOLE), st.integers(0, 1 << 32), st.integers(1, 40))
def test_broken_bytes_are_drawn_or_refused_in_words(body, seed, times):
    chance, held = random.Random(seed), bytearray(body)
    for _ in range(times):
        held[chance.randrange(len(held))] = chance.randrange(256)
    try:
        rows = draw(base64.b64encode(held).decode()).rows
    except PictureFault:
        return
    assert all(len(row) <= COLUMNS for row in rows)
