import pytest

from tui_router.messages.request import MessagesRequest, OutputConfig, OutputFormat, Thinking


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


@pytest.mark.parametrize(
    ("config", "formatted"),
    [(None, False), (OutputConfig("high"), False), (OutputConfig(format=OutputFormat()), True)],
)
def test_an_answer_with_a_schema_has_a_form(config, formatted):
    assert MessagesRequest(model="m", messages=[], output_config=config).formatted is formatted
