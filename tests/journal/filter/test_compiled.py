import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_router.journal.filter import FilterFault, compile_filter
from tui_router.journal.query import Reader
from tui_router.journal.record import ExchangeRow
from tui_router.journal.store import Entry, Store


@pytest.mark.parametrize(
    "text", ["", "opus", "claude-opus", "groq", "qwen3", "failed", "429", "rate tpm", "groq failed", "#38"]
)
def test_words_found_anywhere_in_any_case(text, full):
    assert compile_filter(text)(full)
    assert compile_filter(text.upper())(full)


@pytest.mark.parametrize("text", ["sonnet", "groq ok", "opus sonnet", "%", "opus' OR 1=1 --"])
def test_a_word_that_is_not_there_hides_the_row(text, full):
    assert not compile_filter(text)(full)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "everything"),
        ("~t sonnet & ~e & ~in>20k", "sonnet, failed, more than 20,000 in"),
        ("~t sonnet | !~e", "sonnet or not failed"),
        ("(~k main | ~k title) ~out<50", "(main or title), less than 50 out"),
        ("~c 4xx ~c>=500 ~p!=openai", "status 4xx, status at least 500, at other than openai"),
        ("~of 38 ~id 30-40 ~rule>2", "replay of #38, #30 to #40, rule more than 2"),
        ('~b foo ~bq "a b"', "“foo” in a body, “a b” in a request"),
        ("kimi ~ago<10m", "“kimi”, in the last 10m"),
        ("~cost>.05", "cost more than 0.05 dollars"),
    ],
)
def test_in_plain_words(text, said):
    assert compile_filter(text).explain() == said


def test_what_sql_can_answer():
    for text, words, alone in (
        ("", (), True),
        ("OPUS", ("opus",), True),
        ("opus failed opus", ("opus", "failed"), True),
        ("opus ~e", ("opus",), False),
        ("opus | failed", (), False),
        ("!opus", (), False),
        ('""', (), False),
    ):
        filter = compile_filter(text)
        assert (filter.words, filter.only_words) == (words, alone), text
        assert filter.where() == (" AND instr(hay, ?) > 0" * len(words), words)


def test_searches_are_told_and_believed(make_row):
    filter = compile_filter("~t opus & (~b foo | !~bd bar)")
    assert [(body.pattern, body.legs) for body in filter.bodies] == [("foo", "abcd"), ("bar", "d")]
    row = make_row(id=5, tier="opus")
    assert filter.matches(row)
    filter.bodies[1].found.add(5)
    assert not filter.matches(row)
    filter.bodies[0].found.add(5)
    assert filter.matches(row)
    assert not compile_filter("sonnet").bodies


def test_whether_it_asks_for_anything():
    assert not compile_filter(" ")
    assert compile_filter("a").text == "a"
    assert compile_filter("a")


@pytest.fixture
def store(db):
    opened = Store(db)
    yield opened
    opened.close()


@pytest.fixture
def db(tmp_path):
    return tmp_path / "journal.db"


odd = st.text(alphabet=st.characters(exclude_categories=[]), max_size=12) | st.sampled_from(
    [
        "İstanbul",
        "straße",
        "a\x00b",
        "\ud83d",
        "'; DROP TABLE exchange; --",
        "%_%",
        '"',
        "NEAR(",
        "*",
        "~e",
        "!a",
        "(b",
    ]
)


@given(odd.filter(lambda text: text.isprintable()), odd)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_memory_and_sql_agree_on_every_text(store, db, said, asked):
    row = ExchangeRow(id=1, started_at=0.0, trouble=said, model="Straße")
    store.write([Entry(id=1, row=row)])
    reader = Reader(db)
    for words in (asked, said, said.upper(), "STRASSE"):
        try:
            fits = compile_filter(words)
        except FilterFault:
            continue
        assert bool(reader.rows(filter=words)) == fits(row)
        assert reader.problem == ""
