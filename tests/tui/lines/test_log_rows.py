from rich.cells import cell_len

from tui_router.control.inspect import LogLine
from tui_router.tui.lines.entry import Look
from tui_router.tui.lines.line import plain
from tui_router.tui.lines.log_rows import FileLine, file_entries, log_entries, log_head


def line(**how):
    told = {"number": 7, "at": 0.0, "level": "warning", "source": "upstream", "text": "slow", "exchange": 0}
    return LogLine(**{**told, **how})


def drawn(entries):
    return [plain(entry.draw(Look())) for entry in entries]


def test_a_line_says_when_how_bad_who_and_what():
    (entry,) = log_entries([line()], 80)
    assert drawn([entry]) == ["00:00:00 warning  upstream   slow"]
    assert entry.key == 7
    assert [span.role for span in entry.draw(Look())] == ["ink-soft", "state-warn", "ink-soft", "ink"]


def test_a_long_text_is_wrapped_under_itself_and_bounded():
    entries = list(log_entries([line(text="word " * 100)], 80))
    assert len(entries) == 8
    assert {entry.key for entry in entries} == {7}
    assert all(cell_len(text) <= 76 for text in drawn(entries))
    assert drawn(entries)[1].startswith(" " * 29 + "word")


def test_hostile_text_stays_text():
    (entry,) = log_entries([line(text="[b]x\x1b]0;y\x07\n\u202ez", source="a" * 500, level="?")], 200)
    said = drawn([entry])[0]
    assert "[b]x" in said
    assert not {"\x1b", "\n", "\u202e"} & set(said)


def test_the_head_says_whether_the_newest_is_followed():
    said = plain(log_head(80, "following", "state-live").draw(Look()))
    assert said.startswith("TIME     LEVEL")
    assert said.endswith("following")
    assert cell_len(said) == 76


def test_lines_of_the_file_are_counted_from_its_end():
    entries = list(file_entries(["one", "two " * 40], "/x/gateway.log", 80))
    assert "gateway.log" in drawn(entries)[1]
    assert [entry.key for entry in entries[2:]] == [FileLine(2), FileLine(1), FileLine(1), FileLine(1)]
