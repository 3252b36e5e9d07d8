import json

from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines.other_rows import OtherRows
from tui_router.wire.sse import Frame

values = st.recursive(
    st.none() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                [
                    "candidates",
                    "content",
                    "parts",
                    "text",
                    "functionCall",
                    "name",
                    "args",
                    "type",
                    "delta",
                    "item",
                    "response",
                    "usage",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def read(*events: object) -> list[tuple[str, str, int, str]]:
    rows = OtherRows()
    for event in events:
        data = event if isinstance(event, bytes) else json.dumps(event).encode()
        rows.frame(Frame("", data, data), None)
    return [(entry.slot[0], entry.name, entry.count, entry.text) for entry in rows.entries]


def test_responses():
    assert read(
        {"type": "response.created"},
        {"type": "response.in_progress"},
        {"type": "response.reasoning_summary_text.delta", "delta": "Hm"},
        {"type": "response.output_text.delta", "delta": "a"},
        {"type": "response.output_text.delta", "delta": "b"},
        {"type": "response.output_item.added", "item": {"type": "function_call", "name": "Read"}},
        {"type": "response.function_call_arguments.delta", "delta": "{}"},
        {"type": "response.completed", "response": {"usage": {"input_tokens": 5, "output_tokens": 2}}},
    ) == [
        ("start", "response.created", 1, ""),
        ("thinking", "response.reasoning_summary_text.delta", 1, "Hm"),
        ("text", "response.output_text.delta", 2, "ab"),
        ("tool", "function_call", 1, ""),
        ("args", "response.function_call_arguments.delta", 1, "{}"),
        ("stop", "response.completed", 1, ""),
    ]


def test_gemini():
    def part(**what):
        return {"candidates": [{"content": {"parts": [what]}}]}

    assert read(
        part(text="Hm", thought=True),
        part(text="a"),
        part(text="b"),
        part(functionCall={"name": "Read", "args": {"path": "x"}}),
        {"candidates": [{"finishReason": "STOP"}], "usageMetadata": {"promptTokenCount": 5}},
    ) == [
        ("thinking", "thought", 1, "Hm"),
        ("text", "text", 2, "ab"),
        ("tool", "functionCall", 1, ""),
        ("args", "args", 1, '{"path":"x"}'),
        ("stop", "finishReason", 1, ""),
        ("usage", "usageMetadata", 1, ""),
    ]


def test_anything_else_goes_by_its_own_name():
    assert read({"type": "odd"}, {"type": "odd"}, b"[DONE]", b"x") == [
        ("event", "odd", 2, ""),
        ("done", "[DONE]", 1, ""),
        ("data", "data", 1, ""),
    ]


@given(st.lists(values, max_size=5))
def test_hostile_events_never_raise(events):
    for _, name, _, text in read(*events):
        assert "\x1b" not in name
        assert isinstance(text, str)
