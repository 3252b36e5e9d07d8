import json

import pytest
from msgspec import Raw

from tui_router.dialects.arguments import arguments
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.pairs import Placed
from tui_router.messages.blocks import ToolUseBlock


@pytest.mark.parametrize(
    ("input_", "text", "acts"),
    [
        (b'{"a": 1.50}', '{"a": 1.50}', []),
        (b"", "{}", ["repaired"]),
        (b"[1]", '{"input":[1]}', ["repaired"]),
        (b'{"__unparsedToolInput":{"raw":"{\\"a\\": 1}","len":8}}', '{"a": 1}', ["repaired"]),
        (b'{"__unparsedToolInput":{"raw":"{a","len":2}}', '{"_raw":"{a"}', ["repaired"]),
    ],
)
def test_input_becomes_the_text_of_an_object(input_, text, acts):
    ledger = Ledger()
    written = arguments(Placed("p", ToolUseBlock("t", "T", Raw(input_))), Raw(input_), ledger)
    assert written == text
    assert isinstance(json.loads(written), dict)
    assert [note.act for note in ledger.notes()] == acts
