import json

from hypothesis import given
from hypothesis import strategies as st

from tui_router.tui.lines.chat_rows import ChatRows
from tui_router.wire.sse import Frame

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                [
                    "choices",
                    "delta",
                    "content",
                    "tool_calls",
                    "function",
                    "name",
                    "arguments",
                    "index",
                    "usage",
                    "error",
                    "role",
                    "finish_reason",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


def read(*chunks: object) -> list[tuple[str, str, int, str]]:
    rows = ChatRows()
    for at, chunk in enumerate(chunks):
        data = chunk if isinstance(chunk, bytes) else json.dumps(chunk).encode()
        rows.frame(Frame("", data, data), at / 10)
    return [(entry.name, entry.detail, entry.count, entry.text) for entry in rows.entries]


def delta(**what: object) -> dict[str, object]:
    return {"choices": [{"delta": what}]}


def test_a_stream_in_its_runs():
    assert read(
        delta(role="assistant", content=""),
        delta(reasoning_content="Hm"),
        delta(reasoning_content="m"),
        delta(content="I "),
        delta(content="see"),
        delta(tool_calls=[{"index": 0, "id": "call_1", "function": {"name": "Read", "arguments": ""}}]),
        delta(tool_calls=[{"index": 0, "function": {"arguments": '{"a"'}}]),
        delta(tool_calls=[{"index": 0, "function": {"arguments": ":1}"}}]),
        {"choices": [{"delta": {}, "finish_reason": "tool_calls"}]},
        {"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 4}},
        b"[DONE]",
    ) == [
        ("role", "assistant", 1, ""),
        ("reasoning", "", 2, "Hmm"),
        ("content", "", 2, "I see"),
        ("tool_calls[0]", "Read  call_1", 1, ""),
        ("arguments", "", 2, '{"a":1}'),
        ("finish_reason", "tool_calls", 1, ""),
        ("usage", "in 9  out 4", 1, ""),
        ("[DONE]", "", 1, ""),
    ]


def test_calls_that_take_turns_keep_their_own_arguments():
    def piece(index, text):
        return delta(tool_calls=[{"index": index, "function": {"name": f"T{index}", "arguments": text}}])

    rows = read(piece(0, "a"), piece(1, "b"), piece(0, "c"))
    assert [row[3] for row in rows if row[0] == "arguments"] == ["a", "b", "c"]


def test_an_error_in_the_stream_is_quoted():
    assert read({"error": {"message": "overloaded"}}) == [("error", "", 1, "overloaded")]


def test_what_is_not_json_is_shown():
    assert read(b"oops \x1b") == [("data", "oops ␛", 1, "")]


@given(st.lists(values, max_size=5))
def test_hostile_chunks_never_raise(chunks):
    for name, detail, _, _ in read(*chunks):
        assert "\x1b" not in name + detail
