import pytest
from msgspec import Raw

from tui_router.dialects.chat.content import CHAT, joined, text_part
from tui_router.dialects.content import MOST_JSON, Parts, parts_for
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.media import PdfText
from tui_router.dialects.pairs import Placed
from tui_router.messages.blocks import (
    DocumentBlock,
    DocumentSource,
    ImageBlock,
    ImageSource,
    RedactedThinkingBlock,
    SearchResultBlock,
    ServerToolUseBlock,
    TextBlock,
    ThinkingBlock,
    ToolReferenceBlock,
    ToolResultBlock,
    ToolUseBlock,
    UnknownBlock,
    WebSearchResultBlock,
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
            [text_part("[image omitted: f; it is stored on another server]")],
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
            [text_part('[called web_search with {"q":1}]')],
            ["approximated"],
        ),
    ],
)
def test_every_block_has_a_place(block, parts, acts):
    assert told(block) == (parts, acts)


BLIND = "[image omitted: image/png, 3 bytes; this model does not see images]"
UNREAD = [text_part("[a.pdf omitted: application/pdf; its text was not read]")]


def test_a_model_without_eyes_is_told_what_there_was():
    assert told(IMAGE, images=False) == ([text_part(BLIND)], ["dropped"])
    assert told(pdf(), images=False) == (UNREAD, ["dropped"])


def test_where_content_is_a_string_an_image_is_named():
    said = "[image omitted: image/png, 3 bytes; only text can be sent here]"
    assert told(IMAGE, flat=True) == ([text_part(said)], ["dropped"])
    assert told(pdf(), flat=True, files=True) == (UNREAD, ["dropped"])


def test_a_target_may_take_images_and_no_files_and_the_reverse():
    assert told(IMAGE, files=False) == ([SHOWN], [])
    assert told(pdf(), files=False) == (UNREAD, ["dropped"])
    assert told(pdf(), images=False, files=True)[0][0]["type"] == "file"


@pytest.mark.parametrize(
    ("read", "said", "act"),
    [
        (PdfText("words", 2, 2), "[a.pdf]\n[text of a PDF: 2 pages]\nwords", "approximated"),
        (PdfText("words", 1, 1), "[a.pdf]\n[text of a PDF: 1 page]\nwords", "approximated"),
        (
            PdfText("words", 9, 4, cut=True),
            "[a.pdf]\n[text of a PDF: the first 4 of 9 pages]\nwords",
            "approximated",
        ),
        (
            PdfText("words", 4, 4, cut=True),
            "[a.pdf]\n[text of a PDF: the beginning of 4 pages]\nwords",
            "approximated",
        ),
        (PdfText(why="it is locked"), "[a.pdf omitted: application/pdf; it is locked]", "dropped"),
        (None, "[a.pdf omitted: application/pdf; its text was not read]", "dropped"),
    ],
)
def test_a_pdf_that_is_not_taken_is_told_as_its_text(read, said, act):
    asked = []

    def reader(data):
        asked.append(data)
        return read

    assert told(pdf(), files=False, read_pdf=reader) == ([text_part(said)], [act])
    assert asked == ["JVBE"]


def by_url(kind, url="https://h/x"):
    source = (DocumentSource if kind is DocumentBlock else ImageSource)("url", url=url)
    return kind(source)


def test_what_stands_elsewhere_goes_by_its_address_where_that_is_understood():
    assert told(by_url(ImageBlock))[0] == [{"type": "image_url", "image_url": {"url": "https://h/x"}}]
    said = "[image omitted: https://h/x; this target does not fetch images]"
    assert told(by_url(ImageBlock), image_urls=False) == ([text_part(said)], ["dropped"])
    assert told(by_url(DocumentBlock)) == ([text_part("[document omitted: https://h/x]")], ["dropped"])
    fetching = CHAT._replace(file_url=lambda name, url: {"type": "f", "name": name, "url": url})
    parts = Parts(Ledger(), fetching, images=True).of(Placed("p", by_url(DocumentBlock)))
    assert parts == [{"type": "f", "name": "document.pdf", "url": "https://h/x"}]
    blind = CHAT._replace(image_urls=False)
    assert Parts(Ledger(), blind, images=True).of(Placed("p", by_url(ImageBlock))) == [text_part(said)]


