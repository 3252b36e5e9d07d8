from hypothesis import given
from hypothesis import strategies as st

from tui_router.journal.filter import compile_filter
from tui_router.journal.filter.quoting import exactly, quoted
from tui_router.journal.record import ExchangeRow

texts = st.text(min_size=1, max_size=30).filter(lambda text: not text.endswith("\\"))


def test_plain_names_stay_as_they_are():
    assert quoted("a1f3-77") == "a1f3-77"
    assert quoted("or") == '"or"'
    assert exactly("a*b") == '"a[*]b"'


@given(texts, texts)
def test_a_name_in_quotes_means_itself(name, other):
    fits = compile_filter(f"~p {exactly(name)}").matches
    assert fits(ExchangeRow(id=1, started_at=0.0, provider=name))
    assert fits(ExchangeRow(id=1, started_at=0.0, provider=other)) is (other.casefold() == name.casefold())
