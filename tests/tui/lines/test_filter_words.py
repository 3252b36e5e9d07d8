import pytest
from rich.cells import cell_len

from tui_router.journal.filter import compile_filter
from tui_router.journal.filter.operators import LISTED
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.filter_words import EXAMPLES, OPERATOR_WORDS, PLACEHOLDER, choice_lines, completion


def said(lines):
    return ["".join(span.text for span in line) for line in lines]


def test_every_example_is_a_filter():
    for text, meaning in (*EXAMPLES, *OPERATOR_WORDS):
        assert compile_filter(text).explain(), text
        assert meaning
    assert len(OPERATOR_WORDS) == len(LISTED)
    compile_filter(PLACEHOLDER.split("   ")[1])


@pytest.mark.parametrize(
    ("text", "first", "start"),
    [
        ("~", "~e", 0),
        ("a ~mar", "~marked", 2),
        ("!~MAR", "~marked", 1),
        ("(~t", "~t", 1),
        ("~t ", "haiku", 3),
        ("~t o", "opus", 3),
        ("x ~k  su", "subagent", 6),
    ],
)
def test_how_a_text_could_go_on(text, first, start):
    stem = completion(text)
    assert (stem.start, stem.choices[0].shown) == (start, first)


@pytest.mark.parametrize("text", ["", "a", "a~", "~zz", "~t opus", "~t opus ", "~p op", "~in>2", '"~'])
def test_where_nothing_can_be_said(text):
    assert completion(text) is None


def test_an_operator_is_ready_for_its_value():
    texts = {choice.shown: choice.text for choice in completion("~").choices}
    assert (texts["~e"], texts["~t"], texts["~in"], texts["~out"], texts["~ago"], texts["~at"], texts["~b"]) == (
        "~e ", "~t ", "~in>", "~out<", "~ago<", "~at>", "~b ",
    )  # fmt: skip


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_the_lines_fit(width):
    stem = completion("~")
    for chosen in (-1, 0, 20):
        lines = said(choice_lines(stem.choices, chosen, width, UNICODE))
        assert max(map(cell_len, lines)) <= width
        assert len(lines) <= 8


def test_few_choices_come_with_their_meaning_and_a_chosen_one_alone():
    stem = completion("~re")
    assert said(choice_lines(stem.choices, -1, 80, UNICODE)) == [
        "  ~repaired  ~replay a replay  ~rev revision  "
    ]
    everything = completion("~")
    lines = said(choice_lines(everything.choices, 13, 80, UNICODE))
    assert len(lines) == 2
    assert "~t  " in lines[0]
    assert lines[1] == "  ~t tier"
