import json

import pytest
from msgspec import Raw

from tui_router.core.target import Target
from tui_router.dialects import chat
from tui_router.dialects.base import Call
from tui_router.dialects.chat.content import CHAT
from tui_router.dialects.chat.history import History
from tui_router.dialects.content import Parts
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import NameMap
from tui_router.dialects.pairs import lay_out, pair
from tui_router.dialects.signatures import Signatures
from tui_router.messages.blocks import (
    ImageBlock,
    ImageSource,
    RedactedThinkingBlock,
    TextBlock,
    ThinkingBlock,
    ToolResultBlock,
    ToolUseBlock,
)
from tui_router.messages.codec import decode_request
from tui_router.messages.request import Message
from tui_router.providers.provider import Provider
from tui_router.providers.quirks import Quirks

IMAGE = ImageBlock(ImageSource("url", url="u"))


HERE = "http://127.0.0.1:1/v1"


def told(*messages, ids=None, kept=None, model="some-model", **quirks):
    ledger = Ledger()
    provider = Provider(name="lab", dialect="chat", base_url=HERE, quirks=Quirks(**quirks))
    call = Call(
        request=decode_request(b'{"model":"m","messages":[]}'),
        body=b"",
        target=Target("lab", model),
        provider=provider,
        kept=kept or {},
        new_id=str,
    )
    turns = pair(lay_out([Message(*message) for message in messages]), ledger)
    history = History(Parts(ledger, CHAT, images=True), NameMap([]), ledger, call, ids or {})
    return history.write(turns), [note.act for note in ledger.notes()]


@pytest.mark.parametrize(
    ("blocks", "content"),
    [
        ([TextBlock("a"), TextBlock("b")], "ab"),
        ([TextBlock("a"), ThinkingBlock("t"), TextBlock("b")], "a\n\nb"),
        ([TextBlock("a"), ToolUseBlock("x", "B"), TextBlock("b")], "a\n\nb"),
        ([ToolUseBlock("x", "B")], None),
        ([ThinkingBlock("t")], ""),
    ],
)
def test_the_text_of_an_assistant(blocks, content):
    assert told(("assistant", blocks))[0][0]["content"] == content


@pytest.mark.parametrize(
    ("input_", "arguments", "acts"),
    [
        (b'{"a": 1.50}', '{"a": 1.50}', []),
        (b"{}", "{}", []),
        (b"", "{}", ["repaired"]),
        (b"null", "{}", ["repaired"]),
        (b"[1]", '{"input":[1]}', ["repaired"]),
        (b'"x"', '{"input":"x"}', ["repaired"]),
        (b'{"__unparsedToolInput":{"raw":"{\\"a\\": 1}","len":8}}', '{"a": 1}', ["repaired"]),
        (b'{"__unparsedToolInput":{"raw":"{a","len":2}}', '{"_raw":"{a"}', ["repaired"]),
        (b'{"__unparsedToolInput":5}', '{"__unparsedToolInput":5}', []),
    ],
)
def test_arguments_are_an_object_in_a_string(input_, arguments, acts):
    sent, notes = told(
        ("assistant", [ToolUseBlock("x", "B", Raw(input_))]), ("user", [ToolResultBlock("x", "ok")])
    )
    assert sent[0]["tool_calls"][0]["function"]["arguments"] == arguments
    assert isinstance(json.loads(arguments), dict)
    assert notes == acts


@pytest.mark.parametrize(
    ("result", "content"),
    [
        (ToolResultBlock("x", "ok"), "ok"),
        (ToolResultBlock("x", ""), "(no output)"),
        (ToolResultBlock("x", None), "(no output)"),
        (ToolResultBlock("x", []), "(no output)"),
        (ToolResultBlock("x", [TextBlock("a"), TextBlock("b")]), "a\nb"),
        (ToolResultBlock("x", "no", is_error=True), "[tool error] no"),
        (ToolResultBlock("x", None, is_error=True), "[tool error] (no output)"),
    ],
)
def test_the_text_of_a_result(result, content):
    sent, _ = told(("assistant", [ToolUseBlock("x", "B")]), ("user", [result]))
    assert sent[1] == {"role": "tool", "tool_call_id": "x", "content": content}


def test_images_of_results_come_before_whatever_follows():
    call, result = ToolUseBlock("x", "B"), ToolResultBlock("x", [IMAGE])
    sent, _ = told(("assistant", [call]), ("user", [result]), ("system", "env"), ("assistant", "done"))
    assert [message["role"] for message in sent] == ["assistant", "tool", "user", "system", "assistant"]
    sent, _ = told(("assistant", [call]), ("user", [result]))
    assert [message["role"] for message in sent] == ["assistant", "tool", "user"]
    assert sent[2]["content"][-1]["type"] == "image_url"


