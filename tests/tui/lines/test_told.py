from tui_router.tui.lines.told import MOST, said, together


def test_words_are_safe_short_and_of_scalars():
    assert said("a\x1b[2J\nb") == "a␛[2J⏎b"
    assert len(said("x" * 10_000)) == MOST
    assert (said(7), said({"a": 1}), said(None)) == ("7", "", "")


def test_several_things_have_the_kind_of_the_first_and_each_name_once():
    told = [("text", "text", "a"), ("text", "text", "b"), ("stop", "end", "")]
    assert together(told) == ("text", "text + end", "a  b")
