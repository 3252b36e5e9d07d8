"""An image out of a request as few coloured cells: two pixels each, one over the other.

The bytes are somebody else's: their size is looked at before anything is decoded, and whatever a decoder raises
becomes words. Decoding takes a while: not for the screen's own loop.
"""

import binascii
import io
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from tui_router.tui.lines.image_words import pixels_of

if TYPE_CHECKING:
    from PIL.Image import Image as Decoded

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
COLUMNS, ROWS = 40, 20
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_HEAD = 64 * 1024

Colour = tuple[int, int, int]


class PictureFault(Exception):
    """Why it cannot be drawn, in words."""


class Picture(NamedTuple):
    """Rows of cells; each is the colour of its upper and of its lower half."""

    rows: list[list[tuple[Colour, Colour]]]


def draw(data: str, ground: Colour = (0, 0, 0)) -> Picture:
    """Base64 to cells, at most `COLUMNS` by `ROWS`; `ground` shows through where it is transparent. Raises
    `PictureFault` and nothing else.
    """
    if len(data) * 3 // 4 > MOST_BYTES:
        raise PictureFault("it is larger than 10 MB")
    try:
        body = binascii.a2b_base64(data)
    except ValueError:
        raise PictureFault("its bytes are no base64") from None
    pixels = pixels_of(body[:_HEAD])
    if pixels is None:
        raise PictureFault("it is no PNG, JPEG, GIF or WebP that can be read")
    _small_enough(*pixels)
    try:
        from PIL import Image
    except ImportError:
        raise PictureFault("drawing needs Pillow: pip install 'tui-router[images]'") from None
    try:
        with Image.open(io.BytesIO(body), formats=_FORMATS) as image:
            _small_enough(*image.size)
            return _cells(image, ground)
    except PictureFault:
        raise
    except Exception as error:  # a decoder may raise anything over hostile bytes
        raise PictureFault("its bytes are broken") from error


def _small_enough(width: int, height: int) -> None:
    if not width or not height:
        raise PictureFault("it has no pixels")
    if width * height > MOST_PIXELS:
        raise PictureFault(f"{width:,}×{height:,} pixels are too many to be decoded")


def _cells(image: "Decoded", ground: Colour) -> Picture:
    from PIL import Image

    image.draft("RGB", (2 * COLUMNS, 4 * ROWS))  # a JPEG is decoded small
    seen = image.convert("RGBA")
    seen.thumbnail((COLUMNS, 2 * ROWS))
    behind = Image.new("RGBA", seen.size, (*ground, 255))
    whole = Image.alpha_composite(behind, seen).convert("RGB")
    width, height = whole.size

    def at(x: int, y: int) -> Colour:
        return cast("Any", whole.getpixel((x, y))) if y < height else ground

    return Picture([[(at(x, y), at(x, y + 1)) for x in range(width)] for y in range(0, height, 2)])
