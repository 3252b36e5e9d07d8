import msgspec
import pytest

from tui_router.core.fact import Fact
from tui_router.journal.record import Trouble
from tui_router.tui.lines.line import plain, span_width
from tui_router.tui.lines.trouble_card import BLANK, Card, card_lines, key_words

EVIL = "\x1b]0;x\x07\u202e[/b][TODO]\n" + "設定" * 5_000


@pytest.fixture
def groups(fakes):
    return fakes.troubles()


@pytest.fixture
def said(fakes):
    def text(card, width=116, rows=30):
        return [plain([*line.left, *line.right]) for line in card_lines(card, width, rows, fakes.NOW)]

    return text


def test_a_failure_with_a_remedy(groups, said, fakes):
    control = fakes.troubled()
    lines = said(Card(groups[0], control.details[38]))
    assert (
        lines[0]
        == "✗ max_tokens too large   asked 32,000, deepseek-chat takes 8,1923 times since 12:01   #38 #32 #31"
    )
    text = "\n".join(lines)
    assert "  upstream said  400 invalid_request_error · max_tokens" in text
    assert "“Invalid max_tokens value, the valid range of max_tokens is [1, 8192]”" in text
    assert "  why            Claude Code asks for 32,000" in text
    assert "  client saw     400 in 0.2 s" in text
    assert "  remedy         a fact for deepseek-chat · deepseek" in text
    assert "+ max_output_tokens = 8192" in text
    assert lines[-1].strip() == "A apply and replay #38    v preview    ⏎ open #38    r replay"


def test_what_was_mended_says_what_was_learned(groups, said, fakes):
    text = "\n".join(said(Card(groups[2], fakes.troubled().details[37], fakes.FACTS[:1])))
    assert "client saw     200, a whole answer, after 2 tries in 17.8 s" in text
    assert "learned        gpt-4o · openai takes at most 16,384 output tokens" in text
    assert "+ max_output_tokens = 16384    from #37" in text
    assert "u forget it" in text


def test_a_loss_gives_its_reason_and_needs_nothing(groups, said):
    text = "\n".join(said(Card(groups[-1])))
    assert "context_management dropped" in text
    assert "reason         no counterpart in Chat Completions" in text
    assert "client saw" not in text


def test_a_failure_that_a_person_must_mend_says_how(groups, said):
    assert "remedy         add credit, or use another provider" in "\n".join(said(Card(groups[1])))


@pytest.mark.parametrize("rows", [3, 6, 10, 11, 14, 30])
@pytest.mark.parametrize("width", [56, 76, 84, 116])
def test_it_fits_and_the_keys_are_always_there(groups, fakes, rows, width):
    long = msgspec.structs.replace(groups[0].diagnosis, quote="word " * 2_000)
    card = Card(msgspec.structs.replace(groups[0], diagnosis=long), fakes.troubled().details[38])
    lines = card_lines(card, width, rows, fakes.NOW)
    assert len(lines) <= rows
    assert plain(lines[-1].left).strip().startswith("A apply and replay #38")
    assert all(span_width(line.left) <= width for line in lines[1:])
    assert plain(lines[0].left).startswith("✗ max_tokens too large")


def test_with_room_the_parts_stand_apart(groups, fakes):
    assert BLANK in card_lines(Card(groups[0]), 116, 30, fakes.NOW)
    assert BLANK not in card_lines(Card(groups[0]), 116, 8, fakes.NOW)


def test_keys_are_those_that_act(groups, fakes):
    assert key_words(Card(groups[0]))[0] == ("A", "apply and replay #38")
    rewire = msgspec.structs.replace(groups[0].offer, facts=[], rewire=True)
    assert key_words(Card(msgspec.structs.replace(groups[0], offer=rewire)))[0] == (
        "A",
        "point the tier elsewhere",
    )
    assert key_words(Card(groups[1])) == [("⏎", "open #33"), ("r", "replay")]
    assert ("u", "put back") in key_words(Card(groups[2], undo="put back"))
    assert ("u", "forget all 2") in key_words(Card(groups[2], taught=fakes.FACTS[:2]))
    assert key_words(Card(Trouble(group="lost", name="dropped", title="t"))) == []


def test_ugly_words_are_safe(groups, said, fakes):
    evil = msgspec.structs.replace(groups[0].diagnosis, name=EVIL, title=EVIL, quote=EVIL, message=EVIL, remedy=EVIL,
                                   figures={"param": EVIL, EVIL: EVIL})  # fmt: skip
    fact = Fact(provider=EVIL, base_url="u", model=EVIL, name=EVIL, value=EVIL, evidence=EVIL, exchange=3)
    offer = msgspec.structs.replace(groups[0].offer, words=EVIL, facts=[fact])
    for group in (
        msgspec.structs.replace(groups[0], diagnosis=evil, title=EVIL, remedy=EVIL, offer=offer, model=EVIL),
        msgspec.structs.replace(groups[2], diagnosis=evil, title=EVIL, remedy=EVIL),
        msgspec.structs.replace(groups[-1], title=EVIL, model=EVIL),
    ):
        for width in (60, 116):
            lines = said(Card(group, fakes.troubled().details[38], [fact]), width)
            assert not set("\x1b\x07\u202e\n") & set("".join(lines))
            assert len(lines) <= 30
