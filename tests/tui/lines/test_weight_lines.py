import pytest

from tui_router.journal.record import ExchangeRow, Tokens
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.line import lay, plain, span_width
from tui_router.tui.lines.weight_lines import WeightLines, bar, legend, parts_of
from tui_router.tui.lines.weights import Weight, Weights

WEIGHTS = Weights(
    counted=True,
    system=[Weight("system[0]", "", "You are a coding agent. " * 5, 100)],
    tools=[Weight("tools[0]", "Bash", "", 200), Weight("tools[1]", "mcp__gh__a", "", 300), Weight("tools[2]", "mcp__gh__b", "", 50)],
    messages=[Weight("messages[0]", "user", "text", 50), Weight("messages[1]", "assistant", "text", 300)],
    sorts={"text": 50, "tool results": 300},
    roles={"user": (1, 50), "assistant": (1, 300)},
)  # fmt: skip


def worded(entry, width=70):
    return " ".join(plain(lay(entry.half, width)).split())


def sections(weights=WEIGHTS, width=70):
    return WeightLines(weights, width, UNICODE).sections()


def test_the_table_weighs_each_part_and_its_share():
    system, tools, messages = [[worded(entry) for entry in section] for section in sections()]
    assert system[0] == "SYSTEM 1 block 100 10%"
    assert tools == ["TOOLS 3 tools 550 55%", "gh 2 tools 350 35%", "built in 1 tool 200 20%"]
    assert messages == [
        "MESSAGES 2 messages 350 35%",
        "user 1 message 50 5%",
        "assistant 1 message 300 30%",
        "of it tool results 300 30%",
        "of it text 50 5%",
        "the 2 heaviest 350 35%",
    ]


def test_servers_unfold_to_their_tools_and_the_heaviest_to_messages():
    _, tools, messages = sections()
    assert [worded(tool) for tool in tools[1].under] == ["mcp__gh__a 300 30%", "mcp__gh__b 50 5%"]
    assert [worded(each) for each in messages[-1].under] == [
        "messages[1] assistant text 300 30%",
        "messages[0] user text 50 5%",
    ]
    assert messages[-1].under[0].copies == ("the path", "$.messages[1]")


def test_shares_of_bytes_say_that_they_are_estimates():
    estimated = Weights(system=[Weight("system[0]", "", "x", 100)])
    assert [worded(entry) for entry in sections(estimated)[0]] == [
        "SYSTEM 1 block ≈100 100%",
        "system[0] x ≈100 100%",
    ]


@pytest.mark.parametrize("width", [20, 34, 60, 76])
def test_long_words_give_way_to_the_figures(width):
    line = sections(width=width)[0][1]
    text = plain(lay(line.half, max(width, 46)))
    assert text.rstrip().endswith("10%")


def test_very_many_parts_end_in_words():
    many = Weights(counted=True, tools=[Weight(f"tools[{n}]", f"t{n}", "", 1) for n in range(1_000)])
    lines = sections(many)[1][1].under
    assert (len(lines), lines[-1].says) == (401, "… 600 more")


def test_the_bar_is_to_scale_and_always_as_wide():
    parts = [("system", 10), ("tools", 30), ("messages", 60), ("out", 0)]
    spans = bar(parts, 200, 40, UNICODE)
    assert [(span.role, len(span.text)) for span in spans] == [
        ("tokens-system", 2), ("tokens-tools", 6), ("tokens-messages", 12), ("line", 20),
    ]  # fmt: skip
    for whole in (0, 1, 100, 10**9):
        assert span_width(bar([("system", 1), ("out", 10**6)], whole, 40, UNICODE)) == 40


def test_a_part_that_is_there_is_seen():
    spans = bar([("system", 1), ("messages", 1), ("out", 1)], 10**9, 10, UNICODE)
    assert [span.role for span in spans] == ["tokens-system", "tokens-messages", "tokens-out", "line"]


def test_without_parts_the_row_says_what_it_knows():
    row = ExchangeRow(id=1, started_at=0.0, tokens=Tokens(input=900, output=5))
    assert parts_of(Weights(), row) == [("system", 0), ("tools", 0), ("messages", 900), ("out", 5)]
    row.tokens.tools = 700
    assert parts_of(Weights(), row)[1:3] == [("tools", 700), ("messages", 0)]
    assert parts_of(WEIGHTS, row)[0] == ("system", 100)


def test_the_legend_names_what_there_is():
    told = plain(legend([("system", 1_400), ("tools", 0), ("out", 5)], "≈", UNICODE))
    assert told.split() == ["━", "system", "≈1.4k", "━", "out", "5"]
