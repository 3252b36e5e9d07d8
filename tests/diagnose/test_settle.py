import pytest

from tui_router.diagnose.envelope import Evidence
from tui_router.diagnose.settle import LONGEST_BURST, settle


def settled(name, figures=None, **evidence):
    return settle(name, dict(figures or {}), Evidence(**evidence))


def test_a_name_without_neighbours_stands():
    assert settled("grammar_error", {"x": 1}) == ("grammar_error", {"x": 1})


def test_members_beside_the_words_are_figures():
    numbers = {"n_prompt_tokens": 9, "n_ctx": 5}
    assert settled("context_overflow", {"window": 1}, numbers=numbers)[1] == {"input": 9, "window": 5}
    assert settled("payload_too_large", numbers={"limit": 7})[1] == {"limit_bytes": 7}
    assert settled("payload_too_large", {"limit_bytes": 3}, numbers={"limit": 7})[1] == {"limit_bytes": 3}


@pytest.mark.parametrize(
    ("figures", "name", "left"),
    [
        (
            {"input": 5, "functions": 1, "requested": 3, "window": 8},
            "max_tokens_plus_input_overflow",
            {"input": 6, "requested": 3, "window": 8},
        ),
        ({"input": 8, "requested": 3, "window": 8}, "context_overflow", {"input": 8, "window": 8}),
        ({"window": 8}, "max_tokens_plus_input_overflow", {"window": 8}),
    ],
)
def test_a_prompt_that_fills_the_window_alone(figures, name, left):
    assert settled("max_tokens_plus_input_overflow", figures) == (name, left)


@pytest.mark.parametrize(("asked", "name"), [(0, "max_tokens_too_small"), (-1, "context_overflow")])
def test_less_than_nothing_was_no_wish(asked, name):
    assert settled("max_tokens_too_small", {"requested": asked})[0] == name


@pytest.mark.parametrize(
    ("limit", "asked", "name"),
    [(9, 10, "tpm_request_too_large"), (10, 10, "rate_limited"), (9, None, "tpm_request_too_large")],
)
def test_a_request_larger_than_a_minute(limit, asked, name):
    figures = {"limit": limit} if asked is None else {"limit": limit, "requested": asked}
    assert settled("tpm_request_too_large", figures)[0] == name


@pytest.mark.parametrize(
    ("name", "wait", "settles"),
    [
        ("usage_limit_reached", None, "usage_limit_reached"),
        ("usage_limit_reached", LONGEST_BURST, "rate_limited"),
        ("usage_limit_reached", LONGEST_BURST + 1, "usage_limit_reached"),
        ("insufficient_credits", None, "insufficient_credits"),
        ("insufficient_credits", LONGEST_BURST, "rate_limited"),
        ("insufficient_credits", LONGEST_BURST + 1, "usage_limit_reached"),
    ],
)
def test_who_says_when_to_come_back_means_it(name, wait, settles):
    assert settled(name, wait=wait)[0] == settles


def test_codes_and_ids_that_say_otherwise_count_for_more():
    assert (
        settled("insufficient_credits", wait=5.0, codes={"insufficient_quota"})[0] == "insufficient_credits"
    )
    assert settled("usage_limit_reached", wait=5.0, texts=["RequestsPerDay-Free"])[0] == "usage_limit_reached"


def test_a_plan_that_is_used_up_says_so_in_its_header():
    rejected = {"anthropic-ratelimit-unified-status": "rejected"}
    assert settled("rate_limited", headers=rejected)[0] == "usage_limit_reached"
    assert settled("rate_limited", headers={})[0] == "rate_limited"


@pytest.mark.parametrize(
    ("param", "codes", "found"),
    [
        ("seed", set(), ("unsupported_parameter", {"param": "seed"})),
        ("a sentence", set(), ("unsupported_parameter", {"param": "old"})),
        ("context_management", {"extra_forbidden"}, ("unknown_field", {"field": "context_management"})),
        ("stream_options", {"extra_forbidden"}, ("unsupported_parameter", {"param": "stream_options"})),
    ],
)
def test_the_parameter_that_was_named(param, codes, found):
    assert settled("unsupported_parameter", {"param": "old"}, param=param, codes=codes) == found


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("stream_options", ("unsupported_parameter", {"param": "stream_options"})),
        ("output_config", ("unknown_field", {"field": "output_config"})),
        ("input_examples", ("unknown_field", {"field": "input_examples"})),
    ],
)
def test_a_foreign_field_of_chat_completions_is_a_parameter(field, found):
    assert settled("unknown_field", {"field": field}) == found


def test_what_a_filter_found_is_a_figure():
    assert settled("content_filtered", category="hate")[1] == {"category": "hate"}
    assert settled("content_filtered", {"category": "x"}, category="hate")[1] == {"category": "x"}
