import pytest

from tui_router.settings.imports.endpoints import Endpoint, name_of, named, placed


@pytest.mark.parametrize(
    ("url", "preset", "base_url"),
    [
        ("https://openrouter.ai/api/v1/chat/completions", "openrouter", ""),
        ("https://api.deepseek.com/chat/completions", "deepseek", ""),
        ("https://api.deepseek.com/v1/chat/completions", "deepseek", "https://api.deepseek.com/v1"),
        ("http://localhost:11434/v1/chat/completions", "ollama", ""),
        ("http://gpu-box:11434", "ollama", "http://gpu-box:11434/v1"),
        ("http://192.168.1.5:1234/v1", "lmstudio", "http://192.168.1.5:1234/v1"),
        ("https://generativelanguage.googleapis.com/v1beta/models/", "gemini", ""),
        ("https://api.anthropic.com/v1/messages", "anthropic", ""),
        ("http://gpu-box:8000/v1", "", "http://gpu-box:8000/v1"),
        ("https://relay.example/v1/chat/completions/", "", "https://relay.example/v1"),
        ("https://api.openai.com/v1", "openai", ""),
        ("https://api.openai.com/v1/chat/completions", "openai", ""),
        ("https://eu.api.openai.com/v1/responses", "openai", "https://eu.api.openai.com/v1"),
    ],
)
def test_an_address_is_known_again(url, preset, base_url):
    found = placed(url)
    assert (found.preset, found.base_url) == (preset, base_url)


def test_only_openai_itself_is_asked_in_another_language_than_the_one_that_stands_there():
    own = placed("https://api.openai.com/v1/chat/completions")
    assert (own.preset, own.dialect) == ("openai", "responses")
    relay = placed("https://relay.example/v1/chat/completions", name="openai")
    assert (relay.preset, relay.dialect) == ("", "chat")
    other = placed("https://relay.example/v1/responses")
    assert (other.dialect, other.base_url) == ("responses", "https://relay.example/v1")
    native = placed("https://api.openai.com/v1/messages")
    assert (native.preset, native.dialect) == ("", "anthropic")
    asked = placed("https://api.deepseek.com/v1", dialect="responses")
    assert (asked.preset, asked.dialect) == ("", "responses")


def test_the_name_tells_a_local_server_where_the_address_does_not():
    assert placed("http://gpu-box:8001/v1", name="hosted_vllm").preset == "vllm"
    assert placed("http://gpu-box:8001/v1", name="mine").preset == ""


def test_another_language_at_a_known_host_is_no_preset_of_it():
    found = placed("https://api.deepseek.com/anthropic", dialect="anthropic")
    assert (found.preset, found.dialect, found.base_url) == (
        "",
        "anthropic",
        "https://api.deepseek.com/anthropic",
    )
    assert placed("https://relay.example/v1/messages").dialect == "anthropic"


def test_names_of_others_stand_for_our_endpoints():
    assert named("ollama_chat") == named("ollama")
    assert named("GOOGLE") is not None
    assert named("mistral") is not None
    assert named("nonsense") is None


def test_a_provider_without_a_name_gets_one_that_says_where_it_is():
    assert name_of(placed("http://localhost:11434/v1"), "openai") == "ollama"
    assert name_of(placed("https://relay.example/v1"), "openai") == "relay.example"
    together = named("together_ai")
    assert together is not None
    assert name_of(together, "together_ai") == "together"
    assert name_of(Endpoint(base_url="nonsense"), "custom") == "custom"


@pytest.mark.parametrize("url", ["", "http://[::1", "http://x:99999999/v1", "::::", "http://\x00"])
def test_what_is_no_address_is_handed_on_to_be_complained_of(url):
    assert placed(url).preset == ""
