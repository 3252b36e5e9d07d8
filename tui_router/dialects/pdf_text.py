"""Reads the text of one PDF: a process of its own, since a PDF from the wire may keep a processor busy for ever, or fill
its memory, and what runs in a thread can neither be stopped nor kept from holding up every stream.

Standard input: the PDF in base64. Standard output: a `PdfText` as JSON. The process bounds itself in processor time and
memory; whoever started it bounds the time it may take.

pypdf reads it: pure Python without dependencies, kept up, with limits of its own on what a stream may unpack to. It is
an extra (`tui-router[pdf]`), and imported only here.
"""

import base64
import binascii
import io
import logging
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from tui_router.dialects.media import PdfText

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_BYTES = 32 * 1024 * 1024
"""Of the PDF; Anthropic takes as much in a whole request."""
MOST_PAGES = 400
MOST_TEXT = 400_000
"""Characters, about 100,000 tokens."""
MOST_UNPACKED = 16 * 1024 * 1024
"""Bytes that one stream inside may unpack to."""
MOST_CPU_S = 10
MOST_MEMORY = 768 * 1024 * 1024

NO_READER = "PDFs are read where tui-router[pdf] is installed"
LOCKED = "it is locked with a password"
NO_WORDS = "no text stands in it; its pages are pictures"
TOO_LARGE = f"PDFs of more than {MOST_BYTES // 1024 // 1024} MB are not read"
BROKEN = "it is broken"
LOST_PAGE = "[this page cannot be read]"

_NICENESS = 10


def read_pdf(data: bytes, *, pages: int = MOST_PAGES, most: int = MOST_TEXT) -> PdfText:
    """Never raises: a PDF that cannot be read says why, and a page that cannot says so in its place."""
    if len(data) > MOST_BYTES:
        return PdfText(why=TOO_LARGE)
    try:
        reader = _reader(data)
        total = len(reader.pages)
    except ImportError:
        return PdfText(why=NO_READER)
    except Exception as error:  # noqa: BLE001  whatever a reader makes of hostile bytes
        return PdfText(why=LOCKED if "crypt" in type(error).__name__.lower() else BROKEN)
    said: list[str] = []
    size = told = 0
    for text in _texts(reader, min(pages, total)):
        told += 1
        said.append(text)
        size += len(text)
        if size > most:
            break
    if not any(text and text != LOST_PAGE for text in said):
        return PdfText(pages=total, why=BROKEN if LOST_PAGE in said or not said else NO_WORDS)
    whole = "\n\n".join(filter(None, said))
    return PdfText(whole[:most], pages=total, told=told, cut=len(whole) > most)


def _reader(data: bytes) -> "PdfReader":
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
    pypdf.overwrite_configuration(
        zlib_maximum_output_length=MOST_UNPACKED,
        lzw_maximum_output_length=MOST_UNPACKED,
        run_length_maximum_output_length=MOST_UNPACKED,
        array_based_stream_maximum_output_length=MOST_UNPACKED,
        jbig2dec_binary=None,  # no other program is started on what comes from the wire
    )
    return pypdf.PdfReader(io.BytesIO(data))


def _texts(reader: "PdfReader", pages: int) -> Iterator[str]:
    for at in range(pages):
        try:
            text = reader.pages[at].extract_text()
        except Exception:  # noqa: BLE001  as above
            text = LOST_PAGE
        yield text.replace("\0", "").strip()


def main() -> None:
    _bound()
    given = sys.stdin.buffer.read(MOST_BYTES * 4 // 3 + 8)
    try:
        read = read_pdf(base64.b64decode(given))
    except (binascii.Error, ValueError):
        read = PdfText(why=BROKEN)
    sys.stdout.buffer.write(msgspec.json.encode(read))


def _bound() -> None:
    """Where a limit cannot be set, the time its owner gives it still holds."""
    os.nice(_NICENESS)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    main()
