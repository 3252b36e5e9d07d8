import os

from tui_router.settings.watch import Watch


def test_a_file_left_alone_has_not_changed(write):
    watch = Watch(write("a = 1"))
    assert [watch.changed(), watch.changed()] == [False, False]


def test_a_write_is_seen_once(write):
    path = write("a = 1")
    watch = Watch(path)
    path.write_text("a = 22")
    assert [watch.changed(), watch.changed()] == [True, False]


def test_a_rename_into_place_is_seen_though_time_and_size_are_the_same(write, tmp_path):
    path = write("a = 1")
    watch = Watch(path)
    before = path.stat()
    other = tmp_path / "draft"
    other.write_text("a = 2")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.rename(path)
    assert watch.changed()


def test_a_file_that_is_gone_says_nothing_until_it_is_back(write):
    path = write("a = 1")
    watch = Watch(path)
    path.unlink()
    assert not watch.changed()
    path.write_text("a = 2 # back")
    assert [watch.changed(), watch.changed()] == [True, False]


def test_a_file_that_comes_only_later_is_seen(tmp_path):
    watch = Watch(tmp_path / "c.toml")
    assert not watch.changed()
    (tmp_path / "c.toml").write_text("")
    assert watch.changed()


def test_a_link_that_points_elsewhere_is_seen(write, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(write("a = 1", "one"))
    watch = Watch(link)
    link.unlink()
    link.symlink_to(write("a = 2 ", "two"))
    assert watch.changed()


def test_a_broken_path_is_survived(tmp_path):
    (tmp_path / "file").write_text("")
    assert not Watch(tmp_path / "file" / "below").changed()
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert not Watch(loop).changed()
