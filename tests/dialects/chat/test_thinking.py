import pytest

from tui_router.dialects.chat.thinking import add_thinking
from tui_router.dialects.ledger import Ledger


def told(call, model="some-model", **body):
    ledger = Ledger()
    add_thinking(call, model, body, ledger)
    return body, [(note.act, note.path) for note in ledger.notes()]


ADAPTIVE = {"thinking": {"type": "adaptive"}}
ENABLED = {"thinking": {"type": "enabled", "budget_tokens": 31_999}}
OFF = {"thinking": {"type": "disabled"}}
HIGH = {"output_config": {"effort": "high"}}


@pytest.mark.parametrize(
    ("request_", "quirks", "body", "notes"),
    [
        ({}, {"thinking": "effort"}, {}, []),
        (ADAPTIVE, {"thinking": "effort"}, {"reasoning_effort": "medium"}, [("renamed", "thinking")]),
        (
            ADAPTIVE | HIGH,
            {"thinking": "effort"},
            {"reasoning_effort": "high"},
            [("renamed", "output_config.effort")],
        ),
        (HIGH, {"thinking": "effort"}, {"reasoning_effort": "high"}, [("renamed", "output_config.effort")]),
        (ENABLED, {"thinking": "effort"}, {"reasoning_effort": "high"}, [("approximated", "thinking")]),
        (
            ENABLED | HIGH,
            {"thinking": "effort"},
            {"reasoning_effort": "high"},
            [("renamed", "output_config.effort")],
        ),
        (OFF, {"thinking": "effort"}, {}, [("dropped", "thinking")]),
        (
            OFF,
            {"thinking": "effort", "efforts": ("minimal", "low")},
            {"reasoning_effort": "minimal"},
            [("renamed", "thinking")],
        ),
        (
            OFF | HIGH,
            {"thinking": "effort", "efforts": ("none",)},
            {"reasoning_effort": "none"},
            [("renamed", "thinking")],
        ),
        (ADAPTIVE, {"thinking": "none"}, {}, [("dropped", "thinking")]),
        (OFF, {"thinking": "none"}, {}, []),
        (
            ADAPTIVE,
            {"thinking": "openrouter"},
            {"reasoning": {"effort": "medium"}},
            [("renamed", "thinking")],
        ),
        (
            ENABLED,
            {"thinking": "openrouter"},
            {"reasoning": {"max_tokens": 31_999}},
            [("renamed", "thinking")],
        ),
        (OFF, {"thinking": "openrouter"}, {"reasoning": {"effort": "none"}}, [("renamed", "thinking")]),
        (
            {"output_config": {"effort": "max"}},
            {"thinking": "openrouter"},
            {"reasoning": {"effort": "xhigh"}},
            [("clamped", "output_config.effort")],
        ),
        (
            ADAPTIVE | HIGH,
            {"thinking": "switch"},
            {"thinking": {"type": "enabled"}},
            [("approximated", "thinking.type"), ("dropped", "output_config.effort")],
        ),
        (OFF, {"thinking": "switch"}, {"thinking": {"type": "disabled"}}, []),
        (
            ENABLED,
            {"thinking": "switch"},
            {"thinking": {"type": "enabled"}},
            [("dropped", "thinking.budget_tokens")],
        ),
    ],
)
def test_says_it_in_the_target_s_words(make_call, request_, quirks, body, notes):
    assert told(make_call(request_, quirks=quirks)) == (body, notes)


def test_a_model_that_does_not_think_is_not_asked_to(make_call):
    quirks = {"thinking": "effort"}
    assert told(make_call(HIGH, quirks=quirks), "gpt-4o") == ({}, [("dropped", "output_config.effort")])
    known = make_call(HIGH, quirks=quirks, known={"thinking": False})
    assert told(known)[0] == {}


def test_an_effort_beside_tools_only_where_it_is_taken(make_call):
    call = make_call(HIGH, quirks={"thinking": "effort", "effort_with_tools": False})
    assert told(call, tools=[{}])[1] == [("dropped", "output_config.effort")]
    assert told(call)[0] == {"reasoning_effort": "high"}


def test_the_way_of_showing_it_is_named(make_call):
    call = make_call({"thinking": {"type": "adaptive", "display": "updates"}}, quirks={"thinking": "effort"})
    assert ("dropped", "thinking.display") in told(call)[1]


@pytest.mark.parametrize(
    ("request_", "form", "body", "notes"),
    [
        (ADAPTIVE, "effort", {}, [("dropped", "thinking")]),
        (HIGH, "effort", {}, [("dropped", "output_config.effort")]),
        (ENABLED, "openrouter", {}, [("dropped", "thinking")]),
        (ADAPTIVE, "switch", {"thinking": {"type": "disabled"}}, [("dropped", "thinking")]),
        (OFF, "switch", {"thinking": {"type": "disabled"}}, []),
        (OFF, "effort", {}, []),
        ({}, "switch", {}, []),
        (ADAPTIVE, "none", {}, [("dropped", "thinking")]),
    ],
)
def test_a_target_that_refuses_thinking_is_asked_for_none(make_call, request_, form, body, notes):
    quirks = {"thinking": form, "thinking_type": "off", "efforts": ("none", "low")}
    assert told(make_call(request_, quirks=quirks)) == (body, notes)


