import pytest

from tui_router.core.faults import ConfigFault
from tui_router.settings.imports.ferryllm import read

FULL = """
[server]
listen = "0.0.0.0:3000"
request_timeout_secs = 150
default_reasoning_effort = "medium"
[auth]
enabled = false
api_keys_env = "FERRYLLM_API_KEYS"
[prompt_cache]
cache_system = true
[[providers]]
name = "codexapis"
type = "openai"
base_url = "https://codexapis.example"
api_key_env = "CODX_API_KEY"
[[providers]]
name = "backup"
type = "openai"
base_url = "https://api.openai.com"
api_key_env = "OPENAI_API_KEY"
[[providers]]
name = "native"
type = "anthropic"
base_url = "https://api.anthropic.com"
api_key_env = "ANTHROPIC_API_KEY"
[[routes]]
match = "claude-"
provider = "codexapis"
rewrite_model = "gpt-5.4"
fallback_providers = ["backup", "lost"]
[[routes]]
match = "claude-opus-"
provider = "native"
[[routes]]
match = "cc-gpt55"
match_type = "exact"
provider = "codexapis"
rewrite_model = "gpt-5.4"
[[routes]]
match = "*"
provider = "codexapis"
rewrite_model = "gpt-5.4"
"""


def test_providers_get_the_version_that_ferryllm_adds_itself():
    assert read(FULL).settings["providers"] == {
        "codexapis": {
            "dialect": "chat", "base_url": "https://codexapis.example/v1", "key": "env:CODX_API_KEY",
            "timeouts": {"first_byte": 150, "idle": 150},
        },
        "backup": {"preset": "openai", "key": "env:OPENAI_API_KEY", "timeouts": {"first_byte": 150, "idle": 150}},
        "native": {"preset": "anthropic", "key": "env:ANTHROPIC_API_KEY", "timeouts": {"first_byte": 150, "idle": 150}},
    }  # fmt: skip


def test_the_longest_prefix_comes_first_and_an_exact_name_is_an_alias():
    settings = read(FULL).settings
    assert settings["routes"] == [
        {"when": {"model": "claude-opus-*"}, "to": "native"},
        {"when": {"model": "claude-*"}, "to": ["codexapis/gpt-5.4", "backup/gpt-5.4"]},
    ]
    assert settings["aliases"] == {"cc-gpt55": "codexapis/gpt-5.4"}
    assert settings["tiers"] == {"default": "codexapis/gpt-5.4"}


@pytest.mark.parametrize(
    "told", ["It listened on 0.0.0.0 for everybody", "server.default_reasoning_effort: ", "prompt_cache: ", "claude- goes to lost"]
)  # fmt: skip
def test_what_has_no_counterpart_is_told(told):
    assert any(told in remark for remark in read(FULL).remarks)


def test_with_keys_for_clients_it_listens_as_before():
    done = read(FULL.replace("enabled = false", "enabled = true"))
    assert done.settings["server"] == {"port": 3000, "host": "0.0.0.0"}
    assert any(remark.startswith("auth.api_keys_env: ") for remark in done.remarks)


def test_a_type_that_is_not_known_is_left_out():
    done = read(FULL.replace('"anthropic"', '"weird"'))
    assert "native" not in done.settings["providers"]
    assert any("the type weird" in remark for remark in done.remarks)


def test_a_provider_of_responses_stays_one():
    done = read(FULL.replace('type = "openai"', 'type = "openai_responses"', 1))
    assert done.settings["providers"]["codexapis"]["dialect"] == "responses"
    assert done.settings["providers"]["backup"]["preset"] == "openai"
    assert not any("Chat Completions" in remark for remark in done.remarks)


def test_what_is_no_toml_is_refused():
    with pytest.raises(ConfigFault, match="is not TOML"):
        read("{")


@pytest.mark.parametrize(
    "text",
    [
        "providers = 5\nroutes = 'x'\nserver = []\nauth = 1",
        "[[providers]]\nname = 5\ntype = []\n[[routes]]\nmatch = 3\nprovider = {}",
        "[server]\nlisten = ':::'\nrequest_timeout_secs = inf",
        "[[providers]]\ntype = 'openai'\nbase_url = ''\n[[routes]]\nprovider = ''\nfallback_providers = [[1]]",
    ],
)
def test_odd_shapes_break_nothing(text):
    read(text)
