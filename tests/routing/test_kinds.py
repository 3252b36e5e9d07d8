"""What the client is doing, from requests in the shapes Claude Code sends."""

import json

import pytest

from tui_router.messages.codec import decode_request
from tui_router.routing.kinds import classify

CLI = {"user-agent": "claude-cli/2.1.329 (external, cli)", "x-claude-code-session-id": "s"}
SUB = {**CLI, "x-claude-code-agent-id": "a0123456789abcdef"}
BILLING = "x-anthropic-billing-header: cc_version=2.1.329.136; cc_entrypoint=sdk-cli;"
PATH = "/v1/messages?beta=true"


def request(**fields):
    body = {
        "model": "claude-opus-5-5",
        "max_tokens": 10,
        "messages": [{"role": "user", "content": "hi"}],
        **fields,
    }
    return decode_request(json.dumps(body).encode())


TITLE = {
    "tools": [],
    "output_config": {
        "effort": "low",
        "format": {
            "type": "json_schema",
            "schema": {"type": "object", "properties": {"title": {"type": "string"}}},
        },
    },
}
SEARCH = {
    "tools": [{"type": "web_search_20250305", "name": "web_search", "max_uses": 8}],
    "tool_choice": {"type": "auto"},
}
CLASSIFIER = {"stop_sequences": ["</block>"]}
COMPACT = {
    "messages": [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "ho"},
        {"role": "user", "content": [{"type": "text", "text": "Your task is to create a detailed summary of the conversation so far."}]},
        {"role": "system", "content": "environment"},
    ]
}  # fmt: skip
TOOL = {"name": "Bash", "input_schema": {"type": "object"}}


@pytest.mark.parametrize(
    ("headers", "fields", "kind"),
    [
        (CLI, {"tools": [TOOL]}, "main"),
        (SUB, {"tools": [TOOL]}, "subagent"),
        (CLI, TITLE, "title"),
        (CLI, SEARCH, "web_search"),
        (SUB, SEARCH, "web_search"),
        (CLI, CLASSIFIER, "classifier"),
        (CLI, {"stop_sequences": ["</severity>"]}, "classifier"),
        (
            CLI,
            {
                "system": [
                    {"type": "text", "text": BILLING},
                    {"type": "text", "text": "You are a security monitor for autonomous AI coding agents."},
                ]
            },
            "classifier",
        ),
        (
            CLI,
            {"system": "You are a security monitor for autonomous AI coding agents.", "tools": [TOOL]},
            "main",
        ),
        (CLI, COMPACT, "compaction"),
        (SUB, COMPACT, "subagent"),
        ({}, {"system": [{"type": "text", "text": BILLING}]}, "main"),
        ({}, {"system": [{"type": "text", "text": BILLING + " cc_is_subagent=true;"}]}, "subagent"),
        ({}, {"system": BILLING + " cc_is_subagent=true;\nYou are"}, "subagent"),
        ({}, {"system": "talk about cc_is_subagent=true"}, "other"),
        ({"user-agent": "Anthropic/Python 2.11.0"}, {}, "other"),
        ({"anthropic-beta": "claude-code-20250219,effort"}, {}, "main"),
        ({**CLI, "x-claude-code-request-class": "compaction"}, {}, "compaction"),
        ({**CLI, "x-claude-code-request-class": "workflow"}, {}, "subagent"),
        ({**CLI, "x-claude-code-request-class": "auxiliary"}, TITLE, "title"),
        ({**SUB, "x-claude-code-request-class": "side_reply"}, {}, "subagent"),
        (CLI, {"tools": [TOOL, SEARCH["tools"][0]]}, "main"),
        (CLI, {**TITLE, "tools": [TOOL]}, "main"),
        (
            CLI,
            {"output_config": {"format": {"type": "json_schema", "schema": {"properties": {"name": {}}}}}},
            "main",
        ),
        (CLI, {"messages": []}, "main"),
    ],
)
def test_each_shape_is_known(headers, fields, kind):
    assert classify(headers, request(**fields), PATH) == kind


def test_counting_is_known_by_its_path():
    for path in ("/v1/messages/count_tokens?beta=true", "/my/prefix/v1/messages/count_tokens/"):
        assert classify(CLI, None, path) == "count"
    assert classify(CLI, None, PATH) == "other"


def test_a_summary_asked_for_long_ago_is_not_a_compaction_now():
    fields = {
        "messages": [
            *COMPACT["messages"],
            {"role": "assistant", "content": "done"},
            {"role": "user", "content": "thanks"},
        ]
    }
    assert classify(CLI, request(**fields), PATH) == "main"


OLD = {"user-agent": "claude-cli/1.0.83 (external, cli)"}


def system(*texts):
    return {"system": [{"type": "text", "text": text} for text in texts]}


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        (system("You are Claude Code, Anthropic's official CLI for Claude."), "main"),
        (
            {
                **system("You are Claude Code, Anthropic's official CLI.", "You are an agent for Claude Code, Anthropic's official CLI. Given the user's message"),
                "tools": [TOOL],
            },
            "subagent",
        ),
        (system("Analyze if this message indicates a new conversation topic. If it does, extract a 2-3 word title"), "title"),
        ({"messages": [{"role": "user", "content": "Please write a 5-10 word title for the following conversation:\n\nhi"}]}, "title"),
        (system("Your task is to process Bash commands that an AI coding agent wants to run."), "classifier"),
        (system("You are an assistant for performing a web search tool use"), "web_search"),
        (COMPACT, "compaction"),
        # a person may write any of these words in a message: only the places where the client puts them count
        ({"messages": [{"role": "user", "content": "Your task is to process Bash commands"}]}, "main"),
        ({"messages": [{"role": "user", "content": "You are an agent for Claude Code"}]}, "main"),
        ({**system("word title for the following conversation"), "tools": [TOOL]}, "main"),
    ],
)  # fmt: skip
def test_older_clients_are_known_by_their_bodies(fields, kind):
    assert classify(OLD, request(**fields), PATH) == kind


def test_a_long_conversation_that_speaks_of_titles_is_no_title():
    said = [
        {"role": role, "content": "a word title for the following conversation"}
        for role in ("user", "assistant") * 3
    ]
    assert classify(OLD, request(messages=said), PATH) == "main"
