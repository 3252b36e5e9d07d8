import pytest

from tui_router.core.target import Target
from tui_router.dialects.envelope import Sealed, maker_of, seal
from tui_router.dialects.responses.thoughts import MOST_KEPT, item_of, keep, kept_items, sealed_item
from tui_router.messages.blocks import RedactedThinkingBlock, ThinkingBlock
from tui_router.providers.provider import Provider

HERE = Provider(name="a", dialect="responses", base_url="https://a.example/v1")
THERE = Provider(name="b", dialect="responses", base_url="https://b.example/v1")
TARGET = Target("a", "m")
ITEM = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gA"}


def test_what_was_sealed_comes_back():
    envelope = sealed_item(HERE, TARGET, ITEM, raw=False)
    assert item_of(RedactedThinkingBlock(envelope), HERE) == ITEM
    words = [{"type": "summary_text", "text": "hmm"}]
    assert item_of(ThinkingBlock("hmm", envelope), HERE) == {**ITEM, "summary": words}


def test_under_another_name_it_is_the_same_server():
    envelope = sealed_item(HERE, TARGET, ITEM, raw=False)
    other = Provider(name="z", dialect="responses", base_url=HERE.base_url)
    assert item_of(RedactedThinkingBlock(envelope), other) == ITEM


def test_the_model_s_own_words_come_back_as_such():
    envelope = sealed_item(HERE, TARGET, {"type": "reasoning", "id": "rs_2"}, raw=True)
    assert item_of(ThinkingBlock("let me see", envelope), HERE) == {
        "type": "reasoning",
        "id": "rs_2",
        "summary": [],
        "content": [{"type": "reasoning_text", "text": "let me see"}],
    }
    assert item_of(ThinkingBlock("", envelope), HERE) is None


@pytest.mark.parametrize("item", [{}, {"id": "rs_1"}, {"encrypted_content": ""}, {"encrypted_content": 7}])
def test_a_summary_without_a_seal_is_worth_nothing(item):
    assert sealed_item(HERE, TARGET, item, raw=False) == ""


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "EqAb",
        "tui-router.1.%%%",
        seal(Sealed("encrypted", maker_of(THERE), held="gA")),
        seal(Sealed("thought", maker_of(HERE), held="gA")),
        seal(Sealed("encrypted", maker_of(HERE))),
    ],
)
def test_what_is_not_ours_does_not(signature):
    assert item_of(ThinkingBlock("hmm", signature), HERE) is None
    assert item_of(RedactedThinkingBlock(signature), HERE) is None


def test_several_are_kept_together():
    one, two = (sealed_item(HERE, TARGET, {**ITEM, "id": id}, raw=False) for id in ("rs_1", "rs_2"))
    kept = keep([one, two])
    assert [item["id"] for item in kept_items(kept, HERE)] == ["rs_1", "rs_2"]
    assert kept_items(kept, THERE) == kept_items("", HERE) == kept_items("x  y", HERE) == []
    assert len(keep([one] * 1000).split()) == MOST_KEPT
