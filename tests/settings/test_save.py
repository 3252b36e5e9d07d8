"""The wiring goes back into the file, and nothing else of the file changes."""

import os
import stat
import subprocess
import sys
import tomllib

import pytest

from tui_router.core.target import TIERS, Target
from tui_router.settings import save
from tui_router.settings.patch import plain
from tui_router.settings.problems import SettingsError
from tui_router.settings.save import write_patch

FILE = """\
# mine
[providers.a]   # the first
dialect = "chat"
base_url = "http://127.0.0.1:1/v1"

[tiers]
# cheap
haiku = "a/small"   # for titles
opus  =  "a/big"

[ui]
theme = 'x' # last
"""


def put_tiers(path, tiers):
    """Make `[tiers]` say exactly this."""
    write_patch(path, {"tiers": {tier: plain(tiers[tier]) if tier in tiers else None for tier in TIERS}})


def wiring(path):
    return tomllib.loads(path.read_text())["tiers"]


def test_a_changed_tier_keeps_comments_order_and_everything_else(write):
    path = write(FILE)
    put_tiers(
        path, {"haiku": (Target("a", "other"),), "opus": (Target("a", "big"),), "default": (Target("a"),)}
    )
    text = path.read_text()
    assert wiring(path) == {"haiku": "a/other", "opus": "a/big", "default": "a"}
    for kept in (
        "# mine",
        "[providers.a]   # the first",
        "# cheap",
        "# for titles",
        "theme = 'x' # last",
        'opus  =  "a/big"',
    ):
        assert kept in text


CHAINS = """\
[tiers]
haiku = "a/small"   # for titles
opus = [       # best
  "a/big",     # the usual
  "b/small",   # when it is down
]              # end
sonnet = ["a/x", 'b/y'] # even
fable = ["a/one"] # a list of one
"""


def chain(*names):
    return tuple(Target.parse(name) for name in names)


def test_a_chain_that_stays_is_not_touched_and_one_that_changes_keeps_the_comments(write):
    path = write(CHAINS)
    same = {"haiku": chain("a/small"), "opus": chain("a/big", "b/small"), "sonnet": chain("a/x", "b/y"), "fable": chain("a/one")}  # fmt: skip
    put_tiers(path, same)
    assert path.read_text() == CHAINS
    put_tiers(path, {**same, "opus": chain("c/new", "b/small")})
    assert path.read_text() == CHAINS.replace("a/big", "c/new")


def test_targets_become_chains_and_chains_targets(write):
    path = write(CHAINS)
    put_tiers(path, {"haiku": chain("a/small", "b"), "opus": chain("a/big", "c/x", "b/small"), "sonnet": chain("b/y"), "default": chain("a", "b")})  # fmt: skip
    assert wiring(path) == {
        "haiku": ["a/small", "b"], "opus": ["a/big", "c/x", "b/small"], "sonnet": "b/y", "default": ["a", "b"],
    }  # fmt: skip
    for kept in ("# for titles", "# end", "# even"):
        assert kept in path.read_text()


def test_a_tier_that_is_not_named_loses_its_wire(write):
    path = write(FILE)
    put_tiers(path, {"opus": (Target("a", "big"),)})
    assert wiring(path) == {"opus": "a/big"}


def test_the_same_wiring_does_not_touch_the_file(write):
    path = write(FILE)
    before = path.stat()
    put_tiers(path, {"haiku": (Target("a", "small"),), "opus": (Target("a", "big"),)})
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[ui]\ntheme = 'x'\n",
        "tiers = { haiku = 'a/b' }\n",
        "tiers.haiku = 'a/b'\n[ui]\n",
        "[tiers]\r\nhaiku = 'a/b'\r\n",
    ],
)
def test_every_form_of_the_table_is_understood(write, text):
    path = write(text)
    put_tiers(path, {"haiku": (Target("x", "y/z"),)})
    assert wiring(path) == {"haiku": "x/y/z"}


