import re

import pytest

from tui_router.core.target import TIERS
from tui_router.providers.address import is_loopback, trouble
from tui_router.providers.presets import elsewhere, preset, presets
from tui_router.providers.provider import SIGNED, Provider
from tui_router.providers.regions import fill


def test_the_named_endpoints_are_shipped():
    assert set(presets()) >= {
        "openai", "openai-chat", "anthropic", "openrouter", "groq", "deepseek", "gemini", "gemini-openai", "ollama", "lmstudio", "vllm", "llamacpp",
        "bedrock", "bedrock-openai", "vertex-claude", "vertex-gemini", "azure",
    }  # fmt: skip


def test_the_order_is_the_one_in_which_the_environment_is_searched():
    names = list(presets())
    assert names[:2] == ["anthropic", "openai"]
    assert [presets()[name].local for name in names] == sorted(presets()[name].local for name in names)


@pytest.mark.parametrize("shipped", presets().values(), ids=list(presets()))
def test_a_preset_is_sound(shipped):
    url = fill(shipped.base_url or shipped.example, "eu-west-1", "p-1")
    assert trouble(url, keyed=bool(shipped.keys)) == ""
    assert url == url.rstrip("/")
    assert shipped.source.startswith("https://")
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", shipped.checked)
    assert set(shipped.tiers) <= set(TIERS)
    assert not shipped.tiers or "default" in shipped.tiers
    assert all(re.fullmatch(r"[A-Z][A-Z_]+", name) for name in (*shipped.keys, *shipped.urls))
    if shipped.local:
        assert is_loopback(shipped.base_url)
        assert f":{shipped.port}/" in shipped.base_url
        assert shipped.auth == "none"
        assert not shipped.keys
    else:
        assert url.startswith("https://")
        assert shipped.keys or shipped.auth in SIGNED


def test_a_provider_takes_what_is_given_and_the_rest_from_the_preset():
    provider = preset("openai").provider("mine", base_url="https://relay.example/v1")
    assert (provider.name, provider.preset, provider.dialect) == ("mine", "openai", "responses")
    assert (provider.base_url, provider.key) == ("https://relay.example/v1", "env:OPENAI_API_KEY")


def test_anthropic_keeps_the_clients_own_names():
    assert set(preset("anthropic").tiers.values()) == {""}


def test_an_unknown_preset_is_none():
    assert preset("nobody") is None


def test_gemini_is_asked_in_its_own_language_and_by_chat_completions_where_that_is_named():
    own, other = preset("gemini"), preset("gemini-openai")
    assert own is not None
    assert other is not None
    assert (own.dialect, own.auth, own.aside) == ("gemini", "x-goog-api-key", False)
    assert (other.dialect, other.auth, other.aside) == ("chat", "bearer", True)
    assert own.keys == other.keys
    assert other.base_url == f"{own.base_url}/openai"


def test_openai_is_asked_in_responses_and_by_chat_completions_where_that_is_named():
    own, other = preset("openai"), preset("openai-chat")
    assert own is not None
    assert other is not None
    assert (own.dialect, own.aside) == ("responses", False)
    assert (other.dialect, other.aside) == ("chat", True)
    assert (own.base_url, own.keys, set(own.tiers)) == (other.base_url, other.keys, set(other.tiers))
    # A target of the first that turns out to speak Chat Completions alone is asked as the second would ask it.
    assert own.quirks == other.quirks


@pytest.mark.parametrize(
    ("base_url", "name"),
    [
        ("https://api.openai.com/v1", "openai"),
        ("https://eu.api.openai.com/v1", "openai"),
        ("https://relay.example/v1", "openai-chat"),
        ("http://127.0.0.1:8000/v1", "openai-chat"),
        ("https://api.openai.com.example/v1", "openai-chat"),
    ],
)
def test_elsewhere_another_preset_holds(base_url, name):
    assert presets()["openai"].at(base_url).name == name
    assert presets()["groq"].at(base_url).name == "groq"


@pytest.mark.parametrize("shipped", presets().values(), ids=list(presets()))
def test_a_preset_that_names_another_names_one_that_is_there(shipped):
    assert {shipped.elsewhere, shipped.models_of} <= {"", *presets()}


def test_xai_is_asked_in_responses_since_chat_completions_forgets_what_it_thought():
    xai = presets()["xai"]
    assert (xai.dialect, xai.quirks.most_tools, xai.quirks.prompt_cache_key) == ("responses", 200, True)
    # Its system text goes where every version of it takes it.
    assert "instructions" in xai.quirks.drop


def test_codex_searches_the_live_web_only_where_it_is_told_to():
    assert [name for name, preset in presets().items() if preset.quirks.live_search] == ["codex"]


def test_openai_is_asked_for_a_newer_model_where_that_may_think_beside_tools():
    responses, chat = presets()["openai"].tiers, presets()["openai-chat"].tiers
    assert set(responses.values()) == {"gpt-6.1-sol", "gpt-6.1-terra"}
    assert set(chat.values()) == {"gpt-5.4", "gpt-5.4-mini"}


@pytest.mark.parametrize(
    ("name", "base_url", "is_elsewhere"),
    [
        ("openai", "https://api.openai.com/v1", False),
        ("openai", "https://eu.api.openai.com/v1", False),
        ("openai", "http://127.0.0.1:8000/v1", True),
        ("bedrock", "https://bedrock-runtime.eu-west-1.amazonaws.com", False),
        ("azure", "https://mine.openai.azure.com/openai/v1", False),
    ],
)
def test_a_provider_may_have_its_presets_name_and_another_host(name, base_url, is_elsewhere):
    assert elsewhere(presets()[name].provider("p", base_url=base_url)) is is_elsewhere


def test_a_provider_without_a_preset_is_nowhere_else():
    assert not elsewhere(Provider(name="p", dialect="chat", base_url="http://127.0.0.1:8000/v1"))
