"""What is known of the targets, as the road reads it and as it outlives the gateway."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tui_router.core.fact import Fact
from tui_router.core.faults import ClientFault
from tui_router.gateway import fact_book, fact_talks, late_writer
from tui_router.gateway.fact_book import FactBook
from tui_router.providers.presets import presets
from tui_router.providers.provider import Provider

PROVIDER = Provider(name="p", dialect="chat", base_url="https://p.example/v1")
OTHER = Provider(name="o", dialect="chat", base_url="https://o.example/v1")


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(clock: Clock) -> FactBook:
    return FactBook(clock=clock)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "facts.json"


def fact(name: str = "max_output_tokens", value: Any = 8192, **more: Any) -> Fact:
    return Fact(
        **{"provider": "p", "base_url": PROVIDER.base_url, "model": "m", "name": name, "value": value, **more}
    )


def told(facts: Any) -> list[tuple[str, Any]]:
    return [(fact.name, fact.value) for fact in facts]


def known(book: FactBook, conversation: str = "", provider: Provider = PROVIDER) -> list[tuple[str, Any]]:
    return told(book.known(provider, "m", conversation))


# -- what the road sees


def test_nothing_is_known_at_first(book: FactBook) -> None:
    assert book.known(PROVIDER, "m") == ()
    assert (book.all(), len(book), book.revision, book.conversations) == ([], 0, 0, 0)


def test_what_was_learned_is_known_of_its_target_alone(book: FactBook) -> None:
    taken = book.learn([fact(), fact("drop", "temperature")])
    assert told(taken) == known(book) == [("max_output_tokens", 8192), ("drop", "temperature")]
    assert book.known(PROVIDER, "other") == ()
    assert book.known(OTHER, "m") == ()
    assert book.known(replace(PROVIDER, base_url="https://moved.example"), "m") == ()
    assert book.revision == 1


def test_a_snapshot_in_hand_does_not_change(book: FactBook) -> None:
    book.learn([fact()])
    before = book.known(PROVIDER, "m")
    assert book.known(PROVIDER, "m") is before
    book.learn([fact(value=4096)])
    assert told(before) == [("max_output_tokens", 8192)]
    assert known(book) == [("max_output_tokens", 4096)]


@pytest.mark.parametrize("value", [4096, 32_768])
def test_a_newer_word_counts_also_when_it_allows_more(book: FactBook, value: int) -> None:
    book.learn([fact()])
    assert told(book.learn([fact(value=value, exchange=2)])) == [("max_output_tokens", value)]
    assert known(book) == [("max_output_tokens", value)]
    assert len(book) == 1


def test_the_same_again_changes_nothing(book: FactBook) -> None:
    changes: list[int] = []
    book.on_change = lambda: changes.append(book.revision)
    book.learn([fact(exchange=1)])
    assert book.learn([fact(exchange=2), fact(exchange=3)]) == []
    assert changes == [1]
    assert book.all()[0].exchange == 1


def test_the_order_in_which_they_are_laid(book: FactBook, clock: Clock) -> None:
    gemini = presets()["gemini-openai"].provider("p", base_url=PROVIDER.base_url)
    model = "gemini-3.8-flash"
    book.put(fact("drop", "pinned", model=model, pinned=True))
    book.put(fact("drop", "person", model=model))
    book.learn([fact("drop", "talk", model=model, conversation="c")])
    book.learn([fact("drop", "while", model=model, until=clock.now + 60)])
    book.learn([fact("drop", "learned", model=model)])
    laid = [fact.value for fact in book.known(gemini, model, "c")]
    assert laid == [True, "learned", "person", "while", "pinned", "talk"]
    assert book.known(gemini, model)[0].origin == "catalog"


def test_what_somebody_said_lies_over_the_catalog(book: FactBook) -> None:
    gemini = presets()["gemini-openai"].provider("p", base_url=PROVIDER.base_url)
    book.put(fact("thought_signatures", False, model="gemini-3.8-flash"))
    assert [fact.origin for fact in book.known(gemini, "gemini-3.8-flash")] == ["person"]


def test_settings_that_change_are_looked_at_again(book: FactBook) -> None:
    gemini = presets()["gemini-openai"].provider("p")
    plain = replace(gemini, preset="")
    assert book.known(gemini, "gemini-3.8-flash")
    assert book.known(plain, "gemini-3.8-flash-x") == ()
    assert book.known(replace(gemini, preset="openai"), "gemini-3.8-flash") == ()


def test_what_was_read_is_handed_out_again_until_something_is_learned(book: FactBook) -> None:
    book.learn([fact("drop", f"m{number}") for number in range(20)])
    first = book.known(PROVIDER, "m", "c")
    assert len(first) == 20
    assert book.known(PROVIDER, "m", "d") is first
    book.learn([fact()])
    assert len(book.known(PROVIDER, "m", "c")) == 21


def test_the_targets_that_were_seen_are_bounded(book: FactBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fact_book, "MOST_TARGETS", 5)
    for number in range(12):
        book.known(PROVIDER, f"m{number}")
    assert [model for _, _, model in book.seen()] == ["m7", "m8", "m9", "m10", "m11"]


# -- for a while, and for a conversation


def test_what_holds_for_a_while_ends(book: FactBook, clock: Clock) -> None:
    book.learn([fact(value=20_000)])
    book.learn([fact(value=3_000, until=clock.now + 600)])
    assert known(book) == [("max_output_tokens", 20_000), ("max_output_tokens", 3_000)]
    assert len(book.all()) == 2
    clock.now += 599
    assert len(known(book)) == 2
    clock.now += 2
    assert known(book) == [("max_output_tokens", 20_000)]
    assert len(book.all()) == 1
    assert told(book.learn([fact(value=3_000, until=clock.now + 600)])) == [("max_output_tokens", 3_000)]


def test_the_same_for_longer_is_news_for_shorter_is_not(book: FactBook, clock: Clock) -> None:
    book.learn([fact(until=clock.now + 600)])
    assert book.learn([fact(until=clock.now + 500)]) == []
    assert book.learn([fact(until=clock.now + 700)])
    clock.now += 650
    assert known(book)


def test_a_conversation_keeps_its_own(book: FactBook) -> None:
    book.learn([fact("strip_thinking", True, conversation="c")])
    assert book.conversations == 1
    assert known(book) == known(book, "d") == []
    assert known(book, "c") == [("strip_thinking", True)]
    assert book.known(OTHER, "m", "c") == ()
    assert len(book) == 0
    assert book.forget(fact("strip_thinking", True, conversation="c"))
    assert (book.conversations, known(book, "c")) == (0, [])


def test_a_conversation_nobody_goes_on_with_is_forgotten(book: FactBook, clock: Clock) -> None:
    book.learn([fact("strip_thinking", True, conversation="old")])
    clock.now += 3600
    book.learn([fact("strip_thinking", True, conversation="new")])
    clock.now += fact_talks.UNUSED_S - 1
    assert known(book, "new")
    assert book.conversations == 1
    clock.now += fact_talks.UNUSED_S - 1
    assert known(book, "new")  # it was used in between
    clock.now += fact_talks.UNUSED_S + 1
    assert known(book, "new") == []


def test_conversations_are_bounded_the_one_unused_for_longest_goes(book: FactBook) -> None:
    for number in range(fact_talks.MOST):
        book.learn([fact("images", False, conversation=f"c{number}")])
    assert known(book, "c0")
    book.learn([fact("images", False, conversation="one more")])
    assert book.conversations == fact_talks.MOST
    assert known(book, "c0")
    assert known(book, "c1") == []


def test_what_one_conversation_holds_is_bounded(book: FactBook) -> None:
    book.learn([fact("drop", f"n{number}", conversation="c") for number in range(100)])
    assert len(known(book, "c")) == fact_talks.MOST_FACTS
    assert known(book, "c")[-1] == ("drop", "n99")


# -- persons


def test_a_persons_word(book: FactBook, clock: Clock) -> None:
    put = book.put(fact("output_field", "max_tokens", origin="learned", learned_at=3.0))
    assert (put.origin, put.learned_at, put.pinned) == ("person", clock.now, False)
    assert book.all() == [put]


def test_a_persons_word_ends_what_was_learned_for_a_while(book: FactBook, clock: Clock) -> None:
    book.learn([fact(value=3_000, until=clock.now + 600)])
    book.put(fact(value=16_000))
    assert known(book) == [("max_output_tokens", 16_000)]
    book.learn([fact(value=2_000, until=clock.now + 600)])
    assert known(book)[-1] == ("max_output_tokens", 2_000)


def test_what_is_no_fact_is_refused_in_words(book: FactBook) -> None:
    for bad in (
        fact(value=-1),
        fact("melody", 1),
        fact(model=""),
        fact(provider="p\x1b"),
        fact("drop", "\ud800"),
        fact(base_url="x" * 3000),
    ):
        with pytest.raises(ClientFault, match=r"\w+ \w+"):
            book.put(bad)
        assert book.learn([bad]) == []
    assert book.revision == 0


def test_a_pinned_fact_is_not_overwritten_by_what_is_learned(book: FactBook) -> None:
    book.put(fact(value=30_000, pinned=True))
    assert book.learn([fact(value=8_192), fact(value=1, until=9e9), fact(value=1, conversation="c")]) == []
    assert known(book, "c") == [("max_output_tokens", 30_000)]
    assert told(book.learn([fact("context_window", 100_000)])) == [("context_window", 100_000)]
    book.put(fact(value=30_000, pinned=False))
    assert book.learn([fact(value=8_192)])
    assert ("max_output_tokens", 8_192) in known(book)


def test_pinning_keeps_where_it_came_from(book: FactBook) -> None:
    book.learn([fact(exchange=12, diagnosis="max_tokens_too_large", evidence="at most 8192")])
    pinned = book.put(fact(pinned=True))
    assert (pinned.origin, pinned.exchange, pinned.evidence, pinned.pinned) == (
        "learned",
        12,
        "at most 8192",
        True,
    )
    assert book.put(fact(pinned=True)) == pinned
    revision = book.revision
    assert not book.put(fact(pinned=False)).pinned
    assert book.revision == revision + 1


def test_a_person_may_say_another_value_over_a_pinned_one(book: FactBook) -> None:
    book.put(fact(pinned=True))
    assert known(book) == [("max_output_tokens", 8192)]
    book.put(fact(value=4096, pinned=True))
    assert known(book) == [("max_output_tokens", 4096)]


def test_forgetting(book: FactBook) -> None:
    book.learn([fact("drop", "temperature"), fact("drop", "top_p"), fact()])
    assert book.forget(fact("drop", "top_p"))
    assert not book.forget(fact("drop", "top_p"))
    assert book.forget(fact(value=1))  # it is about the same thing, whatever it says
    assert known(book) == [("drop", "temperature")]


def test_each_change_is_told_once(book: FactBook) -> None:
    heard: list[int] = []
    book.on_change = lambda: heard.append(book.revision)
    book.learn([fact(), fact("drop", "a"), fact("drop", "b")])
    book.put(fact(value=5))
    book.forget(fact(value=5))
    book.forget(fact(value=5))
    assert heard == [1, 2, 3]


# -- what must not be kept


def test_evidence_is_masked_then_cut(book: FactBook) -> None:
    book.secrets = ["the-very-key"]
    words = "key the-very-key and sk-proj-abcdefgh12345678 " + "x" * 300 + " sk-ant-api03-" + "a1" * 60
    (taken,) = book.learn([fact(evidence=words)])
    assert "the-very-key" not in taken.evidence
    assert "abcdefgh12345678" not in taken.evidence
    assert "a1a1" not in taken.evidence
    assert len(taken.evidence) == fact_book.EVIDENCE
    (odd,) = book.learn([fact("images", False, evidence="\ud800 half \x1b[2J")])
    assert odd.evidence == "? half \x1b[2J"


def test_an_upstream_cannot_make_us_remember_a_key(book: FactBook) -> None:
    book.secrets = ["my-secret-value-123"]
    for value in ("my-secret-value-123", "a.my-secret-value-123.b", "sk-proj-abcdefgh12345678"):
        assert book.learn([fact("drop", value)]) == []
        with pytest.raises(ClientFault, match="looks like a key"):
            book.put(fact("drop", value))
    assert book.learn([fact(model="my-secret-value-123")]) == []


def test_the_oldest_learned_one_goes_when_there_are_too_many(
    book: FactBook, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fact_book, "MOST", 6)
    book.put(fact(model="person"))
    book.put(fact(model="pinned", pinned=True))
    for number in range(6):
        clock.now += 1
        book.learn([fact(model=f"m{number}")])
    assert sorted(fact.model for fact in book.all()) == ["m2", "m3", "m4", "m5", "person", "pinned"]
    for number in range(4):
        book.put(fact(model=f"said{number}"))
    assert book.learn([fact(model="late")]) == []
    with pytest.raises(ClientFault, match="forget some"):
        book.put(fact(model="late"))
    assert book.put(fact(model="person", value=1)).value == 1
    assert len(book) == 6


def test_one_target_cannot_push_the_others_out(book: FactBook, clock: Clock) -> None:
    book.learn([fact(model="good")])
    for number in range(fact_book.MOST_OF_TARGET + 30):
        clock.now += 1
        book.learn([fact("drop", f"n{number}")])
    assert len(book) == fact_book.MOST_OF_TARGET + 1
    assert book.known(PROVIDER, "good")
    assert known(book)[0] == ("drop", "n30")


# -- on disk


async def test_a_new_book_on_the_same_folder_knows_what_lasts(path: Path, clock: Clock) -> None:
    book = FactBook(path, clock=clock)
    book.learn([fact(evidence="at most 8192", exchange=3), fact("images", False, conversation="c")])
    book.learn([fact(value=1, until=clock.now + 60)])
    book.put(fact("drop", "top_p", pinned=True))
    lasting = [fact for fact in book.all() if fact.lasting]
    await book.close()
    again = FactBook(path, clock=clock)
    assert again.all() == lasting
    assert (again.revision, again.conversations) == (0, 0)
    assert known(again) == [("max_output_tokens", 8192), ("drop", "top_p")]


async def test_changes_in_quick_succession_are_one_write(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late_writer, "WRITE_AFTER", 0.05)
    book = FactBook(path)
    wrote: list[int] = []
    write = book._writer._file.write
    monkeypatch.setattr(book._writer._file, "write", lambda facts: (wrote.append(len(facts)), write(facts)))
    book.learn([fact()])
    book.learn([fact("drop", "a")])
    assert not path.exists()  # the road does not wait for the disk
    async with asyncio.timeout(30):
        await book._writer._writer._task
    assert wrote == [2]
    book.learn([fact("drop", "a")])
    assert not book.unwritten
    await book.close()
    assert wrote == [2]


async def test_what_changes_while_it_is_written_is_written_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_writer, "WRITE_AFTER", 0.0)
    book = FactBook(path)
    loop, write, first = asyncio.get_running_loop(), book._writer._file.write, True

    def slow(facts: Any) -> None:
        nonlocal first
        if first:
            first = False
            asyncio.run_coroutine_threadsafe(later(), loop).result(10)
        write(facts)

    async def later() -> None:
        book.learn([fact("drop", "late")])

    monkeypatch.setattr(book._writer._file, "write", slow)
    book.learn([fact()])
    async with asyncio.timeout(30):
        await book._writer._writer._task
    assert len(FactBook(path)) == 2


async def test_what_does_not_last_never_reaches_the_disk(path: Path, clock: Clock) -> None:
    book = FactBook(path, clock=clock)
    assert book.learn([fact(until=clock.now + 60), fact("images", False, conversation="c")])
    assert not book.unwritten
    await book.close()
    assert not path.exists()


async def test_closing_does_not_wait_for_more(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late_writer, "WRITE_AFTER", 3600)
    book = FactBook(path)
    book.learn([fact()])
    async with asyncio.timeout(30):
        await book.close()
        assert len(FactBook(path)) == 1
        book.learn([fact("drop", "after")])
        await book.close()
    assert len(FactBook(path)) == 2


async def test_a_disk_that_refuses_costs_no_fact(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    book = FactBook(path)
    path.with_name("facts.json.new").mkdir()
    book.learn([fact()])
    await book.close()
    assert "cannot be written" in caplog.text
    assert book.unwritten
    assert known(book) == [("max_output_tokens", 8192)]
    path.with_name("facts.json.new").rmdir()
    await book.close()
    assert not book.unwritten
    assert len(FactBook(path)) == 1


async def test_a_broken_file_does_not_keep_it_from_starting(path: Path) -> None:
    path.write_text('{"version": 1, "facts": [{"provider": ')
    book = FactBook(path)
    book.learn([fact()])
    await book.close()
    assert len(FactBook(path)) == 1
    assert len(list(path.parent.glob("facts.json.broken-*"))) == 1


async def test_a_file_with_too_many_keeps_the_newest(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = FactBook(path)
    for number in range(20):
        book.learn([fact(model=f"m{number}", learned_at=float(number + 1))])
    book.put(fact(model="said"))
    await book.close()
    monkeypatch.setattr(fact_book, "MOST", 5)
    assert [fact.model for fact in FactBook(path).all()] == ["said", "m19", "m18", "m17", "m16"]


LEARNER = """
import asyncio, sys
from pathlib import Path
from tui_router.core.fact import Fact
from tui_router.gateway import fact_book, late_writer
late_writer.WRITE_AFTER = 0.0

