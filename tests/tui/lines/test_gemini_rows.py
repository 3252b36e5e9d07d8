"""Gemini's responses as entries: runs go on although every response repeats the figures."""

import json
from pathlib import Path

import pytest

from tui_router.tui.lines.gemini_rows import GeminiRows
from tui_router.wire.sse import Frame

RECORDINGS = Path(__file__).parents[2] / "recordings" / "gemini"


def read(*events: object) -> list[tuple[str, str, str, int, str]]:
    rows = GeminiRows()
    for event in events:
        data = event if isinstance(event, bytes) else json.dumps(event).encode()
        rows.frame(Frame("", data, data), None)
    return [(entry.slot[0], entry.name, entry.detail, entry.count, entry.text) for entry in rows.entries]


def part(*parts, figures=None, **more):
    event = {"candidates": [{"content": {"parts": list(parts)}, **more}]}
    return {**event, "usageMetadata": figures} if figures else event


def test_figures_in_every_response_cut_no_run_and_the_last_ones_count():
    first = {"promptTokenCount": 5, "candidatesTokenCount": 1}
    last = {"promptTokenCount": 5, "candidatesTokenCount": 3, "thoughtsTokenCount": 4}
    assert read(
        {**part({"text": "a"}, figures=first), "modelVersion": "gemini-x"},
        part({"text": "b"}, figures=first),
        part({"text": "c"}, figures=first, finishReason="STOP"),
        {"usageMetadata": last},
    ) == [
        ("start", "modelVersion", "gemini-x", 1, ""),
        ("text", "text", "", 3, "abc"),
        ("stop", "finishReason", "STOP", 1, ""),
        ("usage", "usageMetadata", "in 5  out 7", 1, ""),
    ]


def test_a_call_is_whole_and_its_signature_stands_behind_it():
    call = {"functionCall": {"name": "Read", "id": "c1", "args": {"a": "日"}}, "thoughtSignature": "x"}
    assert read(part({"functionCall": {"name": "Now"}}, call)) == [
        ("tool", "functionCall", "Now", 1, ""),
        ("tool", "functionCall", "Read  c1", 1, ""),
        ("args", "args", "", 1, '{"a":"日"}'),
        ("signature", "thoughtSignature", "", 1, ""),
    ]


def test_arguments_have_the_number_of_their_call():
    rows = GeminiRows()
    for call in ({"name": "Now"}, {"name": "Read", "args": {"a": 1}}):
        data = json.dumps(part({"functionCall": call})).encode()
        rows.frame(Frame("", data, data), None)
    assert [entry.slot for entry in rows.entries] == [("tool", 0), ("tool", 1), ("args", 1)]


def test_what_is_neither_text_nor_call_has_its_own_name():
    assert read(
        part({"executableCode": {"code": "print(1)"}}, {"codeExecutionResult": {"output": "1"}}),
        part({"inlineData": {"mimeType": "image/png", "data": "AAAA"}}, groundingMetadata={"a": 1}),
        {"promptFeedback": {"blockReason": "SAFETY"}},
    ) == [
        ("other", "executableCode", "", 1, "print(1)"),
        ("other", "codeExecutionResult", "", 1, "1"),
        ("other", "inlineData", "image/png", 1, ""),
        ("event", "groundingMetadata", "", 1, ""),
        ("stop", "promptFeedback", "SAFETY", 1, ""),
    ]


def test_why_it_ended_in_its_own_words_and_wrapped_answers():
    ended = part(finishReason="MALFORMED_FUNCTION_CALL", finishMessage="print(\x1b[2J")
    assert read({"response": ended}) == [
        ("stop", "finishReason", "MALFORMED_FUNCTION_CALL  print(␛[2J", 1, "")
    ]


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(RECORDINGS.glob("documented-*.chunks.txt")) if "search" not in path.name],
    ids=lambda path: path.stem,
)
def test_recorded_texts_are_all_there(path):
    """Whatever the client heard of a recorded answer stands in the rows of leg c, too; sources are put into words here."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line.startswith("{")]
    told = "".join(row[-1] for row in read(*(line.encode() for line in lines)))
    for line in path.with_name(path.name.replace("chunks", "events")).read_text("utf-8").splitlines():
        heard = line.strip()
        if heard.startswith('"') and heard.endswith('"'):
            assert json.loads(heard) in told
