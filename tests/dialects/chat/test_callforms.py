import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from tui_router.dialects.chat.callforms import FORMS, last_calls, read_calls
from tui_router.dialects.chat.callreading import NoCall, Tools, Unfinished

SCHEMA = b'{"properties":{"command":{"type":"string"},"limit":{"type":"integer"}}}'
TOOLS = Tools({"Bash": Raw(SCHEMA), "Read": Raw(b"{}"), "mcp__a-b__c": Raw(b"not json")})
LS = ("Bash", {"command": "ls -l", "limit": 5}, "")
ARGS = '{"command": "ls -l", "limit": 5}'

SPELLED = {
    "hermes": (f'<tool_call>\n{{"name": "Bash", "arguments": {ARGS}}}\n</tool_call>', LS),
    "hermes-function": (
        f'<tool_call>{{"function": {{"name": "Bash", "arguments": {ARGS}}}}}</tool_call>',
        LS,
    ),
    "arguments-in-a-string": (
        f'<tool_call>{{"name": "Bash", "arguments": {json.dumps(ARGS)}}}</tool_call>',
        LS,
    ),
    "qwen": (
        (
            "<tool_call>\n<function=Bash>\n<parameter=command>\nls -l\n</parameter>\n<parameter=limit>\n5\n</parameter>\n"
            "</function>\n</tool_call>"
        ),
        LS,
    ),
    "qwen-bare": (
        "<function=Bash><parameter=command>ls -l</parameter><parameter=limit>5</parameter></function>",
        LS,
    ),
    "glm": (
        (
            "<tool_call>Bash\n<arg_key>command</arg_key>\n<arg_value>ls -l</arg_value>\n<arg_key>limit</arg_key>\n"
            "<arg_value>5</arg_value>\n</tool_call>"
        ),
        LS,
    ),
    "glm-without-arguments": ("<tool_call>Read</tool_call>", ("Read", {}, "")),
    "invoke": (
        (
            '<function_calls>\n<invoke name="Bash">\n<parameter name="command">ls -l</parameter>\n'
            '<parameter name="limit">5</parameter>\n</invoke>\n</function_calls>'
        ),
        LS,
    ),
    "minimax": (
        (
            '<minimax:tool_call>\n<invoke name="Bash">\n<parameter name="command">ls -l</parameter>\n'
            '<parameter name="limit">5</parameter>\n</invoke>\n</minimax:tool_call>'
        ),
        LS,
    ),
    "deepseek-dsml": (
        (
            '<｜DSML｜function_calls>\n<｜DSML｜invoke name="Bash">\n<｜DSML｜parameter name="command" string="true">ls -l'
            '</｜DSML｜parameter>\n<｜DSML｜parameter name="limit" string="false">5</｜DSML｜parameter>\n</｜DSML｜invoke>\n'
            "</｜DSML｜function_calls>"
        ),
        LS,
    ),
    "deepseek": (
        f"<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>Bash<｜tool▁sep｜>{ARGS}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        LS,
    ),
    "deepseek-fenced": (
        (
            f"<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>Bash\n```json\n{ARGS}\n```"
            "<｜tool▁call▁end｜><｜tool▁calls▁end｜>"
        ),
        LS,
    ),
    "kimi": (
        (
            f"<|tool_calls_section_begin|><|tool_call_begin|>functions.Bash:0<|tool_call_argument_begin|>{ARGS}"
            "<|tool_call_end|><|tool_calls_section_end|>"
        ),
        (*LS[:2], "functions.Bash:0"),
    ),
    "phi": (f'<|tool_call|>[{{"name": "Bash", "arguments": {ARGS}}}]<|/tool_call|>', LS),
    "llama": (f'<|python_tag|>{{"name": "Bash", "parameters": {ARGS}}}', LS),
    "mistral-list": (f'[TOOL_CALLS] [{{"name": "Bash", "arguments": {ARGS}}}]', LS),
    "mistral": (f"[TOOL_CALLS]Bash[ARGS]{ARGS}", LS),
    "mistral-id": (f"[TOOL_CALLS]Bash[CALL_ID]abc123def[ARGS]{ARGS}", (*LS[:2], "abc123def")),
}


