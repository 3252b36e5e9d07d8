import pytest

from tui_router.journal.filter.hay import hay, plain


@pytest.mark.parametrize(
    "word",
    [
        "#38",
        "opus",
        "claude-opus",
        "groq",
        "qwen3",
        "failed",
        "subagent",
        "429",
        "tpm",
        "a1f3",
        "a0123",
        "replay",
        "ask ann",
    ],
)
def test_what_a_row_says(full, word):
    assert word in hay(full)


def test_a_waiting_row_is_live(make_row):
    assert " live " in hay(make_row(state="waiting"))
    assert "live" not in hay(make_row(state="ok"))


def test_what_sqlite_cannot_hold_is_a_blank():
    assert plain("A\x00\ud83d\x1bß") == "a ss"
