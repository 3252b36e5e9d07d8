import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from tui_router.tui.lines.line import plain
from tui_router.tui.lines.trouble_preview import Putting, preview_lines


def texts(changes, width=60):
    return [plain(line).rstrip() for line in preview_lines(changes, width)]


def test_a_fact_that_takes_the_place_of_another(fakes):
    before = fakes.FACTS[0]
    after = replace(before, value=8_192, exchange=None)
    assert texts([Putting(before, after)]) == [
        "gpt-4o · openai",
        "- max_output_tokens = 16384    from #37",
        "+ max_output_tokens = 8192",
        "  it takes at most 8,192 output tokens",
    ]
    spans = preview_lines([Putting(before, after)], 60)
    assert {span.on for span in spans[1]} == {"removed-bg"}
    assert {span.on for span in spans[2]} == {"added-bg"}


def test_a_new_one_and_the_target_once(fakes):
    one, two = fakes.FACTS[0], replace(fakes.FACTS[0], name="drop", value="temperature")
    other = replace(one, model="x", pinned=True)
    found = texts([Putting(None, one), Putting(None, two), Putting(other, other)])
    assert [line for line in found if "·" in line] == ["gpt-4o · openai", "x · openai"]
    assert found[1] == "+ max_output_tokens = 16384"
    assert "- max_output_tokens = 16384    from #37, pinned" in found
    assert "+ max_output_tokens = 16384    pinned" in found


@pytest.mark.parametrize("width", [12, 40, 60])
def test_lines_fit_and_are_safe_and_few(fakes, width):
    hostile = replace(fakes.FACTS[0], model="m\x1b[2J" * 40, name="drop", value="\u202e" * 300)
    lines = preview_lines([Putting(hostile, hostile)] * 9, width)
    assert len(lines) == 1 + 3 * 6 + 1
    assert plain(lines[-1]) == "and 3 more"
    for line in lines:
        assert cell_len(plain(line)) <= width
        assert not set("\x1b\u202e") & set(plain(line))
