from tui_router.journal.record import ExchangeRow, LegSizes
from tui_router.tui.screens.take import options


def row(**given):
    return ExchangeRow(**{"id": 38, "started_at": 1.0, "session": "a1f3", "dialect": "chat", "state": "ok",
                          "sizes": LegSizes(a=9, b=9, c=9, d=2048), **given})  # fmt: skip


def letters(*given, **named):
    return "".join(option.key for option in options(*given, **named))


def test_every_letter_once():
    found = letters(row(), "d", [("the path", "messages[0]"), ("the value", "hi")])
    assert found == "ypvchauomsl"
    assert len(set(found)) == len(found)


def test_what_was_not_captured_is_not_offered():
    assert letters(row(sizes=LegSizes(), session=""), "d") == "l"
    assert letters(row(sizes=LegSizes(a=1, d=1), state="failed"), "c") == "chasl"


def test_the_words():
    found = {option.value: option for option in options(row(dialect="anthropic"), "d")}
    assert found["leg"].says == "as it passed, 2.0 kB"
    assert found["openai"].says == "what the upstream got, with httpx"


def test_the_package_of_openai_is_offered_for_both_of_its_languages():
    for dialect, name in (
        ("responses", "python, openai"),
        ("gemini", "python, upstream"),
        ("bedrock", "python, upstream"),
    ):
        found = {option.value: option for option in options(row(dialect=dialect), "d")}
        assert found["openai"].name == name
