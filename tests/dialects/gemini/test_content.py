import pytest

from tui_router.dialects.gemini.content import guessed, inline_part, spelling, text_part
from tui_router.dialects.ledger import Ledger
from tui_router.messages.blocks import ImageSource


@pytest.mark.parametrize(
    ("url", "type"),
    [
        ("https://a.example/b.PNG?c=d.gif", "image/png"),
        ("https://a.example/b.webp#x", "image/webp"),
        ("https://a.example/b", "image/jpeg"),
    ],
)
def test_the_type_of_an_image_by_its_address(url, type):
    assert guessed(url) == type


def test_parts():
    ledger = Ledger()
    spelled = spelling(ledger)
    assert spelled.text("a") == text_part("a") == {"text": "a"}
    shown = ImageSource("base64", "image/png", "QUJD")
    assert spelled.image(shown) == inline_part("image/png", "QUJD")
    assert spelled.file("document.pdf", "application/pdf", "QUJD") == inline_part("application/pdf", "QUJD")
    assert ledger.notes() == []


def test_what_has_to_be_fetched_is_noted():
    ledger = Ledger()
    spelled = spelling(ledger)
    url = "https://a.example/b.gif"
    assert spelled.image(ImageSource("url", url=url)) == {
        "fileData": {"mimeType": "image/gif", "fileUri": url}
    }
    assert spelled.file_url is not None
    assert spelled.file_url("plan.pdf", url)["fileData"]["mimeType"] == "application/pdf"
    assert [(note.act, note.before) for note in ledger.notes()] == [
        ("approximated", "2 files"),
        ("dropped", "1 name"),
    ]
