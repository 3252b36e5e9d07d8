"""LiteLLM's file, as people use it with Claude Code."""

import pytest
import yaml

from tui_router.core.faults import ConfigFault
from tui_router.settings.imports.litellm import read

FULL = """
model_list:
  - model_name: claude-sonnet-4-5
    litellm_params:
      model: openai/qwen3-coder
      api_base: http://localhost:8000/v1
      api_key: none
      max_tokens: 4096
    model_info: {max_input_tokens: 131072, max_output_tokens: "8192", input_cost_per_token: 2.0e-7, output_cost_per_token: 0.0000012}
  - model_name: claude-haiku-4-5-20251001
    litellm_params: {model: gpt-4o-mini, api_key: os.environ/OPENAI_API_KEY, rpm: 60}
  - model_name: gpt-4o
    litellm_params: {model: azure/gpt-4o-eu, api_base: "https://x.openai.azure.com/", api_key: os.environ/AZ}
  - model_name: gpt-4o
    litellm_params: {model: openai/gpt-4o, api_key: os.environ/OPENAI_API_KEY}
  - model_name: gpt-4o
    litellm_params: {model: openrouter/openai/gpt-4o, api_key: os.environ/OR_KEY}
  - model_name: "claude-*"
    litellm_params: {model: "anthropic/*", api_key: os.environ/ANTHROPIC_API_KEY}
  - model_name: "*"
    litellm_params: {model: groq/llama-3.3-70b, api_key: os.environ/GROQ_API_KEY, timeout: 250}
  - model_name: embed
    litellm_params: {model: openai/text-embedding-3-small}
    model_info: {mode: embedding}
  - model_name: local
    litellm_params: {model: ollama_chat/qwen3, api_base: "http://gpu-box:11434"}
litellm_settings:
  drop_params: true
  request_timeout: 200
  fallbacks: [{"local": ["gpt-4o"]}, {"gpt-4o": ["nope"]}]
  success_callback: [langfuse]
router_settings:
  model_group_alias: {"best": "gpt-4o", "hidden": {"model": "local", "hidden": true}, "lost": "nowhere"}
  routing_strategy: least-busy
general_settings: {master_key: sk-1234}
"""


def test_deployments_become_providers_and_models():
    found = read(FULL).settings["providers"]
    assert found["vllm"]["preset"] == "vllm"
    assert found["vllm"]["models"] == {
        "qwen3-coder": {
            "context_window": 131072, "max_output_tokens": 8192, "price": {"input": 0.2, "output": 1.2},
        }
    }  # fmt: skip
    assert found["openai"]["key"] == "env:OPENAI_API_KEY"
    assert list(found["openai"]["models"]) == ["gpt-4o-mini", "gpt-4o"]
    assert found["openrouter"]["key"] == "env:OR_KEY"
    assert found["ollama"]["base_url"] == "http://gpu-box:11434/v1"
    assert found["groq"]["timeouts"] == {"first_byte": 250, "idle": 250}
    assert found["openai"]["timeouts"] == {"first_byte": 200, "idle": 200}


def test_names_keep_who_wins():
    settings = read(FULL).settings
    assert [(route["when"]["model"], route["to"]) for route in settings["routes"]] == [
        ("claude-sonnet-4-5", "vllm/qwen3-coder"),
        ("claude-haiku-4-5-20251001", "openai/gpt-4o-mini"),
        ("claude-*", "anthropic"),
    ]
    assert settings["tiers"] == {
        "haiku": "openai/gpt-4o-mini", "sonnet": "vllm/qwen3-coder", "default": "groq/llama-3.3-70b",
    }  # fmt: skip


def test_deployments_of_a_name_and_its_fallbacks_are_a_chain():
    aliases = read(FULL).settings["aliases"]
    pair = ["openai/gpt-4o", "openrouter/openai/gpt-4o"]
    assert aliases["gpt-4o"] == pair
    assert aliases["local"] == ["ollama/qwen3", *pair]
    assert aliases["best"] == pair
    assert aliases["hidden"] == aliases["local"]


def test_default_fallbacks_follow_every_name():
    text = yaml.safe_dump({
        "model_list": [
            {"model_name": name, "litellm_params": {"model": f"groq/{name}", "api_key": "os.environ/GROQ_API_KEY"}}
            for name in ("a", "b")
        ],
        "router_settings": {"default_fallbacks": ["b"], "context_window_fallbacks": [{"b": ["a"]}]},
    })  # fmt: skip
    done = read(text)
    assert done.settings["aliases"] == {"a": ["groq/a", "groq/b"], "b": ["groq/b", "groq/a"]}
    assert any("context_window_fallbacks: " in remark for remark in done.remarks)


