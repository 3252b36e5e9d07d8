"""What an image or a PDF costs a prompt, from its size alone; their base64 is never read as text.

A picture is cut into patches of 28 x 28 pixels and each is one token, so it costs ceil(w/28) * ceil(h/28); one
with a side over 1568 pixels or more than 1568 patches is scaled down first (Anthropic's guide to vision,
platform.claude.com/docs/en/build-with-claude/vision). Other makers count by tiles of 512 or 768 pixels and
come to figures of the same order. A page of a PDF costs its text, 1,500 to 3,000 tokens by the guide to PDFs.
"""

import math
from binascii import Error, a2b_base64

PATCH = 28
LONGEST = 1568
MOST = 1568
"""Patches, and so tokens; also the guess for an image whose size cannot be told."""

PDF_PAGE = 2000
_PDF_PAGE_BYTES = 60_000  # of a page of text and figures, for a PDF whose page tree is compressed

_HEAD_CHARS = 128 * 1024  # of base64: a JPEG keeps its size behind whatever its camera wrote first
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def image_tokens(base64: str) -> int:
    size = image_size(_head(base64))
    return MOST if size is None else patches(*size)


def patches(width: int, height: int) -> int:
    scale = min(1.0, LONGEST / max(width, height))
    count = _cut(width * scale) * _cut(height * scale)
    if count > MOST:
        scale *= math.sqrt(MOST / count)
        count = min(MOST, _cut(width * scale) * _cut(height * scale))
    return count


def _cut(side: float) -> int:
    return max(1, math.ceil(side / PATCH))


def pdf_tokens(base64: str) -> int:
    data = _bytes(base64)
    pages = data.count(b"/Type /Page") + data.count(b"/Type/Page")
    pages -= data.count(b"/Type /Pages") + data.count(b"/Type/Pages")
    return PDF_PAGE * max(1, pages or len(data) // _PDF_PAGE_BYTES)


def image_size(head: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, read from the first bytes of a PNG, GIF, JPEG or WebP; None when they do not
    tell or are absurd.
    """
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        found = _big(head, 16, 4), _big(head, 20, 4)
    elif head[:4] == b"GIF8":
        found = _little(head, 6, 2), _little(head, 8, 2)
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        found = _webp(head)
    elif head[:2] == b"\xff\xd8":
        found = _jpeg(head)
    else:
        return None
    return found if all(0 < side < 65_536 for side in found) else None


def _webp(head: bytes) -> tuple[int, int]:
    form = head[12:16]
    if form == b"VP8X":
        return _little(head, 24, 3) + 1, _little(head, 27, 3) + 1
    if form == b"VP8L":
        bits = _little(head, 21, 4)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return _little(head, 26, 2) & 0x3FFF, _little(head, 28, 2) & 0x3FFF


def _jpeg(head: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        if head[at + 1] in _JPEG_FRAMES:
            return _big(head, at + 7, 2), _big(head, at + 5, 2)
        at += 2 + max(2, _big(head, at + 2, 2))
    return 0, 0


def _big(data: bytes, at: int, width: int) -> int:
    return int.from_bytes(data[at : at + width], "big")


def _little(data: bytes, at: int, width: int) -> int:
    return int.from_bytes(data[at : at + width], "little")


def _head(base64: str) -> bytes:
    return _bytes(base64[:_HEAD_CHARS])


def _bytes(base64: str) -> bytes:
    try:
        return a2b_base64(base64[: len(base64) // 4 * 4])
    except (Error, ValueError):
        return b""
