import pytest

ADAPTIVE = {"type": "adaptive", "display": "updates"}
BUDGET = {"type": "enabled", "budget_tokens": 31999, "display": "updates"}
CLEAR = {"type": "clear_thinking_20251015", "keep": "all"}
OTHER = {"type": "clear_tool_uses_20250919"}


def test_a_budget_becomes_adaptive(sent):
    made = sent({"max_tokens": 32000, "thinking": BUDGET}, thinking_type="adaptive")
    assert made.body["thinking"] == ADAPTIVE
    [note] = made.prepared.notes
    assert (note.act, note.before, note.after) == ("approximated", "enabled 31999", "adaptive")


def test_adaptive_takes_no_budget(sent):
    made = sent({"thinking": {"type": "adaptive", "budget_tokens": 5000}}, thinking_type="adaptive")
    assert made.body["thinking"] == {"type": "adaptive"}


@pytest.mark.parametrize(
    ("effort", "budget"),
    [
        ("low", 4096),
        ("medium", 10_000),
        ("high", 20_000),
        ("xhigh", 26_000),
        ("max", 32_000),
        ("odd", 20_000),
        (None, 20_000),
    ],
)
def test_adaptive_becomes_a_budget_by_its_effort(sent, effort, budget):
    config = {} if effort is None else {"output_config": {"effort": effort}}
    made = sent({"max_tokens": 128_000, "thinking": ADAPTIVE, **config}, thinking_type="enabled")
    assert made.body["thinking"] == {"type": "enabled", "display": "updates", "budget_tokens": budget}
    assert made.body.get("output_config") == (config or {"output_config": None})["output_config"]
    assert made.acts == [("approximated", "thinking")]


def test_a_derived_budget_stays_below_max_tokens(sent):
    made = sent({"max_tokens": 8192, "thinking": ADAPTIVE}, thinking_type="enabled")
    assert made.body["thinking"]["budget_tokens"] == 8191


@pytest.mark.parametrize("most", [1, 1024])
def test_without_room_for_a_budget_there_is_no_thinking(sent, most):
    made = sent({"max_tokens": most, "thinking": ADAPTIVE}, thinking_type="enabled")
    assert "thinking" not in made.body
    assert ("dropped", "thinking") in made.acts


def test_an_enabled_thinking_without_a_budget_gets_one(sent):
    assert sent({"thinking": {"type": "enabled"}}, thinking_type="enabled").body["thinking"]["budget_tokens"]


@pytest.mark.parametrize("form", ["adaptive", "enabled"])
@pytest.mark.parametrize("members", [{}, {"thinking": {"type": "disabled"}}, {"thinking": None}])
def test_who_does_not_think_is_not_made_to(sent, form, members):
    assert sent(members, thinking_type=form).untouched


@pytest.mark.parametrize(("form", "thinking"), [("adaptive", ADAPTIVE), ("enabled", BUDGET)])
def test_the_right_form_is_left_alone(sent, form, thinking):
    body = {"max_tokens": 32000, "thinking": thinking, "context_management": {"edits": [CLEAR]}}
    assert sent(body, thinking_type=form).untouched


def test_off_takes_everything_of_thinking_along(sent):
    body = {
        "thinking": ADAPTIVE,
        "output_config": {"effort": "low"},
        "tool_choice": {"type": "any"},
        "context_management": {"edits": [CLEAR]},
        "messages": [
            {"role": "user", "content": "go"},
            {"role": "assistant", "content": [{"type": "thinking", "thinking": "", "signature": "c2ln"}]},
            {"role": "user", "content": "on"},
        ],
    }
    made = sent(body, thinking_type="off")
    assert made.body == {
        "model": "a",
        "messages": [{"role": "user", "content": "go"}, {"role": "user", "content": "on"}],
        "output_config": {"effort": "low"},
        "tool_choice": {"type": "any"},
    }
    assert [path for _, path in made.acts] == [
        "thinking",
        "context_management.edits[0]",
        "messages[1].content[0]",
        "messages[1]",
    ]


def test_edits_that_clear_something_else_stay(sent):
    made = sent({"thinking": ADAPTIVE, "context_management": {"edits": [CLEAR, OTHER]}}, thinking_type="off")
    assert made.body["context_management"] == {"edits": [OTHER]}
    made = sent({"thinking": ADAPTIVE, "context_management": {"edits": [CLEAR], "x": 1}}, thinking_type="off")
    assert made.body["context_management"] == {"x": 1}


def test_off_concerns_nobody_who_does_not_think(sent):
    assert sent({"context_management": {"edits": [OTHER]}}, thinking_type="off").untouched


@pytest.mark.parametrize(
    ("budget", "quirks", "after"),
    [
        (1024, {"least_budget": 2000}, 2000),
        (30000, {"most_budget": 24576}, 24576),
        (64000, {"most_budget": 64000}, 31999),
        (5000, {"least_budget": 1024, "most_budget": 24576}, 5000),
        (5000, {"most_budget": 512}, 512),
        (31999, {"least_budget": 40000}, None),
    ],
)
def test_a_budget_is_kept_within_bounds(sent, budget, quirks, after):
    made = sent({"max_tokens": 32000, "thinking": {"type": "enabled", "budget_tokens": budget}}, **quirks)
    assert made.body.get("thinking", {}).get("budget_tokens") == after
    assert made.untouched is (after == budget)


@pytest.mark.parametrize(
    ("quirks", "after"),
    [({"least_budget": 2000}, 2000), ({"most_budget": 1000}, 1000), ({"least_budget": 1000}, 1500)],
)
def test_without_max_tokens_only_the_bounds_count(sent, quirks, after):
    made = sent({"thinking": {"type": "enabled", "budget_tokens": 1500}}, **quirks)
    assert made.body["thinking"]["budget_tokens"] == after


def test_bounds_that_leave_nothing_leave_no_thinking(sent):
    made = sent({"thinking": {"type": "enabled", "budget_tokens": 1500}}, least_budget=2000, most_budget=1000)
    assert "thinking" not in made.body


def test_a_budget_that_no_quirk_concerns_is_the_clients_own(sent):
    body = {"max_tokens": 2000, "thinking": {"type": "enabled", "budget_tokens": 5000}}
    assert sent(body, images=False, mend_pairs=True).untouched