def test_thinking_is_left_out_with_one_note():
    blocks = [ThinkingBlock("a", "s"), RedactedThinkingBlock("x"), TextBlock("b")]
    sent, acts = told(("assistant", blocks), ("user", "go"), ("assistant", blocks))
    assert sent[0] == {"role": "assistant", "content": "b"}
    assert acts == ["dropped"]


def test_its_own_reasoning_goes_back():
    sent, acts = told(
        ("assistant", [ThinkingBlock("a"), ThinkingBlock("b"), TextBlock("c")]),
        replay_reasoning="reasoning_content",
    )
    assert sent[0] == {"role": "assistant", "content": "c", "reasoning_content": "a\nb"}
    assert acts == ["moved"]


def test_text_alone_needs_no_reasoning():
    assert told(("assistant", "c"), replay_reasoning="reasoning_content")[0] == [
        {"role": "assistant", "content": "c"}
    ]


def test_reasoning_that_another_signed_does_not_go_back():
    blocks = [ThinkingBlock("theirs", "sig"), ThinkingBlock("ours"), ToolUseBlock("x", "B")]
    sent, _ = told(("assistant", blocks), replay_reasoning="reasoning")
    assert sent[0]["reasoning"] == "ours"
    sent, _ = told(("assistant", [blocks[0], blocks[2]]), replay_reasoning="reasoning")
    assert sent[0]["reasoning"] == "tool call"


@pytest.mark.parametrize("quirks", [{"strip_thinking": True}, {"refused_blocks": ("thinking",)}])
def test_earlier_thinking_is_left_out_but_for_what_a_call_needs(quirks):
    said = [ThinkingBlock("a"), TextBlock("b")]
    called = [ThinkingBlock("a"), ToolUseBlock("x", "B")]
    sent, acts = told(
        ("assistant", said), ("user", "go"), ("assistant", called), replay_reasoning="reasoning", **quirks
    )
    assert sent[0] == {"role": "assistant", "content": "b"}
    assert sent[2]["reasoning"] == "tool call"
    assert acts == ["added", "dropped", "added"]


def test_thinking_that_would_be_a_part_has_no_place_where_no_parts_go():
    sent, acts = told(
        ("assistant", [ThinkingBlock("a"), TextBlock("b")]), replay_reasoning="content", flat_content=True
    )
    assert sent == [{"role": "assistant", "content": "b"}]
    assert "dropped" in acts


def test_arguments_are_written_anew_where_the_target_is_narrow():
    sent, acts = told(
        (
            "assistant",
            [ToolUseBlock("x", "B", Raw(b'{"a": 1,"a": 2}')), ToolUseBlock("y", "B", Raw(b'{"a":1}'))],
        ),
        mend_arguments=True,
    )
    assert [call["function"]["arguments"] for call in sent[0]["tool_calls"]] == ['{"a":2}', '{"a":1}']
    assert acts.count("repaired") == 1


def test_every_call_gets_a_stand_in_for_its_signature():
    sent, acts = told(
        ("assistant", [ToolUseBlock("x", "B"), ToolUseBlock("y", "B")]), thought_signatures=True
    )
    stand_in = {"google": {"thought_signature": "skip_thought_signature_validator"}}
    assert [call["extra_content"] for call in sent[0]["tool_calls"]] == [stand_in, stand_in]
    assert acts.count("added") == 3  # two results and one note for the stand-ins


def test_a_signature_that_was_kept_goes_back_with_its_call(make_call):
    own = Signatures(make_call(base_url="https://g.example"), "m").sealed("c2ln")
    other = Signatures(make_call(base_url="https://other.example"), "m").sealed("bm8=")
    used = [{"type": "tool_use", "id": id, "name": "B", "input": {}} for id in ("x", "y")]
    call = make_call(
        {"messages": [{"role": "assistant", "content": used}]},
        base_url="https://g.example",
        kept={"x": own, "y": other},
    )
    first, second = json.loads(chat.prepare(call).body)["messages"][0]["tool_calls"]
    assert first["extra_content"] == {"google": {"thought_signature": "c2ln"}}
    assert "extra_content" not in second


def test_ids_change_together_wherever_they_stand():
    blocks = [ToolResultBlock("toolu_1", [IMAGE]), ToolResultBlock("y", "ok")]
    sent, _ = told(
        ("assistant", [ToolUseBlock("toolu_1", "B"), ToolUseBlock("y", "B")]),
        ("user", blocks),
        ids={"toolu_1": "a"},
    )
    assert [call["id"] for call in sent[0]["tool_calls"]] == ["a", "y"]
    assert [message["tool_call_id"] for message in sent[1:3]] == ["a", "y"]
    assert sent[3]["content"][0]["text"] == "[image from the result of tool call a]"
