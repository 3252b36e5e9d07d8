import pytest

from tui_router.tui.lines.line import Span
from tui_router.tui.pages.stack import Piece, Stack, text_row


class Folding(Piece):
    """A head, and lines that can be folded away."""

    def __init__(self, *lines, folded=True):
        super().__init__([text_row(Span(line)) for line in lines], ("fold", 1), ("them", "\n".join(lines)))
        self.folded = folded

    def __len__(self):
        return 1 if self.folded else len(self.rows)

    @property
    def folds(self):
        return self.folded

    def fold(self, folded):
        self.folded = folded

    def hides(self, needle):
        return needle in " ".join(self.words(line) for line in range(1, len(self.rows)))


def stack(*pieces):
    page = Stack()
    page.pieces = list(pieces)
    page.lay_out()
    return page


def lines(*texts, anchor=()):
    return Piece([text_row(Span(text)) for text in texts], anchor)


@pytest.fixture
def page():
    return stack(
        lines("one", "two", anchor=("a",)),
        Folding("head", "Needle in", "haystack"),
        lines("needle", anchor=("b",)),
    )


def shown(page):
    return [page.row(index).left.lead[0].text for index in range(len(page))]


def test_rows_are_those_of_the_pieces(page):
    assert shown(page) == ["one", "two", "head", "needle"]
    assert page.row(99).left is None
    assert page.row(-1).left is None


def test_folding_does_what_is_asked_and_says_whether_anything_changed(page):
    assert page.toggle(2)
    assert shown(page)[2:5] == ["head", "Needle in", "haystack"]
    assert not page.toggle(2, want=True)
    assert page.toggle(4, want=False)
    assert len(page) == 4
    assert not page.toggle(2, want=False)
    assert not page.toggle(0)
    assert not page.toggle(99)


def test_finding_unfolds_goes_on_and_round(page):
    assert page.find("NEEDLE", 0, 1) == 3
    assert shown(page)[3] == "Needle in"
    assert page.find("needle", 3, 1) == 5
    assert page.find("needle", 5, 1) == 3
    assert page.find("needle", 3, -1) == 5
    assert page.find("one", 0, 1) == 0
    assert page.find("nowhere", 0, 1) is None
    assert page.find("", 0, 1) is None
    assert stack().find("x", 0, 1) is None


def test_words_broken_at_the_end_of_a_line_are_found(page):
    assert page.find("in haystack", 0, 1) == 3
    assert page.find("one two", 3, 1) == 0


def test_which_of_how_many(page):
    assert page.tally("needle", 0) == (0, 2)
    page.toggle(2)
    assert page.tally("needle", 3) == (1, 2)
    assert page.tally("needle", 5) == (2, 2)
    assert page.tally("nothing", 5) == (0, 0)


def test_places_and_what_is_copied(page):
    assert page.seek(("b",)) == 3
    assert page.seek(("nowhere",)) is None
    assert page.seek(()) is None
    assert (page.anchor(1), page.anchor(99)) == (("a",), ())
    assert page.copy(2) == ("them", "head\nNeedle in\nhaystack")
    assert page.copy(0) is None
    assert (page.foot(0), page.turn()) == ([], "")
