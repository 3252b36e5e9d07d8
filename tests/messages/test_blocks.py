import msgspec
import pytest

from tui_router.messages.blocks import (
    Block,
    DocumentBlock,
    ImageBlock,
    TextBlock,
    ToolReferenceBlock,
    ToolResultBlock,
    ToolUseBlock,
)

decode = msgspec.json.Decoder(Block).decode


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (b'{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}', TextBlock),
        (b'{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}', ImageBlock),
        (
            b'{"type":"document","source":{"type":"content","content":[{"type":"text","text":"a"}]},"title":null}',
            DocumentBlock,
        ),
        (b'{"type":"tool_reference","tool_name":"WebFetch"}', ToolReferenceBlock),
        (b'{"type":"tool_result","tool_use_id":"a"}', ToolResultBlock),
    ],
)
def test_blocks_decode_by_their_type(text, kind):
    assert type(decode(text)) is kind


def test_tool_input_keeps_its_bytes():
    block = decode(b'{"type":"tool_use","id":"a","name":"b","input":{"x": 1.50, "y": 1e400}}')
    assert isinstance(block, ToolUseBlock)
    assert bytes(block.input) == b'{"x": 1.50, "y": 1e400}'


def test_results_hold_blocks():
    block = decode(
        b'{"type":"tool_result","tool_use_id":"a","is_error":true,"content":[{"type":"text","text":"x"}]}'
    )
    assert block.content == [TextBlock("x")]
    assert block.is_error is True
