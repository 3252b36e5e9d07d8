import pytest
import yaml

from tui_router.core.faults import ConfigFault
from tui_router.settings.imports.ogx import read

FULL = """
version: 2
distro_name: starter
providers:
  inference:
  - provider_id: ${env.OLLAMA_URL:+ollama}
    provider_type: remote::ollama
    config: {base_url: "${env.OLLAMA_URL:=http://localhost:11434/v1}"}
  - provider_id: vllm
    provider_type: remote::vllm
    config:
      base_url: ${env.VLLM_URL:=http://localhost:8000/v1}
      max_tokens: ${env.VLLM_MAX_TOKENS:=4096}
      api_token: ${env.VLLM_API_TOKEN:=fake}
      network: {tls: {verify: "${env.VLLM_TLS_VERIFY:=true}"}}
  - provider_id: openai
    provider_type: remote::openai
    config: {api_key: "${env.OPENAI_API_KEY:=}", base_url: "${env.OPENAI_BASE_URL:=https://api.openai.com/v1}"}
  - provider_id: together
    provider_type: remote::together
    config: {api_key: "${env.TOGETHER_API_KEY:=}"}
  - {provider_id: bedrock, provider_type: "remote::bedrock", config: {}}
  - {provider_id: st, provider_type: "inline::sentence-transformers"}
  - {provider_id: odd, provider_type: "remote::odd"}
  vector_io: []
registered_resources:
  models:
  - {model_id: claude-haiku-4-5-20251001, provider_id: vllm, provider_model_id: Qwen/Qwen3-8B, model_type: llm, metadata: {context_length: 32768}}
  - {model_id: openai/gpt-4o, provider_id: openai, provider_model_id: gpt-4o}
  - {model_id: claude-opus-4-6, provider_id: all, provider_model_id: auto, model_type: llm}
  - {model_id: lost, provider_id: nowhere}
  - {model_id: emb, provider_id: st, model_type: embedding}
server: {port: 8321}
"""


def test_providers_come_over():
    assert read(FULL).settings["providers"] == {
        "vllm": {"preset": "vllm", "models": {"Qwen/Qwen3-8B": {"context_window": 32768}}},
        "openai": {"preset": "openai", "key": "env:OPENAI_API_KEY", "models": {"gpt-4o": {}}},
        "together": {"preset": "together", "key": "env:TOGETHER_API_KEY"},
    }


def test_variables_decide_as_they_do_there():
    env = {"OLLAMA_URL": "http://box:11434", "VLLM_URL": "http://127.0.0.1:9000", "VLLM_API_TOKEN": "?"}
    found = read(FULL, env).settings["providers"]
    assert found["ollama"] == {"preset": "ollama", "base_url": "http://box:11434/v1"}
    assert found["vllm"]["base_url"] == "http://127.0.0.1:9000/v1"
    assert found["vllm"]["key"] == "env:VLLM_API_TOKEN"
    assert found["vllm"]["auth"] == "bearer"


def test_registered_models_are_aliases_and_wire_their_tier():
    settings = read(FULL).settings
    assert settings["aliases"] == {"claude-haiku-4-5-20251001": "vllm/Qwen/Qwen3-8B"}
    assert settings["tiers"] == {"haiku": "vllm/Qwen/Qwen3-8B", "default": "vllm/Qwen/Qwen3-8B"}
    assert settings["server"] == {"port": 8321}


@pytest.mark.parametrize(
    "told",
    [
        "ollama: it is on only where OLLAMA_URL is set", "vllm.max_tokens: ", "bedrock: Amazon Bedrock", "st: the gateway runs no models",
        "odd: the provider type odd is not known", "claude-opus-4-6: the server chose", "lost: its provider nowhere", "no counterpart: vector_io",
    ],
)  # fmt: skip
def test_what_has_no_counterpart_is_told(told):
    assert any(told in remark for remark in read(FULL).remarks)


def test_certificates_are_told_of_only_where_they_were_not_checked():
    assert not any("vllm.network" in remark for remark in read(FULL).remarks)
    assert any("vllm.network" in remark for remark in read(FULL, {"VLLM_TLS_VERIFY": "false"}).remarks)


def test_models_at_the_top_are_read_too():
    text = yaml.safe_dump({
        "providers": {"inference": [{"provider_id": "o", "provider_type": "remote::ollama", "config": {"url": "http://localhost:11434"}}]},
        "models": [{"model_id": "small", "provider_id": "o", "provider_model_id": "qwen3:8b"}],
    })  # fmt: skip
    settings = read(text).settings
    assert settings["providers"]["o"] == {"preset": "ollama", "models": {"qwen3:8b": {}}}
    assert settings["aliases"] == {"small": "o/qwen3:8b"}


def test_a_key_in_the_file_is_not_copied():
    text = FULL.replace("${env.OPENAI_API_KEY:=}", "sk-test-0123456789abcdef")
    assert "0123456789abcdef" not in repr(read(text))


@pytest.mark.parametrize("text", ["", "- a", "words"])
def test_what_is_no_such_file_is_refused(text):
    with pytest.raises(ConfigFault, match="OGX"):
        read(text)


@pytest.mark.parametrize(
    "document",
    [
        {"providers": [], "registered_resources": 3, "server": "x", "models": {"a": 1}},
        {"providers": {"inference": [None, {"provider_id": 5, "provider_type": 5, "config": []}, {"provider_id": "${env.X:+", "provider_type": "::"}]}},
        {"models": [{"model_id": [1], "metadata": 5}, {"model_id": "${env.A:=${env.B}}"}]},
    ],
)  # fmt: skip
def test_odd_shapes_break_nothing(document):
    read(yaml.safe_dump(document))
