"""The variables of the two claude-code-proxies, alone and as the settings see them."""

import pytest

from tui_router.core.target import Target
from tui_router.providers.presets import presets
from tui_router.settings.load import load
from tui_router.settings.migrants import from_variables
from tui_router.settings.show import show

KEY = "sk-test-key"


@pytest.fixture
def settled(home):
    return lambda **env: load(env={**home, **env})


def tiers(loaded):
    return {tier: str(chain[0]) for tier, chain in loaded.settings.tiers.items()}


def told(loaded, start):
    return [remark for remark in loaded.remarks if remark.startswith(start)]


def test_nothing_happens_without_a_variable_of_theirs(settled):
    loaded = settled(OPENAI_API_KEY=KEY, REQUEST_TIMEOUT="5", ANTHROPIC_API_KEY=KEY, VERTEX_PROJECT="p")
    assert loaded.settings.tiers == {}
    assert loaded.remarks == ()
    assert list(loaded.settings.providers) == ["anthropic", "openai"]
    assert loaded.settings.providers["openai"].timeouts.first_byte == 300


def test_the_models_go_to_their_tiers(settled):
    loaded = settled(OPENAI_API_KEY=KEY, BIG_MODEL="gpt-4o", SMALL_MODEL="gpt-4o-mini")
    assert tiers(loaded) == {
        "haiku": "openai/gpt-4o-mini", "sonnet": "openai/gpt-4o", "opus": "openai/gpt-4o",
        "fable": "openai/gpt-4o", "default": "openai/gpt-4o",
    }  # fmt: skip
    assert tiers(settled(OPENAI_API_KEY=KEY, MIDDLE_MODEL="m"))["sonnet"] == "openai/m"


@pytest.mark.parametrize(
    ("env", "haiku", "opus"),
    [
        ({"PREFERRED_PROVIDER": "openai"}, "openai/gpt-4.1-mini", "openai/gpt-4.1"),
        ({"PREFERRED_PROVIDER": "Google"}, "gemini/gemini-2.0-flash", "gemini/gemini-2.5-pro"),
        ({"MAX_TOKENS_LIMIT": "4096"}, "openai/gpt-4o-mini", "openai/gpt-4o"),
        ({"PREFERRED_PROVIDER": "google", "BIG_MODEL": "o1"}, "gemini/gemini-2.0-flash", "openai/o1"),
        ({"SMALL_MODEL": "anthropic/claude"}, "openai/anthropic/claude", "openai/gpt-4.1"),
    ],
)
def test_what_is_not_said_is_as_each_of_them_has_it(settled, env, haiku, opus):
    found = tiers(settled(OPENAI_API_KEY=KEY, GEMINI_API_KEY=KEY, **env))
    assert (found["haiku"], found["opus"]) == (haiku, opus)


def test_anthropic_preferred_keeps_the_names_of_the_client(settled):
    loaded = settled(ANTHROPIC_API_KEY=KEY, PREFERRED_PROVIDER="anthropic", BIG_MODEL="gpt-4o")
    assert loaded.settings.tiers == {"default": (Target("anthropic"),)}
    assert told(loaded, "BIG_MODEL: is not used while")


def test_the_key_of_clients_is_not_sent_to_anthropic(settled):
    loaded = settled(OPENAI_API_KEY=KEY, ANTHROPIC_API_KEY="expected", MIDDLE_MODEL="m")
    assert list(loaded.settings.providers) == ["openai"]
    assert told(loaded, "ANTHROPIC_API_KEY: ")
    assert list(settled(OPENAI_API_KEY=KEY, ANTHROPIC_API_KEY=KEY, PREFERRED_PROVIDER="openai").settings.providers) == [
        "anthropic", "openai",
    ]  # fmt: skip


def test_a_tier_without_its_key_is_told_and_not_wired(settled):
    loaded = settled(GROQ_API_KEY=KEY, BIG_MODEL="gpt-4o")
    assert loaded.settings.tiers == {}
    assert told(loaded, "BIG_MODEL: is not used, since OPENAI_API_KEY is not set")


@pytest.mark.parametrize(
    ("least", "most", "clamp"),
    [("100", "4096", (100, 4096)), ("", "4096", (None, 4096)), ("100", "", (100, 1_000_000_000)), ("500", "400", (None, 400))],
)  # fmt: skip
def test_the_bounds_become_a_rule_that_decides_nothing(settled, least, most, clamp):
    loaded = settled(OPENAI_API_KEY=KEY, MIN_TOKENS_LIMIT=least, MAX_TOKENS_LIMIT=most)
    (rule,) = loaded.settings.routes
    assert rule.to == ()
    assert rule.changes.clamp == {"max_tokens": clamp}
    assert bool(told(loaded, "MIN_TOKENS_LIMIT: is more")) == (least == "500")


def test_nothing_is_capped_that_nobody_asked_to_cap(settled):
    assert settled(OPENAI_API_KEY=KEY, MIDDLE_MODEL="m").settings.routes == ()


@pytest.mark.parametrize("value", ["x", "-1", "0", "1" * 30, "1.5", "٣"])
def test_a_number_that_is_none_is_told(settled, value):
    loaded = settled(OPENAI_API_KEY=KEY, BIG_MODEL="m", MAX_TOKENS_LIMIT=value, REQUEST_TIMEOUT=value)
    assert loaded.settings.routes == ()
    assert told(loaded, "MAX_TOKENS_LIMIT: must be")
    assert told(loaded, "REQUEST_TIMEOUT: must be")


