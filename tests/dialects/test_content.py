import pytest
from msgspec import Raw

from tui_router.dialects.chat.content import CHAT, joined, text_part
from tui_router.dialects.content import NO_IMAGE, ONLY_TEXT, Parts
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.pairs import Placed
from tui_router.messages.blocks import (
    DocumentBlock,
    DocumentSource,
    ImageBlock,
    ImageSource,
    SearchResultBlock,
    ServerToolUseBlock,
    TextBlock,
    ToolReferenceBlock,
    UnknownBlock,
)


def told(block, *, images=True, **shape):
    ledger = Ledger()
    parts = Parts(ledger, CHAT, images=images, **shape).of(Placed("p", block))
    return parts, [note.act for note in ledger.notes()]


IMAGE = ImageBlock(ImageSource("base64", "image/png", "QUJD"))
SHOWN = {"type": "image_url", "image_url": {"url": "data:image/png;base64,QUJD"}}


def pdf(**source):
    return DocumentBlock(DocumentSource("base64", "application/pdf", "JVBE"), title="a.pdf")


@pytest.mark.parametrize(
    ("block", "parts", "acts"),
    [
        (TextBlock("a"), [text_part("a")], []),
        (TextBlock(""), [], []),
        (IMAGE, [SHOWN], []),
        (
            ImageBlock(ImageSource("file", file_id="f")),
            [text_part("[image omitted: it is stored on another server]")],
            ["dropped"],
        ),
        (
            pdf(),
            [
                {
                    "type": "file",
                    "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,JVBE"},
                }
            ],
            [],
        ),
        (DocumentBlock(DocumentSource("text", data="x")), [text_part("[document]\nx")], []),
        (
            DocumentBlock(DocumentSource("content", content=Raw(b'"x"')), title="T"),
            [text_part("[T]"), text_part("x")],
            [],
        ),
        (
            DocumentBlock(
                DocumentSource(
                    "content",
                    content=Raw(
                        b'[{"type":"text","text":"x"},{"type":"image","source":{"type":"url","url":"u"}}]'
                    ),
                )
            ),
            [text_part("[document]"), text_part("x"), {"type": "image_url", "image_url": {"url": "u"}}],
            [],
        ),
        (
            DocumentBlock(DocumentSource("content", content=Raw(b"[5]"))),
            [text_part("[document]"), text_part("[5]")],
            ["approximated"],
        ),
        (
            DocumentBlock(DocumentSource("file", file_id="f1")),
            [text_part("[document omitted: f1]")],
            ["dropped"],
        ),
        (
            SearchResultBlock("s", "T", [TextBlock("x")]),
            [text_part("[search result: T - s]\nx")],
            ["approximated"],
        ),
        (ToolReferenceBlock("WebFetch"), [text_part("[tool available: WebFetch]")], ["approximated"]),
        (
            UnknownBlock("hologram", Raw(b'{"type":"hologram"}')),
            [text_part('{"type":"hologram"}')],
            ["approximated"],
        ),
        (
            ServerToolUseBlock("s", "web_search", Raw(b'{"q":1}')),
            [text_part('{"type":"server_tool_use","id":"s","name":"web_search","input":{"q":1}}')],
            ["approximated"],
        ),
    ],
)
def test_every_block_has_a_place(block, parts, acts):
    assert told(block) == (parts, acts)


def test_a_model_without_eyes_is_told_so():
    assert told(IMAGE, images=False) == ([text_part(NO_IMAGE)], ["dropped"])
    assert told(pdf(), images=False) == ([text_part("[a.pdf omitted: application/pdf]")], ["dropped"])


def test_where_content_is_a_string_an_image_is_named():
    assert told(IMAGE, flat=True) == ([text_part(ONLY_TEXT)], ["dropped"])
    assert told(pdf(), flat=True) == ([text_part("[a.pdf omitted: application/pdf]")], ["dropped"])


def test_a_target_may_take_images_and_no_files():
    assert told(IMAGE, files=False) == ([SHOWN], [])
    assert told(pdf(), files=False) == ([text_part("[a.pdf omitted: application/pdf]")], ["dropped"])


def test_only_text_is_a_plain_string():
    assert joined([text_part("a"), text_part("b")]) == "a\nb"
    assert joined([]) == ""
    assert joined([text_part("a"), SHOWN]) == [text_part("a"), SHOWN]
