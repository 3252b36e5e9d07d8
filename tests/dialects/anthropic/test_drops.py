import pytest

from tui_router.dialects.anthropic.drops import normal
from tui_router.dialects.anthropic.request import prepare
from tui_router.providers.provider import Provider
from tui_router.providers.quirks import Quirks

MARK = {"cache_control": {"type": "ephemeral"}}


@pytest.mark.parametrize(
    ("spelled", "path"),
    [
        ("context_management", "context_management"),
        ("tools.0.custom.defer_loading", "tools * defer_loading"),
        ("tools[*].input_examples", "tools * input_examples"),
        ("tools[3].strict", "tools * strict"),
        ("messages.3.content.0.text.cache_control", "messages * content * cache_control"),
        ("messages.3.content.0.text.cache_control.ephemeral.ttl", "messages * content * cache_control ttl"),
        (
            "messages.4.content.0.tool_result.content.0.tool_reference.tool_name",
            "messages * content * content * tool_name",
        ),
        ("thinking.adaptive.budget_tokens", "thinking budget_tokens"),
        ("thinking.display", "thinking display"),
        ("messages.0.content.1.thinking.signature", "messages * content * signature"),
        ("tools.0.web_search_20250305.max_uses", "tools * max_uses"),
        ("context_management.edits.0.clear_thinking_20251015.keep", "context_management edits * keep"),
        ("tools.0.custom.input_schema.text.default", "tools * input_schema text default"),
        (
            "messages[0].content.list[ChatMessageContent][0].cache_control",
            "messages * content * cache_control",
        ),
        ("body.messages.0.name", "messages * name"),
        ("messages.0.content.0.text.text", "messages * content * text"),
        ("", ""),
        ("..[", ""),
    ],
)
def test_paths_are_read_as_validators_spell_them(spelled, path):
    assert " ".join(normal(spelled)) == path


MEMBERS = {
    "max_tokens": 5,
    "metadata": {"user_id": "u"},
    "output_config": {"effort": "low", "x": 1},
    "thinking": {"type": "adaptive", "display": "updates"},
    "system": [{"type": "text", "text": "s", **MARK}],
    "tools": [
        {"name": "a", "strict": True, "input_schema": {}},
        {"name": "b", "strict": False, "type": "custom"},
    ],
    "messages": [{"role": "user", "content": [{"type": "text", "text": "t", "citations": [], **MARK}]}],
}


@pytest.mark.parametrize(
    ("path", "key", "after"),
    [
        ("metadata.user_id", "metadata", None),
        ("output_config.effort", "output_config", {"x": 1}),
        ("effort", "output_config", {"x": 1}),
        ("thinking.adaptive.display", "thinking", {"type": "adaptive"}),
        ("system.0.text.cache_control", "system", [{"type": "text", "text": "s"}]),
        (
            "tools.1.custom.strict",
            "tools",
            [{"name": "a", "input_schema": {}}, {"name": "b", "type": "custom"}],
        ),
        ("tools.strict", "tools", [{"name": "a", "input_schema": {}}, {"name": "b", "type": "custom"}]),
        (
            "messages.0.content.0.text.citations",
            "messages",
            [{"role": "user", "content": [{"type": "text", "text": "t", **MARK}]}],
        ),
    ],
)
def test_a_refused_member_goes_everywhere(sent, path, key, after):
    made = sent(MEMBERS, drop=(path,))
    assert made.body.get(key) == after
    assert {**made.body, key: 0} == {"model": "a", **MEMBERS, key: 0}
    assert made.prepared.notes[0].act == "dropped"
    assert made.prepared.notes[0].before


@pytest.mark.parametrize(
    "path",
    [
        "model",
        "messages",
        "max_tokens",
        "messages.0.role",
        "messages[*].content",
        "messages.0.content.0.text.text",
        "messages.0.content.0.type",
        "messages[0]",
        "system[*].text",
        "tools.0.name",
        "tools.0.custom.input_schema",
        "output_config.format",
        "top_k",
        "metadata.tools",
        "nothing.messages",
        "tools",
    ],
)
def test_what_a_request_needs_or_has_not_is_left_alone(sent, path):
    members = {key: value for key, value in MEMBERS.items() if path != "tools" or key != "tools"}
    assert sent(members, drop=(path,)).untouched


def test_a_mark_without_its_place_goes_everywhere(sent):
    made = sent(MEMBERS, drop=("cache_control",))
    assert b"cache_control" not in made.prepared.body


def test_a_member_of_the_marks_goes_everywhere(sent):
    held = {
        "system": [{"type": "text", "text": "s", "cache_control": {"type": "ephemeral", "scope": "global"}}]
    }
    assert sent(held, drop=("cache_control.scope",)).body["system"] == [{"type": "text", "text": "s", **MARK}]


def test_without_tools_there_is_no_choice_among_them(sent):
    made = sent({"tools": [{"name": "a"}], "tool_choice": {"type": "any"}}, drop=("tools",))
    assert made.body == {"model": "a", "messages": []}
    assert made.acts == [("dropped", "tools"), ("dropped", "tool_choice")]


def test_a_placeholder_of_deferred_tools_is_no_tool(sent):
    tools = [{"name": "a"}, {"name": "DeferredToolPlaceholder", "defer_loading": True, "input_schema": {}}]
    assert sent({"tools": tools}, drop=("tools.0.custom.defer_loading",)).body["tools"] == [{"name": "a"}]
    assert sent({"tools": tools}, drop=("tools.0.custom.strict",)).untouched
    named = {"tools": [{"name": "DeferredToolPlaceholder"}]}
    assert sent(named, drop=("tools.0.custom.defer_loading",)).untouched


def test_dropped_thinking_takes_its_edits_along(sent):
    edits = {"edits": [{"type": "clear_thinking_20251015"}]}
    made = sent({"thinking": {"type": "adaptive"}, "context_management": edits}, drop=("thinking",))
    assert made.body == {"model": "a", "messages": []}


def test_a_member_that_stands_twice_goes_twice(call):
    provider = Provider(name="n", dialect="anthropic", base_url="http://h", quirks=Quirks(drop=("metadata",)))
    body = b'{"metadata":1,"model":"a", "metadata":{"user_id":"u"}, "messages":[]}'
    assert prepare(call(body, model="", provider=provider)).body == b'{"model":"a", "messages":[]}'


def test_the_format_of_both_places_goes(sent):
    body = {
        "output_format": {"type": "json_schema", "schema": {"a": 1}},
        "output_config": {"format": {"schema": {}}},
    }
    made = sent(body, drop=("output_format",))
    assert made.body.keys() == {"model", "messages", "system"}
    assert [note.act for note in made.prepared.notes] == ["approximated"] * 2
