import os

from tui_router.tui.theme_watch import MOST, ThemeWatch, stamps
from tui_router.tui.themes import shipped_dir

DUSK = (shipped_dir() / "dusk.toml").read_text(encoding="utf-8")


def test_nothing_changed_is_nothing(tmp_path):
    (tmp_path / "a.toml").write_text(DUSK)
    assert ThemeWatch([tmp_path, tmp_path / "nowhere"]).changed() is None


def test_a_file_that_comes_changes_and_goes_is_seen(tmp_path):
    watch = ThemeWatch([tmp_path])
    file = tmp_path / "mine.toml"
    file.write_text(DUSK.replace('name = "dusk"', 'name = "mine"'))
    assert list(watch.changed().themes) == ["mine"]
    assert watch.changed() is None
    file.write_text("name = 3")
    assert watch.changed().problems
    file.unlink()
    assert watch.changed().themes == {}


def test_a_file_of_the_same_age_and_size_that_took_its_place_is_seen(tmp_path):
    file, other = tmp_path / "mine.toml", tmp_path / "draft"
    file.write_text(DUSK)
    other.write_text(DUSK.replace("#56c8f5", "#ffffff"))
    told = file.stat()
    os.utime(other, ns=(told.st_atime_ns, told.st_mtime_ns))
    watch = ThemeWatch([tmp_path])
    other.replace(file)
    assert watch.changed().themes["dusk"].accent == "#ffffff"


def test_a_folder_of_many_files_is_bounded(tmp_path):
    for number in range(MOST + 20):
        (tmp_path / f"{number}.toml").touch()
    (tmp_path / "notes.txt").touch()
    assert len(stamps([tmp_path])) == MOST
