import pytest

from tui_router.messages.request import MessagesRequest, Thinking


@pytest.mark.parametrize(
    ("thinking", "on"),
    [
        (None, False),
        (Thinking("disabled"), False),
        (Thinking("enabled", 1024), True),
        (Thinking("adaptive"), True),
        (Thinking(), True),
    ],
)
def test_thinking_is_on_unless_absent_or_disabled(thinking, on):
    assert MessagesRequest(model="m", messages=[], thinking=thinking).thinking_on is on
