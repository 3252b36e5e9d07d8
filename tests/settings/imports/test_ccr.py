"""claude-code-router's file, as its own examples have it."""

import json

import pytest

from tui_router.core.faults import ConfigFault
from tui_router.settings.imports.ccr import read

FULL = """
// comments and trailing commas are allowed there
{
  "APIKEY": "your-secret-key", "HOST": "0.0.0.0", "PORT": 3456, "PROXY_URL": "http://127.0.0.1:7890",
  "LOG": true, "API_TIMEOUT_MS": "600000", "CUSTOM_ROUTER_PATH": "/home/x/router.js",
  "Providers": [
    {"name": "openrouter", "api_base_url": "https://openrouter.ai/api/v1/chat/completions",
     "api_key": "$OPENROUTER_API_KEY", "models": ["google/gemini-2.5-pro-preview"],
     "transformer": {"use": [["openrouter", {"provider": {"only": ["x"]}}]]}},
    {"name": "DeepSeek", "api_base_url": "https://api.deepseek.com/chat/completions", "api_key": "sk-xxx",
     "models": ["deepseek-chat", "deepseek-reasoner"],
     "transformer": {"use": ["deepseek"], "deepseek-chat": {"use": ["tooluse", ["maxtoken", {"max_tokens": 8000}]]}}},
    {"name": "ollama", "api_base_url": "http://localhost:11434/v1/chat/completions", "api_key": "ollama",
     "models": ["qwen2.5-coder:latest"]},
    {"name": "kimi", "api_base_url": "https://kimi.example/anthropic/v1/messages", "api_key": "${KIMI}",
     "models": ["k2"], "transformer": {"use": ["Anthropic", "cleancache"]}},
    {"name": "silicon", "api_base_url": "https://silicon.example/v1/chat/completions", "api_key": "$S",
     "models": ["m"], "transformer": {"use": [["maxtoken", {"max_tokens": 16384}], "maxcompletiontokens", "weird"]}},
  ],
  "Router": {
    "default": "deepseek,deepseek-chat", "background": "ollama,qwen2.5-coder:latest",
    "think": "deepseek,deepseek-reasoner", "longContext": "openrouter,google/gemini-2.5-pro-preview",
    "longContextThreshold": 50000, "webSearch": "silicon,m", "image": "kimi,k2",
  },
}
"""


def test_providers_come_over_with_references_for_keys():
    found = read(FULL).settings["providers"]
    assert found["openrouter"]["preset"] == "openrouter"
    assert found["openrouter"]["key"] == "env:OPENROUTER_API_KEY"
    assert found["DeepSeek"]["key"] == "env:DEEPSEEK_API_KEY"
    assert found["DeepSeek"]["models"] == {
        "deepseek-chat": {"max_output_tokens": 8000},
        "deepseek-reasoner": {},
    }
    assert "key" not in found["ollama"]
    assert found["ollama"]["timeouts"] == {"first_byte": 600, "idle": 600}
    assert found["kimi"]["dialect"] == "anthropic"
    assert found["kimi"]["base_url"] == "https://kimi.example/anthropic"
    assert found["kimi"]["key"] == "env:KIMI"
    assert found["kimi"]["quirks"] == {"cache_marks": "none"}
    assert found["silicon"]["quirks"] == {"output_field": "max_completion_tokens"}
    assert found["silicon"]["models"] == {"m": {"max_output_tokens": 16384}}


def test_the_road_of_a_request_keeps_its_order():
    settings = read(FULL).settings
    others = ["sonnet", "opus", "fable", "default"]
    assert settings["routes"] == [
        {"when": {"input_tokens_over": 50000}, "to": "openrouter/google/gemini-2.5-pro-preview"},
        {"when": {"tag": True}},
        {"when": {"has_image": True}, "to": "kimi/k2"},
        {"when": {"has_tool": "web_search*", "tier": others}, "to": "silicon/m"},
        {"when": {"thinking": True, "tier": others}, "to": "DeepSeek/deepseek-reasoner"},
    ]
    assert settings["tiers"] == {"haiku": "ollama/qwen2.5-coder:latest", "default": "DeepSeek/deepseek-chat"}


