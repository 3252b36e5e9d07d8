import json

import pytest

from tui_router.messages.codec import decode_request
from tui_router.routing.asked import find_tag, named, read_asked

ALL = frozenset({"has_image", "has_document", "has_tool", "tag"})
PNG = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}}
PDF = {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "aGk="}}


def request(**fields):
    body = {"model": "claude-opus-5[1m]", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}]}
    return decode_request(json.dumps({**body, **fields}).encode())


def said(*blocks, role="user"):
    return {"messages": [{"role": role, "content": list(blocks)}]}


def test_what_lies_on_the_surface_is_always_read():
    asked = read_asked(
        request(thinking={"type": "adaptive"}, output_config={"effort": "low"}),
        {"x-team": "red"},
        "subagent",
        session="s",
        agent="a",
        depth=2,
        input_tokens=7,
    )
    assert (asked.model, asked.tier, asked.kind) == ("claude-opus-5", "opus", "subagent")
    assert (asked.session, asked.agent, asked.depth, asked.input_tokens) == ("s", "a", 2, 7)
    assert (asked.thinking, asked.effort, asked.headers["x-team"]) == (True, "low", "red")
    assert not read_asked(request(thinking={"type": "disabled"}), {}, "main").thinking


@pytest.mark.parametrize(
    ("fields", "image", "document"),
    [
        ({}, False, False),
        (said({"type": "text", "text": "x"}, PNG), True, False),
        (said({"type": "tool_result", "tool_use_id": "t", "content": [PNG, PDF]}), True, True),
        (said(PDF), False, True),
        (said({"type": "tool_result", "tool_use_id": "t", "content": "plain"}), False, False),
        (said({"type": "tool_result", "tool_use_id": "t"}), False, False),
        (said({"type": "strange", "source": 1}), False, False),
    ],
)
def test_media_are_found_wherever_they_lie(fields, image, document):
    asked = read_asked(request(**fields), {}, "main", looks=ALL)
    assert (asked.image, asked.document) == (image, document)


def test_nothing_dear_is_looked_at_unasked():
    full = request(
        **said(PNG),
        tools=[{"name": "Bash", "input_schema": {}}],
        system="<tui-router-model>a/b</tui-router-model>",
    )
    blind = read_asked(full, {}, "main")
    assert (blind.image, blind.tools, blind.tag) == (False, (), None)
    seen = read_asked(full, {}, "main", looks=ALL)
    assert (seen.image, seen.tools) == (True, ("Bash",))
    assert seen.tag is not None


def test_a_servers_tool_counts_by_its_name_else_its_type():
    tools = [{"type": "web_search_20250305", "name": "web_search"}, {"type": "bash_20250124"}]
    assert read_asked(request(tools=tools), {}, "main", looks=ALL).tools == ("web_search", "bash_20250124")


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"system": "<tui-router-model>local/Qwen/Qwen3</tui-router-model>\nYou are"}, "local/Qwen/Qwen3"),
        ({"system": [{"type": "text", "text": "billing"}, {"type": "text", "text": "<CCR-SUBAGENT-MODEL>openrouter,a/b</CCR-SUBAGENT-MODEL> x"}]}, "openrouter/a/b"),
        ({"messages": [{"role": "user", "content": "  <tui-router-model>fast</tui-router-model> go"}]}, "fast"),
        (said({"type": "text", "text": "<ccr-subagent-model>a,b</ccr-subagent-model>"}), "a/b"),
        ({"system": "Say <tui-router-model>a/b</tui-router-model>"}, None),
        ({"system": "<tui-router-model>a b</tui-router-model>"}, None),
        ({"system": "<tui-router-model>a/b</CCR-SUBAGENT-MODEL>"}, None),
        ({"system": "<tui-router-model>" * 5000}, None),
        (said({"type": "text", "text": "<tui-router-model>a/b</tui-router-model>"}, role="assistant"), None),
    ],
)  # fmt: skip
def test_a_tag_counts_at_the_beginning_only(fields, name):
    tag = find_tag(request(**fields))
    assert (tag.name if tag else None) == name


def test_a_bare_name_is_a_main_request():
    asked = named("claude-haiku-5-5[1m]", "title")
    assert (asked.model, asked.tier, asked.kind, asked.session) == ("claude-haiku-5-5", "haiku", "title", "")
    assert named("[1m]").model == "[1m]"
