"""The language of an attempt."""

import pytest

from tui_router.journal.record import AttemptRow, ExchangeDetail, ExchangeRow
from tui_router.tui.lines.asked_in import asked_in, language_of, languages_of


def detail(*urls: str, dialect: str = "responses") -> ExchangeDetail:
    row = ExchangeRow(id=1, started_at=0.0, dialect=dialect, attempts=len(urls))
    return ExchangeDetail(row=row, attempts=[AttemptRow(number=n, url=url) for n, url in enumerate(urls, 1)])


@pytest.mark.parametrize(
    ("url", "language"),
    [
        ("https://a/v1/chat/completions", "chat"),
        ("https://a/v1/responses?api-version=1", "responses"),
        ("https://a/v1/messages?beta=true", "anthropic"),
        ("https://a/v1beta/models/m:streamGenerateContent?alt=sse", "gemini"),
        ("https://a/model/m%3A0/invoke-with-response-stream", "bedrock"),
        ("https://a/publishers/anthropic/models/m:rawPredict", "bedrock"),
        ("https://a/odd", ""),
        ("https://[", ""),
        ("", ""),
    ],
)
def test_addresses_tell_their_language(url, language):
    assert language_of(url) == language


def test_the_last_attempt_is_in_the_rows_language_whatever_its_address_looks_like():
    given = detail("https://a/v1/chat/completions", "https://a/own/path")
    assert [asked_in(given, number) for number in (None, 0, 1, 2, 3)] == [
        "responses", "responses", "chat", "responses", "responses"]  # fmt: skip


def test_an_earlier_address_of_no_known_form_is_taken_for_the_rows():
    assert asked_in(detail("https://a/odd", "https://a/odd"), 1) == "responses"


def test_where_the_language_changed():
    chat, other = "https://a/v1/chat/completions", "https://a/v1/responses"
    assert languages_of(detail(chat, chat, other)) == [(1, "chat"), (3, "responses")]
    assert languages_of(detail(other)) == [(1, "responses")]
    assert languages_of(detail()) == []
