import json

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui_router.messages.codec import encode_event
from tui_router.messages.events import MessageOut, OtherOut, TextOut, ThinkingOut, ToolUseOut, Usage
from tui_router.messages.fold import Fold
from tui_router.messages.grammar import Checker
from tui_router.messages.reading import frame_data
from tui_router.messages.unfold import unfold

blocks = st.one_of(
    st.builds(TextOut, st.text(min_size=1)),
    st.builds(ThinkingOut, st.text(min_size=1), st.text()),
    st.builds(
        lambda n, args: ToolUseOut(f"toolu_{n}", "Bash", Raw(b'{"command":%d}' % args)),
        st.integers(0),
        st.integers(0),
    ),
)


@given(st.lists(blocks, min_size=1, max_size=6, unique_by=lambda b: getattr(b, "id", id(b))))
def test_what_is_unfolded_folds_to_the_same_message(content: list) -> None:
    message = MessageOut(
        id="msg_1",
        model="m",
        content=content,
        stop_reason="end_turn",
        usage=Usage(input_tokens=5, output_tokens=2),
    )
    fold, checker = Fold(), Checker()
    violations = []
    for event in unfold(message):
        violations += checker.feed(event)
        fold.accumulate(event)
    assert violations + checker.close() == []
    again = fold.message()
    assert (again.stop_reason, again.usage, len(again.content)) == ("end_turn", message.usage, len(content))
    for before, after in zip(content, again.content, strict=True):
        if isinstance(before, ToolUseOut):
            assert isinstance(after, ToolUseOut)
            assert (after.id, after.name, bytes(after.input)) == (before.id, before.name, bytes(before.input))
        else:
            assert after == before


def test_nothing_of_a_block_stands_only_in_its_start():
    cited = {"type": "text", "text": "hi", "citations": [{"type": "char_location"}]}
    called = {
        "type": "mcp_tool_use",
        "id": "mcptoolu_1",
        "name": "n",
        "server_name": "s",
        "input": {"a": 1.50},
    }
    content = [OtherOut(block["type"], Raw(json.dumps(block).encode())) for block in (cited, called)]
    events = list(unfold(MessageOut(id="msg_1", model="m", content=content)))
    told = [json.loads(frame_data(encode_event(event))) for event in events]
    starts = [event["content_block"] for event in told if event["type"] == "content_block_start"]
    assert starts == [{"type": "text", "text": "", "citations": []}, {**called, "input": {}}]
    assert [event["delta"] for event in told if event["type"] == "content_block_delta"] == [
        {"type": "text_delta", "text": "hi"},
        {"type": "citations_delta", "citation": {"type": "char_location"}},
        {"type": "input_json_delta", "partial_json": '{"a": 1.5}'},
    ]
