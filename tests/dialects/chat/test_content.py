from tui_router.dialects.chat.content import CHAT, joined, text_part
from tui_router.messages.blocks import ImageSource


def test_parts_are_written_as_the_language_has_them():
    assert CHAT.text("a") == {"type": "text", "text": "a"}
    shown = CHAT.image(ImageSource("base64", "image/png", "QUJD"))
    assert shown == {"type": "image_url", "image_url": {"url": "data:image/png;base64,QUJD"}}
    assert CHAT.image(ImageSource("url", url="https://e.x/a.png"))["image_url"]["url"] == "https://e.x/a.png"
    sent = CHAT.file("a.pdf", "application/pdf", "JVBE")
    assert sent["file"] == {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBE"}


def test_only_text_is_one_string():
    assert joined([text_part("a"), text_part("b")]) == "a\nb"
    picture = CHAT.image(ImageSource("url", url="u"))
    assert joined([text_part("a"), picture]) == [text_part("a"), picture]
