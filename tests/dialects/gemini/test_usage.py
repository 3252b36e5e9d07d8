import pytest

from tui_router.dialects.figures import NOTHING
from tui_router.dialects.gemini.usage import figures_of


def told(prompt=None, written=None, thought=None, total=None, cached=None, tools=None):
    names = ("promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "totalTokenCount",
             "cachedContentTokenCount", "toolUsePromptTokenCount")  # fmt: skip
    return dict(zip(names, (prompt, written, thought, total, cached, tools), strict=True))


@pytest.mark.parametrize(
    ("usage", "figures"),
    [
        (told(11, 2, 5, 18), (11, 7, 0)),
        (told(11, 2, None, 18), (11, 7, 0)),
        (told(11, None, 5, 16), (11, 5, 0)),
        (told(11, 2, 5, None), (11, 7, 0)),
        (told(11, 2, 0, 63, None, 50), (61, 2, 0)),
        (told(1100, 2, None, 1102, 1000), (1100, 2, 1000)),
        (told(11, None, None, 11), (11, None, 0)),
        (told("11", "2"), (11, 2, 0)),
        (told(-1, True), (None, None, 0)),
        (told(2**70, 2), (None, 2, 0)),
    ],
)
def test_what_it_comes_to(usage, figures):
    found = figures_of(usage)
    assert (found.prompt, found.output, found.cached) == figures


@pytest.mark.parametrize("nothing", [None, [], "x", {}])
def test_nothing_is_nothing(nothing):
    assert figures_of(nothing) == NOTHING
