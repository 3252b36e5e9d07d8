import re

import pytest

from tui_router.core.target import Limits
from tui_router.diagnose.words import SHOWN, About, cut, page, sentence, transport
from tui_router.providers.provider import Model, Provider

GROQ = Provider(
    name="groq",
    dialect="chat",
    base_url="https://api.groq.example/v1",
    key="env:GROQ_API_KEY",
    models={"m": Model(context_window=8192)},
)
NO_LIMITS = Limits()
CLIENT = re.compile(r"prompt is too long[^0-9]*(\d+)\s*tokens?\s*>\s*(\d+)", re.IGNORECASE)


def about(said="it says so", provider=GROQ, model="", limits=NO_LIMITS, estimate=0):
    return About(said=said, provider=provider, model=model, limits=limits, estimate=estimate)


@pytest.mark.parametrize(
    ("figures", "known", "numbers"),
    [
        ({"input": 300, "window": 200}, {}, (300, 200)),
        ({"window": 200}, {}, (201, 200)),
        ({"window": 200}, {"estimate": 900}, (900, 200)),
        ({"window": 200}, {"estimate": 90}, (201, 200)),
        ({"input": 300}, {}, (300, 299)),
        ({"input": 9000}, {"model": "m"}, (9000, 8192)),
        ({}, {"limits": Limits(context_window=100)}, (101, 100)),
        ({}, {"model": "m"}, (8193, 8192)),
        ({}, {"estimate": 5000}, (5000, 4999)),
    ],
)
def test_the_client_can_size_its_compaction(figures, known, numbers):
    given = dict(figures)
    found = CLIENT.search(sentence("context_overflow", about(**known), figures, None, 400))
    assert (int(found[1]), int(found[2])) == numbers
    assert numbers[0] > numbers[1]
    assert figures == given  # what is made up for the client is not what the upstream said


def test_without_any_figure_the_phrase_stands_without_numbers():
    text = sentence("context_overflow", about(), {}, None, 400)
    assert text.startswith("prompt is too long")
    assert CLIENT.search(text) is None


def test_when_only_max_tokens_must_shrink_the_client_does_it():
    figures = {"input": 190000, "requested": 32000, "window": 200000}
    text = sentence("max_tokens_plus_input_overflow", about(), figures, None, 400)
    assert text == "input length and `max_tokens` exceed context limit: 190000 + 32000 > 200000"


def test_a_prompt_that_fills_the_window_alone_is_too_long():
    figures = {"input": 210000, "requested": 32000, "window": 200000}
    assert sentence("max_tokens_plus_input_overflow", about(), figures, None, 400).startswith(
        "prompt is too long: 210000"
    )


def test_a_refused_key_is_named_by_its_reference():
    text = sentence("auth_invalid_key", about(), {}, None, 401)
    assert text == "the key that provider groq reads from env:GROQ_API_KEY was refused: it says so"
    keyless = Provider(name="near", dialect="chat", base_url="http://h")
    assert "no key configured" in sentence("auth_invalid_key", about(provider=keyless), {}, None, 401)
    assert sentence("auth_invalid_key", about(provider=None), {}, None, 401)


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("model_not_found", "has no model m"),
        ("endpoint_not_found", "https://api.groq.example/v1"),
        ("usage_limit_reached", "resets in 2 h"),
        ("rate_limited", "try again in 2 h"),
        ("overloaded", "provider groq is overloaded"),
        ("model_loading", "loading"),
        ("insufficient_credits", "account of provider groq"),
        ("upstream_server_error", "status 500"),
        ("permission_denied", "provider groq refuses access: it says so"),
        ("credits_limit_max_tokens", "too little credit"),
        ("unknown_field", "provider groq refused the request: it says so"),
        ("insufficient_memory", "provider groq has not enough memory for m; use a smaller model"),
        ("tools_unsupported", "m of provider groq cannot call tools; point this tier"),
        ("image_unsupported", "takes no images"),
        ("content_filtered", "sending it again will not help"),
        ("payload_too_large", "too large for provider groq; compact"),
        ("too_many_tools", "too many tools for provider groq; disable some MCP servers"),
        ("upstream_timeout", "did not answer in time"),
        ("upstream_connect_error", "cannot reach the server behind it"),
        ("model_tool_call_failed", "tool call that nobody can read"),
        ("max_tokens_plus_input_overflow", "together exceed the window of provider groq: it says so"),
    ],
)
def test_a_sentence_says_who_and_what(name, holds):
    assert holds in sentence(name, about(model="m"), {}, 7200, 500)


@pytest.mark.parametrize(
    ("name", "figures", "holds"),
    [
        (
            "too_many_tools",
            {"count": 142, "limit": 128},
            "142 tools are too many for provider groq, which takes at most 128",
        ),
        ("too_many_tools", {"limit": 128}, "too many tools for provider groq, which takes at most 128"),
        ("payload_too_large", {"limit_bytes": 5242880}, "takes at most 5,242,880 bytes"),
        ("content_filtered", {"category": "violence"}, "(violence)"),
        ("model_not_found", {"model": "n"}, "has no model n"),
    ],
)
def test_a_sentence_holds_the_figures(name, figures, holds):
    assert holds in sentence(name, about(model="m"), figures, None, 400)


@pytest.mark.parametrize(
    ("said", "flag"),
    [
        ("tools param requires --jinja flag", "start llama.cpp with --jinja"),
        (
            '"auto" requires --enable-auto-tool-choice',
            "start vLLM with --enable-auto-tool-choice --tool-call-parser",
        ),
        ("needs --tool-call-parser", "start it with --tool-call-parser"),
        ("tools are off", "llama.cpp with --jinja"),
    ],
)
def test_the_flag_of_the_server_is_named(said, flag):
    assert flag in sentence("tool_parser_not_enabled", about(said=said), {}, None, 400)


def test_no_markup_and_nothing_a_terminal_acts_on_is_passed_on():
    text = cut("a <b onclick=x>b</b>\x1b[2J c\u202e d\x00 <400> 1 < 2", SHOWN)
    assert text == "a b [2J c d <400> 1 < 2"


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("connect", "cannot reach https://api.groq.example/v1: refused"),
        ("dns", "its name is not known"),
        ("tls", "TLS"),
        ("connect_timeout", "no connection within 10 s"),
        ("first_byte_timeout", "nothing within 5 min"),
        ("idle_timeout", "silent for 2 min"),
        ("cut", "closed the connection"),
        ("something new", "closed the connection"),
    ],
)
def test_a_broken_connection_is_said_in_words(kind, holds):
    assert holds in transport(about(), kind, "refused")


def test_a_page_shows_its_title_only():
    assert page(about(), "502 Bad Gateway", 502) == (
        'provider groq answered with a web page and status 502: "502 Bad Gateway"; check base_url or the proxy before it'
    )


def test_long_words_are_cut_on_one_line():
    text = cut("ü\n" * 1000, SHOWN)
    assert len(text.encode()) <= SHOWN
    assert "\n" not in text
    assert text.endswith("…")
    assert cut("short\n\nwords", SHOWN) == "short words"
