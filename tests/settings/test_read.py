import os

import pytest

from tui_router.settings.problems import SettingsError
from tui_router.settings.read import SIZE_CAP, parse, read_source, read_text


def test_a_file_comes_with_its_lines(write):
    source = read_source(write("[a]\nb = 1\n"))
    assert source.table == {"a": {"b": 1}}
    assert source.lines[("a", "b")] == 2


def test_a_file_at_the_limit_is_read_and_one_byte_more_is_not(write):
    assert len(read_text(write("#" * SIZE_CAP))) == SIZE_CAP
    with pytest.raises(SettingsError, match="larger than 256 KiB"):
        read_text(write("#" * (SIZE_CAP + 1)))


def test_an_open_end_is_blamed_on_the_last_line(write):
    path = write("a = 1\nb = [\n1,\n")
    with pytest.raises(SettingsError) as caught:
        read_source(path)
    assert caught.value.problems[0].line == 3


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(SettingsError, match="No such file"):
        read_text(tmp_path / "none.toml")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_says_so(write):
    path = write("a = 1")
    path.chmod(0)
    with pytest.raises(SettingsError, match="Permission denied"):
        read_text(path)


def test_the_parser_gives_the_problem_and_not_a_traceback(tmp_path):
    with pytest.raises(SettingsError) as caught:
        parse(tmp_path / "x", "a = 1\na = 2\n")
    assert caught.value.__cause__ is None
    assert caught.value.problems[0].line == 2
