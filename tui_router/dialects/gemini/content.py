"""Parts of content as Gemini writes them."""

from tui_router.dialects.content import Part, Spelling
from tui_router.dialects.ledger import Ledger
from tui_router.messages.blocks import ImageSource

_NAMELESS = "document.pdf"
_PDF = "application/pdf"
_FETCHED = "the target fetches a file by its address, if it can"

_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "heic": "image/heic",
    "heif": "image/heif",
    "gif": "image/gif",
}


def text_part(text: str) -> Part:
    return {"text": text}


def inline_part(media_type: str, data: str) -> Part:
    return {"inlineData": {"mimeType": media_type, "data": data}}


def spelling(ledger: Ledger) -> Spelling:
    """What has to be fetched, and names that go nowhere, are noted in `ledger`."""

    def fetched(media_type: str, url: str) -> Part:
        ledger.count("approximated", "messages[*].content", _FETCHED, "files", to="fileData")
        return {"fileData": {"mimeType": media_type, "fileUri": url}}

    def named(name: str) -> None:
        if name != _NAMELESS:
            path = "messages[*].content[*].title"
            ledger.count("dropped", path, "a document has no name here", "names")

    def image(source: ImageSource) -> Part:
        if source.type == "base64":
            return inline_part(source.media_type, source.data)
        return fetched(source.media_type or guessed(source.url), source.url)

    def file(name: str, media_type: str, data: str) -> Part:
        named(name)
        return inline_part(media_type, data)

    def file_url(name: str, url: str) -> Part:
        named(name)
        return fetched(_PDF, url)

    return Spelling("Gemini", text_part, image, file, file_url)


def guessed(url: str) -> str:
    """The type of an image by the end of its address; Gemini wants one."""
    ending = url.partition("?")[0].partition("#")[0].rpartition(".")[2].lower()
    return _TYPES.get(ending, "image/jpeg")
