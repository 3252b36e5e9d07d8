import pytest

from tui_router.settings.load import SettingsError, load


def found(home, **env):
    return load(env={**home, **env}).settings.providers


def test_every_usual_variable_finds_its_provider_in_the_agreed_order(home):
    providers = found(
        home,
        OPENROUTER_API_KEY="1",
        DEEPSEEK_API_KEY="1",
        GROQ_API_KEY="1",
        GEMINI_API_KEY="1",
        OPENAI_API_KEY="1",
        ANTHROPIC_API_KEY="1",
        VLLM_URL="http://localhost:8000/v1",
    )
    assert list(providers)[:2] == ["anthropic", "openai"]
    assert list(providers)[-1] == "vllm"
    assert set(providers) == {"anthropic", "openai", "gemini", "groq", "deepseek", "openrouter", "vllm"}
    assert {p.found_by for p in providers.values()} == {"environment"}


def test_geminis_second_variable_counts_when_the_first_is_not_set(home):
    assert found(home, GOOGLE_API_KEY="1")["gemini"].key == "env:GOOGLE_API_KEY"
    assert found(home, GOOGLE_API_KEY="1", GEMINI_API_KEY="2")["gemini"].key == "env:GEMINI_API_KEY"


def test_an_empty_variable_is_no_key(home):
    assert found(home, OPENAI_API_KEY=" ") == {}


def test_the_clients_own_address_variable_is_never_an_upstream(home):
    providers = found(home, ANTHROPIC_API_KEY="1", ANTHROPIC_BASE_URL="http://127.0.0.1:8787")
    assert providers["anthropic"].base_url == "https://api.anthropic.com"


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("0.0.0.0", "http://127.0.0.1:11434/v1"),
        ("0.0.0.0:9", "http://127.0.0.1:9/v1"),
        (":9", "http://127.0.0.1:9/v1"),
        ("box", "http://box:11434/v1"),
        ("http://box:9/", "http://box:9/v1"),
        ("https://box/prefix/v1", "https://box:11434/prefix/v1"),
        ("[::1]:9", "http://[::1]:9/v1"),
        ("[::]", "http://127.0.0.1:11434/v1"),
    ],
)
def test_ollamas_host_is_understood_as_ollama_writes_it(home, given, url):
    assert found(home, OLLAMA_HOST=given)["ollama"].base_url == url


def test_a_given_address_is_taken_for_openai_and_checked(home):
    assert (
        found(home, OPENAI_API_KEY="1", OPENAI_BASE_URL="https://relay.example/v1/")["openai"].base_url
        == "https://relay.example/v1"
    )
    for bad in (
        "http://relay.example/v1",
        "http://169.254.169.254/v1",
        "https://u:p@relay.example",
        "nonsense",
    ):
        with pytest.raises(SettingsError, match="environment: OPENAI_BASE_URL: "):
            load(env={**home, "OPENAI_API_KEY": "1", "OPENAI_BASE_URL": bad})


@pytest.mark.parametrize("bad", ["http://u:p@box", "ftp://box", "box:port", "a b", "http://[::1"])
def test_a_broken_local_address_is_told(home, bad):
    with pytest.raises(SettingsError, match="OLLAMA_HOST"):
        load(env={**home, "OLLAMA_HOST": bad})


def test_origins_name_the_variable(home):
    origins = load(env={**home, "OPENAI_API_KEY": "1", "OLLAMA_HOST": "box"}).origins
    assert origins["providers.openai.key"] == "environment OPENAI_API_KEY"
    assert origins["providers.openai.dialect"] == "preset openai"
    assert origins["providers.ollama.base_url"] == "environment OLLAMA_HOST"


def test_a_cloud_is_found_with_its_key_and_its_region(home):
    env = home | {"AWS_BEARER_TOKEN_BEDROCK": "t", "AWS_REGION": "eu-west-1"}
    provider = load(env=env).settings.providers["bedrock"]
    assert provider.base_url == "https://bedrock-runtime.eu-west-1.amazonaws.com"
    assert (provider.key, provider.region) == ("env:AWS_BEARER_TOKEN_BEDROCK", "eu-west-1")


def test_a_key_that_is_not_enough_is_told_and_keeps_nobody_from_starting(home):
    loaded = load(env=home | {"AWS_BEARER_TOKEN_BEDROCK": "t", "AZURE_OPENAI_API_KEY": "k"})
    assert not set(loaded.settings.providers) & {"bedrock", "azure"}
    said = "\n".join(loaded.remarks)
    assert "wants AWS_REGION or AWS_DEFAULT_REGION too" in said
    assert "wants AZURE_OPENAI_ENDPOINT too" in said


def test_azures_endpoint_is_completed(home):
    env = home | {"AZURE_OPENAI_API_KEY": "k", "AZURE_OPENAI_ENDPOINT": "https://n.openai.azure.com/"}
    assert load(env=env).settings.providers["azure"].base_url == "https://n.openai.azure.com/openai/v1"
    env["AZURE_OPENAI_ENDPOINT"] = "https://n.openai.azure.com/openai"
    assert load(env=env).settings.providers["azure"].base_url == "https://n.openai.azure.com/openai"


def test_a_preset_that_stands_aside_is_not_found_by_its_key(home):
    providers = found(home, GEMINI_API_KEY="1")
    assert "gemini" in providers
    assert "gemini-openai" not in providers


@pytest.mark.parametrize(
    ("url", "preset", "dialect"),
    [
        (None, "openai", "responses"),
        ("https://api.openai.com/v1/", "openai", "responses"),
        ("https://eu.api.openai.com/v1", "openai", "responses"),
        ("https://relay.example/v1", "openai-chat", "chat"),
        ("http://localhost:8000/v1", "openai-chat", "chat"),
    ],
)
def test_another_server_behind_openais_variable_is_asked_in_chat_completions(home, url, preset, dialect):
    env = {"OPENAI_API_KEY": "1"} | ({"OPENAI_BASE_URL": url} if url else {})
    loaded = load(env={**home, **env})
    assert list(loaded.settings.providers) == ["openai"]
    openai = loaded.settings.providers["openai"]
    assert (openai.preset, openai.dialect, openai.key) == (preset, dialect, "env:OPENAI_API_KEY")
    assert loaded.origins["providers.openai.dialect"] == f"preset {preset}"
