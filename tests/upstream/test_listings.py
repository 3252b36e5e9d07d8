"""Model lists as the servers write them, and as no honest server would."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.providers.provider import Model, Price
from tui_router.upstream import listings
from tui_router.upstream.listings import (
    ID_MAX,
    MODELS_MAX,
    has_list,
    identify,
    parse_anthropic,
    parse_lmstudio,
    parse_ollama_running,
    parse_ollama_tags,
    parse_openai,
)


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
LMSTUDIO = data(
    {"id": "idle", "type": "llm", "state": "not-loaded", "max_context_length": 32768},
    {"id": "nomic", "type": "embeddings", "state": "loaded", "max_context_length": 2048},
    {
        "id": "eyes",
        "type": "vlm",
        "state": "loaded",
        "max_context_length": 131072,
        "loaded_context_length": 4096,
    },
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


def test_lmstudio_puts_what_is_loaded_first_with_the_window_it_was_given():
    assert list(parse_lmstudio(LMSTUDIO).items()) == [
        ("eyes", Model(context_window=4096, images=True)),
        ("idle", Model(context_window=32768)),
    ]


def test_ollama_names_what_is_installed_and_the_window_of_what_runs():
    assert parse_ollama_tags(body({"models": [{"name": "llama3.3:70b", "model": "llama3.3:70b"}]})) == {
        "llama3.3:70b": Model()
    }
    assert parse_ollama_running(body({"models": [{"name": "a:b", "context_length": 4096}]})) == {
        "a:b": Model(context_window=4096)
    }


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


def test_a_list_is_an_object_with_a_list():
    assert has_list(body({"models": []}), "models")
    for other in (b"Ollama is running", body([]), body({"models": None}), body({"data": []}), b"\xff"):
        assert not has_list(other, "models")


HOSTILE = [
    b"", b"\xff\xfe", b"null", b"[]", b"{}", b"1e999", b"NaN", b'"data"', b'{"data": {}}', b'{"data": [1, null, "x", []]}',
    b'{"data": ' + b"[" * 200_000, b'{"data": [{"id": "a"}]', b'{"data": [{"id": "\\ud800"}]}', b"<html>" * 1000,
]  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE)
@pytest.mark.parametrize(
    "parse", [parse_openai, parse_anthropic, parse_lmstudio, parse_ollama_tags, parse_ollama_running]
)
def test_nonsense_is_an_empty_list(parse, raw):
    assert parse(raw) == {}


@pytest.mark.parametrize(
    "bad", ["", " a", "a\x1b[31m", "a\nb", "x" * (ID_MAX + 1), 7, None, ["a"], "\u202eevil"]
)
def test_an_id_that_cannot_be_one_is_left_out(bad):
    assert parse_openai(data({"id": bad}, {"id": "good"})) == {"good": Model()}


@pytest.mark.parametrize("bad", [0, -1, True, "8192", None, 1.5, 10**30, 1e300, [], {}])
def test_a_limit_that_cannot_be_one_is_unknown(bad):
    assert parse_openai(data({"id": "m", "context_window": bad, "max_completion_tokens": bad})) == {
        "m": Model()
    }


@pytest.mark.parametrize("bad", ["x", "nan", "inf", "-1", "1e400", None, True, [], "9" * 100, {}])
def test_a_price_that_cannot_be_one_is_unknown(bad):
    assert parse_openai(data({"id": "m", "pricing": {"prompt": bad, "completion": "0.1"}}))["m"].price is None


def test_a_huge_list_is_cut():
    assert len(parse_openai(data(*({"id": f"m{n}"} for n in range(MODELS_MAX + 50))))) == MODELS_MAX


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["data", "models", "id", "name", "meta", "n_ctx", "pricing", "prompt", "state", "type"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(
    json_values,
    st.sampled_from(
        ["parse_openai", "parse_anthropic", "parse_lmstudio", "parse_ollama_tags", "parse_ollama_running"]
    ),
)
def test_any_json_gives_sound_models(value, parse):
    for name, model in getattr(listings, parse)(json.dumps(value).encode()).items():
        assert name
        assert name.isprintable()
        assert model.context_window is None or model.context_window > 0