def told(calls):
    return [(call.name, json.loads(call.arguments), call.id) for call in calls]


@pytest.mark.parametrize(("text", "call"), SPELLED.values(), ids=list(SPELLED))
def test_every_spelling_is_read(text, call):
    assert told(read_calls(text, TOOLS)) == [call]
    assert told(read_calls(f"{text}\n{text}<|im_end|>", TOOLS)) == [call, call]
    assert told(last_calls(text, TOOLS)) == [call]
    with pytest.raises(NoCall):
        read_calls(f"{text} and more", TOOLS)


@pytest.mark.parametrize(("text", "call"), SPELLED.values(), ids=list(SPELLED))
def test_a_tool_nobody_offered_is_none(text, call):
    other = Tools({"Nothing": Raw(b"{}")})
    with pytest.raises(NoCall):
        read_calls(text, other)
    assert last_calls(text, other) == []


@pytest.mark.parametrize(("text", "call"), SPELLED.values(), ids=list(SPELLED))
def test_the_beginning_of_a_call_is_never_text(text, call):
    opened = next(len(form.opens) for form in FORMS if text.startswith(form.opens))
    for end in range(opened, len(text)):
        try:
            assert told(read_calls(text[:end], TOOLS)) == [call], end
        except Unfinished:
            pass


@pytest.mark.parametrize("name", ["hermes", "qwen", "glm", "kimi", "deepseek", "phi"])
def test_the_last_closing_mark_may_be_missing(name):
    text, call = SPELLED[name]
    closes = next(form.closes for form in FORMS if text.startswith(form.opens))
    assert told(last_calls(text.removesuffix(closes), TOOLS)) == [call]


def test_llama_parts_calls_by_semicolons():
    one = '{"name": "Read", "parameters": {}}'
    assert told(last_calls(f"<|python_tag|>{one}; {one}", TOOLS)) == [("Read", {}, ""), ("Read", {}, "")]


def test_a_mark_that_is_a_common_word_counts_only_first_in_its_line():
    assert [form.opens for form in FORMS if form.first] == ["<tool_call>", "<function=", "<function_calls>"]
    assert all(form.word in form.opens for form in FORMS)


@pytest.mark.parametrize(
    "text",
    [
        '<tool_call>{"name": "Bash", "arguments": NaN}</tool_call>',
        '<tool_call>{"name": "Bash", "arguments": {"a": NaN}}</tool_call>',
        '<tool_call>{"name": ["Bash"]}</tool_call>',
        '<tool_call>{"arguments": {}}</tool_call>',
        "<tool_call>[]</tool_call>",
        '<tool_call>{"name": "Bash", "arguments": "no"}</tool_call>',
        "<tool_call>" + "[" * 100_000,
        '<|python_tag|>{"a":' * 3_000,
        '<|python_tag|>{"name": "Bash"};' + '{"name": "Bash"};' * 100,
        "",
        "text",
    ],
    ids=lambda text: text[:40],
)
def test_what_cannot_be_read_is_no_call(text):
    assert last_calls(text, TOOLS) == []


def test_half_a_character_is_replaced():
    text = '<tool_call>{"name": "Bash", "arguments": {"command": "\\ud83d"}}</tool_call>'
    assert told(read_calls(text, TOOLS)) == [("Bash", {"command": "?"}, "")]


@given(
    st.sampled_from([form.opens for form in FORMS]),
    st.lists(st.sampled_from([*'<>{}[]"\n |:;`', "Bash", *(text[:n] for text, _ in SPELLED.values() for n in (30, 60, 90))])),
)  # fmt: skip
def test_nothing_else_is_raised(opens, rest):
    text = opens + "".join(rest)
    try:
        read_calls(text, TOOLS)
    except (Unfinished, NoCall):
        pass
    last_calls(text, TOOLS)
