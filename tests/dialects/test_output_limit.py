import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tui_router.dialects.output_limit import LEAST_ROOM, output_limit


def clamped(make_call, wanted, *, estimate=100, least=0, **limits):
    call = make_call({"max_tokens": wanted}, limits=limits, quirks={"least_output": least})
    return output_limit(replace(call, estimate=estimate))


def window(tokens, told_by="fact"):
    return {"context_window": tokens, "window_from": told_by}


@pytest.mark.parametrize(
    ("wanted", "estimate", "limits", "value"),
    [
        (100, 0, {"max_output_tokens": 100}, None),
        (101, 0, {"max_output_tokens": 100}, 100),
        (32_000, 8_000, window(40_960), None),
        (32_960, 8_000, window(40_960), None),
        (32_961, 8_000, window(40_960), 40_960 - 8_000 - 256 - 400),
        (32_961, 8_000, window(40_960, "config"), 32_304),
        (32_961, 8_000, window(40_960, "catalog"), None),
        (32_961, 8_000, window(40_960, ""), None),
        (32_000, 40_000, window(40_960), None),  # the prompt alone is too long: nothing to fit
        (32_000, 50_000, window(40_960), None),
        (32_000, 38_000, window(40_960), None),  # 804 would be left
        (32_000, 37_700, window(40_960), 1_119),
        (64_000, 8_000, {"max_output_tokens": 20_000, **window(24_000)}, 24_000 - 8_000 - 256 - 400),
    ],
)
def test_the_lowest_of_what_the_target_takes(make_call, wanted, estimate, limits, value):
    clamp = clamped(make_call, wanted, estimate=estimate, **limits)
    assert (clamp.value if clamp else None) == value
    assert clamp is None or clamp.act == "clamped"


def test_a_small_limit_is_raised(make_call):
    clamp = clamped(make_call, 1, least=16)
    assert (clamp.value, clamp.act) == (16, "approximated")
    assert clamp.reason == "the target wants at least 16 tokens of room"
    assert clamped(make_call, 16, least=16) is None


def test_never_above_what_it_writes_at_most(make_call):
    assert clamped(make_call, 1, least=1_000, max_output_tokens=512).value == 512


def test_says_who_told(make_call):
    clamp = clamped(make_call, 9_000, max_output_tokens=4_096, output_from="catalog")
    assert clamp.reason == "the target writes at most 4,096 tokens (catalog)"
    clamp = clamped(make_call, 9_000, estimate=4_000, **window(8_192))
    assert clamp.reason == "the target's window of 8,192 tokens holds the prompt too"


def test_a_request_without_a_limit_stays_so(make_call):
    assert output_limit(make_call(limits={"max_output_tokens": 5}, quirks={"least_output": 9})) is None


@given(
    wanted=st.integers(-5, 10**6),
    estimate=st.integers(0, 10**6),
    most=st.none() | st.integers(1, 10**6),
    width=st.none() | st.integers(1, 10**6),
    least=st.integers(0, 5_000),
)
def test_what_is_changed_fits(make_call, wanted, estimate, most, width, least):
    clamp = clamped(
        make_call, wanted, estimate=estimate, least=least, max_output_tokens=most, **window(width)
    )
    value = clamp.value if clamp else wanted
    assert most is None or value <= most
    assert clamp is None or clamp.value != wanted
    if width is not None and estimate + value > width:
        no_room = width - estimate - 256 - estimate // 20 < max(LEAST_ROOM, least)
        assert no_room or value == min(least, most or least)
