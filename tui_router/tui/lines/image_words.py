"""What an image in a request is: its type, its size in pixels when its first bytes tell, its weight."""

import binascii
import struct

from tui_router.tui.cells import size
from tui_router.tui.lines.json_tree import Node
from tui_router.tui.lines.line import GAP
from tui_router.tui.safe_text import safe_text

_HEAD = 64 * 1024
"""Characters of base64 that are read for the size; a JPEG may have a picture of itself before it."""
_FRAMES = frozenset({*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})


def image_words(block: Node) -> str:
    """`image/png  800×600  12 kB`, of Messages, Chat Completions, Responses and Gemini alike."""
    kind, data = image_of(block)
    if not data:
        return kind or size(block.size)
    head = _decode(data)
    pixels = pixels_of(head) if head else None
    parts = [kind, f"{pixels[0]:,}×{pixels[1]:,}" if pixels else "", size(len(data) * 3 // 4)]
    return (" " * GAP).join(part for part in parts if part)


def image_of(block: Node) -> tuple[str, str]:
    """Type and base64; of an address its beginning and nothing."""
    source = block.members.get("source") or block.members.get("inlineData") or block
    data = source.string("data")
    if data:
        kind = source.string("media_type") or source.string("mimeType")
        return safe_text(kind[:40], line=True), data
    address = block.members.get("image_url") or block.members.get("source") or block
    url = address.text if address.shape == "string" else address.string("url")
    if url.startswith("data:"):
        kind, _, data = url[5:].partition(";base64,")
        return safe_text(kind[:40], line=True), data
    return safe_text(url[:120], line=True), ""


def _decode(data: str) -> bytes:
    head = data[: min(_HEAD, len(data)) // 4 * 4]
    try:
        return binascii.a2b_base64(head)
    except (binascii.Error, ValueError):
        return b""


def pixels_of(head: bytes) -> tuple[int, int] | None:
    """Width and height out of the first bytes of a PNG, GIF, WebP or JPEG."""
    try:
        if head.startswith(b"\x89PNG\r\n\x1a\n"):
            return struct.unpack(">II", head[16:24])
        if head.startswith((b"GIF87a", b"GIF89a")):
            return struct.unpack("<HH", head[6:10])
        if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
            return _webp(head)
        if head.startswith(b"\xff\xd8"):
            return _jpeg(head)
    except (struct.error, IndexError):
        return None  # cut off before the size
    return None


def _webp(head: bytes) -> tuple[int, int] | None:
    match head[12:16]:
        case b"VP8 ":
            wide, high = struct.unpack("<HH", head[26:30])
            return wide & 0x3FFF, high & 0x3FFF
        case b"VP8L":
            (bits,) = struct.unpack("<I", head[21:25])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            wide = int.from_bytes(head[24:27], "little") + 1
            return (wide, int.from_bytes(head[27:30], "little") + 1) if len(head) >= 30 else None
    return None


def _jpeg(head: bytes) -> tuple[int, int] | None:
    """The first frame header; every segment before it says how long it is."""
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        sort = head[at + 1]
        if sort in _FRAMES:
            high, wide = struct.unpack(">HH", head[at + 5 : at + 9])
            return wide, high
        (long,) = struct.unpack(">H", head[at + 2 : at + 4])
        at += 2 + max(2, long)
    return None
