import pytest

ENCRYPTED = ["reasoning.encrypted_content"]


@pytest.mark.parametrize(
    ("request_", "model", "reasoning", "include"),
    [
        ({}, "gpt-5.4", None, ENCRYPTED),
        ({}, "gpt-4o", None, None),
        ({}, "qwen3", None, None),
        ({"thinking": {"type": "adaptive"}}, "gpt-5.4", {"effort": "medium", "summary": "auto"}, ENCRYPTED),
        ({"thinking": {"type": "adaptive"}}, "qwen3", {"effort": "medium", "summary": "auto"}, ENCRYPTED),
        ({"thinking": {"type": "adaptive"}}, "gpt-4o", None, None),
        ({"thinking": {"type": "enabled", "budget_tokens": 4000}}, "o3", {"effort": "low", "summary": "auto"}, ENCRYPTED),
        ({"thinking": {"type": "adaptive", "display": "omitted"}}, "o3", {"effort": "medium"}, ENCRYPTED),
        ({"thinking": {"type": "disabled"}}, "gpt-5.4", {"effort": "none"}, None),
        ({"thinking": {"type": "disabled"}}, "gpt-5-mini", {"effort": "minimal"}, None),
        ({"thinking": {"type": "disabled"}}, "gpt-6.1-sol", {"effort": "low"}, ENCRYPTED),
        ({"thinking": {"type": "disabled"}}, "o3", {"effort": "low"}, ENCRYPTED),
        ({"thinking": {"type": "disabled"}}, "qwen3", None, None),
        ({"output_config": {"effort": "high"}}, "gpt-5.4", {"effort": "high"}, ENCRYPTED),
        ({"output_config": {"effort": "max"}}, "gpt-5.4", {"effort": "xhigh"}, ENCRYPTED),
        ({"output_config": {"effort": "max"}}, "gpt-5.6-sol", {"effort": "max"}, ENCRYPTED),
        ({"output_config": {"effort": "low"}}, "gpt-5-pro", {"effort": "high"}, ENCRYPTED),
    ],
)  # fmt: skip
def test_what_is_asked_for(ask, request_, model, reasoning, include):
    body, _ = ask(request_, model=model)
    assert (body.get("reasoning"), body.get("include")) == (reasoning, include)


@pytest.mark.parametrize(("efforts", "effort"), [(("minimal", "low"), "minimal"), (("none", "low"), "none")])
def test_thinking_is_turned_off_where_it_can_be(ask, efforts, effort):
    body, notes = ask({"thinking": {"type": "disabled"}}, quirks={"efforts": efforts})
    assert body["reasoning"] == {"effort": effort}
    assert "include" not in body
    assert [note.act for note in notes if note.path == "thinking"] == ["renamed"]


@pytest.mark.parametrize(
    "call", [{"model": "gpt-6.1-sol"}, {"model": "qwen3", "quirks": {"efforts": ("low", "max")}}]
)
def test_where_no_word_for_off_is_known_it_is_turned_down(ask, call):
    asked = {"thinking": {"type": "disabled"}, "output_config": {"effort": "high"}}
    body, notes = ask(asked, **call)
    assert (body["reasoning"], body["include"]) == ({"effort": "low"}, ENCRYPTED)
    told = [(note.act, note.path, note.after) for note in notes if note.before in ("disabled", "high")]
    assert told == [("dropped", "output_config.effort", ""), ("approximated", "thinking", "low")]


def test_an_effort_beside_thinking_that_is_off_has_its_note_where_it_stands(ask):
    turned = {"role": "system", "content": "", "output_config": {"effort": "xhigh"}}
    messages = [{"role": "user", "content": "hi"}, turned]
    _, notes = ask({"thinking": {"type": "disabled"}, "messages": messages})
    assert [note.path for note in notes if note.before == "xhigh"] == ["messages[1].output_config.effort"]


def test_a_model_that_does_not_think_is_not_turned_down(ask):
    body, notes = ask({"thinking": {"type": "disabled"}}, model="gpt-4o", quirks={"efforts": ("low", "max")})
    assert "reasoning" not in body
    assert not [note for note in notes if note.path == "thinking"]


def test_a_model_that_always_thinks_is_asked_to_think_as_little_as_it_can(ask):
    quirks = {"efforts": ("none", "low", "high"), "always_thinks": True}
    body, notes = ask({"thinking": {"type": "disabled"}}, quirks=quirks)
    assert (body["reasoning"], body["include"]) == ({"effort": "low"}, ENCRYPTED)
    assert [(note.act, note.before, note.after) for note in notes if note.to == "reasoning.effort"] == [
        ("approximated", "disabled", "low")
    ]


def test_what_was_said_of_the_endpoint_goes_before_the_models_name(ask):
    asked = {"output_config": {"effort": "xhigh"}}
    body, notes = ask(asked, model="gpt-5.4", quirks={"efforts": ("minimal", "high")})
    assert body["reasoning"] == {"effort": "high"}
    assert [note.reason for note in notes if note.act == "clamped"] == ["the target knows minimal, high"]


def test_what_is_known_of_the_model_counts_more_than_its_name(ask):
    adaptive = {"thinking": {"type": "adaptive"}}
    assert "reasoning" not in ask(adaptive, known={"thinking": False})[0]
    assert "reasoning" in ask(adaptive, known={"thinking": True}, model="gpt-4o")[0]


@pytest.mark.parametrize("quirks", [{"strip_thinking": True}, {"refused_blocks": ("reasoning",)}])
def test_what_may_not_go_back_is_not_asked_for(ask, quirks):
    body, _ = ask({"thinking": {"type": "adaptive"}}, quirks=quirks)
    assert "include" not in body
    assert "reasoning" in body


def test_both_members_have_their_note_when_the_model_does_not_think(ask):
    told = {"thinking": {"type": "adaptive"}, "output_config": {"effort": "low"}}
    _, notes = ask(told, quirks={"thinking_type": "off"})
    assert {note.path for note in notes if note.act == "dropped"} == {"thinking", "output_config.effort"}
