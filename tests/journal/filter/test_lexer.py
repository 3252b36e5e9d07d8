import pytest

from tui_router.journal.filter.fault import FilterFault
from tui_router.journal.filter.lexer import Lexer


def marks(text):
    lexer = Lexer(text)
    found = []
    while (token := lexer.take()).mark != "end":
        found.append((token.mark, token.text))
    return found


def test_signs_words_and_their_places():
    assert marks("!a&(b|opus-4)") == [
        ("!", "!"), ("word", "a"), ("&", "&"), ("(", "("), ("word", "b"), ("|", "|"), ("word", "opus-4"), (")", ")"),
    ]  # fmt: skip
    lexer = Lexer("  ab  ~T")
    assert lexer.take()[2:] == (2, 4)
    assert lexer.take() == ("operator", "t", 6, 8)


def test_words_join_too_but_not_in_quotes():
    assert [mark for mark, _ in marks('a AND b or not "or"')] == ["word", "&", "word", "|", "!", "word"]


def test_quotes_keep_what_is_in_them():
    assert marks(r""""a (b) \" \d" 'it"s' don't""") == [
        ("word", r'a (b) " \d'), ("word", 'it"s'), ("word", "don't"),
    ]  # fmt: skip


def test_what_is_open_says_so():
    with pytest.raises(FilterFault) as fault:
        marks('ab "cd')
    assert (fault.value.start, fault.value.end, fault.value.unfinished) == (3, 6, True)
    with pytest.raises(FilterFault):
        marks("ab ~ cd")


def test_a_tilde_before_no_letter_is_a_word():
    assert marks("~/x") == [("word", "~/x")]


@pytest.mark.parametrize(
    ("text", "relation", "value"),
    [
        (">20k", ">", "20k"),
        (" >= 20k x", ">=", "20k"),
        (" opus)", "", "opus"),
        ('="a b"', "=", "a b"),
        ("!=5", "!=", "5"),
    ],
)
def test_a_comparison_and_its_value(text, relation, value):
    lexer = Lexer(text)
    assert lexer.relation() == relation
    assert lexer.value().text == value


@pytest.mark.parametrize("text", ["", " ", ")", "& a", "| a", "!a", "~e", "or b", "(a)"])
def test_what_is_no_value(text):
    lexer = Lexer(text)
    assert lexer.value() is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("foo(a|b c)d x", "foo(a|b c)d"),
        (r"a\)b) x", r"a\)b"),
        ("foo|bar", "foo"),
        ("(a|b)) & c", "(a|b)"),
        ("a\\", "a\\"),
    ],
)
def test_a_pattern_holds_its_parentheses(text, value):
    assert Lexer(text).value(pattern=True).text == value
