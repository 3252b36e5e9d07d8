import msgspec

from tui_router.messages.events import (
    BlockStart,
    MessageDelta,
    MessageOut,
    MessageStart,
    StopDelta,
    ToolUseOut,
    Usage,
)


def test_the_prompt_is_everything_cached_or_not():
    assert (
        Usage(
            input_tokens=1, cache_read_input_tokens=20, cache_creation_input_tokens=300, output_tokens=9
        ).prompt
        == 321
    )


def test_usage_is_always_written_whole():
    start = msgspec.to_builtins(MessageStart(MessageOut(id="m", model="x")))
    end = msgspec.to_builtins(MessageDelta(StopDelta("end_turn"), Usage(output_tokens=2)))
    wanted = {
        "input_tokens": 0,
        "output_tokens": 0,
        "cache_read_input_tokens": 0,
        "cache_creation_input_tokens": 0,
    }
    assert start["message"]["usage"] == wanted
    assert end["usage"] == {**wanted, "output_tokens": 2}


def test_a_start_names_everything_a_client_reads():
    message = msgspec.to_builtins(MessageStart(MessageOut(id="m", model="x")))["message"]
    assert {name: message[name] for name in ("type", "role", "content", "stop_reason", "stop_sequence")} == {
        "type": "message",
        "role": "assistant",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def test_messages_do_not_share_their_usage():
    first, second = MessageOut(id="a", model="m"), MessageOut(id="b", model="m")
    first.usage.input_tokens = 5
    assert second.usage.input_tokens == 0


def test_a_tool_starts_with_an_empty_input():
    data = msgspec.json.encode(BlockStart(0, ToolUseOut("t", "Bash")))
    assert b'"input":{}' in data
