from msgspec import Raw

from tui_router.dialects.anthropic.usage import Tally, estimate_output, usage_json
from tui_router.messages.events import RedactedOut, TextOut, ThinkingOut, ToolUseOut, Usage


def test_nothing_told_is_estimated():
    tally = Tally(7)
    start = Usage()
    tally.at_start(start, given=False)
    tally.deltas = 3
    assert tally.told is None
    assert start.input_tokens == 7
    assert tally.whole == Usage(input_tokens=7, output_tokens=3)


def test_what_was_told_at_the_start_holds_until_the_end_says_more():
    tally = Tally(7)
    tally.at_start(Usage(input_tokens=20, output_tokens=1, cache_read_input_tokens=4), given=True)
    tally.deltas = 9
    assert tally.whole.output_tokens == 9
    tally.at_end(Usage(output_tokens=5), given=True)
    assert tally.whole == tally.told == Usage(input_tokens=20, output_tokens=5, cache_read_input_tokens=4)


def test_figures_handed_out_are_nobody_elses():
    tally = Tally(7)
    tally.at_end(Usage(input_tokens=1, output_tokens=2), given=True)
    tally.whole.input_tokens = 99
    assert tally.told.input_tokens == 1


def test_counts_stand_beside_the_rest_of_usage():
    fields = {"service_tier": Raw(b'"standard"'), "input_tokens": Raw(b"null")}
    assert bytes(usage_json(Usage(input_tokens=3), fields)) == (
        b'{"service_tier":"standard","input_tokens":3,"output_tokens":0}'
    )


def test_what_was_written_is_estimated_by_its_size():
    call = ToolUseOut("toolu_1", "Bash", Raw(b'{"a":1}'))
    written = [TextOut("x" * 5), ThinkingOut("y" * 5, "signature"), call, RedactedOut("sealed")]
    assert estimate_output(written) == 5
    assert estimate_output([]) == 0