def test_a_file_that_was_not_there_is_made_for_the_owner(tmp_path):
    path = tmp_path / "new" / "config.toml"
    put_tiers(path, {"haiku": (Target("x", "y"),)})
    assert wiring(path) == {"haiku": "x/y"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_mode_is_kept_and_no_draft_is_left(write, tmp_path):
    path = write(FILE)
    path.chmod(0o640)
    put_tiers(path, {})
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["config.toml"]


def test_a_link_stays_a_link(write, tmp_path):
    real = write(FILE, "dotfiles.toml")
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    put_tiers(link, {"haiku": (Target("x", "y"),)})
    assert link.is_symlink()
    assert wiring(real) == {"haiku": "x/y"}


def test_a_link_to_nothing_a_folder_or_itself_is_refused(tmp_path):
    (tmp_path / "folder").mkdir()
    for name, target in (("a", "none"), ("b", "folder"), ("c", "c")):
        (tmp_path / name).symlink_to(tmp_path / target)
        with pytest.raises(SettingsError):
            put_tiers(tmp_path / name, {"haiku": (Target("x", "y"),)})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "b", "c", "folder"]


def test_a_read_only_file_and_another_users_file_are_left_alone(write, monkeypatch):
    path = write(FILE)
    path.chmod(0o444)
    with pytest.raises(SettingsError, match="read-only"):
        put_tiers(path, {})
    path.chmod(0o600)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(SettingsError, match="another user"):
        put_tiers(path, {})
    assert path.read_text() == FILE


def test_a_file_that_is_not_toml_is_left_as_it_is(write):
    path = write("[tiers\n")
    with pytest.raises(SettingsError, match="not TOML"):
        put_tiers(path, {})
    assert path.read_text() == "[tiers\n"


def test_what_an_editor_saves_meanwhile_is_not_lost(write, monkeypatch):
    path = write(FILE)
    edited, real = [], save._edited

    def meanwhile(*args):
        found = real(*args)
        if not edited:
            edited.append(True)
            path.write_text(FILE + "\n[journal]\nkeep_mb = 7\n")
        return found

    monkeypatch.setattr(save, "_edited", meanwhile)
    put_tiers(path, {"haiku": (Target("x", "y"),)})
    assert tomllib.loads(path.read_text())["journal"] == {"keep_mb": 7}
    assert wiring(path) == {"haiku": "x/y"}


def test_a_file_that_never_rests_is_given_up_whole(write, monkeypatch, tmp_path):
    path = write(FILE)
    count, real = iter(range(100)), save._edited

    def meanwhile(*args):
        found = real(*args)
        path.write_text(FILE + f"# {next(count)}\n")
        return found

    monkeypatch.setattr(save, "_edited", meanwhile)
    with pytest.raises(SettingsError, match="keeps changing"):
        put_tiers(path, {"haiku": (Target("x", "y"),)})
    assert path.read_text().startswith(FILE)
    assert [p.name for p in tmp_path.iterdir()] == ["config.toml"]


@pytest.mark.parametrize("step", ["fsync", "fchmod", "replace"])
def test_a_failure_at_any_step_leaves_the_old_file_and_no_draft(write, monkeypatch, tmp_path, step):
    path = write(FILE)

    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os if step != "replace" else type(path), step, fail)
    with pytest.raises(SettingsError, match="No space left"):
        put_tiers(path, {"haiku": (Target("x", "y"),)})
    monkeypatch.undo()
    assert path.read_text() == FILE
    assert [p.name for p in tmp_path.iterdir()] == ["config.toml"]


CHILD = """
import itertools, sys
from pathlib import Path
from tui_router.settings.save import write_patch

for n in itertools.count():
    write_patch(Path(sys.argv[1]), {"tiers": {"haiku": f"a/m{n}" + "x" * 4000, "opus": None}})
    print(n, flush=True)
"""


@pytest.mark.parametrize("writes", [1, 2, 5, 9])
def test_killed_at_any_moment_the_file_is_the_old_one_or_the_new_one(write, writes):
    path = write(FILE)
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True)
    try:
        for _ in range(writes):
            done = int(child.stdout.readline())
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
    found = wiring(path)["haiku"].removeprefix("a/m").rstrip("x")
    assert int(found) >= done
    assert "# for titles" in path.read_text()
