"""Presets and what a file says instead of them."""

import pytest

from tui_router.providers.presets import presets
from tui_router.settings.load import SettingsError, load


def one(write, home, text):
    (provider,) = load(write(text), env=home).settings.providers.values()
    return provider


@pytest.mark.parametrize("name", list(presets()))
def test_every_preset_is_a_whole_provider(write, home, name):
    provider = one(write, home, f"[providers.mine]\npreset = '{name}'")
    shipped = presets()[name]
    assert (provider.name, provider.preset, provider.found_by) == ("mine", name, "config")
    assert (provider.base_url, provider.dialect, provider.auth) == (
        shipped.base_url,
        shipped.dialect,
        shipped.auth,
    )
    assert provider.key == (f"env:{shipped.keys[0]}" if shipped.keys else "")
    assert provider.tier_models == shipped.tiers


def test_anything_of_a_preset_may_be_given_anew(write, home):
    provider = one(
        write,
        home,
        """
        [providers.mine]
        preset = "deepseek"
        dialect = "anthropic"
        base_url = "https://api.deepseek.com/anthropic/"
        auth = "x-api-key"
        key = "file:/run/secrets/deepseek"
        quirks = { images = true }
        """,
    )
    assert (provider.dialect, provider.auth) == ("anthropic", "x-api-key")
    assert provider.base_url == "https://api.deepseek.com/anthropic"
    assert provider.key == "file:/run/secrets/deepseek"
    assert provider.quirks.images
    assert provider.quirks.replay_reasoning == "reasoning_content"


def test_an_empty_key_takes_the_presets_away(write, home):
    assert (
        one(write, home, "[providers.x]\npreset = 'openai'\nkey = ''\nbase_url = 'http://10.0.0.1/v1'").key
        == ""
    )


def test_a_key_goes_over_plain_http_only_to_loopback_or_by_the_owners_word(write, home):
    text = "[providers.x]\ndialect = 'chat'\nkey = 'env:K'\nbase_url = '{}'\n{}"
    for url in (
        "http://localhost:1/v1",
        "http://127.0.0.1/v1",
        "http://[::1]:1/v1",
        "https://far.example/v1",
    ):
        assert one(write, home, text.format(url, "")).base_url == url
    assert one(write, home, text.format("http://far.example/v1", "insecure = true")).insecure
    with pytest.raises(SettingsError, match="insecure = true"):
        load(write(text.format("http://far.example/v1", "")), env=home)


def test_a_presets_own_key_counts_too_when_the_address_changes(write, home):
    with pytest.raises(SettingsError, match="plain text"):
        load(write("[providers.x]\npreset = 'openai'\nbase_url = 'http://far.example/v1'"), env=home)


def test_a_models_price_and_abilities_are_read(write, home):
    provider = one(
        write,
        home,
        "[providers.x]\npreset = 'vllm'\n[providers.x.models.m]\nimages = true\nthinking = false\n"
        "price = { input = 1, output = 2.5, cache_read = 0.1 }\n",
    )
    model = provider.models["m"]
    assert (model.images, model.thinking, model.tools) == (True, False, None)
    assert (model.price.input, model.price.output, model.price.cache_read) == (1, 2.5, 0.1)


def test_providers_must_be_tables(write, home):
    with pytest.raises(SettingsError, match=r"providers\.openai: must be a table"):
        load(write("providers = { openai = 'env:OPENAI_API_KEY' }"), env=home)
