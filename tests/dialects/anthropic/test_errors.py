import json

import pytest

from tui_router.dialects import broken
from tui_router.dialects.anthropic import errors
from tui_router.messages.reading import read_event, read_object


def fields(value):
    return read_object(json.dumps(value).encode())


@pytest.mark.parametrize(
    "value",
    [
        {"type": "error", "error": {"type": "api_error", "message": "no"}},
        {"error": {"message": "no"}},
        {"error": "no"},
        {"object": "error", "message": "no"},
    ],
)
def test_errors_in_any_shape_are_seen(value):
    assert errors.is_error(fields(value))


@pytest.mark.parametrize(
    "value",
    [
        {"type": "message", "error": None},
        {"type": "ping"},
        {"type": "message_start", "error": "x"},
        {"error": {}},
        {},
    ],
)
def test_what_is_no_error_is_not_taken_for_one(value):
    assert not errors.is_error(fields(value))


@pytest.mark.parametrize(
    ("data", "spoken"),
    [
        (b'{"object":"chat.completion.chunk","choices":[]}', "chat"),
        (b'{"type":"response.created"}', "responses"),
        (b'{"candidates":[]}', "gemini"),
        (b'{"type":"message_start","choices":[]}', ""),
        (b"[]", ""),
    ],
)
def test_a_language_is_known_by_its_first_event(data, spoken):
    assert errors.other_language(read_event(data)) == spoken


def test_words_are_short_and_hold_no_key():
    words = errors.words(
        json.dumps({"error": {"message": "bad key sk-ant-a1B2c3D4e5F6g7H8i9J0 " + "x" * 2000}}).encode()
    )
    assert "a1B2c3" not in words
    assert len(words) == errors.QUOTE
    assert errors.words(b"\xff not json") == "\ufffd not json"


def test_a_wrong_dialect_is_nothing_to_retry():
    diagnosis = errors.wrong_dialect("near", "chat").diagnosis
    assert not diagnosis.heals
    assert diagnosis.blame == "config"
    assert errors.truncated().diagnosis.heals


def test_the_titles_are_those_of_the_other_languages():
    assert errors.truncated().diagnosis.title == broken.truncated().diagnosis.title
    assert errors.empty().diagnosis.title == broken.empty().diagnosis.title
    assert errors.too_large().diagnosis.title
