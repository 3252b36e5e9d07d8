"""Keys that a person sets: kept as they are spelled, and complained of with file, line and key."""

import pytest

from tui_router.settings.load import SettingsError, load
from tui_router.settings.show import show


def test_keys_are_kept_as_spelled_and_shown_with_their_origin(write, home):
    loaded = load(write('[keys]\n"live.replay" = "ctrl+r"\n"app.help" = "f1,?"\n'), env=home)
    assert loaded.settings.keys == {"live.replay": "ctrl+r", "app.help": "f1,?"}
    shown = [row for row in show(loaded) if row[0].startswith("keys")]
    assert [row[1] for row in shown] == ["ctrl+r", "f1,?"]
    assert all(row[2].endswith((":2", ":3")) for row in shown)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[keys]\nlive = { replay = "r" }\n', "in quotes"),
        ('[keys]\n"live.replay" = 3\n', "text"),
        ('[keys]\n"live.replay" = ""\n', "must be a key"),
        ('[keys]\n"live.replay" = "\\u001b"\n', "must be a key"),
        ("[keys]\n" + "".join(f'"live.x{n}" = "r"\n' for n in range(301)), "more than 300"),
        ("keys = 3\n", "must be a table"),
    ],
)
def test_what_is_no_table_of_keys_is_told(write, home, text, says):
    with pytest.raises(SettingsError, match=says):
        load(write(text), env=home)