async def main():
    book = fact_book.FactBook(Path(sys.argv[1]))
    print(len(book), flush=True)
    number = 0
    while True:
        number += 1
        book.learn([Fact(provider="p", base_url="u", model=f"m{number % 200}", name="max_output_tokens", value=number,
                         evidence="e" * 400)])
        await asyncio.sleep(0)
        if number == 300:
            print("learning", flush=True)

asyncio.run(main())
"""


def test_a_gateway_that_is_killed_while_it_learns_starts_with_all_that_was_written(path: Path) -> None:
    counts = []
    for delay in (0.05, 0.08, 0.13):
        with subprocess.Popen([sys.executable, "-c", LEARNER, str(path)], stdout=subprocess.PIPE) as child:
            counts.append(int(child.stdout.readline()))
            child.stdout.readline()
            end = time.monotonic() + 20
            while not path.exists() and time.monotonic() < end:
                time.sleep(0.005)
            time.sleep(delay)
            child.send_signal(signal.SIGKILL)
            child.wait(10)
    assert counts[0] == 0
    assert counts[1] > 0
    assert counts[2] >= counts[1]
    assert len(FactBook(path)) == len(json.loads(path.read_text())["facts"])
    assert not list(path.parent.glob("*.broken-*"))
    assert path.stat().st_mode & 0o777 == 0o600
