from tui_router.diagnose.told import filtered, part


def test_parts_of_strange_values():
    assert part({"a": {"b": 1}}, "a") == {"b": 1}
    assert part({"a": []}, "a") == part([], "a") == part(None, "a") == {}


def test_words_from_the_wire_are_bounded():
    assert len(filtered("x" * 10_000).message) < 150
    assert len(filtered("x" * 10_000).category) == 60