def test_beside_tools_it_is_turned_off_where_there_is_a_word_for_it(make_call):
    quirks = {"thinking": "effort", "effort_with_tools": False, "efforts": ("none", "low", "high")}
    call = make_call(HIGH, quirks=quirks)
    body, notes = told(call, tools=[{}])
    assert body["reasoning_effort"] == "none"
    assert notes == [("dropped", "output_config.effort")]
    assert told(call)[0] == {"reasoning_effort": "high"}
    body, notes = told(make_call(OFF, quirks=quirks), tools=[{}])
    assert (body["reasoning_effort"], notes) == ("none", [("renamed", "thinking")])


@pytest.mark.parametrize(
    ("least", "most", "sent", "act"),
    [
        (0, 0, 31_999, None),
        (512, 24_576, 24_576, "clamped"),
        (40_000, 0, 40_000, "approximated"),
        (0, 31_999, 31_999, None),
        (50_000, 40_000, 50_000, "approximated"),
    ],
)
def test_budgets_stay_within_the_target_s_bounds(make_call, least, most, sent, act):
    quirks = {"thinking": "openrouter", "least_budget": least, "most_budget": most}
    body, notes = told(make_call(ENABLED, quirks=quirks))
    assert body == {"reasoning": {"max_tokens": sent}}
    assert [note for note in notes if note[1] == "thinking.budget_tokens"] == (
        [(act, "thinking.budget_tokens")] if act else []
    )


KEEP = {"keep_reasoning": "preserve_thinking"}
INSIDE = {"keep_reasoning": "clear_thinking"}


@pytest.mark.parametrize(
    ("request_", "quirks", "body"),
    [
        ({}, {"thinking": "switch_effort"}, {}),
        (HIGH, {"thinking": "switch_effort"}, {"reasoning_effort": "high"}),
        (ADAPTIVE, {"thinking": "switch_effort"}, {"thinking": {"type": "enabled"}}),
        (ENABLED, {"thinking": "switch_effort"}, {"thinking": {"type": "enabled"}, "reasoning_effort": "high"}),
        (OFF | HIGH, {"thinking": "switch_effort"}, {"thinking": {"type": "disabled"}}),
        (ENABLED, {"thinking": "switch_adaptive"}, {"thinking": {"type": "adaptive"}}),
        (OFF, {"thinking": "enable_thinking"}, {"enable_thinking": False}),
        (ENABLED, {"thinking": "enable_thinking"}, {"enable_thinking": True, "thinking_budget": 31_999}),
        (ENABLED, {"thinking": "template"}, {"chat_template_kwargs": {"enable_thinking": True}}),
        (OFF, {"thinking": "reasoning_enabled"}, {"reasoning": {"enabled": False}}),
        ({}, KEEP, {"preserve_thinking": True}),
        (OFF, KEEP, {}),
        (ADAPTIVE, KEEP | {"thinking_type": "off", "thinking": "template"}, {"chat_template_kwargs": {"enable_thinking": False}}),
        ({}, INSIDE | {"thinking": "switch"}, {}),
        (ADAPTIVE, INSIDE | {"thinking": "switch"}, {"thinking": {"type": "enabled", "clear_thinking": False}}),
        (OFF, INSIDE | {"thinking": "switch"}, {"thinking": {"type": "disabled"}}),
    ],
)  # fmt: skip
def test_switches_and_what_stands_beside_them(make_call, request_, quirks, body):
    assert told(make_call(request_, quirks=quirks))[0] == body


@pytest.mark.parametrize(
    ("form", "notes"),
    [
        ("template", [("renamed", "thinking.type"), ("dropped", "thinking.budget_tokens")]),
        ("enable_thinking", [("renamed", "thinking.type"), ("renamed", "thinking.budget_tokens")]),
        ("reasoning_enabled", [("renamed", "thinking.type"), ("approximated", "thinking")]),
        ("switch_adaptive", [("approximated", "thinking.type"), ("dropped", "thinking.budget_tokens")]),
    ],
)
def test_every_change_of_a_switch_has_its_note(make_call, form, notes):
    assert told(make_call(ENABLED, quirks={"thinking": form}))[1] == notes


@pytest.mark.parametrize(
    ("quirks", "body", "to"),
    [
        ({"thinking": "effort"}, {"reasoning_effort": "low"}, "reasoning_effort"),
        ({"thinking": "effort", "efforts": ("none", "high")}, {"reasoning_effort": "high"}, "reasoning_effort"),
        (
            {"thinking": "switch_effort", "efforts": ("low", "high", "max"), "keep_reasoning": "clear_thinking"},
            {"thinking": {"type": "enabled", "clear_thinking": False}, "reasoning_effort": "low"},
            "reasoning_effort",
        ),
        ({"thinking": "openrouter"}, {"reasoning": {"effort": "low"}}, "reasoning.effort"),
        ({"thinking": "switch"}, {"thinking": {"type": "enabled"}}, "thinking.type"),
        ({"thinking": "template"}, {"chat_template_kwargs": {"enable_thinking": True}}, "chat_template_kwargs.enable_thinking"),
    ],
)  # fmt: skip
def test_a_model_that_always_thinks_is_asked_to_think_as_little_as_it_can(make_call, quirks, body, to):
    ledger, sent = Ledger(), {}
    add_thinking(make_call(OFF | HIGH, quirks={**quirks, "always_thinks": True}), "some-model", sent, ledger)
    assert sent == body
    assert ("approximated", "thinking", to) in [(note.act, note.path, note.to) for note in ledger.notes()]
    plain = {key: value for key, value in quirks.items() if key != "keep_reasoning"}
    asked = told(make_call(ADAPTIVE | HIGH, quirks=plain))
    assert told(make_call(ADAPTIVE | HIGH, quirks={**plain, "always_thinks": True})) == asked
