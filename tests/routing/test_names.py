from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.target import Target
from tui_router.providers.presets import preset
from tui_router.providers.provider import Model, Provider
from tui_router.routing.names import SHOWN, chats, clip, known_names, not_found, served_models


def provider(name, *models):
    return Provider(
        name=name, dialect="chat", base_url="http://127.0.0.1", models={m: Model() for m in models}
    )


def test_a_providers_models_come_from_config_preset_and_list_each_once():
    openai = preset("openai").provider("openai", models={"mine": Model()})
    listed = {
        "gpt-6.1-sol": Model(),
        "text-embedding-3-small": Model(),
        "gpt-9": Model(),
        "whisper-1": Model(),
    }
    assert list(served_models(openai, listed)) == ["mine", "gpt-6.1-terra", "gpt-6.1-sol", "gpt-9"]


def test_embedders_and_voices_are_not_offered_for_a_talk():
    assert chats("qwen3-8b")
    assert not chats("nomic-embed-text:latest")
    assert not chats("tts-1")


def test_names_are_aliases_and_then_targets():
    names = known_names({"a": provider("a", "m", "n")}, {"big": Target("a", "m")}, {})
    assert names == ["big", "a/m", "a/n"]


def test_the_refusal_lists_near_matches_first_and_only_so_many():
    providers = {"a": provider("a", *(f"model-{n}" for n in range(50)), "qwen3-8b")}
    said = not_found("qwen3-8", "default", providers, {}, {}).diagnosis.message
    assert "Known names: a/qwen3-8b, " in said
    assert said.count("a/") == SHOWN
    assert "and 31 more" in said


def test_the_refusal_says_what_to_do_when_there_is_nothing():
    assert "OPENAI_API_KEY" in not_found("x", "default", {}, {}, {}).diagnosis.message
    said = not_found("x", "opus", {"a": provider("a")}, {}, {}).diagnosis.message
    assert "tier opus is not wired" in said
    assert "Providers: a" in said


@given(st.text(max_size=300))
def test_a_clients_words_are_clipped_and_visible(name):
    assert clip(name).isprintable()
    assert len(clip(name)) <= 80
