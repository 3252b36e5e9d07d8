"""Everything that can be wrong with a Messages stream, by name.

*harmful* breaks a client we know: it crashes, repeats the request, or loses text or a tool's input.
*odd* is not Anthropic's way and hurts nobody.
"""

from typing import Literal

import msgspec

Grade = Literal["odd", "harmful"]

HARMFUL: dict[str, str] = {
    "no_start": "an event before message_start",
    "second_start": "a second message_start",
    "no_content_list": "message_start has no list of content",
    "usage": "usage is missing or its counts are no integers",
    "index_gap": "the index of a block is not the next one",
    "index_again": "a block starts at an index that was used",
    "tool_id_empty": "a tool has no id",
    "tool_id_again": "a tool has the id of another one",
    "input_in_start": "a tool's input stands only in its start",
    "text_in_start": "words stand in the start of their block",
    "not_open": "an event for a block that is not open",
    "wrong_delta": "a delta of another kind than its block",
    "no_stop": "a block is not closed",
    "no_message_delta": "the message ends without message_delta",
    "no_message_stop": "the stream ends without message_stop",
    "after_stop": "an event after message_stop",
    "stop_word": "a stop reason in the words of Chat Completions",
    "event_line": "the event line is missing or names another event",
    "unreadable": "an event that cannot be read",
    "not_utf8": "bytes that are no UTF-8",
}
ODD: dict[str, str] = {
    "interleaved": "a block starts while another is open",
    "late_signature": "a signature after the next block has begun",
    "foreign_id": "an id that Anthropic would not make",
    "no_input": "a tool starts without input",
    "no_input_delta": "a tool closes without input",
    "empty_delta": "a delta with nothing in it",
    "second_delta": "a second message_delta",
    "after_delta": "content after message_delta",
    "unknown_event": "an event of an unknown type",
    "unknown_delta": "a delta of an unknown type",
    "unknown_stop": "a stop reason that Anthropic does not use",
    "half_pair": "half a surrogate pair, which is no text by itself",
    "done_marker": "[DONE], which belongs to Chat Completions",
}


class Violation(msgspec.Struct, frozen=True):
    """`rule` is a key of `HARMFUL` or `ODD`, `index` the block it concerns, -1 for none."""

    grade: Grade
    rule: str
    text: str
    index: int = -1


def violation(rule: str, index: int = -1) -> Violation:
    grade: Grade = "harmful" if rule in HARMFUL else "odd"
    return Violation(grade, rule, HARMFUL.get(rule) or ODD[rule], index)
