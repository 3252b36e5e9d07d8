import sqlite3

import pytest

from tui_router.journal.migrate import STEPS, VERSION, NewerJournal, check, migrate


@pytest.fixture
def db(tmp_path):
    opened = sqlite3.connect(tmp_path / "journal.db", isolation_level=None)
    yield opened
    opened.close()


def tables(db) -> set[str]:
    return {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_a_new_file_gets_every_step(db):
    migrate(db)
    assert tables(db) == {"exchange", "detail", "leg", "figure"}
    assert check(db) == VERSION == len(STEPS)


def test_an_older_file_takes_only_the_steps_it_lacks(db):
    first, second = "CREATE TABLE one (x);", "CREATE TABLE two (x); INSERT INTO two SELECT x FROM one;"
    migrate(db, (first,))
    db.execute("INSERT INTO one VALUES (7)")
    migrate(db, (first, second))
    assert db.execute("SELECT x FROM two").fetchall() == [(7,)]
    assert check(db, 2) == 2


def test_a_step_that_fails_leaves_the_file_as_it_was(db):
    migrate(db, ("CREATE TABLE one (x);",))
    with pytest.raises(sqlite3.Error):
        migrate(db, ("CREATE TABLE one (x);", "CREATE TABLE two (x); CREATE TABLE one (x);"))
    db.rollback()
    assert tables(db) == {"one"}
    assert check(db, 2) == 1


def test_a_newer_file_is_refused_untouched(db):
    migrate(db)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(NewerJournal, match=f"form {VERSION + 1}"):
        migrate(db)


def test_another_programs_database_is_refused(db):
    db.execute("CREATE TABLE bookmarks (x)")
    with pytest.raises(NewerJournal, match="another program"):
        migrate(db)
    assert tables(db) == {"bookmarks"}
