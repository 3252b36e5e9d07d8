import pytest

from tui_router.replay.compare import Line
from tui_router.replay.verdict import Figures, counts, verdict


def changes(*parts):
    return [Line("value", "changed", 0, None, None, n, part) for n, part in enumerate(parts, start=1)]


def test_changes_are_counted_where_they_are():
    lines = [
        *changes("request", "request", "request", "argument", "sentence"),
        Line("value", "same", 0, None, None),
    ]
    assert counts(lines) == ("5 changes", "3 in the request, 1 tool argument, 1 sentence")
    assert counts(changes("block", "block", "answer", "stream")) == (
        "4 changes",
        "1 in the upstream's answer, 2 blocks, 1 elsewhere in the answer",
    )
    assert counts(changes("sentence"))[0] == "1 change"
    assert counts([]) == ("no change", "")


TOOLS = ("Read", "Bash")


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        (
            Figures(16.9, 0.013, tools=TOOLS),
            Figures(6.2, 0.004, tools=TOOLS),
            "B is 2.7× faster and 69% cheaper, and calls the same tools in the same order",
        ),
        (
            Figures(2.0, 0.01, tools=TOOLS),
            Figures(5.0, 0.05, tools=TOOLS[::-1]),
            "B is 2.5× slower and 5.0× dearer, and calls the same tools in another order",
        ),
        (Figures(2.0, 0.10), Figures(2.1, 0.15), "B is as fast and 50% dearer, and calls no tool either"),
        (Figures(2.0, None), Figures(1.0, 0.1), "B is 2.0× faster, and calls no tool either"),
        (Figures(None, None, tools=("Read",)), Figures(tools=("Read",)), "B calls the same tool"),
        (Figures(1.0, 0.1), Figures(1.0, 0.0), "B is as fast and 100% cheaper, and calls no tool either"),
        (Figures(1.0, tools=("Read",)), Figures(1.0), "B is as fast, and calls no tool, where A calls Read"),
        (
            Figures(1.0),
            Figures(1.0, tools=("Read", "Read", "Bash")),
            "B is as fast, and calls Read ×2 and Bash, where A calls none",
        ),
        (
            Figures(1.0, tools=("Read",)),
            Figures(1.0, tools=("A", "B", "C", "D", "E")),
            "B is as fast, and calls A, B, C and 2 more instead of Read",
        ),
        (
            Figures(1.0),
            Figures(0.2, failed="max_tokens over 8,192"),
            "B failed, A was answered: max_tokens over 8,192",
        ),
        (Figures(0.2, failed="no credit"), Figures(1.0), "B was answered, A failed: no credit"),
        (Figures(failed="no credit"), Figures(failed="no credit"), "Both failed in the same way: no credit"),
        (
            Figures(failed="no credit"),
            Figures(failed="rate limited"),
            "Both failed: A no credit; B rate limited",
        ),
        (Figures(1.0), Figures(1.0, ended=False), "B is still being answered."),
        (Figures(ended=False), Figures(ended=False), "Both are still being answered."),
    ],
)
def test_what_b_is_beside_a(a, b, said):
    assert verdict(a, b).text == said


def test_what_counts_stands_out():
    told = verdict(Figures(16.9, 0.013), Figures(6.2, 0.004))
    assert [text for text, strong in told.pieces if strong] == ["2.7× faster", "69% cheaper"]
