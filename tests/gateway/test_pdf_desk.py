import asyncio
import base64
import hashlib
import json
import sys

import pytest

from tui_router.control.wiring import Rehearsal
from tui_router.dialects.media import PdfText
from tui_router.dialects.pdf_text import BROKEN, NO_READER, TOO_LARGE
from tui_router.gateway import pdf_desk
from tui_router.gateway.pdf_desk import TOO_LONG, TOO_MANY, Asking, PdfDesk
from tui_router.sandbox.server import SandboxServer

COUNTS = """
import pathlib, sys
count = pathlib.Path(sys.argv[1])
count.write_text((count.read_text() if count.exists() else "") + "x")
given = sys.stdin.read()
print('{"text": "read %s", "pages": 1, "told": 1}' % given)
"""


def child(code, *args):
    return (sys.executable, "-c", code, *args)


@pytest.fixture
def counting(tmp_path):
    count = tmp_path / "count"
    desk = PdfDesk(command=child(COUNTS, str(count)))
    return desk, lambda: len(count.read_text()) if count.exists() else 0


async def test_what_was_asked_for_is_read_once_and_then_known(counting):
    desk, reads = counting
    asking = Asking(desk)
    assert asking("AAA") is None
    assert list(asking.unread.values()) == ["AAA"]
    await asking.read()
    assert asking.unread == {}
    assert asking("AAA") == PdfText("read AAA", 1, 1)
    assert Asking(desk)("AAA") == PdfText("read AAA", 1, 1)
    assert reads() == 1


async def test_those_who_ask_at_once_wait_for_one_child(counting):
    desk, reads = counting
    askings = [Asking(desk) for _ in range(5)]
    for asking in askings:
        asking("AAA")
    await asyncio.gather(*(asking.read() for asking in askings))
    assert {asking("AAA") for asking in askings} == {PdfText("read AAA", 1, 1)}
    assert reads() == 1


async def test_one_who_goes_leaves_the_child_to_the_others(counting):
    desk, reads = counting
    first, second = Asking(desk), Asking(desk)
    first("AAA")
    second("AAA")
    going = asyncio.ensure_future(first.read())
    staying = asyncio.ensure_future(second.read())
    await asyncio.sleep(0)
    going.cancel()
    await staying
    assert second("AAA") == PdfText("read AAA", 1, 1)
    assert reads() == 1


async def test_one_that_never_ends_is_ended_and_not_tried_again():
    desk = PdfDesk(command=child("while True: pass"), seconds=0.3)
    asking = Asking(desk)
    asking("AAA")
    await asking.read()
    assert asking("AAA") == PdfText(why=TOO_LONG)
    assert Asking(desk)("AAA") == PdfText(why=TOO_LONG)


@pytest.mark.parametrize(
    "code", ["raise SystemExit(1)", "print('no json')", "import os; os.kill(os.getpid(), 9)"]
)
async def test_a_child_that_dies_is_an_answer(code):
    asking = Asking(PdfDesk(command=child(code)))
    asking("AAA")
    await asking.read()
    assert asking("AAA").why == TOO_LONG


async def test_without_the_reader_it_says_what_is_missing(monkeypatch, counting):
    desk, reads = counting
    monkeypatch.setattr(pdf_desk, "find_spec", lambda _name: None)
    asking = Asking(desk)
    asking("AAA")
    await asking.read()
    assert asking("AAA") == PdfText(why=NO_READER)
    assert reads() == 0


async def test_a_reader_that_cannot_be_started_is_an_answer():
    asking = Asking(PdfDesk(command=("/no/such/program",)))
    asking("AAA")
    await asking.read()
    assert "cannot be started" in asking("AAA").why


async def test_bounds(monkeypatch, counting):
    desk, reads = counting
    monkeypatch.setattr(pdf_desk, "MOST_BYTES", 30)
    monkeypatch.setattr(pdf_desk, "MOST_ASKED", 2)
    asking = Asking(desk)
    for data in ("A" * 100, "B", "C"):
        asking(data)
    await asking.read()
    assert [asking(data).why for data in ("A" * 100, "B", "C")] == [TOO_LARGE, "", TOO_MANY]
    assert reads() == 1


async def test_the_oldest_is_forgotten_but_not_by_who_has_it(monkeypatch, counting):
    desk, _ = counting
    monkeypatch.setattr(pdf_desk, "MOST_CHARACTERS", 10)
    asking = Asking(desk)
    asking("A")
    await asking.read()
    asking("B")
    await asking.read()
    assert [asking(data).text for data in "AB"] == ["read A", "read B"]
    digest = {data: hashlib.sha256(data.encode()).hexdigest() for data in "AB"}
    assert desk.get(digest["A"]) is None
    assert desk.get(digest["B"]) == PdfText("read B", 1, 1)
    desk.forget()
    assert desk.get(digest["B"]) is None


async def test_the_real_reader():
    asking = Asking(PdfDesk())
    asking("bm8gcGRm")
    await asking.read()
    assert asking("bm8gcGRm") == PdfText(why=BROKEN)


async def test_closing_ends_the_children():
    desk = PdfDesk(command=child("while True: pass"))
    asking = Asking(desk)
    asking("AAA")
    reading = asyncio.ensure_future(asking.read())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    desk.close()
    with pytest.raises(asyncio.CancelledError):
        await reading


PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/Resources<</Font<</F 4 0 R>>>>/Contents 5 0 R>>endobj
4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
5 0 obj<</Length 37>>stream
BT /F 12 Tf 9 9 Td (The words) Tj ET
endstream endobj
trailer<</Root 1 0 R/Size 6>>
startxref
0
%%EOF"""

UPSTREAM = """
[wide]
title = "Takes everything"
first_ms = 0
steps = [{ text = "Read." }]
"""

HOME = """
[providers.up]
dialect = "chat"
base_url = "{url}/v1"
quirks = {{ documents = false }}
[tiers]
default = "up/wide"
"""


async def test_a_target_that_takes_no_pdf_gets_its_text(start):
    source = {"type": "base64", "media_type": "application/pdf", "data": base64.b64encode(PDF).decode()}
    document = {"type": "document", "title": "a.pdf", "source": source}
    async with SandboxServer(pace=0, extra=UPSTREAM) as sandbox, start(HOME.format(url=sandbox.url)) as road:
        status, _ = await road.ask("up/wide", messages=[{"role": "user", "content": [document]}])
        assert status == 200
        detail = await road.last()
        assert len(detail.attempts) == 1
        (message,) = json.loads(await road.leg(detail.row.id, "b", 1))["messages"]
        assert message["content"] == "[a.pdf]\n[text of a PDF: 1 page]\nThe words"
        assert [note.act for note in detail.notes if "content" in note.path] == ["approximated"]
        dry = await road.control.dry_run(Rehearsal(exchange=detail.row.id))
        assert b"The words" in dry.body
