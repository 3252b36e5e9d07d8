from msgspec import Raw

from tui_router.gateway.figures import MOST_TOOLS, NAME_CAP, Figures
from tui_router.journal.record import ExchangeRow, Tokens
from tui_router.messages.events import (
    BlockDelta,
    BlockStart,
    MessageDelta,
    MessageOut,
    OtherOut,
    StopDelta,
    TextDelta,
    TextOut,
    ToolUseOut,
    Usage,
    Verbatim,
)

DELTA = BlockDelta(0, TextDelta("x"))


def row_of(tokens: Tokens) -> ExchangeRow:
    return ExchangeRow(id=1, started_at=0.0, tokens=tokens)


def end(output: int) -> MessageDelta:
    return MessageDelta(StopDelta("end_turn"), Usage(input_tokens=5, output_tokens=output))


def test_deltas_are_counted_until_the_upstream_tells() -> None:
    tokens = Tokens(input=100)
    figures = Figures(row_of(tokens))
    figures.count([DELTA, DELTA, Verbatim(b"", DELTA), Verbatim(b": ping")])
    assert (tokens.output, tokens.estimated) == (3, True)
    told = Usage(input_tokens=7, output_tokens=9, cache_read_input_tokens=20, cache_creation_input_tokens=3)
    figures.settle(told)
    assert (tokens.input, tokens.output, tokens.cache_read, tokens.cache_write) == (30, 9, 20, 3)
    assert not tokens.estimated


def test_what_the_client_was_told_stands_in_as_an_estimate() -> None:
    tokens = Tokens(input=100)
    figures = Figures(row_of(tokens))
    figures.count([DELTA, end(4)])
    figures.settle(None)
    assert (tokens.input, tokens.output, tokens.estimated) == (5, 4, True)


def test_without_any_figure_nothing_changes() -> None:
    tokens = Tokens(input=100, output=2)
    Figures(row_of(tokens)).settle(None)
    assert (tokens.input, tokens.output, tokens.estimated) == (100, 2, True)


def test_a_prompt_of_nothing_is_not_believed() -> None:
    tokens = Tokens(input=100)
    Figures(row_of(tokens)).settle(Usage(output_tokens=1))
    assert tokens.input == 100


def test_the_row_names_the_tools_and_why_the_answer_stopped() -> None:
    row = row_of(Tokens())
    searched = OtherOut("server_tool_use", Raw(b'{"name":"web_search"}'))
    starts = [
        BlockStart(0, TextOut()),
        BlockStart(1, ToolUseOut("t1", "Read")),
        Verbatim(b"", BlockStart(2, ToolUseOut("t2", "Bash"))),
        BlockStart(3, ToolUseOut("t3", "Read")),
        BlockStart(4, searched),
        BlockStart(5, OtherOut("server_tool_use", Raw(b'{"name":7}'))),
        BlockStart(6, OtherOut("web_search_tool_result", Raw(b'{"name":"no"}'))),
    ]
    Figures(row).count([*starts, end(4)])
    assert (row.tools, row.stop) == (["Read", "Bash", "web_search"], "end_turn")


def test_of_many_tools_and_long_names_some_are_kept() -> None:
    row = row_of(Tokens())
    blocks = [ToolUseOut(f"t{n}", f"tool{n}" + "x" * 500) for n in range(40)]
    Figures(row).whole(MessageOut(id="m", model="m", content=blocks, stop_reason="tool_use"))
    assert len(row.tools) == MOST_TOOLS
    assert {len(name) for name in row.tools} == {NAME_CAP}
    assert row.stop == "tool_use"
