"""Members that a target does not take."""

from typing import Any

import pytest

from tui_router.diagnose.remedies import Learn, repairs


def values(found: Any) -> list[list[tuple[str, object]]]:
    return [[(learn.name, learn.value) for learn in repair.learn] for repair in found]


def test_a_parameter_goes_by_the_name_it_was_given_and_by_ours(refused: Any, make_call: Any) -> None:
    found = repairs(refused("unsupported_parameter", param="reasoningEffort"), make_call())
    assert values(found) == [[("drop", "reasoningEffort")], [("drop", "reasoning_effort")]]


def test_the_inner_member_goes_before_the_whole(refused: Any, make_call: Any) -> None:
    quote = "output_config.effort: Extra inputs are not permitted"
    found = repairs(refused("unknown_field", quote, field="output_config"), make_call())
    assert values(found) == [[("drop", "output_config.effort")], [("drop", "output_config")]]


def test_sampling_without_a_name_goes_as_a_whole(refused: Any, make_call: Any) -> None:
    (found,) = values(repairs(refused("unsupported_sampling_value"), make_call()))
    assert found == [("drop", "temperature"), ("drop", "top_p"), ("drop", "top_k")]


@pytest.mark.parametrize("name", ["model", "messages", "tools"])
def test_what_makes_the_request_is_never_dropped(refused: Any, make_call: Any, name: str) -> None:
    assert repairs(refused("unsupported_parameter", param=name), make_call()) == ()


@pytest.mark.parametrize(
    ("param", "learned"),
    [
        ("max_tokens", ("output_field", "max_completion_tokens")),
        ("max_completion_tokens", ("output_field", "max_tokens")),
        ("thinking", ("thinking_type", "off")),
        ("stream", ("no_stream", True)),
    ],
)
def test_some_members_have_a_word_of_their_own(
    refused: Any, make_call: Any, param: str, learned: tuple[str, object]
) -> None:
    assert values(repairs(refused("unsupported_parameter", param=param), make_call()))[0] == [learned]


@pytest.mark.parametrize("param", ["a b", "x" * 300, "<script>", "", 7, ["temperature"]])
def test_a_name_that_is_no_members_name_is_not_believed(refused: Any, make_call: Any, param: Any) -> None:
    found = repairs(refused("unsupported_parameter", param=param), make_call())
    assert found == () or values(found) == [[("drop", "temperature")]]


def test_streaming_is_switched_on(refused: Any, make_call: Any) -> None:
    assert values(repairs(refused("stream_required"), make_call())) == [
        [("must_stream", True), ("no_stream", False)]
    ]


@pytest.mark.parametrize(
    ("quote", "first"),
    [
        ("`cache_control.ttl: 1h` is not supported", ("cache_marks", "no_ttl")),
        ("A maximum of 4 blocks with cache_control may be provided. Found 5.", ("most_cache_marks", 4)),
        ('Unknown name "cache_control"', ("cache_marks", "none")),
    ],
)
def test_cache_marks_go_as_far_as_needed(
    refused: Any, make_call: Any, quote: str, first: tuple[str, object]
) -> None:
    found = values(repairs(refused("cache_control_rejected", quote), make_call()))
    assert found[0] == [first]
    assert found[-1] == [("cache_marks", "none")]


def test_blocks_named_go_first_then_thinking_too(refused: Any, make_call: Any) -> None:
    quote = "unexpected content type: document"
    found = values(repairs(refused("unknown_content_block", quote), make_call()))
    assert found[0] == [("refused_blocks", "document")]
    assert ("refused_blocks", "thinking") in found[1]


def test_a_beta_goes_alone_or_with_all_others(refused: Any, make_call: Any) -> None:
    found = values(repairs(refused("anthropic_beta_rejected", beta="effort-2025-11-24"), make_call()))
    assert found == [[("refused_betas", "effort-2025-11-24")], [("refused_betas", "*")]]
    assert repairs(refused("anthropic_beta_rejected"), make_call())[0].learn == (Learn("refused_betas", "*"),)
