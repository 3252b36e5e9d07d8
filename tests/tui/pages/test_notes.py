import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import Fact
from tui_router.core.note import Note
from tui_router.journal.record import AttemptRow
from tui_router.messages.watch import Offence
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.pages.notes import NotesPage

NOTES = [
    Note(act="renamed", path="model", to="model", reason="rewired", before="claude", after="gpt-4o"),
    Note(act="dropped", path="thinking", reason="gpt-4o cannot think", before="adaptive"),
    Note(act="approximated", path="usage", reason="counted here", after="812", side="answer"),
    Note(act="renamed", path="max_tokens", to="max_completion_tokens", reason="other name"),
]
SAID = Diagnosis(name="x", type="api_error", status=500, message="told", title="it broke", quote="their words",
                 remedy="do this", retry_after_s=4.0, figures={"requested": 9, "limit": 5})  # fmt: skip
KNOWN = Fact(
    provider="openai",
    base_url="u",
    model="gpt-4o",
    name="max_output_tokens",
    value=16_384,
    evidence="at most 16384",
)


@pytest.fixture
def page_of(kit):
    def make(width=80, **detail):
        state = detail.pop("state", "ok")
        seen = kit.seen_of(state=state, trouble=detail.pop("trouble", ""))
        for name, value in detail.items():
            setattr(seen.detail, name, value)
        page = NotesPage()
        page.resize(width, width)
        page.take(seen, UNICODE)
        return page

    return make


def test_what_lost_something_stands_first_and_each_side_by_itself(page_of, kit):
    lines = kit.shown(page_of(notes=NOTES))
    assert lines[0] == "REQUEST3 notes, 1 lost something"
    assert lines[1:4] == ["  − thinkingdropped", "    adaptive → ·", "    gpt-4o cannot think"]
    assert [line for line in lines if line.startswith("  → ")] == [
        "  → modelrenamed",
        "  → max_tokens → max_completion_tokensrenamed",
    ]
    assert "ANSWER1 note, 1 lost something" in lines


def test_a_note_is_a_place_by_its_number_and_can_be_taken(page_of):
    page = page_of(notes=NOTES)
    for number in range(4):
        index = page.seek(("note", number))
        assert page.anchor(index) == ("note", number)
    assert page.row(page.seek(("note", 1))).ground == "notice-bg"
    assert page.copy(page.seek(("note", 0))) == (
        "the note",
        "renamed  model  to model  claude  -> gpt-4o  rewired",
    )


def test_a_failure_is_told_whole(page_of, kit):
    text = "\n".join(kit.shown(page_of(state="failed", diagnosis=SAID)))
    for words in (
        "DIAGNOSIS",
        "✗ it broke",
        "asked 9,",
        "“their words”",
        "told",
        "api_error 500",
        "upstream",
        "4 s",
        "do this",
    ):
        assert words in text, words


def test_what_was_mended_is_not_called_a_failure(page_of, kit):
    attempts = [AttemptRow(number=1, provider="openai", diagnosis=SAID)]
    text = "\n".join(
        kit.shown(page_of(state="repaired", trouble="max_tokens 9 → 5", diagnosis=SAID, attempts=attempts))
    )
    assert "REPAIRED" in text
    assert "◆ it broke" in text
    assert "mended      max_tokens 9 → 5" in text
    assert "✗" not in text


def test_facts_streams_and_the_reason(page_of, kit):
    offence = Offence(leg="c", rule="one start", grade="harmful", text="a second message_start")
    page = page_of(learned=[KNOWN], applied=[KNOWN], offences=[offence, offence], explained="tier sonnet")
    text = "\n".join(kit.shown(page))
    for words in ("LEARNED1 fact", "takes at most 16,384 output tokens", "“at most 16384”", "KNOWN BEFORE1 fact",
                  "STREAMS2 faults", "a second message_start", "WHY IT WENT THERE", "    tier sonnet"):  # fmt: skip
        assert words in text, words
    assert page.seek(("note", 0)) is not None


def test_nothing_to_tell(page_of, kit):
    assert kit.shown(page_of()) == ["Nothing was changed in translation."]


def test_news_are_shown_and_long_words_wrapped(page_of, kit):
    page = page_of(40)
    seen = page._seen
    seen.detail.notes = [Note(act="dropped", path="x", reason="a long reason " * 20)]
    page.take(seen, UNICODE)
    lines = kit.shown(page)
    assert len(lines) > 5
    assert all(len(line) <= 40 for line in lines)


def test_hostile_words(page_of, kit):
    bad = "\x1b[2J\u202e\n[/b]"
    page = page_of(
        state="failed", trouble=bad, explained=bad,
        notes=[Note(act=bad, path=bad, reason=bad, to=bad + "x", before=bad, after=bad)],
        diagnosis=Diagnosis(name=bad, type=bad, status=1, message=bad, title=bad, quote=bad, remedy=bad, figures={bad: bad}),
        learned=[Fact(provider=bad, base_url=bad, model=bad, name=bad, value=bad, evidence=bad)],
    )  # fmt: skip
    for line in kit.shown(page):
        assert line.isprintable()
        assert "\u202e" not in line


def test_attempts_in_several_languages_are_told(page_of, kit):
    chat = AttemptRow(number=1, url="https://a/v1/responses")
    lines = kit.shown(page_of(attempts=[chat, AttemptRow(number=2, url="https://a/v1/chat/completions")]))
    at = lines.index("LANGUAGES")
    assert [line.split(maxsplit=2)[2] for line in lines[at + 1 : at + 3]] == ["Responses", "Chat Completions"]
    assert "LANGUAGES" not in kit.shown(page_of(attempts=[chat]))


def test_what_moved_is_not_drawn_as_if_it_were_gone(page_of, kit):
    moved = Note(act="moved", path="system", to="instructions", reason="r", before="3 blocks")
    renamed = Note(act="renamed", path="a", to="b", reason="r", before="7")
    lines = kit.shown(page_of(notes=[moved, renamed]))
    assert lines[2] == "    3 blocks"
    assert "    7" in lines


def test_how_many_were_added_stands_where_the_new_stands(page_of, kit):
    """A count is told in the place of the old value, whatever was done; nothing was there before what was added."""
    count = Note(act="added", path="messages[*]", reason="wanted", before="50 stand-ins")
    assert "    · → 50 stand-ins" in kit.shown(page_of(notes=[count]))
