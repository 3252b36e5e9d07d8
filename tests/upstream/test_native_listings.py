"""Lists in the servers' own shapes, and as no honest server would write them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.providers.provider import Model
from tui_router.upstream import native_listings
from tui_router.upstream.native_listings import (
    Shown,
    parse_gemini,
    parse_lmstudio,
    parse_lmstudio_v1,
    parse_ollama_running,
    parse_ollama_show,
    parse_ollama_tags,
)


def body(value):
    return json.dumps(value).encode()


LMSTUDIO = body(
    {
        "object": "list",
        "data": [
            {"id": "idle", "type": "llm", "state": "not-loaded", "max_context_length": 32768},
            {"id": "nomic", "type": "embeddings", "state": "loaded", "capabilities": ["tool_use"]},
            {
                "id": "eyes",
                "type": "vlm",
                "state": "loaded",
                "max_context_length": 131072,
                "loaded_context_length": 4096,
                "capabilities": ["tool_use"],
            },
            {"id": "plain", "type": "llm", "state": "not-loaded", "capabilities": []},
        ],
    }
)
LMSTUDIO_V1 = {
    "models": [
        {
            "type": "llm",
            "key": "gemma-3-270m",
            "display_name": "Gemma 3 270m",
            "loaded_instances": [],
            "max_context_length": 32768,
            "capabilities": {"vision": False, "trained_for_tool_use": False},
        },
        {"type": "embedding", "key": "nomic", "loaded_instances": [], "max_context_length": 2048},
        {
            "type": "llm",
            "key": "openai/gpt-oss-20b",
            "loaded_instances": [{"id": "openai/gpt-oss-20b", "config": {"context_length": 8192}}],
            "max_context_length": 131072,
            "capabilities": {
                "vision": True,
                "trained_for_tool_use": True,
                "reasoning": {"allowed_options": ["low", "high"], "default": "low"},
            },
        },
    ]
}
GEMINI = {
    "models": [
        {
            "name": "models/gemini-3.8-flash",
            "displayName": "Gemini 3.8 Flash",
            "inputTokenLimit": 1048576,
            "outputTokenLimit": 65536,
            "supportedGenerationMethods": ["generateContent", "countTokens"],
            "thinking": True,
        },
        {"name": "models/gemini-embedding-001", "supportedGenerationMethods": ["embedContent"]},
        {"name": "models/nobody-knows"},
    ],
    "nextPageToken": "Ch9tb2RlbHM/+=",
}
SHOW = {
    "parameters": 'temperature                    0.7\nstop   "num_ctx 5"\nnum_ctx                        8192',
    "model_info": {
        "general.architecture": "qwen3",
        "qwen3.context_length": 40960,
        "qwen3.rope.scaling.original_context_length": 4096,
    },
    "capabilities": ["completion", "tools", "thinking"],
}


def test_lmstudio_puts_what_is_loaded_first_with_the_window_it_was_given():
    assert list(parse_lmstudio(LMSTUDIO).items()) == [
        ("eyes", Model(context_window=4096, images=True, tools=True)),
        ("idle", Model(context_window=32768)),
        ("plain", Model()),
    ]


def test_the_newer_lmstudio_tells_abilities_too():
    assert list(parse_lmstudio_v1(body(LMSTUDIO_V1)).items()) == [
        ("openai/gpt-oss-20b", Model(context_window=8192, images=True, thinking=True, tools=True)),
        ("gemma-3-270m", Model(context_window=32768, images=False, display_name="Gemma 3 270m")),
    ]


def test_a_model_loaded_under_other_names_is_listed_under_them():
    def loaded(name, window):
        return {"id": name, "config": {"context_length": window}}

    row = {"type": "llm", "key": "k", "max_context_length": 9000}
    twice = {**row, "loaded_instances": [loaded("k:2", 4096), loaded("mine", 2048), {"id": 7}, None]}
    assert parse_lmstudio_v1(body({"models": [twice]})) == {
        "k:2": Model(context_window=4096),
        "mine": Model(context_window=2048),
        "k": Model(context_window=2048),
    }


@pytest.mark.parametrize(
    ("options", "thinks"), [(["off"], False), (["off", "on"], True), ([], False), (None, None)]
)
def test_a_model_reasons_when_it_can_do_more_than_not(options, thinks):
    row = {"type": "llm", "key": "k", "capabilities": {"reasoning": {"allowed_options": options}}}
    assert parse_lmstudio_v1(body({"models": [row]}))["k"].thinking is thinks


def test_ollama_names_what_is_installed_and_the_window_of_what_runs():
    assert parse_ollama_tags(body({"models": [{"name": "llama3.3:70b", "model": "llama3.3:70b"}]})) == {
        "llama3.3:70b": Model()
    }
    assert parse_ollama_running(body({"models": [{"name": "a:b", "context_length": 4096}]})) == {
        "a:b": Model(context_window=4096)
    }


def test_ollama_shows_the_window_a_model_is_served_with_and_its_abilities():
    assert parse_ollama_show(body(SHOW)) == Shown(
        Model(context_window=8192, images=False, thinking=True, tools=True)
    )
    assert parse_ollama_show(body({**SHOW, "parameters": "temperature 1"})).model.context_window == 40960


def test_an_ollama_of_old_shows_no_abilities():
    old = {"model_info": {"llama.context_length": 8192, "llama.vision.context_length": 5}}
    assert parse_ollama_show(body(old)) == Shown(Model(context_window=8192))


def test_an_embedder_of_ollama_does_not_chat():
    assert not parse_ollama_show(body({"capabilities": ["embedding"]})).chats
    assert parse_ollama_show(body({"capabilities": ["completion", "embedding"]})).chats
    assert parse_ollama_show(body({"capabilities": []})).chats


@pytest.mark.parametrize(
    "parameters",
    ["num_ctx", "num_ctx x", "num_ctx -1", "num_ctx 0", "num_ctx " + "9" * 5000, "num_ctx ²", 7, None, []],
)
def test_a_parameter_that_cannot_be_a_window_is_none(parameters):
    assert parse_ollama_show(body({"parameters": parameters})) == Shown()


def test_gemini_tells_limits_of_what_can_be_talked_to_and_the_next_page():
    assert parse_gemini(body(GEMINI)) == (
        {
            "gemini-3.8-flash": Model(
                context_window=1048576,
                max_output_tokens=65536,
                thinking=True,
                display_name="Gemini 3.8 Flash",
            )
        },
        "Ch9tb2RlbHM/+=",
    )


@pytest.mark.parametrize("bad", [7, None, [], "x" * 2001, "a\nb", "é", "\u202e"])
def test_a_page_token_that_cannot_be_one_ends_the_list(bad):
    assert parse_gemini(body({**GEMINI, "nextPageToken": bad}))[1] == ""


HOSTILE = [
    b"", b"\xff\xfe", b"null", b"[]", b"{}", b"1e999", b"NaN", b'"models"', b'{"models": {}}', b'{"data": [1, null, "x", []]}',
    b'{"models": ' + b"[" * 200_000, b'{"models": [{"name": "a"}]', b'{"models": [1, null, "x", []]}', b"<html>" * 1000,
]  # fmt: skip


@pytest.mark.parametrize("raw", HOSTILE)
def test_nonsense_is_an_empty_list(raw):
    for parse in (parse_lmstudio, parse_lmstudio_v1, parse_ollama_tags, parse_ollama_running):
        assert parse(raw) == {}
    assert parse_gemini(raw) == ({}, "")
    assert parse_ollama_show(raw) == Shown()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "data", "models", "id", "name", "key", "type", "state", "loaded_instances", "config",
                    "context_length", "max_context_length", "capabilities", "reasoning", "allowed_options",
                    "model_info", "general.architecture", "x.context_length", "parameters", "nextPageToken",
                    "supportedGenerationMethods",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)  # fmt: skip


@given(
    json_values,
    st.sampled_from(
        ["parse_lmstudio", "parse_lmstudio_v1", "parse_ollama_tags", "parse_ollama_running", "parse_gemini"]
    ),
)
def test_any_json_gives_sound_models(value, parse):
    found = getattr(native_listings, parse)(json.dumps(value).encode())
    models = found[0] if isinstance(found, tuple) else found
    for name, model in models.items():
        assert name
        assert name.isprintable()
        assert model.context_window is None or model.context_window > 0


@given(json_values)
def test_any_json_shows_something_or_nothing(value):
    window = parse_ollama_show(json.dumps(value).encode()).model.context_window
    assert window is None or window > 0
