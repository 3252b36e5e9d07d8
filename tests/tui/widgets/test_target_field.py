import pytest

from tui_router.journal.record import KnownModel
from tui_router.tui.widgets.target_field import ModelBook, abilities, figures


@pytest.fixture
def book(fakes):
    return ModelBook(fakes.MODELS, ["openai", "local"])


def test_words_match_in_any_order(book):
    assert [model.target for model in book.matching("mini OPENAI 4.1")] == [
        "openai/gpt-4.1-mini", "openai/gpt-4.1-mini-2025-04-14",
    ]  # fmt: skip
    assert len(book.matching("")) == 8


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("local/new", "local/new"),
        ("local/a/b", "local/a/b"),
        ("openai/gpt-4o", ""),
        ("nowhere/x", ""),
        ("local", ""),
        ("", ""),
    ],
)
def test_typed_text_is_a_target_where_its_provider_is_known(book, text, target):
    assert book.typed(text) == target


def test_the_check_is_in_words(book):
    assert book.check("gpt", 4) == ("4 of 8 match", "ink-soft")
    assert book.check("", 8) == ("8 models", "ink-soft")
    assert book.check("local/new", 0)[0] == "not listed; sent as typed"
    assert book.check("no\x1bwhere/x", 0)[0] == "no provider named no␛where"
    assert book.check("xyz", 0)[0] == "nothing matches"
    assert ModelBook([], []).check("xyz", 0)[0] == "no models known; type provider/model"


def test_figures_and_abilities(fakes):
    assert figures(fakes.MODELS[0]).split() == ["128k", "16k"]
    assert figures(fakes.MODELS[6]) == ""
    assert abilities(fakes.MODELS[4]) == "tools  thinking"


def test_what_is_typed_exactly_stands_first():
    models = [KnownModel(target=name) for name in ("p/gpt-4o-mini", "p/gpt-4o", "q/gpt-4o")]
    book = ModelBook(models, ["p", "q"])
    assert [model.target for model in book.matching("p/gpt-4o")] == ["p/gpt-4o", "p/gpt-4o-mini"]
    assert [model.target for model in book.matching("gpt-4o")][:2] == ["p/gpt-4o", "q/gpt-4o"]
    assert [model.target for model in book.matching("")] == [model.target for model in models]
