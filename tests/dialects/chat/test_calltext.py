import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui_router.dialects.chat.callreading import Tools
from tui_router.dialects.chat.calltext import LOOKBACK, MOST, CallText

TOOLS = Tools(
    {
        "Bash": Raw(b'{"properties":{"command":{"type":"string"}},"required":["command"]}'),
        "Read": Raw(b"{}"),
        "Write": Raw(b'{"required":["path"]}'),
    }
)
HERMES = '<tool_call>\n{"name": "Bash", "arguments": {"command": "ls"}}\n</tool_call>'
MISTRAL = '[TOOL_CALLS]Bash[ARGS]{"command": "ls"}'
KIMI = (
    "<|tool_calls_section_begin|><|tool_call_begin|>functions.Bash:0<|tool_call_argument_begin|>"
    '{"command": "ls"}<|tool_call_end|><|tool_calls_section_end|>'
)
DEEPSEEK = (
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>Bash<｜tool▁sep｜>{"command":"ls"}<｜tool▁call▁end｜>'
    "<｜tool▁calls▁end｜>"
)
LLAMA = '<|python_tag|>{"name": "Bash", "parameters": {"command": "ls"}}'
INVOKE = '<function_calls>\n<invoke name="Bash">\n<parameter name="command">ls</parameter>\n</invoke>\n</function_calls>'
LS = [("Bash", {"command": "ls"})]


def heard(pieces, request=b"{}", *, may_call=True):
    """The text that is shown, and the calls."""
    text = CallText(TOOLS, request)
    shown = "".join([text.split(piece) for piece in pieces])
    rest, calls = text.flush(may_call=may_call)
    return shown + rest, [(call.name, json.loads(call.arguments)) for call in calls]


@pytest.mark.parametrize(
    "before",
    [
        "",
        "I look.\n",
        "\n  ",
        "```\ncode\n```\n",
        "```py\ncode\n```  \n",
        "`a` and `b`\n",
        "a ~ b\n",
        "~~~\nx\n~~~~\n",
        "I should make a function call.\n</think>\n\n",
        "tool call" + "." * LOOKBACK + "\n",
        "I'll make a tool call to list the files.\n",
        "Now let me make the next function call:\n",
        "That failed. I will try another tool call.\n\n",
        "我需要进行工具调用。\n",
    ],
)
@pytest.mark.parametrize("after", ["", "\n", "<|im_end|>", "\n</s>\n"])
def test_a_call_at_the_end_is_one(before, after):
    assert heard([before + HERMES + after]) == (before, LS)


def test_several_in_a_row_are_as_many():
    assert heard([f"{HERMES}\n{HERMES}"]) == ("", LS + LS)


@pytest.mark.parametrize("call", [MISTRAL, KIMI, DEEPSEEK, LLAMA])
@pytest.mark.parametrize("before", ["I look.", "Let me look:", "我来看看。", "我来看看：", "I look (again)"])
def test_a_token_of_the_template_may_stand_right_behind_a_sentence(before, call):
    assert heard([before + call]) == (before, LS)
    assert heard(before + call) == (before, LS)


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
        "[TOOL_CALLS]" * 40 + MISTRAL,
        # in the middle of words, and where Markdown has code, a quotation or a table
        f"Mistral writes it as {MISTRAL}",
        f"格式是{DEEPSEEK}",
        f"> {MISTRAL}",
        f"- Kimi: {KIMI}",
        f"| Llama | {LLAMA}",
        f'The string "{MISTRAL}',
        f"(it is {KIMI}",
        f"In the template:\n\n    {MISTRAL}",
        f"In the template:\n\n\t{KIMI}",
        f"1. As follows.\n\n    ```\n    {MISTRAL}\n",
        f"```{MISTRAL}",
        # a row with words behind it closes no fence
        f"```\na\n```json\n{HERMES}\n",
        f"```\na\n``` x\n{MISTRAL}",
        f"~~~\na\n~~~py\n{HERMES}",
        f"```\na\n```\x60 `\n{HERMES}",
        # what stands before it opens something
        f"<pre>\n{HERMES}\n",
        f'<example lang="x">\n{HERMES}',
        f"<!--\n{HERMES}\n",
        f'PROMPT = """\n{HERMES}\n',
        f"<![CDATA[\n{HERMES}\n",
        f"prompt: |\n{HERMES}",
        f"prompt:\n  {HERMES}",
        f"1. So:\n\n   {HERMES}",
        # the answer is about it
        f"For example:\n\n{HERMES}",
        f"It looks like this:\n{INVOKE}",
        f"The model would write\n\n{MISTRAL}",
        f"示例：{DEEPSEEK}",
        f"Hermes models use `<tool_call>` around JSON:\n\n{HERMES}",
        f"<tool_call> is a mark.\n{HERMES}",
        f"<tool_call>{{'\n{HERMES}",
        f"One:\n{HERMES}\nand two:\n{HERMES}",
        f"The `python_tag` form is:\n{LLAMA}",
        f"A Hermes tool call looks like this:\n\n{HERMES}",
        f"Function calling was once written so:\n\n{INVOKE}",
        f"I'll show you a tool call:\n{HERMES}",
        f"Let me explain the syntax of a function call:\n{HERMES}",
        f"I know two forms. A tool call of Hermes:\n{HERMES}",
        f"我来写一个工具调用：\n{HERMES}",
        f"DeepSeek 的工具调用格式如下：{DEEPSEEK}",
        # an example leaves out what the tool needs
        "Like this:\n<tool_call>Write</tool_call>",
        "Like this:\n<tool_call>Write",
        HERMES.replace('{"command": "ls"}', "{}"),
    ],
)
def test_what_talks_about_calls_is_text(text):
    assert heard([text]) == (text, [])
    assert heard(text) == (text, [])


def test_what_the_request_has_may_be_quoted():
    for request in (
        HERMES,
        json.dumps(HERMES),
        json.dumps(HERMES).replace("<", "\\u003c").replace(">", "\\u003e"),
    ):
        assert heard([HERMES], request.encode()) == (HERMES, [])
    for call in (HERMES, DEEPSEEK):
        assert heard([call])[1] == LS
        for plain in (json.dumps(call), json.dumps(call, ensure_ascii=False)):
            for less, more in (("<", ">"), ("\\u003c", "\\u003e"), ("\\u003C", "\\u003E")):
                request = plain.replace("<", less).replace(">", more)
                assert heard([call], request.encode()) == (call, [])


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (MISTRAL, "TOOL_CALLS"),
        (LLAMA, "python_tag"),
        (KIMI, "tool_calls_section_end"),
        (DEEPSEEK, "tool▁calls"),
    ],
)
def test_a_request_may_ask_about_a_token_without_its_brackets(call, word):
    assert heard([call], f"what is {word}?".encode()) == (call, [])


def test_an_answer_that_was_cut_makes_no_call():
    assert heard([HERMES], may_call=False) == (HERMES, [])


def test_who_speaks_of_one_mark_may_show_another():
    assert heard([f"<function= is a mark.\n{HERMES}"]) == ("<function= is a mark.\n" + HERMES, [])
    assert heard([f"<function is none.\n{HERMES}"]) == ("<function is none.\n", LS)


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
