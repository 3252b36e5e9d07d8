import json

import pytest

from tui_router.dialects.bedrock.request import prepare


def sent(call) -> tuple[dict, object]:
    prepared = prepare(call)
    return json.loads(prepared.body), prepared


def told(prepared) -> list[tuple[str, str, str, str]]:
    return [(note.act, note.path, note.before, note.after) for note in lost(prepared)]


def lost(prepared) -> list:
    """What did not only change its place."""
    return [note for note in prepared.notes if note.act != "moved"]


def moved(prepared) -> list[tuple[str, str]]:
    return [(note.path, note.to) for note in prepared.notes if note.act == "moved"]


def test_what_the_cloud_wants_elsewhere_is_moved_and_the_rest_goes_as_it_came(cloud_call) -> None:
    body = b'{ "model":"claude-opus-5-5" ,"max_tokens":100, "temperature":1e0, "stream":true,\n "messages" : [{"content":"hi","role":"user"}], "new":{"a":1.50} }'
    prepared = prepare(cloud_call(body=body, model="eu.anthropic.claude-v1:0"))
    assert prepared.path == "/model/eu.anthropic.claude-v1:0/invoke-with-response-stream"
    assert b'"messages" : [{"content":"hi","role":"user"}], "new":{"a":1.50}' in prepared.body
    assert b'"temperature":1e0' in prepared.body
    fields = json.loads(prepared.body)
    assert "model" not in fields
    assert "stream" not in fields
    assert fields["anthropic_version"] == "bedrock-2023-05-31"
    assert "anthropic_beta" not in fields
    assert prepared.streams
    assert lost(prepared) == []
    assert moved(prepared) == [
        ("model", "path"),
        ("stream", "path"),
        ("headers.anthropic-version", "anthropic_version"),
    ]


def test_without_a_stream_the_path_says_so(cloud_call) -> None:
    fields, prepared = sent(cloud_call({"stream": False}))
    assert prepared.path == "/model/m/invoke"
    assert not prepared.streams
    assert "accept" not in prepared.headers
    assert "stream" not in fields


def test_googles_cloud_has_a_path_and_a_version_of_its_own(cloud_call) -> None:
    fields, prepared = sent(cloud_call(hosted="google", model="claude-opus-5-5"))
    assert prepared.path == "/publishers/anthropic/models/claude-opus-5-5:streamRawPredict"
    assert fields["anthropic_version"] == "vertex-2023-10-16"
    assert prepared.headers["accept"] == "text/event-stream"


def test_the_clients_own_model_is_kept_where_none_is_named(cloud_call) -> None:
    assert prepare(cloud_call(hosted="google", model="")).path.startswith(
        "/publishers/anthropic/models/claude-sonnet-5-5:"
    )


def test_betas_move_into_the_body_and_no_header_of_anthropics_is_left(cloud_call) -> None:
    headers = {
        "anthropic-beta": "context-1m-2025-08-07, effort-2025-11-24",
        "anthropic-version": "2023-06-01",
        "x-stainless-os": "Linux",
        "user-agent": "claude-cli/9",
    }
    fields, prepared = sent(
        cloud_call({"anthropic_beta": ["own-2026-01-01", "effort-2025-11-24"]}, headers=headers)
    )
    assert fields["anthropic_beta"] == ["own-2026-01-01", "effort-2025-11-24", "context-1m-2025-08-07"]
    assert prepared.headers == {"user-agent": "claude-cli/9", "accept": "application/vnd.amazon.eventstream"}
    assert lost(prepared) == []
    assert moved(prepared)[-1] == ("headers.anthropic-beta", "anthropic_beta")


def test_betas_of_another_name_and_those_that_need_none(cloud_call) -> None:
    headers = {
        "anthropic-beta": "claude-code-20250219,advanced-tool-use-2025-11-20,interleaved-thinking-2025-05-14"
    }
    tools = [{"name": "t", "input_schema": {"type": "object"}, "defer_loading": True}]
    fields, prepared = sent(cloud_call({"tools": tools}, headers=headers))
    assert fields["anthropic_beta"] == ["tool-search-tool-2025-10-19", "interleaved-thinking-2025-05-14"]
    assert fields["tools"] == tools
    assert told(prepared) == [
        ("dropped", "headers.anthropic-beta", "claude-code-20250219", ""),
        ("renamed", "headers.anthropic-beta", "advanced-tool-use-2025-11-20", "tool-search-tool-2025-10-19"),
    ]


@pytest.mark.parametrize(("hosted", "kept"), [("aws", ["effort-2025-11-24"]), ("google", [])])
def test_what_became_free_is_sent_without_its_beta(cloud_call, hosted: str, kept: list[str]) -> None:
    """Google's cloud takes effort from every request, and refuses the beta."""
    betas = "effort-2025-11-24,adaptive-thinking-2026-01-28,extended-cache-ttl-2025-04-11,prompt-caching-2024-07-31"
    request = {
        "system": [{"type": "text", "text": "s", "cache_control": {"type": "ephemeral", "ttl": "1h"}}],
        "thinking": {"type": "adaptive"},
        "output_config": {"effort": "low"},
    }
    fields, _ = sent(cloud_call(request, hosted=hosted, headers={"anthropic-beta": betas}))
    assert fields.get("anthropic_beta", []) == kept
    assert {name: fields[name] for name in request} == request


def test_refused_betas_go_with_what_only_they_allow(cloud_call) -> None:
    request = {
        "system": [{"type": "text", "text": "s", "cache_control": {"type": "ephemeral", "scope": "global"}}],
        "mcp_servers": [{"name": "x"}],
    }
    headers = {"anthropic-beta": "prompt-caching-scope-2026-01-05,mcp-client-2025-11-20"}
    call = cloud_call(
        request, headers=headers, quirks={"refused_betas": ["prompt-caching-scope", "mcp-client"]}
    )
    fields, prepared = sent(call)
    assert fields["system"][0]["cache_control"] == {"type": "ephemeral"}
    assert "mcp_servers" not in fields
    assert "anthropic_beta" not in fields
    assert {note.act for note in lost(prepared)} == {"dropped"}
    assert len(lost(prepared)) == 4


@pytest.mark.parametrize("given", ['"text"', "[1,null]", "{}", "[]", "null"])
def test_betas_of_another_shape_are_none(cloud_call, given) -> None:
    body = (
        b'{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],"anthropic_beta":%b}'
        % given.encode()
    )
    fields, _ = sent(cloud_call(body=body))
    assert "anthropic_beta" not in fields


def test_quirks_are_honoured_as_with_anthropic_itself(cloud_call) -> None:
    fields, prepared = sent(
        cloud_call({"temperature": 0.5}, quirks={"drop": ["temperature"]}, limits={"max_output_tokens": 50})
    )
    assert "temperature" not in fields
    assert fields["max_tokens"] == 50
    assert [note.path for note in lost(prepared)] == ["max_tokens", "temperature"]
