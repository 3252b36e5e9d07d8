"""Events of Responses as entries: what is repeated has no row, what was never said before has one."""

import json
from pathlib import Path

import pytest

from tui_router.tui.lines.responses_rows import ResponsesRows
from tui_router.wire.sse import Frame

RECORDINGS = Path(__file__).parents[2] / "recordings" / "responses"


def rows_of(*events: object) -> ResponsesRows:
    rows = ResponsesRows()
    for event in events:
        data = event if isinstance(event, bytes) else json.dumps(event).encode()
        rows.frame(Frame("", data, data), None)
    return rows


def read(*events: object) -> list[tuple[str, str, str, str]]:
    return [(entry.slot[0], entry.name, entry.detail, entry.text) for entry in rows_of(*events).entries]


def recorded(case: str) -> list[bytes]:
    lines = (RECORDINGS / f"{case}.chunks.txt").read_text("utf-8").splitlines()
    return [line.encode() for line in lines if line.startswith("{")]


def event(kind: str, **more: object) -> dict[str, object]:
    return {"type": f"response.{kind}", **more}


def test_an_answer_with_everything_in_it():
    assert [(slot, name, text) for slot, name, _, text in read(*recorded("map-4-thinking-text-calls"))] == [
        ("start", "response.created", ""),
        ("thinking", "response.reasoning_summary_text.delta", "hmmand so"),
        ("signature", "encrypted_content  11 B", ""),
        ("text", "response.output_text.delta", "Hello"),
        ("tool", "function_call", ""),
        ("args", "response.function_call_arguments.delta", '{"command":"ls -la"}'),
        ("tool", "function_call", ""),
        ("args", "response.function_call_arguments.delta", '{"path":"a"}'),
        ("stop", "response.completed", ""),
    ]


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("map-4-text-only-in-done", ("text", "response.output_text.done", "Hello")),
        ("map-4-text-only-in-item", ("text", "response.output_item.done message", "Hello")),
        ("map-4-summary-only-in-done", ("thinking", "response.output_item.done reasoning", "hmm")),
        (
            "row-11-arguments-only-in-item",
            ("args", "response.output_item.done arguments", '{"command":"ls -la"}'),
        ),
        ("map-4-all-only-in-completed", ("text", "output.done message", "Hello")),
    ],
)
def test_what_is_only_said_at_the_end_is_told_then(case, told):
    assert told in [(slot, name, text) for slot, name, _, text in read(*recorded(case))]


@pytest.mark.parametrize("case", ["map-4-ids-rotate", "map-4-one-index-for-all", "map-4-no-index"])
def test_nothing_is_told_twice_however_items_are_numbered(case):
    told = read(*recorded(case))
    assert [text for slot, _, _, text in told if slot == "text"] == ["Hello"]
    assert sum(slot == "tool" for slot, *_ in told) == sum(slot == "args" for slot, *_ in told)


def test_arguments_belong_to_their_call_when_calls_are_told_at_once():
    entries = rows_of(*recorded("row-10-calls-interleaved")).entries
    of = {number: "".join(e.text for e in entries if e.slot == ("args", number)) for number in (0, 1)}
    assert of == {0: '{"command":"ls -la"}', 1: '{"path":"a"}'}


def test_how_it_ended():
    usage = {"input_tokens": 5, "output_tokens": 2}
    why = {"incomplete_details": {"reason": "max_output_tokens"}, "usage": usage}
    assert read(event("incomplete", response=why)) == [
        ("stop", "response.incomplete", "max_output_tokens  in 5  out 2", "")
    ]
    failed = {"error": {"code": "server_error", "message": "over\x1b[2J"}}
    assert read(event("failed", response=failed)) == [("error", "error", "", "over\x1b[2J")]
    assert read({"type": "error", "code": "x", "message": "no"}) == [("error", "error", "", "no")]


def test_events_without_anything_to_say_go_by_their_names():
    search = {"id": "ws", "type": "web_search_call", "status": "in_progress"}
    assert read(
        event("output_item.added", output_index=0, item=search),
        event("output_item.done", output_index=0, item={**search, "status": "completed"}),
        event("odd"),
        {"type": "codex.rate_limits"},
    ) == [
        ("other", "web_search_call", "in_progress", ""),
        ("event", "response.odd", "", ""),
        ("event", "codex.rate_limits", "", ""),
    ]


@pytest.mark.parametrize(
    "value", [None, 7, "x", [], {"item": []}, {"item": {"type": "function_call", "arguments": 7}}]
)
@pytest.mark.parametrize(
    "kind", ["output_item.added", "output_item.done", "completed", "failed", "output_text.done"]
)
def test_values_of_any_shape_are_borne(kind, value):
    told = read(event(kind, item=value, response=value, text=value, output_index=value, item_id=value))
    assert all(isinstance(name, str) for _, name, *_ in told)
