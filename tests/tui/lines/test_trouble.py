import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.tui.lines.trouble import field_of, figure_words, limit_words, quote_of, title_of


def diagnosis(name: str = "max_tokens_too_large", quote: str = "", **figures: int | str) -> Diagnosis:
    return Diagnosis(
        name=name, type="invalid_request_error", status=400, message="m", quote=quote, figures=figures
    )


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (diagnosis(), "max_tokens"),
        (diagnosis("unsupported_parameter", param="tools[0].strict"), "tools"),
        (diagnosis("unknown_field", field="thinking"), "thinking"),
        (diagnosis("context_overflow", input=1, window=2), "messages"),
        (diagnosis("rate_limited"), ""),
    ],
)
def test_the_field_it_speaks_of(given, field):
    assert field_of(given) == field


def test_figures_as_a_clause():
    assert (
        figure_words(diagnosis(requested=32_000, limit=8_192), "deepseek-chat")
        == "asked 32,000, deepseek-chat takes 8,192"
    )
    assert figure_words(diagnosis(minimum=16, requested=1), "gpt") == "asked 1, gpt wants 16"
    assert figure_words(diagnosis(window=4_096), "") == "the target takes 4,096"
    assert figure_words(diagnosis("x", category="hate"), "m") == "category hate"
    assert figure_words(diagnosis(), "m") == ""


def test_the_limit_at_the_end_of_the_line():
    assert limit_words(diagnosis(limit=8_192)) == "over 8,192"
    assert limit_words(diagnosis(minimum=16)) == "under 16"
    assert limit_words(diagnosis()) == "refused"


def test_their_words_are_safe_and_on_one_line():
    assert quote_of(diagnosis(quote=" no\n\x1b[2Jroom ")) == "no⏎␛[2Jroom"


def test_a_diagnosis_without_a_title_is_called_by_its_name():
    assert title_of(diagnosis("context_overflow")) == "context overflow"
