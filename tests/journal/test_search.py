import json
import os
import signal
import subprocess
import sys
from contextlib import suppress

import pytest

from tui_router.journal import search as search_module
from tui_router.journal.record import LegCapture
from tui_router.journal.search import (
    EXIT_TIME,
    PATTERN_CAP,
    BadPattern,
    Held,
    Job,
    Search,
    Step,
    compiled,
    finder,
    framed,
)
from tui_router.journal.store import Store, pack

KEY = "sk-ant-api03-a1B2c3D4e5F6g7H8i9J0"
NEVER = "(x+x+)+y"
"""An expression that takes longer than the sun will shine on a run of x."""


@pytest.fixture
def journal(db, make_entry):
    store = Store(db)
    more = LegCapture(leg="c", attempt=1, data=b'{"said": "Needle"}', size=18)
    entries = [make_entry(id, b"hay of %d" % id) for id in range(1, 6)]
    entries[1].legs.append(pack(more))
    entries[3].legs.append(pack(more))
    store.write(entries)
    store.close()
    return db


def steps(db, job: Job, held=()) -> list[Step]:
    told: list[Step] = []
    Search(db, lambda step: told.append(Step(**{n: getattr(step, n) for n in step.__struct_fields__}))).run(
        job, held
    )
    return told


def found(db, **job) -> list[int]:
    return [id for step in steps(db, Job(**job)) for id in step.ids]


def test_bodies_are_searched_in_any_case_the_newest_first(journal):
    told = steps(journal, Job(pattern="nee.le"))
    assert [id for step in told for id in step.ids] == [4, 2]
    assert (told[0].searched, told[0].total, told[0].done) == (0, 5, False)
    assert (told[-1].searched, told[-1].total, told[-1].done) == (5, 5, True)


def test_it_is_narrowed_to_legs_and_exchanges(journal):
    assert found(journal, pattern="needle", legs="ab") == []
    assert found(journal, pattern="hay", legs="a") == [5, 4, 3, 2, 1]
    assert found(journal, pattern="hay", before=4, after=1) == [3, 2]
    assert found(journal, pattern="hay", ids=[2, 5, 99]) == [5, 2]
    assert steps(journal, Job(pattern="hay", before=4))[-1].total == 3


def test_what_is_held_is_searched_with_its_secrets_masked(journal):
    held = [
        Held(9, b"a needle"),
        Held(9, b"a needle"),
        Held(8, KEY.encode()),
        Held(7, b"open sesame"),
        Held(3, b"needle"),
    ]
    job = Job(pattern="needle|a1B2|sesame", held=[9, 8, 7, 3], known=[b"open sesame"])
    told = steps(journal, job, held)
    assert [id for step in told for id in step.ids] == [9, 3, 4, 2]
    assert told[-1].total == told[-1].searched == 8
    older = steps(journal, Job(pattern="needle", held=[9], before=3), held)
    assert [id for step in older for id in step.ids] == [2]


def test_what_is_held_and_stored_is_one_exchange(journal):
    told = steps(journal, Job(pattern="hay", held=[5]), [Held(5, b"nothing")])
    assert [id for step in told for id in step.ids] == [5, 4, 3, 2, 1]
    assert told[-1].total == 5


def test_many_finds_come_in_steps(journal, monkeypatch):
    monkeypatch.setattr(search_module, "MOST_IDS", 2)
    assert [step.ids for step in steps(journal, Job(pattern="hay")) if step.ids] == [[5, 4], [3, 2], [1]]


def test_steps_come_by_the_clock(journal):
    now = iter(range(100))
    told: list[int] = []
    Search(journal, lambda step: told.append(step.searched), clock=lambda: float(next(now))).run(
        Job(pattern="x"), []
    )
    assert told == [0, 1, 2, 3, 4, 5, 5]


def test_without_a_journal_there_is_nothing(db):
    assert steps(db, Job(pattern="x"))[-1] == Step(done=True)


