import pytest

from tui_router.journal.record import ExchangeRow, Times
from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.lines.line import plain, span_width
from tui_router.tui.lines.title import about_spans, comment_spans, leg_title, state_spans, target_spans


def row(**more: object) -> ExchangeRow:
    given = {"tier": "sonnet", "provider": "deepseek", "model": "deepseek-chat", "dialect": "chat"} | more
    return ExchangeRow(id=38, started_at=0.0, **given)


def test_what_goes_where():
    assert plain(target_spans(row(), 60)) == "#38  ▄ sonnet → deepseek-chat · deepseek"
    assert plain(target_spans(row(), 60, ASCII)) == "#38  o sonnet > deepseek-chat @ deepseek"


def test_the_provider_gives_way_before_the_model():
    assert span_width(target_spans(row(), 36)) <= 36
    assert "deepseek-chat" in plain(target_spans(row(), 36))


def test_before_it_is_routed_the_client_s_model_is_named():
    assert plain(target_spans(row(provider="", model="", client_model="claude-x\x1b"), 60)).endswith(
        "claude-x␛"
    )


@pytest.mark.parametrize(
    ("state", "more", "said"),
    [
        ("failed", {"status": 400}, "✗ failed  400 after 0.2 s"),
        ("repaired", {"attempts": 2}, "◆ repaired  2 attempts"),
        ("ok", {"status": 200}, "✓ ok  200  0.2 s"),
        ("cancelled", {}, "∅ cancelled  client left after 0.2 s"),
        ("local", {}, "≈ local  0.2 s"),
    ],
)
def test_states_in_words(state, more, said):
    assert plain(state_spans(row(state=state, **more), 0.2, UNICODE, 0)) == said


def test_live_says_when_the_first_byte_came():
    spans = state_spans(row(state="live", times=Times(first=0.61)), 3.0, UNICODE, 2)
    assert plain(spans) == "⠹ live  first 0.61 s"
    assert plain(state_spans(row(state="waiting"), 0.4, UNICODE, 0)) == "⠋ waiting  0.4 s"


def test_legs_are_named_in_their_language():
    assert plain(leg_title("a", row(), 2)) == "a  client sent  Messages"
    assert plain(leg_title("b", row(attempts=2), 2)) == "b  upstream got, attempt 2 of 2  Chat Completions"
    assert plain(leg_title("c", row(), 1)) == "c  upstream answers  Chat Completions"
    assert (
        plain(leg_title("c", row(attempts=2), 1, "gemini")) == "c  upstream answers, attempt 1 of 2  Gemini"
    )
    assert plain(leg_title("b", row(dialect="bedrock"), 1)) == "b  upstream got  Bedrock"


def test_where_it_belongs():
    assert (
        plain(about_spans(row(kind="subagent", session="a1f3c0de", replay_of=36)))
        == "   subagent  session a1f3  of #36"
    )


def test_a_mark_and_a_comment():
    marked = row(marked=True, comment="see [b]#12[/b]\x1b[2J and then some more")
    assert plain(target_spans(marked, 60)) == "#38 ✦ ▄ sonnet → deepseek-chat · deepseek"
    assert plain(target_spans(marked, 60, ASCII)).startswith("#38 * o")
    assert plain(comment_spans(marked, 60)) == "   see [b]#12[/b]␛[2J and then some more"
    assert span_width(comment_spans(marked, 20)) <= 20
    assert comment_spans(marked, 10) == []
    assert comment_spans(row(), 60) == []


def test_a_held_one_says_how_long():
    assert plain(state_spans(row(state="held"), 3.0, UNICODE, -1)) == "‖ held  3.0 s"
