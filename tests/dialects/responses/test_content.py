import pytest

from tui_router.dialects.responses.content import RESPONSES, joined, said_part
from tui_router.messages.blocks import ImageSource


def test_parts():
    assert RESPONSES.text("a") == {"type": "input_text", "text": "a"}
    assert said_part("a") == {"type": "output_text", "text": "a"}
    assert RESPONSES.file("n.pdf", "application/pdf", "JV") == {
        "type": "input_file",
        "filename": "n.pdf",
        "file_data": "data:application/pdf;base64,JV",
    }
    assert RESPONSES.file_url("n.pdf", "https://a/") == {"type": "input_file", "file_url": "https://a/"}


@pytest.mark.parametrize(
    ("source", "url"),
    [
        (ImageSource("base64", "image/png", "iV"), "data:image/png;base64,iV"),
        (ImageSource("url", url="https://a/"), "https://a/"),
    ],
)
def test_images(source, url):
    assert RESPONSES.image(source) == {"type": "input_image", "image_url": url, "detail": "auto"}


def test_only_text_is_one_string():
    texts = [RESPONSES.text("a"), RESPONSES.text("b")]
    assert joined(texts) == "a\nb"
    image = RESPONSES.image(ImageSource("url", url="u"))
    assert joined([*texts, image]) == [*texts, image]
