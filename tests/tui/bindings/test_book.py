import subprocess
import sys

from tui_router.tui.bindings.book import TABLES, every_key


def test_every_screen_has_its_table_and_every_id_means_one_thing():
    assert {"Live", "Routes", "Diagnostics", "Sessions"} <= set(TABLES)
    keys = every_key()
    for table in TABLES.values():
        for key in table:
            assert keys[key.id].action == key.action, key.id


def test_the_tables_can_be_read_without_the_screens_library():
    code = "import sys, tui_router.tui.keymap; assert 'textual' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
