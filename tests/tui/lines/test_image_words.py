"""Images in a request, by their first bytes, whole, cut and false."""

import base64
import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines.image_words import image_words, pixels_of
from tui_router.tui.lines.json_tree import read_tree

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 800, 600)
JPEG = (
    b"\xff\xd8\xff\xe0"
    + struct.pack(">H", 16)
    + b"J" * 14
    + b"\xff\xc0"
    + struct.pack(">HBHH", 17, 8, 480, 640)
)


def words(value) -> str:
    return image_words(read_tree(json.dumps(value).encode()))


def test_an_image_of_messages_says_type_pixels_and_weight():
    data = base64.b64encode(PNG + b"x" * 12_000).decode()
    block = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}}
    assert words(block) == "image/png  800×600  12 kB"


def test_the_other_languages():
    data = base64.b64encode(PNG).decode()
    assert words({"inlineData": {"mimeType": "image/png", "data": data}}).startswith("image/png  800×600")
    url = f"data:image/png;base64,{data}"
    assert words({"type": "image_url", "image_url": {"url": url}}).startswith("image/png  800×600")
    assert words({"type": "input_image", "image_url": url}).startswith("image/png  800×600")
    assert (
        words({"type": "image", "source": {"type": "url", "url": "https://e.x/a.png\x1b"}})
        == "https://e.x/a.png␛"
    )


@pytest.mark.parametrize(
    ("head", "pixels"),
    [
        (PNG, (800, 600)),
        (JPEG, (640, 480)),
        (b"GIF89a" + struct.pack("<HH", 32, 16), (32, 16)),
        (b"RIFF????WEBPVP8X" + b"\0" * 8 + b"\x1f\x03\0\x57\x02\0", (800, 600)),
        (b"RIFF????WEBPVP8L" + b"\0" * 5 + struct.pack("<I", 799 | 599 << 14), (800, 600)),
        (b"RIFF????WEBPVP8 " + b"\0" * 10 + struct.pack("<HH", 800, 600), (800, 600)),
        (PNG[:18], None),
        (b"<svg>", None),
    ],
)
def test_pixels(head, pixels):
    assert pixels_of(head) == pixels


@given(
    st.binary(max_size=60),
    st.sampled_from([b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF1234WEBPVP8X", b"\xff\xd8\xff"]),
)
def test_no_header_is_too_broken(rest, start):
    found = pixels_of(start + rest)
    assert found is None or len(found) == 2


def test_what_is_no_base64_still_says_its_weight():
    assert words({"type": "image", "source": {"media_type": "image/png", "data": "!!!!é"}}).startswith(
        "image/png  "
    )
