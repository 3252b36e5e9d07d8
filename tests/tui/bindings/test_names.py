import pytest
from textual.keys import _character_to_key

from tui_router.tui.bindings.names import named, shown, spelled, written


@pytest.mark.parametrize("character", [chr(code) for code in range(33, 127)])
def test_every_printable_character_is_spelled_as_textual_spells_it(character):
    assert spelled(character) == _character_to_key(character)
    assert named(character) == spelled(character)
    assert shown(spelled(character)) == character


@pytest.mark.parametrize(
    ("word", "name", "reads"),
    [
        ("ctrl+r", "ctrl+r", "^r"),
        ("^r", "ctrl+r", "^r"),
        ("^R", "ctrl+r", "^r"),
        ("F5", "f5", "f5"),
        ("Enter", "enter", "⏎"),
        ("shift+tab", "shift+tab", "shift+⇥"),
        ("question_mark", "question_mark", "?"),
        (" x ", "x", "x"),
        ("alt+?", "alt+question_mark", "alt+?"),
    ],
)
def test_a_key_is_taken_as_people_spell_it(word, name, reads):
    assert named(word) == name
    assert shown(name) == reads


@pytest.mark.parametrize(
    "word", ["", " ", "ctrl+", "nonsense", "r r", "\x1b", "ctrl+nonsense", "x" * 99, "\u200b"]
)
def test_what_is_no_key_is_none(word):
    assert named(word) == ""


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("question_mark", "?"),
        ("comma", "comma"),
        ("ctrl+r", "ctrl+r"),
        ("f1,slash", "f1,/"),
        ("enter", "enter"),
    ],
)
def test_what_is_written_is_read_again(keys, word):
    assert written(keys) == word
    assert ",".join(map(named, word.split(","))) == keys