def test_a_damaged_leg_holds_nothing(db, make_entry):
    entry = make_entry(1)
    entry.legs[0].data = b"no zlib"
    store = Store(db)
    store.write([entry, make_entry(2)])
    store.close()
    assert found(db, pattern="leg") == [2]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("", "there is nothing to look for"),
        ("(ab", "the expression cannot be read: missing ), unterminated subpattern at character 1"),
        ("äö[b", "the expression cannot be read: unterminated character set at character 3"),
        ("x{99999999999999999999}", "the expression cannot be read: the repetition number is too large"),
        ("a" * (PATTERN_CAP + 1), "an expression has at most 1,000 characters"),
        ("(" * PATTERN_CAP, "the expression cannot be read: "),
        ("\ud800", "the expression cannot be read: "),
    ],
)
def test_a_bad_expression_is_told_in_words(pattern, words):
    with pytest.raises(BadPattern) as caught:
        compiled(pattern)
    assert str(caught.value).startswith(words)


def test_the_expression_is_over_bytes():
    assert compiled("ä").search("Wäsche".encode())


@pytest.mark.parametrize(
    ("pattern", "body", "has"),
    [
        ("Needle", "a nEEDLE", True),
        ("needle", "a nedle", False),
        ("WÄSCHE", "WÄsche", True),
        ("a b", "A B", True),
        ("a.b", "axb", True),
        ("a\\.b", "axb", False),
        ("a|b", "b", True),
        ("^b", "ab", False),
        ("b$", "ba", False),
        ("[x-z]", "-", False),
        ("a{2}", "a{2}", False),
        ("a?b", "b", True),
    ],
)
def test_words_and_expressions_are_told_apart(pattern, body, has):
    assert bool(finder(pattern)(body.encode())) is has


# -- as a process


def started(db, *frames) -> subprocess.Popen:
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "tui_router.journal.search", f"--db={db}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    child.stdin.write(b"".join(map(framed, frames)))
    child.stdin.flush()
    return child


def over(child) -> bool:
    """Both processes have ended: nobody holds the pipe they speak into."""
    child.stdout.read()
    return True


def close(child) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    child.stdin.close()
    child.stdout.close()


def test_the_process_tells_its_steps_a_line_each(journal):
    child = started(journal, Job(pattern="needle", held=[9]), Held(9, b"needle"), None)
    lines = [json.loads(line) for line in child.stdout]
    assert child.wait(10) == 0
    close(child)
    assert [id for line in lines for id in line.get("ids", [])] == [9, 4, 2]
    assert lines[-1]["done"] is True


def test_a_problem_is_told_in_words(tmp_path):
    path = tmp_path / "journal.db"
    path.write_bytes(b"this is no journal" * 100)
    child = started(path, Job(pattern="x"), None)
    (line,) = [json.loads(line) for line in child.stdout]
    close(child)
    assert line["done"]
    assert line["problem"].startswith("the journal cannot be read: ")


def test_an_expression_that_never_ends_is_ended_when_its_time_is_up(journal):
    child = started(journal, Job(pattern=NEVER, held=[9], seconds=0.5), Held(9, b"x" * 60), None)
    assert child.wait(20) == EXIT_TIME
    assert over(child)
    close(child)


def test_it_ends_when_its_input_is_closed_whatever_it_does(journal):
    child = started(journal, Job(pattern=NEVER, held=[9]), Held(9, b"x" * 60), None)
    assert json.loads(child.stdout.readline())["total"] == 6  # it is at work
    child.stdin.close()
    assert child.wait(20) != 0
    assert over(child)
    close(child)


def test_it_does_not_outlive_who_is_killed(journal):
    """As a gateway that dies of -9: nobody is left to end it."""
    lines = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-P', '-m', 'tui_router.journal.search', sys.argv[1]],"
        " stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)\n"
        "child.stdin.write(sys.stdin.buffer.read()); child.stdin.flush()\n"
        "child.stdout.readline(); print(child.pid, flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", lines, f"--db={journal}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,  # the search inherits it
    )
    holder.stdin.write(b"".join(map(framed, [Job(pattern=NEVER, held=[9]), Held(9, b"x" * 60), None])))
    holder.stdin.close()
    os.killpg(int(holder.stdout.readline()), 0)
    holder.kill()
    holder.wait()
    assert holder.stderr.read() == b""
    holder.stdout.close()
    holder.stderr.close()


def test_what_is_no_job_ends_it(db):
    child = started(db)
    child.stdin.write(b"\x00\x00\x00\x02no")
    child.stdin.close()
    assert child.wait(10) == 2
    close(child)
