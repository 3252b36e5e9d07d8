from rich.cells import cell_len

from tui_router.tui.glyphs import ASCII
from tui_router.tui.lines.entry import Look
from tui_router.tui.lines.line import plain
from tui_router.tui.lines.settings_rows import setting_entries
from tui_router.tui.settings_book import Item

ITEMS = [
    Item("look", "theme", "LOOK", "theme", "dusk", "colours", "default"),
    Item("key", "live.open", "KEYS  Live", "Open", "⏎", "open the exchange"),
    Item("key", "live.fix", "KEYS  Live", "Fix", "^a", "apply the remedy", "was A", changed=True),
]


PLAIN = Look()


def drawn(width=60, look=PLAIN):
    return [plain(entry.draw(look)) for entry in setting_entries(ITEMS, width)]


def test_groups_have_a_heading_and_things_a_key():
    entries = list(setting_entries(ITEMS, 60))
    assert [entry.key for entry in entries] == [
        None, ("look", "theme"), None, None, ("key", "live.open"), ("key", "live.fix"),
    ]  # fmt: skip
    assert drawn()[0] == "LOOK"
    assert drawn()[3] == "KEYS  Live"


def test_a_line_has_its_value_and_its_origin():
    assert drawn()[1].split() == ["theme", "dusk", "colours", "default"]
    assert drawn()[5].split()[:2] == ["^a", "Fix"]
    assert drawn()[5].endswith("was A")
    assert {cell_len(line) for line in drawn() if "default" in line or "was" in line} == {60}


def test_ascii_has_no_signs_of_its_own():
    assert "".join(drawn(look=Look(glyphs=ASCII))).isascii()
