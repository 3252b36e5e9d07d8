import pytest

from tui_router.dialects.models import efforts, phases, reasons, searches


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("o1", True),
        ("o3-mini", True),
        ("o4-mini-2025-04-16", True),
        ("openai/o3", True),
        ("gpt-5", True),
        ("GPT-5.4-mini", True),
        ("gpt-12", True),
        ("gpt-5-chat-latest", False),
        ("gpt-4o", False),
        ("gpt-4.1", False),
        ("gpt-3.5-turbo", False),
        ("chatgpt-4o-latest", False),
        ("gpt-oss-120b", None),
        ("olmo-2", None),
        ("o365-helper", None),
        ("deepseek-v4-pro", None),
        ("", None),
    ],
)
def test_reads_the_family(model, expected):
    assert reasons(model) is expected


def test_knows_the_search_models():
    assert searches("gpt-4o-search-preview")
    assert searches("gpt-5-search-api")
    assert not searches("gpt-5.4")


@pytest.mark.parametrize(
    ("models", "expected"),
    [
        (["o1", "o3-mini", "o4-mini-2025-04-16", "gpt-5-codex", "gpt-5.1-codex-mini"], "low medium high"),
        (["gpt-5", "gpt-5-nano", "openai/gpt-5-2025-08-07"], "minimal low medium high"),
        (["gpt-5.1"], "none low medium high"),
        (["gpt-5.1-codex-max", "gpt-5.2-codex", "gpt-5.3-codex"], "low medium high xhigh"),
        (["gpt-5.2", "gpt-5.4", "GPT-5.4-mini-2026-03-17", "gpt-5.5"], "none low medium high xhigh"),
        (["gpt-5-pro"], "high"),
        (["gpt-5.4-pro", "gpt-5.5-pro"], "medium high xhigh"),
        (
            ["gpt-5.6", "gpt-5.6-terra", "gpt-6-sol", "gpt-6-luna", "gpt-6.1-terra"],
            "none low medium high xhigh max",
        ),
        (["gpt-6-astra", "gpt-6.1-sol", "gpt-7"], "low medium high xhigh max"),
        (["gpt-4o", "gpt-5.3-chat-latest", "gpt-oss-120b", "o365-helper", "gpt-5x", "gpt-123", ""], ""),
    ],
)
def test_knows_the_efforts_of_openais_models_by_their_names(models, expected):
    assert {model: " ".join(efforts(model)) for model in models} == dict.fromkeys(models, expected)


def test_knows_who_tells_commentary_from_the_answer():
    yes = ["gpt-5.3-codex", "gpt-5.4", "openai/gpt-5.4-mini", "gpt-5.5-pro", "gpt-6-sol", "gpt-7"]
    no = [
        "gpt-5.3",
        "gpt-5.2-codex",
        "gpt-5",
        "gpt-5.4-chat-latest",
        "o3",
        "gpt-4o",
        "gpt-oss-120b",
        "qwen3",
        "",
    ]
    assert {model: phases(model) for model in yes + no} == {model: model in yes for model in yes + no}
