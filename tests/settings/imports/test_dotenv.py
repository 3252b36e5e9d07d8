import pytest

from tui_router.core.faults import ConfigFault
from tui_router.settings.imports.dotenv import read

SECOND = """
OPENAI_API_KEY="sk-test-abc"
ANTHROPIC_API_KEY="expected"
OPENAI_BASE_URL="http://localhost:11434/v1"
BIG_MODEL="llama3.1:70b"
SMALL_MODEL=llama3.1:8b # small
MAX_TOKENS_LIMIT="4096"
MIN_TOKENS_LIMIT=100
REQUEST_TIMEOUT=80
CUSTOM_HEADER_X_TEAM="a"
HOST=0.0.0.0
PORT=8082
"""


def test_a_file_of_the_second_proxy():
    done = read(SECOND)
    assert done.settings == {
        "server": {"port": 8082},
        "providers": {
            "openai": {
                "preset": "ollama", "key": "env:OPENAI_API_KEY", "auth": "bearer", "headers": {"x-team": "a"},
                "timeouts": {"first_byte": 80, "idle": 80},
            }
        },
        "tiers": {
            "haiku": "openai/llama3.1:8b", "sonnet": "openai/llama3.1:70b", "opus": "openai/llama3.1:70b",
            "fable": "openai/llama3.1:70b", "default": "openai/llama3.1:70b",
        },
        "routes": [{"clamp": {"max_tokens": [100, 4096]}}],
    }  # fmt: skip
    assert any("export OPENAI_API_KEY" in remark for remark in done.remarks)
    assert any(remark.startswith("ANTHROPIC_API_KEY: ") for remark in done.remarks)
    assert "sk-test-abc" not in repr(done)


def test_a_file_with_a_key_alone_means_the_proxys_own_models():
    settings = read("OPENAI_API_KEY=sk-test-abc\n").settings
    assert settings["tiers"]["haiku"] == "openai/gpt-4.1-mini"
    assert settings["providers"] == {"openai": {"preset": "openai", "key": "env:OPENAI_API_KEY"}}


def test_gemini_beside_openai():
    text = "PREFERRED_PROVIDER=google\nGEMINI_API_KEY=a\nOPENAI_API_KEY=b\nBIG_MODEL=gemini-2.5-pro\nSMALL_MODEL=gpt-4o-mini\n"
    settings = read(text).settings
    assert settings["tiers"]["opus"] == "gemini/gemini-2.5-pro"
    assert settings["tiers"]["haiku"] == "openai/gpt-4o-mini"


def test_an_address_that_cannot_be_used_is_told():
    done = read("OPENAI_API_KEY=a\nOPENAI_BASE_URL=http://relay.example/v1\nBIG_MODEL=x\n")
    assert "providers" not in done.settings
    assert any(remark.startswith("OPENAI_BASE_URL: ") for remark in done.remarks)


def test_a_file_without_variables_is_refused():
    with pytest.raises(ConfigFault, match="NAME=value"):
        read("nothing\n")
