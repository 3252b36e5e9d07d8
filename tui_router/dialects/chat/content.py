"""Parts of content as Chat Completions writes them."""

from tui_router.dialects.content import Part, Spelling
from tui_router.messages.blocks import ImageSource


def text_part(text: str) -> Part:
    return {"type": "text", "text": text}


def image_part(source: ImageSource) -> Part:
    return {"type": "image_url", "image_url": {"url": data_url(source)}}


def file_part(name: str, media_type: str, data: str) -> Part:
    return {"type": "file", "file": {"filename": name, "file_data": f"data:{media_type};base64,{data}"}}


def data_url(source: ImageSource) -> str:
    return f"data:{source.media_type};base64,{source.data}" if source.type == "base64" else source.url


CHAT = Spelling("Chat Completions", text_part, image_part, file_part)


def joined(parts: list[Part]) -> str | list[Part]:
    """A plain string where there is only text: every server takes one."""
    if all(part["type"] == "text" for part in parts):
        return "\n".join(part["text"] for part in parts)
    return parts
