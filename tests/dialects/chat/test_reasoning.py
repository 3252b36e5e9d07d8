import pytest

from tui_router.dialects.chat.reasoning import DETAILS, MOST, Outgoing, Thought, homeward
from tui_router.dialects.envelope import Sealed, maker_of, seal, unseal
from tui_router.messages.blocks import RedactedThinkingBlock, ThinkingBlock

WHOLE = {"replay_reasoning": DETAILS}
WORDS = {"replay_reasoning": "reasoning_content"}
ONE = {"type": "reasoning.text", "text": "a", "index": 0}
SIGNED = {"type": "reasoning.text", "signature": "c2ln", "index": 0}
HIDDEN = {"type": "reasoning.encrypted", "data": "x", "index": 0}


def heard(make_call, *lists, quirks=WHOLE):
    outgoing = Outgoing(make_call(quirks=quirks))
    said = [outgoing.hear(parts) for parts in lists]
    return said, unseal(outgoing.seal())


def test_words_are_sealed_by_their_maker(make_call):
    call = make_call()
    outgoing = Outgoing(call)
    assert unseal(outgoing.seal()) == Sealed("reasoning", maker_of(call.provider), "some-model")
    assert outgoing.seal() is outgoing.seal()


@pytest.mark.parametrize(
    ("lists", "parts"),
    [
        ([[ONE], [ONE], [SIGNED]], [{**ONE, "text": "aa", "signature": "c2ln"}]),
        ([[ONE, {**ONE, "index": 1}]], [ONE, {**ONE, "index": 1}]),
        ([[ONE], [{**ONE, "type": "reasoning.summary"}]], [ONE, {**ONE, "type": "reasoning.summary"}]),
        ([[{**ONE, "id": "r1"}], [ONE], [{**ONE, "id": "r2"}]], [{**ONE, "text": "aa", "id": "r1"}, {**ONE, "id": "r2"}]),
        ([[HIDDEN], [HIDDEN]], [HIDDEN, HIDDEN]),
        ([["no part", 5, ONE], "no list", None], [ONE]),
    ],
)  # fmt: skip
def test_pieces_of_a_part_are_one(make_call, lists, parts):
    _, sealed = heard(make_call, *lists)
    assert sealed.item == {DETAILS: parts}


def test_what_is_heard_is_not_changed(make_call):
    first = dict(ONE)
    heard(make_call, [first], [ONE])
    assert first == ONE


def test_a_seal_takes_what_came_since_the_last(make_call):
    outgoing = Outgoing(make_call(quirks=WHOLE))
    outgoing.hear([ONE])
    assert (outgoing.held, bool(unseal(outgoing.seal()).item), outgoing.held) == (True, True, False)
    assert not unseal(outgoing.seal()).item


def test_hidden_parts_that_nobody_wants_back_go_nowhere(make_call):
    said, sealed = heard(make_call, [ONE], [HIDDEN], quirks={})
    assert (said, dict(sealed.item)) == ([("a", False), ("", True)], {})


def test_more_than_can_be_kept_is_not_kept_by_halves(make_call):
    outgoing = Outgoing(make_call(quirks=WHOLE))
    outgoing.hear([ONE])
    outgoing.hear([{**ONE, "text": "b" * MOST}])
    outgoing.hear([ONE])
    assert (outgoing.lost, outgoing.held) == (True, False)


@pytest.mark.parametrize(("quirks", "kept"), [(WORDS, "ab"), ({}, ""), (WHOLE, "")])
def test_words_that_are_not_shown_stay_with_us_where_they_are_wanted(make_call, quirks, kept):
    outgoing = Outgoing(make_call(quirks=quirks))
    outgoing.unseen("a")
    outgoing.unseen("b")
    assert outgoing.held == bool(kept)
    assert unseal(outgoing.seal()).held == kept


def sealed(make_call, **told):
    return seal(
        Sealed(
            **{"kind": "reasoning", "maker": maker_of(make_call().provider), "model": "some-model", **told}
        )
    )


@pytest.mark.parametrize(
    ("told", "quirks", "words", "parts"),
    [
        ({}, WORDS, ["t"], []),
        ({"model": "another"}, WORDS, ["t"], []),
        ({"maker": "another"}, WORDS, None, None),
        ({"kind": "encrypted"}, WORDS, None, None),
        ({"item": {DETAILS: [HIDDEN]}}, WORDS, ["t"], []),
        ({"item": {DETAILS: [HIDDEN, 5]}}, WHOLE, [], [HIDDEN]),
        ({"item": {DETAILS: "none"}}, WHOLE, [], [{"type": "reasoning.text", "text": "t"}]),
        ({"item": {DETAILS: [HIDDEN]}, "model": "another"}, WHOLE, None, None),
    ],
)
def test_a_block_goes_home(make_call, told, quirks, words, parts):
    into = Thought()
    own = homeward(make_call(quirks=quirks))(ThinkingBlock("t", sealed(make_call, **told)), into)
    assert own == (words is not None)
    assert into == (Thought(words, parts) if own else Thought())


@pytest.mark.parametrize(
    ("block", "quirks", "words"),
    [
        (ThinkingBlock("t"), WORDS, ["t"]),
        (ThinkingBlock("t"), WHOLE, None),
        (ThinkingBlock(""), WORDS, None),
        (ThinkingBlock("t", "c2ln"), WORDS, None),
        (RedactedThinkingBlock("c2ln"), WORDS, None),
        (RedactedThinkingBlock(), WORDS, None),
        ("damaged", WORDS, None),
    ],
)
def test_what_has_no_seal_of_ours(make_call, block, quirks, words):
    into = Thought()
    assert homeward(make_call(quirks=quirks))(block, into) == (words is not None)
    assert into == Thought(words or [])


def test_what_was_kept_brings_its_words(make_call):
    into = Thought()
    assert homeward(make_call(quirks=WORDS))(sealed(make_call, held="t"), into)
    assert into.words == ["t"]
    assert not homeward(make_call(quirks=WORDS))(sealed(make_call), Thought())