@pytest.mark.parametrize(
    "told",
    [
        "litellm_params.max_tokens: ", "litellm_params.rpm: ", "gpt-4o: Azure OpenAI", "embed: a model for embedding",
        "gpt-4o has several deployments", "fallbacks: there is no model nope", "model_group_alias: lost",
        "litellm_settings.success_callback: ", "router_settings.routing_strategy: ", "general_settings.master_key: ",
    ],
)  # fmt: skip
def test_what_has_no_counterpart_is_told(told):
    assert any(told in remark for remark in read(FULL).remarks)


def one(env=None, **params):
    text = yaml.safe_dump({"model_list": [{"model_name": "m", "litellm_params": params}]})
    return read(text, env or {})


@pytest.mark.parametrize(
    ("params", "provider", "target"),
    [
        ({"model": "claude-sonnet-4"}, {"preset": "anthropic", "key": "env:ANTHROPIC_API_KEY"}, "anthropic/claude-sonnet-4"),
        ({"model": "mistral/large", "api_key": "os.environ/M"}, {"preset": "mistral", "key": "env:M"}, "mistral/large"),
        ({"model": "x/y", "custom_llm_provider": "groq"}, {"preset": "groq", "key": "env:GROQ_API_KEY"}, "groq/x/y"),
        ({"model": "openai/responses/gpt-5"}, {"preset": "openai", "key": "env:OPENAI_API_KEY"}, "openai/gpt-5"),
        ({"model": "openai/responses/g", "api_base": "https://relay.example/v1", "api_key": "os.environ/R"}, {"dialect": "responses", "base_url": "https://relay.example/v1", "key": "env:R"}, "relay.example/g"),
        ({"model": "openai/g", "api_base": "https://relay.example/v1", "api_key": "os.environ/R"}, {"dialect": "chat", "base_url": "https://relay.example/v1", "key": "env:R"}, "relay.example/g"),
        ({"model": "anthropic/c", "api_base": "https://relay.example", "api_key": "os.environ/R"}, {"dialect": "anthropic", "base_url": "https://relay.example", "key": "env:R", "auth": "x-api-key"}, "relay.example/c"),
        ({"model": "azure/g", "api_base": "https://n.openai.azure.com/openai/v1", "api_key": "os.environ/A"}, {"dialect": "chat", "base_url": "https://n.openai.azure.com/openai/v1", "key": "env:A"}, "n.openai.azure.com/g"),
        ({"model": "hosted_vllm/Qwen/Q", "api_base": "http://box:8001/v1"}, {"preset": "vllm", "base_url": "http://box:8001/v1"}, "vllm/Qwen/Q"),
    ],
)  # fmt: skip
def test_prefixes_and_addresses(params, provider, target):
    settings = one(**params).settings
    (row,) = settings["providers"].values()
    assert {key: value for key, value in row.items() if key != "models"} == provider
    assert settings["tiers"] == {"default": target}


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"model": "bedrock/anthropic.claude"}, "Amazon Bedrock"),
        ({"model": "vertex_ai/gemini-pro"}, "Vertex AI"),
        ({"model": "some-model"}, "is not known here"),
        ({"model": "openai/x", "api_base": "os.environ/NOT_SET"}, "NOT_SET, which is not set now"),
        ({}, "without model_name or litellm_params.model"),
    ],
)
def test_what_cannot_be_reached_is_left_out_and_told(params, told):
    done = one(**params)
    assert "providers" not in done.settings
    assert any(told in remark for remark in done.remarks)


def test_an_address_in_a_variable_is_looked_up():
    settings = one(
        {"BASE": "https://relay.example/v1"}, model="openai/x", api_base="os.environ/BASE"
    ).settings
    assert settings["providers"]["relay.example"]["base_url"] == "https://relay.example/v1"


def test_keys_and_secret_headers_stay_where_they_are():
    secret = "sk-test-0123456789abcdef"
    done = one(model="openai/x", api_key=secret, extra_headers={"x-api-token": secret, "x-team": "a"})
    assert secret not in repr(done)
    assert done.settings["providers"]["openai"]["headers"] == {"x-team": "a"}


@pytest.mark.parametrize("text", ["", "- a", "just words", "5"])
def test_what_is_no_such_file_is_refused(text):
    with pytest.raises(ConfigFault, match="LiteLLM"):
        read(text)


@pytest.mark.parametrize(
    "document",
    [
        {"model_list": {"a": 1}, "litellm_settings": [], "router_settings": 5, "general_settings": None},
        {"model_list": [None, 5, {"model_name": {"a": 1}}, {"model_name": "a", "litellm_params": {"model": ["x"]}}]},
        {"model_list": [{"model_name": "a", "litellm_params": {"model": "groq/x", "headers": {"a": [1]}, "timeout": "x"}, "model_info": {"mode": {}, "max_input_tokens": -1}}]},
        {"model_list": [], "router_settings": {"model_group_alias": {"a": ["b"]}, "fallbacks": {"a": 1}}},
        {"litellm_settings": {"fallbacks": [5, {"a": {"b": 1}}], "default_fallbacks": 3}},
    ],
)  # fmt: skip
def test_odd_shapes_break_nothing(document):
    read(yaml.safe_dump(document))