def test_headers_and_the_time_limit_are_openais(settled):
    loaded = settled(
        OPENAI_API_KEY=KEY,
        CUSTOM_HEADER_X_TEAM="a",
        CUSTOM_HEADER_AUTHORIZATION="Bearer b",
        CUSTOM_HEADER_X_API_KEY="short",
        CUSTOM_HEADER_HOST="c",
        CUSTOM_HEADER_X_BAD="ä",
        REQUEST_TIMEOUT="90",
    )
    openai = loaded.settings.providers["openai"]
    assert openai.headers == {"x-team": "a"}
    assert (openai.timeouts.first_byte, openai.timeouts.idle) == (90, 90)
    assert told(loaded, "CUSTOM_HEADER_AUTHORIZATION: looks like a key")
    assert told(loaded, "CUSTOM_HEADER_X_API_KEY: looks like a key")
    assert told(loaded, "CUSTOM_HEADER_HOST: is not a header")
    assert told(loaded, "CUSTOM_HEADER_X_BAD: is not a header")


def test_another_server_behind_openais_variables_keeps_its_own_habits(settled):
    local = settled(
        OPENAI_API_KEY="dummy-key", OPENAI_BASE_URL="http://localhost:11434/v1", BIG_MODEL="llama3.1:70b"
    )
    assert local.settings.providers["openai"].quirks == presets()["ollama"].quirks
    relay = settled(OPENAI_API_KEY=KEY, OPENAI_BASE_URL="https://relay.example/v1", BIG_MODEL="m")
    assert relay.settings.providers["openai"].quirks.output_field == "auto"
    assert {loaded.settings.providers["openai"].dialect for loaded in (local, relay)} == {"chat"}
    own = settled(OPENAI_API_KEY=KEY, OPENAI_BASE_URL="https://api.openai.com/v1", BIG_MODEL="m")
    assert own.settings.providers["openai"].dialect == "responses"


@pytest.mark.parametrize(
    "name",
    ["AZURE_API_VERSION", "OPENAI_HEADERS", "SSL_VERIFY", "CA_BUNDLE_PATH", "MAX_RETRIES", "USE_VERTEX_AUTH"],
)
def test_what_cannot_be_done_is_told(settled, name):
    loaded = settled(OPENAI_API_KEY=KEY, BIG_MODEL="m", VERTEX_PROJECT="p", **{name: "true"})
    assert told(loaded, f"{name}: ")
    assert bool(told(loaded, "VERTEX_PROJECT: ")) == (name == "USE_VERTEX_AUTH")


def test_a_word_for_the_provider_that_is_none_is_told(settled):
    loaded = settled(OPENAI_API_KEY=KEY, PREFERRED_PROVIDER="mistral")
    assert tiers(loaded)["opus"] == "openai/gpt-4.1"
    assert told(loaded, "PREFERRED_PROVIDER: ")


def test_each_value_names_its_variable(settled):
    loaded = settled(
        OPENAI_API_KEY=KEY,
        BIG_MODEL="m",
        MAX_TOKENS_LIMIT="4096",
        CUSTOM_HEADER_X_TEAM="a",
        REQUEST_TIMEOUT="5",
    )
    origins = {key: place for key, _, place in show(loaded)}
    assert origins["tiers.opus"] == "environment BIG_MODEL"
    assert origins["tiers.haiku"] == "environment (the usual SMALL_MODEL)"
    assert origins["routes[1]"] == "environment MAX_TOKENS_LIMIT"
    assert origins["providers.openai.headers.x-team"] == "environment CUSTOM_HEADER_X_TEAM"
    assert origins["providers.openai.timeouts.first_byte"] == "environment REQUEST_TIMEOUT"


def test_a_file_that_names_providers_leaves_the_variables_alone(home, write):
    path = write('[providers.openai]\npreset = "openai"\n')
    loaded = load(path, env={**home, "OPENAI_API_KEY": KEY, "BIG_MODEL": "m", "MAX_TOKENS_LIMIT": "5"})
    assert loaded.settings.tiers == {}
    assert loaded.settings.routes == ()
    assert loaded.remarks == ()


def test_tiers_and_rules_of_a_file_go_before(home, write):
    path = write('[tiers]\nopus = "openai/own"\n')
    loaded = load(path, env={**home, "OPENAI_API_KEY": KEY, "BIG_MODEL": "m", "MAX_TOKENS_LIMIT": "5"})
    assert tiers(loaded) == {"opus": "openai/own"}
    assert loaded.origins["tiers.opus"] == "config.toml:2"
    assert len(loaded.settings.routes) == 1


@pytest.mark.parametrize("value", ["\x1b[31m", "a" * 500, "a\nb"])
def test_what_is_no_name_of_a_model_is_not_taken_for_one(value, home):
    found = load(env={**home, "OPENAI_API_KEY": KEY}).settings.providers
    made = from_variables({"OPENAI_API_KEY": KEY, "BIG_MODEL": value}, found, {})
    assert "opus" not in made.tiers
    assert all(value not in remark for remark in made.remarks)
