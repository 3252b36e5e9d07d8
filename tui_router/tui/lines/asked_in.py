"""The language an attempt was asked in: that of its exchange, but for attempts before the last, whose address tells it."""

from urllib.parse import urlsplit

from tui_router.journal.record import ExchangeDetail

_ENDS = {
    "/chat/completions": "chat",
    "/responses": "responses",
    "/messages": "anthropic",
    ":generateContent": "gemini",
    ":streamGenerateContent": "gemini",
    "/invoke": "bedrock",
    "/invoke-with-response-stream": "bedrock",
    ":rawPredict": "bedrock",
    ":streamRawPredict": "bedrock",
}


def asked_in(detail: ExchangeDetail, attempt: int | None = None) -> str:
    """The dialect's name; 0 and None are the last attempt, whose language the row has."""
    row = detail.row
    last = max(row.attempts, len(detail.attempts))
    made = next((one for one in detail.attempts if attempt and one.number == attempt), None)
    if made is None:
        return row.dialect
    told = language_of(made.url)
    return row.dialect or told if made.number >= last else told or row.dialect


def language_of(url: str) -> str:
    """Empty for an address of nobody's known form."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return next((language for end, language in _ENDS.items() if path.endswith(end)), "")


def languages_of(detail: ExchangeDetail) -> list[tuple[int, str]]:
    """The first attempt and each that was asked in another language than the one before it."""
    found: list[tuple[int, str]] = []
    for one in detail.attempts:
        language = asked_in(detail, one.number)
        if language and (not found or found[-1][1] != language):
            found.append((one.number, language))
    return found