def test_without_background_work_all_tiers_think():
    text = json.dumps({
        "Providers": [{"name": "a", "api_base_url": "https://a.example/v1/chat/completions", "api_key": "$A"}],
        "Router": {"think": "a,r", "longContext": "a,l"},
    })  # fmt: skip
    assert read(text).settings["routes"] == [
        {"when": {"input_tokens_over": 60000}, "to": "a/l"},
        {"when": {"tag": True}},
        {"when": {"thinking": True}, "to": "a/r"},
    ]


def test_fallbacks_of_a_scenario_follow_in_its_chain():
    text = json.dumps({
        "Providers": [{"name": "a", "api_base_url": "https://a.example/v1", "api_key": "$A"}],
        "Router": {"default": "a,one"},
        "fallback": {"default": ["a,two", "b,three"]},
    })  # fmt: skip
    done = read(text)
    assert done.settings["tiers"] == {"default": ["a/one", "a/two"]}
    assert any("b,three names no provider" in remark for remark in done.remarks)


def test_the_server_listens_for_others_only_with_a_key_as_before():
    assert read(FULL).settings["server"] == {"port": 3456, "host": "0.0.0.0"}
    assert read(FULL.replace('"APIKEY": "your-secret-key",', "")).settings["server"] == {"port": 3456}


@pytest.mark.parametrize(
    "told",
    [
        "APIKEY: ", "PROXY_URL: ", "CUSTOM_ROUTER_PATH: ", "DeepSeek: its key stands in that file",
        "options of the openrouter transformer are left out (provider)", "silicon: the transformer weird has no counterpart",
        "image: ", "/model provider/model",
    ],
)  # fmt: skip
def test_what_has_no_counterpart_is_told(told):
    assert any(told in remark for remark in read(FULL).remarks)


def test_no_secret_of_the_file_comes_through():
    text = FULL.replace("sk-xxx", "sk-test-0123456789abcdef")
    assert "0123456789abcdef" not in repr(read(text))
    assert "your-secret-key" not in repr(read(text))


@pytest.mark.parametrize(
    ("transformer", "told"), [("vertex-gemini", "Vertex AI"), ("gemini-cli", "subscription borrowed")]
)
def test_providers_that_cannot_be_reached_are_left_out(transformer, told):
    row = {
        "name": "v",
        "api_base_url": "https://v.example/v1",
        "models": ["m"],
        "transformer": {"use": [transformer]},
    }
    done = read(json.dumps({"Providers": [row], "Router": {"default": "v,m"}}))
    assert "providers" not in done.settings
    assert "tiers" not in done.settings
    assert told in done.remarks[0]


@pytest.mark.parametrize("text", ["[]", "1", '"x"', "null", "{"])
def test_what_is_no_such_file_is_refused(text):
    with pytest.raises(ConfigFault):
        read(text)


@pytest.mark.parametrize(
    "document",
    [
        {"Providers": 5, "Router": []},
        {"Providers": [5, None, [], {"name": 7, "models": {"a": 1}, "transformer": 3, "api_base_url": ["x"]}]},
        {"Providers": [{"name": "a", "api_base_url": "https://a.example/v1", "models": [None, 3], "transformer": {"use": [[], [1], [["x"]], {}]}}]},
        {"Router": {"default": 5, "think": ["a"], "longContextThreshold": "x", "webSearch": {"a": 1}, "image": ","}},
        {"PORT": "x", "HOST": [], "API_TIMEOUT_MS": "1e999", "fallback": 3},
        {"Providers": [{"name": "\ud800", "api_base_url": "https://a.example/v1", "models": ["\ud800\x00"]}]},
    ],
)  # fmt: skip
def test_odd_shapes_break_nothing(document):
    read(json.dumps(document))
