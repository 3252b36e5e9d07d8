from tui_router.tui.bindings.book import every_key
from tui_router.tui.keymap import DEFAULT_KEYS, Keymap
from tui_router.tui.settings_book import EVERYWHERE, Looks, items

ROWS = [
    ("server.port", "8787", "default"),
    ("ui.theme", "paper", "config.toml:3"),
    ("ui.motion", "full", "default"),
    ("ui.signs", "unicode", "default"),
    ("journal.capture", "meta", "config.toml:9"),
    ('keys."live.replay"', "ctrl+r", "config.toml:12"),
    ("providers.a.key", "env:A", "config.toml:1"),
]


PAPER = Looks("paper")


def found(looks=PAPER, keys=DEFAULT_KEYS, rows=ROWS):
    return {item.id: item for item in items(looks, keys, rows)}


def test_every_key_stands_there_once():
    listed = [item.id for item in items(Looks("dusk"), DEFAULT_KEYS, []) if item.sort == "key"]
    assert sorted(listed) == sorted(every_key())


def test_what_all_screens_share_comes_first():
    keys = [item for item in items(Looks("dusk"), DEFAULT_KEYS, []) if item.sort == "key"]
    assert keys[0].id == "app.live"
    assert EVERYWHERE in keys[0].where
    assert next(item for item in keys if item.id == "live.replay").where == "KEYS  Live"


def test_looks_say_where_they_come_from():
    assert found()["theme"].origin == "config.toml:3"
    assert found()["signs"].origin == "default"
    assert found(Looks("ember", signs="ascii"))["theme"].origin == "this run"
    assert found(Looks("ember", signs="ascii"))["signs"].origin == "this run"


def test_a_changed_key_says_so():
    keys = Keymap({"live.replay": "ctrl+r", "live.split": "ctrl+s"})
    assert found(keys=keys)["live.replay"].value == "^r"
    assert found(keys=keys)["live.replay"].changed
    assert found(keys=keys)["live.replay"].origin == "config.toml:12"
    assert found(keys=keys)["live.split"].origin == "was s"
    assert not found()["live.replay"].changed


def test_the_gateways_own_are_shown_and_nothing_else():
    read = [item.id for item in found().values() if item.sort == "read"]
    assert read == ["journal.capture", "server.port"]
    assert found()["journal.capture"].value == "meta"


def test_words_find_an_item():
    assert found()["live.replay"].has(["replay"])
    assert found()["live.replay"].has(["again", "live"])
    assert not found()["live.replay"].has(["rewire"])
