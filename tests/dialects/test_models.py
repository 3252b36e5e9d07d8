import pytest

from tui_router.dialects.models import reasons, searches


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
