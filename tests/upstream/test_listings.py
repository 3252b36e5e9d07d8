"""Model lists as the servers write them, and as no honest server would."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.providers.provider import Model, Price
from tui_router.upstream import listings
from tui_router.upstream.listings import identify, parse_anthropic, parse_openai


def body(value):
    return json.dumps(value).encode()


def data(*rows):
    return body({"object": "list", "data": list(rows)})


VLLM = data(
    {
        "id": "Qwen/Qwen3-8B",
        "object": "model",
        "owned_by": "vllm",
        "root": "Qwen/Qwen3-8B",
        "max_model_len": 40960,
    }
)
# as llama.cpp b11549 writes it, with two slots over a window of 32768
LLAMACPP = body(
    {
        "models": [{"name": "tiny-text", "model": "tiny-text", "size": "", "capabilities": ["completion"]}],
        "object": "list",
        "data": [
            {
                "id": "tiny-text",
                "aliases": ["tiny-text"],
                "object": "model",
                "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
                "created": 1795197192,
                "owned_by": "llamacpp",
                "meta": {"vocab_type": 2, "n_ctx": 16384, "n_ctx_train": 262144, "n_params": 1017344},
            }
        ],
    }
)
OPENROUTER = data(
    {
        "id": "anthropic/claude-opus-5.5",
        "name": "Anthropic: Claude Opus 5.5",
        "context_length": 1000000,
        "architecture": {"input_modalities": ["text", "image"]},
        "top_provider": {"context_length": 900000, "max_completion_tokens": 128000},
        "pricing": {"prompt": "0.000004", "completion": "0.00002", "input_cache_read": "0.0000004"},
        "supported_parameters": ["tools", "reasoning", "max_tokens"],
    },
    {"id": "openrouter/auto", "context_length": 2000000, "pricing": {"prompt": "-1", "completion": "-1"}},
)
GROQ = data(
    {"id": "openai/gpt-oss-120b", "context_window": 131072, "max_completion_tokens": 65536, "active": True}
)
ANTHROPIC = body(
    {
        "data": [
            {
                "type": "model",
                "id": "claude-opus-5-5",
                "display_name": "Claude Opus 5.5",
                "max_input_tokens": 1000000,
                "max_tokens": 128000,
                "capabilities": {
                    "image_input": {"supported": True},
                    "thinking": {"supported": True, "types": {}},
                },
            },
            {"type": "model", "id": "claude-old", "display_name": "Old"},
        ],
        "has_more": False,
    }
)
MISTRAL = data(
    {
        "id": "mistral-medium-2505",
        "object": "model",
        "owned_by": "mistralai",
        "capabilities": {
            "completion_chat": True,
            "function_calling": True,
            "vision": True,
            "reasoning": False,
        },
        "name": "mistral-medium-2505",
        "max_context_length": 131072,
        "type": "base",
    },
    {"id": "mistral-embed", "capabilities": {"completion_chat": False}, "max_context_length": 8192},
)
# a bare list, prices for a million tokens
TOGETHER = body(
    [
        {
            "id": "meta/Llama",
            "type": "chat",
            "display_name": "Llama",
            "context_length": 32768,
            "pricing": {"hourly": 0, "input": 0.2, "output": 0.6, "base": 0, "finetune": 0},
        },
        {"id": "by/the-hour", "type": "chat", "pricing": {"hourly": 4, "input": 0, "output": 0}},
        {"id": "black/flux", "type": "image"},
        {"id": "some/embedder", "type": "embedding"},
    ]
)
FIREWORKS = data(
    {
        "id": "accounts/fireworks/models/kimi-k3",
        "kind": "HF_BASE_MODEL",
        "supports_chat": True,
        "supports_image_input": True,
        "supports_tools": True,
        "context_length": 1048576,
    },
    {"id": "accounts/fireworks/models/embedder", "supports_chat": False, "context_length": None},
)
MOONSHOT = data(
    {
        "id": "kimi-k2.5",
        "owned_by": "moonshot",
        "context_length": 262144,
        "supports_image_in": True,
        "supports_video_in": True,
        "supports_reasoning": True,
    }
)
DEEPINFRA = data(
    {"id": "a/b", "metadata": {"context_length": 131072, "max_tokens": 65536, "tags": ["chat"]}},
    {"id": "c/d", "metadata": None},
)
DEEPSEEK = data({"id": "deepseek-v4-pro", "object": "model", "owned_by": "deepseek"})
OGX = data(
    {"id": "vllm/q", "owned_by": "ogx", "custom_metadata": {"model_type": "llm", "provider_id": "vllm"}},
    {"id": "st/nomic", "owned_by": "ogx", "custom_metadata": {"model_type": "embedding"}},
)


def test_vllm_tells_its_window():
    assert parse_openai(VLLM) == {"Qwen/Qwen3-8B": Model(context_window=40960)}


def test_llamacpp_tells_the_window_it_runs_with_and_not_the_one_it_was_trained_with():
    assert parse_openai(LLAMACPP) == {"tiny-text": Model(context_window=16384, images=False)}


def test_openrouter_tells_limits_price_and_abilities():
    models = parse_openai(OPENROUTER)
    assert models["anthropic/claude-opus-5.5"] == Model(
        context_window=900000,
        max_output_tokens=128000,
        price=Price(4, 20, 0.4),
        images=True,
        thinking=True,
        tools=True,
        display_name="Anthropic: Claude Opus 5.5",
    )
    assert models["openrouter/auto"] == Model(context_window=2000000)


def test_groq_tells_window_and_limit():
    assert parse_openai(GROQ) == {
        "openai/gpt-oss-120b": Model(context_window=131072, max_output_tokens=65536)
    }


def test_anthropic_tells_limits_where_it_does():
    assert parse_anthropic(ANTHROPIC) == {
        "claude-opus-5-5": Model(
            context_window=1000000,
            max_output_tokens=128000,
            images=True,
            thinking=True,
            display_name="Claude Opus 5.5",
        ),
        "claude-old": Model(display_name="Old"),
    }


def test_another_server_of_the_messages_language_is_read_too():
    assert parse_anthropic(LLAMACPP) == {"tiny-text": Model(context_window=16384, images=False)}


def test_mistral_tells_window_and_abilities_and_who_cannot_chat():
    assert parse_openai(MISTRAL) == {
        "mistral-medium-2505": Model(
            context_window=131072,
            images=True,
            thinking=False,
            tools=True,
            display_name="mistral-medium-2505",
        )
    }


def test_together_lists_without_an_object_and_prices_by_the_million():
    assert parse_openai(TOGETHER) == {
        "meta/Llama": Model(context_window=32768, price=Price(0.2, 0.6), display_name="Llama"),
        "by/the-hour": Model(),
    }


def test_fireworks_and_moonshot_tell_what_they_support():
    assert parse_openai(FIREWORKS) == {
        "accounts/fireworks/models/kimi-k3": Model(context_window=1048576, images=True, tools=True)
    }
    assert parse_openai(MOONSHOT) == {"kimi-k2.5": Model(context_window=262144, images=True, thinking=True)}


def test_deepinfra_tells_its_limits_one_level_down():
    assert parse_openai(DEEPINFRA) == {
        "a/b": Model(context_window=131072, max_output_tokens=65536),
        "c/d": Model(),
    }


def test_a_list_of_bare_names_is_one():
    assert parse_openai(DEEPSEEK) == {"deepseek-v4-pro": Model()}


def test_another_router_says_which_models_are_no_language_models():
    assert parse_openai(OGX) == {"vllm/q": Model()}


def test_what_answers_with_pictures_alone_is_left_out():
    pictures = {"id": "p", "architecture": {"output_modalities": ["image"]}}
    both = {"id": "b", "architecture": {"output_modalities": ["image", "text"]}}
    assert list(parse_openai(data(pictures, both))) == ["b"]


HOSTILE = [
    b"", b"\xff\xfe", b"null", b"[]", b"{}", b"1e999", b"NaN", b'"data"', b'{"data": {}}', b'{"data": [1, null, "x", []]}',
    b'{"data": ' + b"[" * 200_000, b'{"data": [{"id": "a"}]', b'{"data": [{"id": "\\ud800"}]}', b"<html>" * 1000,
]  # fmt: skip


def test_a_server_is_known_by_its_own_marks_only():
    assert identify("vllm", VLLM)
    assert identify("llamacpp", LLAMACPP)
    for server in ("vllm", "llamacpp", "ollama", "anything"):
        for other in (
            OPENROUTER,
            data({"id": "x", "owned_by": "me"}),
            data(),
            body([]),
            b"<html>Django</html>",
            b"",
        ):
            assert not identify(server, other)
    assert not identify("vllm", LLAMACPP)
    assert not identify("llamacpp", VLLM)


@pytest.mark.parametrize("raw", HOSTILE)
@pytest.mark.parametrize("parse", [parse_openai, parse_anthropic])
def test_nonsense_is_an_empty_list(parse, raw):
    assert parse(raw) == {}


@pytest.mark.parametrize("bad", ["x", "nan", "inf", "-1", "1e400", None, True, [], "9" * 100, {}, 10**400])
def test_a_price_that_cannot_be_one_is_unknown(bad):
    for pricing in ({"prompt": bad, "completion": "0.1"}, {"input": bad, "output": 1}):
        assert parse_openai(data({"id": "m", "pricing": pricing}))["m"].price is None


@pytest.mark.parametrize("bad", ["yes", 1, None, [], {}])
def test_an_ability_is_yes_or_no_or_unknown(bad):
    row = {"id": "m", "supports_tools": bad, "capabilities": {"vision": bad}, "supports_reasoning": bad}
    assert parse_openai(data(row)) == {"m": Model()}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "data", "id", "name", "meta", "n_ctx", "pricing", "prompt", "input", "type", "capabilities",
                    "architecture", "output_modalities", "metadata", "context_length", "custom_metadata",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@given(json_values, st.sampled_from(["parse_openai", "parse_anthropic"]))
def test_any_json_gives_sound_models(value, parse):
    for name, model in getattr(listings, parse)(json.dumps(value).encode()).items():
        assert name
        assert name.isprintable()
        assert model.context_window is None or model.context_window > 0
