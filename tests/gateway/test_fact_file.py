"""The facts on disk: whole at every moment, and never a reason not to start."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_router.core.fact import Fact
from tui_router.gateway import fact_file
from tui_router.gateway.fact_file import FactFile, unfit

CLAMP = Fact(
    provider="p",
    base_url="https://p.example/v1",
    model="m",
    name="max_output_tokens",
    value=8192,
    learned_at=5.0,
)
DROP = msgspec.structs.replace(
    CLAMP, name="drop", value="temperature", origin="person", pinned=True, exchange=7
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "facts.json"


def put(path: Path, **body: object) -> None:
    path.write_text(json.dumps(body))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def as_json(fact: Fact, **changed: object) -> dict[str, object]:
    return {**msgspec.to_builtins(fact), **changed}


def test_what_is_written_is_read(path: Path) -> None:
    assert FactFile(path).read() == []
    FactFile(path).write([CLAMP, DROP])
    assert FactFile(path).read() == [CLAMP, DROP]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["version"] == 1
    assert names(path.parent) == ["facts.json"]


def test_the_mode_is_ours_whatever_the_umask_and_a_draft_left_behind(path: Path) -> None:
    draft = path.with_name("facts.json.new")
    draft.write_text("half a fi")
    draft.chmod(0o644)
    old = os.umask(0)
    try:
        FactFile(path).write([CLAMP])
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert FactFile(path).read() == [CLAMP]


def test_a_draft_that_is_a_link_is_not_followed(path: Path) -> None:
    victim = path.with_name("victim")
    victim.write_text("mine")
    path.with_name("facts.json.new").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic"):
        FactFile(path).write([CLAMP])
    assert victim.read_text() == "mine"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"facts": []}',
        b'{"version": "1", "facts": []}',
        b'{"version": 1, "facts": 5}',
        b'{"version": 1, "facts": [}',
        b'{"version": 1, "facts": ["\xff"]}',
        b'{"version": 1, "facts": ' + b"[" * 100_000,
        b"\x00" * 1000,
    ],
    ids=lambda content: repr(content[:40]),
)
def test_a_file_nobody_can_read_is_set_aside(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(content)
    assert FactFile(path).read() == []
    aside = path.parent.glob("facts.json.broken-*")
    assert [broken.read_bytes() for broken in aside] == [content]
    assert "no facts are known" in caplog.text
    FactFile(path).write([CLAMP])
    assert FactFile(path).read() == [CLAMP]


def test_what_is_no_file_is_set_aside(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.mkdir()
    assert FactFile(path).read() == []
    FactFile(path).write([CLAMP])
    assert FactFile(path).read() == [CLAMP]
    path.unlink()
    path.symlink_to("/etc/hostname")
    assert FactFile(path).read() == []
    assert not path.exists()
    os.mkfifo(path)
    assert FactFile(path).read() == []
    assert "not a plain file" in caplog.text


def test_a_file_too_large_to_be_one_is_not_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FactFile(path).write([CLAMP])
    monkeypatch.setattr(fact_file, "LARGEST", 100)
    assert FactFile(path).read() == []
    assert not path.exists()


NEWER = as_json(CLAMP, name="melody", value="e4 e5")
ODD = [
    NEWER,
    as_json(CLAMP, value=-5),
    as_json(CLAMP, value=None),
    as_json(CLAMP, value=10**30),
    as_json(DROP, value="\x1b[2J"),
    as_json(CLAMP, model=""),
    as_json(CLAMP, model="x" * 501),
    as_json(CLAMP, provider="p\x00"),
    as_json(CLAMP, evidence="x" * 401),
    as_json(CLAMP, exchange=10**30),
    as_json(CLAMP, exchange=-1),
    as_json(CLAMP, origin="catalog"),
    as_json(CLAMP, origin="rumour"),
    as_json(CLAMP, until=9.0),
    as_json(CLAMP, conversation="c"),
    "a word",
    None,
]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_what_cannot_be_used_is_kept_aside_with_its_reason(
    path: Path, odd: object, caplog: pytest.LogCaptureFixture
) -> None:
    put(path, version=1, facts=[odd, as_json(DROP)])
    file = FactFile(path)
    assert file.read() == [DROP]
    assert "kept aside: 1" in caplog.text
    assert "\x1b" not in caplog.text
    file.write([CLAMP])
    stored = json.loads(path.read_text())
    assert [kept["fact"] for kept in stored["aside"]] == [odd]
    assert stored["aside"][0]["why"]
    again = FactFile(path)
    assert again.read() == [CLAMP]
    again.write([CLAMP])
    assert json.loads(path.read_text()) == stored


def test_what_was_kept_aside_is_used_once_it_can_be(path: Path) -> None:
    put(
        path,
        version=2,
        facts=[],
        aside=[{"why": "there is no fact called drop", "fact": as_json(DROP)}],
        more=1,
    )
    assert FactFile(path).read() == [DROP]


def test_what_is_kept_aside_is_bounded(path: Path) -> None:
    many = [as_json(CLAMP, name=f"n{number}") for number in range(fact_file.MOST_ASIDE + 50)]
    put(path, version=1, facts=[as_json(CLAMP, name="huge", evidence="x" * 5000), *many])
    file = FactFile(path)
    assert file.read() == []
    file.write([])
    assert len(json.loads(path.read_text())["aside"]) == fact_file.MOST_ASIDE


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELD = st.sampled_from(list(Fact.__struct_fields__))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.dictionaries(FIELD, JSON).map(lambda more: as_json(CLAMP, **more)), max_size=4))
def test_whatever_stands_in_it_what_is_read_can_be_written_and_read(path: Path, odd: list[object]) -> None:
    put(path, version=1, facts=odd)
    file = FactFile(path)
    found = file.read()
    assert all(not unfit(fact) for fact in found)
    file.write(found)
    assert FactFile(path).read() == found


WRITER = """
import sys
from pathlib import Path
from tui_router.core.fact import Fact
from tui_router.gateway.fact_file import FactFile
file = FactFile(Path(sys.argv[1]))
number = 0
while True:
    number += 1
    facts = [Fact(provider="p", base_url="u", model=f"m{n}", name="drop", value="x" * 150, evidence="e" * 400,
                  exchange=number) for n in range(300)]
    file.write(facts)
    if number == 1:
        print("begun", flush=True)
"""


def test_a_writer_that_is_killed_leaves_a_whole_file(path: Path) -> None:
    for delay in (0.0, 0.003, 0.011, 0.02, 0.047):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(delay)
            child.send_signal(signal.SIGKILL)
            child.wait(10)
        found = FactFile(path).read()
        assert len(found) == 300
        assert len({fact.exchange for fact in found}) == 1
    assert names(path.parent) in (["facts.json"], ["facts.json", "facts.json.new"])
