"""What a target can be shown, and how that is named which it cannot."""

import base64
import binascii
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from tui_router.messages.blocks import ImageSource

if TYPE_CHECKING:
    from tui_router.dialects.base import Call

IMAGES = frozenset({"image", "image_url", "input_image"})
FILES = frozenset({"document", "file", "input_file"})
"""Block types by the names that upstreams call them when they refuse them."""

NO_EYES = "this model does not see images"
UNREAD = "its text was not read"

LONGEST_TEXT = 1024 * 1024
"""Characters of base64 that are read as plain text."""
MOST_FOUND = 50
"""Results of one search that are named."""
_LONGEST_NAME = 200


class PdfText(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was read of a PDF: `told` of its `pages`, `cut` when there was more. `why` says why there is no text."""

    text: str = ""
    pages: int = 0
    told: int = 0
    cut: bool = False
    why: str = ""

    @property
    def extent(self) -> str:
        pages = f"{self.pages} page{'' if self.pages == 1 else 's'}"
        if self.told < self.pages:
            return f"the first {self.told} of {pages}"
        return f"the beginning of {pages}" if self.cut else pages


ReadPdf = Callable[[str], PdfText | None]
"""Asked with the base64 of a PDF. None when nobody has read it (yet)."""


def nobody_reads(_data: str) -> PdfText | None:
    return None


class Sight(NamedTuple):
    """What a target takes as it is. `images` False stands above `image_urls`."""

    images: bool
    image_urls: bool
    files: bool
    flat: bool


def sight_of(call: "Call", model: str) -> Sight:
    """`model` as the target spells it. A PDF is pages drawn as images, so a model that does not see takes none, unless
    its provider reads them itself."""
    quirks, known = call.provider.quirks, call.provider.models.get(model)
    images = quirks.images and not (known is not None and known.images is False)
    refused = quirks.refused_blocks
    images = images and not IMAGES.intersection(refused)
    files = images if quirks.documents is None else quirks.documents
    return Sight(
        images=images,
        image_urls=quirks.image_urls,
        files=files and not FILES.intersection(refused),
        flat=quirks.flat_content,
    )


def omitted(kind: str, what: str, why: str) -> str:
    said = "; ".join(filter(None, (what, why)))
    return f"[{kind} omitted: {said}]" if said else f"[{kind} omitted]"


def image_name(source: ImageSource) -> str:
    """What it was, so that a model without eyes can ask for it in other words."""
    if source.type == "base64":
        return ", ".join(filter(None, (source.media_type, size_of(source.data))))
    return (source.url or source.file_id or source.type)[:_LONGEST_NAME]


def size_of(data: str) -> str:
    """Of the bytes in base64."""
    size = len(data) * 3 // 4
    return f"{size} bytes" if size < 1024 else f"{-(-size // 1024):,} KB"


def pdf_words(read: PdfText) -> str:
    return f"[text of a PDF: {read.extent}]\n{read.text}"


def plain_text(data: str) -> str:
    """The text in base64, as far as it is any."""
    try:
        raw = base64.b64decode(data[:LONGEST_TEXT])
    except (binascii.Error, ValueError):
        return data[:LONGEST_TEXT]
    return raw.decode("utf-8", "replace")


def results_of(raw: bytes) -> str:
    """Titles and addresses of what a search found: the rest is sealed for the server that found it."""
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
    if isinstance(found, dict):
        return f"failed: {_word(found, 'error_code')}" if "error_code" in found else ""
    rows = found if isinstance(found, list) else []
    lines = [
        " - ".join(filter(None, (_word(row, "title"), _word(row, "url"))))
        for row in rows[:MOST_FOUND]
        if isinstance(row, dict)
    ]
    return "\n".join(filter(None, lines))


def _word(row: dict[str, Any], key: str) -> str:
    word = row.get(key)
    return word[:_LONGEST_NAME] if isinstance(word, str) else ""
