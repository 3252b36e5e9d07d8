"""Presets and what a file says instead of them."""

from typing import get_args

import pytest

from tui_router.core.target import Dialect
from tui_router.providers.presets import presets
from tui_router.providers.regions import fill
from tui_router.settings.load import SettingsError, load


def one(write, home, text):
    (provider,) = load(write(text), env=home).settings.providers.values()
    return provider


CLOUD = {"AWS_REGION": "eu-west-1", "GOOGLE_CLOUD_LOCATION": "europe-west4", "GOOGLE_CLOUD_PROJECT": "p-1"}


@pytest.mark.parametrize("name", list(presets()))
def test_every_preset_is_a_whole_provider(write, home, name):
    shipped = presets()[name]
    own = "" if shipped.base_url else f"\nbase_url = '{shipped.example}'"
    provider = one(write, home | CLOUD, f"[providers.mine]\npreset = '{name}'{own}")
    region = "europe-west4" if "googleapis" in shipped.base_url else "eu-west-1"
    assert (provider.name, provider.preset, provider.found_by) == ("mine", name, "config")
    assert (provider.base_url, provider.dialect, provider.auth) == (
        fill(shipped.base_url, region, "p-1") or shipped.example,
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


def test_a_presets_signer_counts_as_a_key(write, home):
    with pytest.raises(SettingsError, match="plain text"):
        load(write("[providers.x]\npreset = 'codex'\nbase_url = 'http://far.example/codex'"), env=home)


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


def test_region_and_project_are_the_files_before_the_environments(write, home):
    text = "[providers.x]\npreset = 'vertex-claude'\nregion = 'us-east5'"
    provider = one(write, home | CLOUD, text)
    assert (provider.region, provider.project) == ("us-east5", "p-1")
    assert provider.base_url == (
        "https://us-east5-aiplatform.googleapis.com/v1/projects/p-1/locations/us-east5"
    )


def test_a_region_of_the_environment_is_taken_only_where_the_address_wants_one(write, home):
    text = "[providers.x]\ndialect = 'chat'\nbase_url = 'http://127.0.0.1:1/v1'"
    assert one(write, home | CLOUD, text).region == ""


@pytest.mark.parametrize("dialect", get_args(Dialect))
def test_every_language_may_be_named(write, home, dialect):
    text = f"[providers.x]\ndialect = '{dialect}'\nbase_url = 'http://127.0.0.1:1/v1'"
    assert one(write, home, text).dialect == dialect


def test_azures_version_is_kept(write, home):
    text = "[providers.x]\npreset = 'azure'\nbase_url = 'https://n.openai.azure.com/openai'\napi_version = '2025-04-01-preview'"
    assert one(write, home, text).api_version == "2025-04-01-preview"


@pytest.mark.parametrize(("preset", "extra"), [("bedrock", "bedrock"), ("vertex-claude", "vertex")])
def test_an_extra_that_is_missing_is_told_where_nothing_else_vouches(write, home, monkeypatch, preset, extra):
    monkeypatch.setattr("tui_router.settings.endpoints._installed", lambda _module: False)
    text = f"[providers.x]\npreset = '{preset}'\nkey = 'env:CLOUD_TOKEN'"
    with pytest.raises(SettingsError, match=rf"pip install 'tui-router\[{extra}\]'"):
        one(write, home | CLOUD, text)
    assert one(write, home | CLOUD | {"CLOUD_TOKEN": "t"}, text).needs_key is False
