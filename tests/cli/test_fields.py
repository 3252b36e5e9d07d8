from tui_router.cli.client_env import Launch
from tui_router.cli.fields import as_lines, fields
from tui_router.cli.launch import Ready

LAUNCH = Launch(url="http://127.0.0.1:8787", token="tok")


def test_what_the_form_asks_for_in_its_order() -> None:
    tiers = {"haiku": ["openai/mini"], "opus": ["openai/o1", "local/q"], "default": ["openai/gpt-4o"]}
    assert fields(Ready(LAUNCH, tiers)) == [
        ("Provider Name", "tui_router"),
        ("API Key", "tok"),
        ("Request URL", "http://127.0.0.1:8787"),
        ("Main Model", "openai/o1"),
        ("Haiku Model", "openai/mini"),
        ("Sonnet Model", "openai/gpt-4o"),
        ("Opus Model", "openai/o1"),
    ]


def test_a_tier_that_goes_nowhere_has_no_line() -> None:
    rows = fields(Ready(LAUNCH, {"haiku": ["openai/mini"]}))
    assert [label for label, _ in rows] == ["Provider Name", "API Key", "Request URL", "Haiku Model"]


def test_the_values_stand_below_each_other() -> None:
    assert as_lines([("A", "1"), ("Long one", "2")]) == "A         1\nLong one  2"
