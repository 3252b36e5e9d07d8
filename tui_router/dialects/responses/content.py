"""Parts of content as Responses writes them. What a user or a tool says is input, what the model said is output."""

from tui_router.dialects.content import Part, Spelling
from tui_router.messages.blocks import ImageSource


def text_part(text: str) -> Part:
    return {"type": "input_text", "text": text}


def image_part(source: ImageSource) -> Part:
    """`detail` is the server's own default; its types demand it in a message."""
    url = f"data:{source.media_type};base64,{source.data}" if source.type == "base64" else source.url
    return {"type": "input_image", "image_url": url, "detail": "auto"}


def file_part(name: str, media_type: str, data: str) -> Part:
    return {"type": "input_file", "filename": name, "file_data": f"data:{media_type};base64,{data}"}


def file_url_part(_name: str, url: str) -> Part:
    return {"type": "input_file", "file_url": url}


def said_part(text: str) -> Part:
    return {"type": "output_text", "text": text}


RESPONSES = Spelling("Responses", text_part, image_part, file_part, file_url_part)


def joined(parts: list[Part]) -> str | list[Part]:
    """One string where there is nothing but text."""
    if all(part["type"] == "input_text" for part in parts):
        return "\n".join(part["text"] for part in parts)
    return parts
