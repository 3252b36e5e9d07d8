"""Which program a file is of, and what of the environment a file may see."""

import importlib

import pytest

from tui_router.core.faults import ConfigFault
from tui_router.settings.imports import FORMATS, harmless, read, recognise

CCR = '\ufeff// mine\n{"Providers": [{"name": "a", "api_base_url": "https://a.example/v1"}]}'
LITELLM = "model_list:\n- model_name: a\n  litellm_params: {model: groq/a}\n"
OGX = "providers:\n  inference:\n  - {provider_id: a, provider_type: 'remote::groq'}\n"
FERRY = '[[providers]]\nname = "a"\ntype = "openai"\nbase_url = "https://a.example"\napi_key_env = "A"\n'
DOTENV = "# mine\nOPENAI_API_KEY=sk-test-a\nBIG_MODEL=b\n"


@pytest.mark.parametrize(
    ("text", "source"),
    [(CCR, "ccr"), (LITELLM, "litellm"), (OGX, "ogx"), (FERRY, "ferryllm"), (DOTENV, "1rgs")],
)
def test_a_file_is_known_by_what_it_holds(text, source):
    assert recognise(text) == source
    assert len(read(text).settings["providers"]) == 1


@pytest.mark.parametrize("text", ["", "words", "a: 1", "[server]\nport = 1", "\x00", "- a"])
def test_what_is_none_of_them_says_so(text):
    with pytest.raises(ConfigFault):
        read(text)


def test_each_format_has_its_reader():
    for name in FORMATS.values():
        assert callable(importlib.import_module(f"tui_router.settings.imports.{name}").read)


def test_a_file_with_nothing_to_take_over_tells_why():
    text = "model_list:\n- model_name: a\n  litellm_params: {model: bedrock/a}\n"
    with pytest.raises(ConfigFault, match=r"names no provider(.|\n)*Amazon Bedrock"):
        read(text)


def test_no_secret_of_the_environment_gets_into_an_address():
    env = {"MY_TOKEN": "a", "ADDRESS": "https://a.example/v1", "ODD": "sk-test-" + "x" * 30}
    assert harmless(env) == {"MY_TOKEN": "?", "ADDRESS": "https://a.example/v1", "ODD": "?"}
    text = '{"Providers": [{"name": "a", "api_base_url": "https://evil.example/$MY_TOKEN/v1"}]}'
    with pytest.raises(ConfigFault, match="query"):
        read(text, env=env)
