import subprocess
import sys

import pytest

from tui_router.journal.lock import JournalTaken, WriterLock, held


def test_only_one_holds_it(tmp_path):
    db = tmp_path / "journal.db"
    assert not held(db)
    lock = WriterLock(db)
    assert held(db)
    with pytest.raises(JournalTaken):
        WriterLock(db)
    lock.release()
    assert not held(db)
    WriterLock(db).release()


def test_it_goes_with_a_killed_process(tmp_path):
    db = tmp_path / "journal.db"
    code = (
        "import sys; from pathlib import Path; from tui_router.journal.lock import WriterLock\n"
        "lock = WriterLock(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(db)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout.readline() == b"held\n"
        assert held(db)
        holder.kill()
    assert not held(db)


def test_a_link_in_its_place_is_not_followed(tmp_path):
    (tmp_path / "journal.db.lock").symlink_to(tmp_path / "victim")
    with pytest.raises(OSError, match="symbolic"):
        WriterLock(tmp_path / "journal.db")
    assert not (tmp_path / "victim").exists()