def words(block, **shape):
    ledger = Ledger()
    said = Parts(ledger, CHAT, images=True, **shape).words(Placed("p", block))
    return said, [note.act for note in ledger.notes()]


BOTH = Raw(
    b'[{"type":"text","text":"x"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"QUJD"}}]'
)


@pytest.mark.parametrize(
    ("block", "said", "acts"),
    [
        (IMAGE, "[image omitted: image/png, 3 bytes; an answer holds only text here]", ["dropped"]),
        (pdf(), "[a.pdf omitted: application/pdf; its text was not read]", ["dropped"]),
        (DocumentBlock(DocumentSource("text", data="x"), "T", "c"), "[T: c]\nx", []),
        (DocumentBlock(DocumentSource("base64", "text/plain", "aMOp")), "[document]\nhé", []),
        (
            DocumentBlock(DocumentSource("content", content=BOTH)),
            "[document]\nx\n[image omitted: image/png, 3 bytes; an answer holds only text here]",
            ["dropped"],
        ),
        (ThinkingBlock("hm", "tui-router.1.x"), "", ["dropped"]),
        (RedactedThinkingBlock("tui-router.1.x"), "", ["dropped"]),
        (ToolUseBlock("t", "Bash", Raw(b'{"a":1}')), '[called Bash with {"a":1}]', ["approximated"]),
        (
            ToolResultBlock("t", [TextBlock("a"), IMAGE]),
            "[result of a tool call]\na\n[image omitted: image/png, 3 bytes; an answer holds only text here]",
            ["approximated", "dropped"],
        ),
        (
            WebSearchResultBlock(
                "s", Raw(b'[{"title":"T","url":"https://h","encrypted_content":"zzz"},5,{}]')
            ),
            "[result of a web search]\nT - https://h",
            ["approximated"],
        ),
        (
            WebSearchResultBlock("s", Raw(b'{"error_code":"max_uses_exceeded"}')),
            "[result of a web search]\nfailed: max_uses_exceeded",
            ["approximated"],
        ),
        (
            UnknownBlock("image", Raw(b'{"type":"image","source":"QUJD"}')),
            "[image omitted: it cannot be read]",
            ["dropped"],
        ),
    ],
)
def test_what_is_told_is_told_in_words(block, said, acts):
    assert words(block) == (said, acts)


def test_thinking_has_no_part():
    assert told(ThinkingBlock("hm", "c2ln")) == ([], ["dropped"])


def test_a_long_block_of_unknown_type_is_cut():
    said, acts = words(UnknownBlock("hologram", Raw(b'"' + b"x" * (2 * MOST_JSON) + b'"')))
    assert len(said) < MOST_JSON + 60
    assert said.endswith(f"… [{MOST_JSON + 2:,} bytes omitted]")
    assert acts == ["approximated", "dropped"]


def test_words_about_a_document_are_not_lost_in_silence():
    with_words = DocumentBlock(pdf().source, "a.pdf", "from the archive")
    assert told(with_words)[1] == ["dropped"]


@pytest.mark.parametrize(
    ("quirks", "known", "image", "document"),
    [
        ({}, None, "image_url", "file"),
        ({"images": False}, None, "text", "text"),
        ({"images": False, "documents": True}, None, "text", "file"),
        ({"documents": False}, None, "image_url", "text"),
        ({}, {"images": False}, "text", "text"),
        ({"refused_blocks": ("image_url",)}, None, "text", "text"),
        ({"refused_blocks": ("file",), "documents": True}, None, "image_url", "text"),
        ({"flat_content": True}, None, "text", "text"),
    ],
)
def test_what_is_known_of_the_target_decides(make_call, quirks, known, image, document):
    parts = parts_for(make_call(quirks=quirks, known=known), "some-model", CHAT, Ledger())
    assert parts.of(Placed("p", IMAGE))[0]["type"] == image
    assert parts.of(Placed("p", pdf()))[0]["type"] == document


def test_only_text_is_a_plain_string():
    assert joined([text_part("a"), text_part("b")]) == "a\nb"
    assert joined([]) == ""
    assert joined([text_part("a"), SHOWN]) == [text_part("a"), SHOWN]
