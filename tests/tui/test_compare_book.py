import json

import pytest
from msgspec.structs import replace

from tui_router.control.client import ControlError
from tui_router.journal.record import AttemptRow
from tui_router.tui import compare_book
from tui_router.tui.compare_book import CompareBook, Pick

PAIR = (Pick(35), Pick(34))


async def read(fakes, control=None, legs="bd", pair=PAIR, book=None):
    control = control or fakes.FakeControl()
    book = book or CompareBook()
    said = []
    await book.read(control, pair, legs, said.append)
    return book, control, said


async def test_only_what_is_looked_at_is_read_and_the_answers(fakes):
    book, control, said = await read(fakes, legs="b")
    asked = [words for words in control.asked if words.startswith("leg")]
    assert asked == ["leg 35 b 0", "leg 35 d 0", "leg 34 b 0", "leg 34 d 0"]
    assert any(words.startswith("reading leg b of #35: ") for words in said)
    await read(fakes, control, legs="ab", book=book)
    more = [words for words in control.asked if words.startswith("leg")][len(asked) :]
    assert more == ["leg 35 a 0", "leg 34 a 0"]


async def test_a_leg_is_read_to_its_end_and_no_further_than_can_be_compared(fakes, monkeypatch):
    monkeypatch.setattr(compare_book, "LEG_CAP", 2 * 1024 * 1024)
    control = fakes.FakeControl()
    control.legs[35, "b"] = bytearray(b"x" * (3 * 1024 * 1024))
    control.legs[34, "b"] = bytearray(b"x" * 1_500_000)
    book, _, _ = await read(fakes, control, legs="b")
    assert [words for words in control.asked if words.startswith("leg 35 b")] == [
        "leg 35 b 0",
        "leg 35 b 1048576",
    ]
    section = book.compare(PAIR, "b").sections[0]
    assert section.note == "Only the first 2.1 MB are compared."


async def test_two_exchanges_are_compared_on_the_legs_asked_for(fakes):
    control = fakes.FakeControl()
    body = json.loads(control.legs[35, "b"]) | {"top_k": 40}
    control.legs[35, "b"] = bytearray(json.dumps(body).encode())
    book, _, _ = await read(fakes, control, legs="abcd")
    found = book.compare(PAIR, "abcd")
    assert [section.leg for section in found.sections] == ["a", "b", "c", "d"]
    assert found.counted == ("2 changes", "2 in the request")
    assert [section.found.changes for section in found.sections] == [0, 2, 0, 0]
    assert found.verdict.text == "B is 2.7× faster, and calls no tool either"


async def test_streams_of_the_upstream_are_compared_as_they_read(fakes):
    control = fakes.FakeControl()
    control.legs[34, "c"] = bytearray(fakes.chat_chunk("I will read ") + fakes.chat_chunk("another thing."))
    book, _, _ = await read(fakes, control, legs="c")
    found = book.compare(PAIR, "c")
    assert found.counted == ("1 change", "1 in the upstream's answer")
    body = bytearray(b'{"error": "no"}')
    control.legs[34, "c"] = control.legs[35, "c"] = body
    book, _, _ = await read(fakes, control, legs="c")
    assert book.compare(PAIR, "c").counted[0] == "no change"


async def test_what_is_missing_is_said(fakes):
    control = fakes.FakeControl()
    del control.legs[34, "b"]
    book, _, _ = await read(fakes, control, pair=(Pick(36), Pick(34)), legs="b")
    section = book.compare((Pick(36), Pick(34)), "b").sections[0]
    assert section.said == ("Answered here; nothing was sent upstream.", "Nothing was captured.")
    control.legs[41, "d"] = bytearray()
    book, _, _ = await read(fakes, control, pair=(Pick(41), Pick(34)), legs="d")
    assert book.compare((Pick(41), Pick(34)), "d").sections[0].said[0] == "Nothing yet."


async def test_another_refusal_is_not_swallowed(fakes):
    control = fakes.FakeControl()
    control.down = ControlError("gone")
    with pytest.raises(ControlError, match="gone"):
        await read(fakes, control)


async def test_a_live_one_is_read_again(fakes):
    pair = (Pick(41), Pick(34))
    book, control, _ = await read(fakes, pair=pair)
    control.stream(41, "d", fakes.text_event(" And more."))
    await read(fakes, control, pair=pair, book=book)
    assert control.asked.count("leg 41 d 0") == 2
    assert control.asked.count("leg 34 d 0") == 1
    assert book.compare(pair, "d").verdict.text == "A is still being answered."


async def test_an_attempt_is_asked_for_by_its_number(fakes):
    control = fakes.FakeControl()
    control.details[37] = replace(control.details[37], attempts=[AttemptRow(number=1), AttemptRow(number=2)])
    asked = []
    leg = control.leg

    async def noted(id, name, *, attempt=0, offset=0):
        asked.append((id, name, attempt))
        return await leg(id, name, attempt=attempt, offset=offset)

    control.leg = noted
    pair = (Pick(37, 1), Pick(37))
    book, _, _ = await read(fakes, control, pair=pair)
    assert asked == [(37, "b", 1), (37, "d", 0), (37, "b", 0), (37, "d", 0)]
    found = book.compare(pair, "b")
    assert (found.a.attempt.number, found.b.attempt) == (1, None)
