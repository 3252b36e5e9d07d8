from tui_router.diagnose.taxonomy import TAXONOMY
from tui_router.tui.lines.why import WHY, why


def test_every_sentence_is_of_a_diagnosis_there_is():
    assert set(WHY) <= set(TAXONOMY)


def test_sentences_are_short_and_end():
    for name, words in WHY.items():
        assert words.endswith("."), name
        assert len(words) <= 110, name


def test_what_is_not_known_is_not_explained():
    assert why("bad_request") == ""
    assert why("max_tokens_too_large").startswith("Claude Code asks for 32,000")
