import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_router.journal.filter import MOST_WORDS, Filter, compile_filter
from tui_router.journal.query import Reader
from tui_router.journal.record import ExchangeRow
from tui_router.journal.store import Entry, Store

ROW = ExchangeRow(
    id=1,
    started_at=0.0,
    state="failed",
    kind="subagent",
    tier="opus",
    client_model="claude-Opus-5",
    provider="groq",
    model="Qwen/Qwen3-8B",
    status=429,
    trouble="Rate limit reached for TPM",
    diagnosis="rate_limit",
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "opus",
        "OPUS",
        "claude-opus",
        "groq",
        "qwen3",
        "failed",
        "subagent",
        "429",
        "rate tpm",
        "groq failed",
    ],
)
def test_words_found_anywhere_in_any_case(text):
    assert compile_filter(text)(ROW)


@pytest.mark.parametrize("text", ["sonnet", "groq ok", "opus sonnet", "%", "'", "opus' OR 1=1 --"])
def test_a_word_that_is_not_there_hides_the_row(text):
    assert not compile_filter(text)(ROW)


def test_a_flood_of_words_is_cut():
    assert len(Filter.parse(" ".join(map(str, range(500)))).words) == MOST_WORDS


@pytest.fixture
def store(db):
    opened = Store(db)
    yield opened
    opened.close()


odd = st.text(alphabet=st.characters(exclude_categories=[]), max_size=12) | st.sampled_from(
    ["İstanbul", "straße", "a\x00b", "\ud83d", "'; DROP TABLE exchange; --", "%_%", '"', "NEAR(", "*"]
)


@given(odd.filter(lambda text: text.isprintable()), odd)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_memory_and_sql_agree_on_every_text(store, db, said, asked):
    row = ExchangeRow(id=1, started_at=0.0, trouble=said, model="Straße")
    store.write([Entry(id=1, row=row)])
    reader = Reader(db)
    for words in (asked, said, said.upper(), "STRASSE"):
        assert bool(reader.rows(filter=words)) == compile_filter(words)(row)
        assert reader.problem == ""
