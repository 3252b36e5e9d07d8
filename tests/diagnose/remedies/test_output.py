"""How much the model may write after a refusal."""

from typing import Any

from tui_router.diagnose.remedies import Learn, repairs


def test_a_stated_limit_is_taken_and_kept(refused: Any, make_call: Any) -> None:
    (repair,) = repairs(refused("max_tokens_too_large", limit=16_384), make_call())
    assert repair.words == "max_tokens 32,000 → 16,384"
    assert repair.learn == (Learn("max_output_tokens", 16_384),)


def test_without_a_limit_it_goes_down_in_steps(refused: Any, make_call: Any) -> None:
    steps = [repair.learn[0].value for repair in repairs(refused("max_tokens_too_large"), make_call())]
    assert steps == [16_384, 8_192, 4_096]


def test_a_limit_above_what_was_asked_cannot_be_meant(refused: Any, make_call: Any) -> None:
    found = repairs(refused("max_tokens_too_large", limit=64_000), make_call())
    assert found[0].learn[0].value == 16_384


def test_a_limit_too_small_for_any_answer_is_not_believed(refused: Any, make_call: Any) -> None:
    assert repairs(refused("max_tokens_too_large", limit=3), make_call())[0].learn[0].value == 16_384


def test_a_minimum_raises(refused: Any, make_call: Any) -> None:
    (repair,) = repairs(refused("max_tokens_too_small", minimum=16), make_call(max_tokens=1))
    assert repair.learn == (Learn("least_output", 16),)
    assert repairs(refused("max_tokens_too_small", minimum=16), make_call(max_tokens=100)) == ()


def test_what_the_window_leaves_is_asked_for_this_once(refused: Any, make_call: Any) -> None:
    overflow = refused("max_tokens_plus_input_overflow", window=64_001, input=40_000, requested=32_000)
    (repair,) = repairs(overflow, make_call())
    room = repair.learn[0]
    assert isinstance(room.value, int)
    assert room.scope == "exchange"
    assert 23_000 < room.value < 64_001 - 40_000
    assert repair.learn[1] == Learn("context_window", 64_001)


def test_what_the_window_leaves_is_never_more_than_the_model_writes(refused: Any, make_call: Any) -> None:
    overflow = refused("max_tokens_plus_input_overflow", window=128_000, input=40_000)
    (repair,) = repairs(overflow, make_call(most=8_192))
    assert repair.learn[0].value == 8_192


def test_too_little_room_is_for_the_client_to_make(refused: Any, make_call: Any) -> None:
    overflow = refused("max_tokens_plus_input_overflow", window=20_000, input=18_500, requested=32_000)
    assert repairs(overflow, make_call()) == ()
    assert repairs(refused("max_tokens_plus_input_overflow"), make_call()) == ()


def test_a_short_answer_fits_where_a_long_one_does_not(refused: Any, make_call: Any) -> None:
    overflow = refused("max_tokens_plus_input_overflow", window=20_000, input=18_500, requested=1_600)
    (repair,) = repairs(overflow, make_call(max_tokens=1_600, most=None))
    assert isinstance(repair.learn[0].value, int)
    assert repair.learn[0].value <= 1_500


def test_what_the_account_can_pay_holds_for_a_while(refused: Any, make_call: Any) -> None:
    (repair,) = repairs(refused("credits_limit_max_tokens", limit=27_342), make_call())
    assert repair.learn[0].value == 27_342
    assert repair.learn[0].seconds
    assert repairs(refused("credits_limit_max_tokens", limit=300), make_call()) == ()


def test_the_other_name_is_taken(refused: Any, make_call: Any) -> None:
    (repair,) = repairs(refused("max_tokens_param_rename"), make_call())
    assert repair.learn == (Learn("output_field", "max_completion_tokens"),)
