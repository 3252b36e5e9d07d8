from tui_router.gateway.figures import Figures
from tui_router.journal.record import Tokens
from tui_router.messages.events import BlockDelta, MessageDelta, StopDelta, TextDelta, Usage, Verbatim

DELTA = BlockDelta(0, TextDelta("x"))


def end(output: int) -> MessageDelta:
    return MessageDelta(StopDelta("end_turn"), Usage(input_tokens=5, output_tokens=output))


def test_deltas_are_counted_until_the_upstream_tells() -> None:
    tokens = Tokens(input=100)
    figures = Figures(tokens)
    figures.count([DELTA, DELTA, Verbatim(b"", DELTA), Verbatim(b": ping")])
    assert (tokens.output, tokens.estimated) == (3, True)
    told = Usage(input_tokens=7, output_tokens=9, cache_read_input_tokens=20, cache_creation_input_tokens=3)
    figures.settle(told)
    assert (tokens.input, tokens.output, tokens.cache_read, tokens.cache_write) == (30, 9, 20, 3)
    assert not tokens.estimated


def test_what_the_client_was_told_stands_in_as_an_estimate() -> None:
    tokens = Tokens(input=100)
    figures = Figures(tokens)
    figures.count([DELTA, end(4)])
    figures.settle(None)
    assert (tokens.input, tokens.output, tokens.estimated) == (5, 4, True)


def test_without_any_figure_nothing_changes() -> None:
    tokens = Tokens(input=100, output=2)
    Figures(tokens).settle(None)
    assert (tokens.input, tokens.output, tokens.estimated) == (100, 2, True)


def test_a_prompt_of_nothing_is_not_believed() -> None:
    tokens = Tokens(input=100)
    Figures(tokens).settle(Usage(output_tokens=1))
    assert tokens.input == 100
