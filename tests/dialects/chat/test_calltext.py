import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui_router.dialects.chat.callforms import Tools
from tui_router.dialects.chat.calltext import MOST, MOST_MISTAKES, CallText

TOOLS = Tools({"Bash": Raw(b'{"properties":{"command":{"type":"string"}}}'), "Read": Raw(b"{}")})
HERMES = '<tool_call>\n{"name": "Bash", "arguments": {"command": "ls"}}\n</tool_call>'
MISTRAL = '[TOOL_CALLS]Bash[ARGS]{"command": "ls"}'
LS = [("Bash", {"command": "ls"})]


def heard(pieces, request=b"{}", *, may_call=True):
    """The text that is shown, and the calls."""
    text = CallText(TOOLS, request)
    shown = "".join([text.split(piece) for piece in pieces])
    rest, calls = text.flush(may_call=may_call)
    return shown + rest, [(call.name, json.loads(call.arguments)) for call in calls]


@pytest.mark.parametrize(
    "before",
    ["", "I look.\n", "I look.\n\n  ", "```\ncode\n```\n", "`a` and `b`\n", "a ~ b\n", "~~~\nx\n~~~~\n"],
)
@pytest.mark.parametrize("after", ["", "\n", "<|im_end|>", "\n</s>\n"])
def test_a_call_at_the_end_is_one(before, after):
    assert heard([before + HERMES + after]) == (before, LS)


def test_several_in_a_row_are_as_many():
    assert heard([f"{HERMES}\n{HERMES}"]) == ("", LS + LS)


def test_a_mark_of_the_template_may_stand_in_a_line():
    assert heard([f"I look.{MISTRAL}"]) == ("I look.", LS)


@pytest.mark.parametrize(
    "text",
    [
        f"{HERMES}\nThat is how it looks.",
        f"Like this: {HERMES}",
        f"    {HERMES}",
        f"```\n{HERMES}\n```",
        f"```xml\n{HERMES}\n",
        f"````\n```\n{HERMES}\n",
        f"~~~\n{HERMES}\n",
        f"`{MISTRAL}`",
        f"`x {MISTRAL}",
        HERMES.replace("Bash", "Write"),
        HERMES.replace("Bash", "bash"),
        HERMES.replace('"ls"', '"ls'),
        HERMES.replace('{"command": "ls"}', '["ls"]'),
        HERMES.replace("</tool_call>", "</tool>"),
        "<tool_call> is a mark of Hermes.",
        "<tool_call>\n" + "\n" * 80 + HERMES[12:],
        "<tool_call",
        "<",
        "a ``",
        f"{MISTRAL}{{}}",
        "[TOOL_CALLS] [1]",
        "[TOOL_CALLS]" * (MOST_MISTAKES + 2) + MISTRAL,
    ],
)
def test_what_talks_about_calls_is_text(text):
    assert heard([text]) == (text, [])


def test_what_the_request_has_may_be_quoted():
    for request in (
        HERMES,
        json.dumps(HERMES),
        json.dumps(HERMES).replace("<", "\\u003c").replace(">", "\\u003e"),
    ):
        assert heard([HERMES], request.encode()) == (HERMES, [])
    deepseek = (
        '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>Bash<｜tool▁sep｜>{"command":"ls"}<｜tool▁call▁end｜>'
    )
    assert heard([deepseek])[1] == LS
    assert heard([deepseek], json.dumps(deepseek).encode()) == (deepseek, [])


def test_an_answer_that_was_cut_makes_no_call():
    assert heard([HERMES], may_call=False) == (HERMES, [])


def test_a_mark_that_was_none_does_not_hide_the_next():
    assert heard([f"<tool_call> is a mark.\n{HERMES}"]) == ("<tool_call> is a mark.\n", LS)
    assert heard(["<tool_call>{'\n", HERMES]) == ("<tool_call>{'\n", LS)


def test_text_goes_on_at_once():
    text = CallText(TOOLS, b"")
    assert [text.split(piece) for piece in ("a < b", " and a[0]", " `c`", ".\n", "<too", "thing>")] == [
        "a < b", " and a[0]", " `c", "`.\n", "", "<toothing>",
    ]  # fmt: skip
    assert text.split(HERMES) == HERMES[:0] + HERMES  # in the middle of its line
    assert text.split("x") == "x"


def test_what_is_held_has_an_end():
    text = CallText(TOOLS, b"")
    head = '<tool_call>{"name": "Bash", "arguments": {"command": "'
    assert text.split(head) == ""
    assert text.split("x" * MOST) == head + "x" * MOST
    assert text.split(f"\n{HERMES}") == f"\n{HERMES}"


BITS = st.sampled_from(
    [
        HERMES, MISTRAL, "<tool_call>", "</tool_call>", '{"name": "Bash", "arguments": {}}', "\n", "`", "```", "\n```\n",
        "~~~", " ", "    ", "text", "<", "[", "[TOOL_CALLS]", "<|im_end|>", "<function=Read>", "</function>", "<tool_call>Read",
        "<|tool_calls_section_begin|>", "<｜DSML｜function_calls>", '"', "{", "}",
    ]
)  # fmt: skip


@given(st.lists(BITS, max_size=12).map("".join), st.data())
def test_pieces_make_no_difference_and_nothing_is_lost(text, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)) | {0, len(text)})
    whole, calls = heard([text])
    assert heard([text[a:b] for a, b in itertools.pairwise(cuts)]) == (whole, calls)
    assert heard(list(text)) == (whole, calls)
    assert text.startswith(whole)
    assert calls or whole == text
