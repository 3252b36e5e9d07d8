import pytest

from tui_router.dialects import responses
from tui_router.dialects.responses.shelf import MOST_ITEMS

USAGE = {"input_tokens": 11, "output_tokens": 2}


@pytest.fixture
def end(event):
    def end(kind="completed", **response):
        return event(kind, response={"status": kind, "usage": USAGE, **response})

    return end


def test_the_end_brings_the_figures(hear, event, end):
    machine = hear(event("output_text.delta", delta="Hi"), end()).machine
    assert (machine.usage.input_tokens, machine.usage.output_tokens) == (11, 2)


def test_without_figures_there_is_no_usage_of_the_upstream(hear, event, end):
    assert hear(event("output_text.delta", delta="Hi"), end(usage=None)).machine.usage is None


def test_figures_of_an_answer_told_at_once_stand_in_its_start(hear, end):
    message = {"type": "message", "content": [{"type": "output_text", "text": "Hi"}]}
    assert hear(end(output=[message])).lines[0] == "start claude-sonnet-5-5, 11 in"


def test_items_of_one_kind_are_known_again_by_their_order(hear, event, end):
    texts = [{"type": "message", "id": f"a{n}", "content": [{"text": text}]} for n, text in enumerate("xy")]
    pieces = [
        event("output_item.added", output_index=5, item={"type": "message", "id": "b0"}),
        event("output_text.delta", output_index=5, delta="x"),
        event("output_item.added", output_index=9, item={"type": "message", "id": "b1"}),
    ]
    heard = hear(*pieces, end(output=texts))
    assert [line for line in heard.lines if line.startswith("  ")] == ['  "x"', '  "y"']


def test_an_item_that_only_the_end_has_is_told(hear, event, end):
    call = {"type": "function_call", "call_id": "call_abcdef", "name": "Bash", "arguments": "{}"}
    heard = hear(event("output_text.delta", output_index=0, delta="x"), end(output=[call]))
    assert "1 tool Bash call_abcdef" in heard.lines
    assert heard.lines[-1].startswith("end tool_use")


def test_more_items_than_can_be_read(hear, event):
    flood = [event("output_item.added", output_index=n, item={"type": "x"}) for n in range(MOST_ITEMS + 1)]
    assert hear(*flood).fault.diagnosis.name == "model_tool_call_failed"
    assert hear(event("completed", response={"output": [{"type": "x"}] * (MOST_ITEMS + 1)})).fault is not None


def test_a_half_call_without_a_last_event_is_cut(hear, event):
    heard = hear(
        event("output_item.added", item={"type": "function_call", "call_id": "call_abcdef", "name": "Bash"}),
        event("function_call_arguments.delta", delta='{"a'),
        "[DONE]",
    )
    assert heard.fault.diagnosis.name == "stream_truncated"


CMD = '{"command":"ls -la"}'
REASONING = {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "hmm"}]}
MESSAGE = {"type": "message", "id": "m", "content": [{"type": "output_text", "text": "Hello"}]}
CALL = {"type": "function_call", "id": "fc", "call_id": "call_abcdef", "name": "Bash", "arguments": CMD}


@pytest.fixture(scope="session")
def ways(event):
    """The same answer in pieces, as whole texts, and as whole items."""
    pieces = [
        event("output_item.added", output_index=0, item={"type": "reasoning", "id": "rs", "summary": []}),
        event("reasoning_summary_part.added", output_index=0, item_id="rs"),
        event("reasoning_summary_text.delta", output_index=0, item_id="rs", delta="h"),
        event("reasoning_summary_text.delta", output_index=0, item_id="rs", delta="mm"),
        event("output_item.added", output_index=1, item={"type": "message", "id": "m", "content": []}),
        event("output_text.delta", output_index=1, item_id="m", delta="Hel"),
        event("output_text.delta", output_index=1, item_id="m", delta="lo"),
        event("output_item.added", output_index=2, item={**CALL, "arguments": ""}),
        event("function_call_arguments.delta", output_index=2, item_id="fc", delta=CMD[:8]),
        event("function_call_arguments.delta", output_index=2, item_id="fc", delta=CMD[8:]),
    ]
    texts = [
        event("reasoning_summary_text.done", output_index=0, item_id="rs", text="hmm"),
        event("output_text.done", output_index=1, item_id="m", text="Hello"),
        event("function_call_arguments.done", output_index=2, item_id="fc", name="Bash", arguments=CMD),
    ]
    items = [
        event("output_item.done", output_index=at, item=item)
        for at, item in enumerate((REASONING, MESSAGE, CALL))
    ]
    empty = [
        event("output_item.done", output_index=1, item={"type": "message", "content": []}),
        event("output_item.done", output_index=2, item={**CALL, "arguments": ""}),
    ]
    return {"pieces": pieces, "texts": texts, "items": items, "empty": empty}


@pytest.mark.parametrize(
    ("told", "output"),
    [
        (["pieces"], []),
        (["texts"], []),
        (["items"], []),
        ([], [REASONING, MESSAGE, CALL]),
        (["pieces", "texts", "items"], [REASONING, MESSAGE, CALL]),
        (["pieces", "texts"], []),
        (["pieces", "items"], []),
        (["pieces", "empty"], []),
        (["texts"], [REASONING, MESSAGE, CALL]),
    ],
)
def test_each_way_of_telling_is_enough_and_none_is_heard_twice(hear, end, ways, told, output):
    events = [one for way in told for one in ways[way]]
    heard = hear(*events, end(output=output), request={"thinking": {"type": "adaptive"}})
    said = {"thinking": "", "text": "", "tool": ""}
    kind = ""
    for line in heard.lines:
        if line[0].isdigit():
            kind = line.split()[1]
        elif line.startswith("  ") and "signature" not in line:
            said[kind] += line.strip() if kind == "tool" else line.strip()[1:-1]
    assert said == {"thinking": "hmm", "text": "Hello", "tool": CMD}
    assert sum(" tool Bash " in line for line in heard.lines) == 1


def test_summaries_stand_apart(hear, event, end):
    parts = [
        event("reasoning_summary_part.added", output_index=0),
        event("reasoning_summary_text.delta", output_index=0, delta="one"),
        event("reasoning_summary_part.added", output_index=0),
        event("reasoning_summary_text.delta", output_index=0, delta="two"),
    ]
    heard = hear(*parts, end(), request={"thinking": {"type": "adaptive"}})
    assert heard.lines[2:4] == ['  "one"', r'  "\n\ntwo"']


def test_the_parts_of_a_text_belong_together(hear, event, end):
    heard = hear(*[event("output_text.done", output_index=0, text=text) for text in ("Hel", "lo")], end())
    assert heard.lines[2:4] == ['  "Hel"', '  "lo"']


def test_an_answer_that_fills_its_room_was_cut_whatever_its_status(hear, event, end):
    usage = {"input_tokens": 11, "output_tokens": 40}
    said = event("output_text.delta", delta="Hi")
    heard = hear(said, end(usage=usage), request={"max_tokens": 40})
    assert heard.lines[-1].startswith("end max_tokens")
    assert [(note.act, note.before, note.after) for note in heard.notes] == [
        ("repaired", "completed", "max_tokens")
    ]
    for request in ({"max_tokens": 41}, {}):
        assert hear(said, end(usage=usage), request=request).lines[-1].startswith("end end_turn")


@pytest.mark.parametrize(("arguments", "reason"), [('{"a":1}', "tool_use"), ('{"a":', "max_tokens")])
def test_a_call_that_is_whole_is_made_even_where_the_room_is_full(hear, event, end, arguments, reason):
    item = {"type": "function_call", "id": "fc_1", "call_id": "call_aB3", "name": "Bash", "arguments": ""}
    heard = hear(
        event("output_item.added", output_index=0, item=item),
        event("function_call_arguments.delta", output_index=0, delta=arguments),
        end(usage={"input_tokens": 11, "output_tokens": 40}),
        request={"max_tokens": 40, "tools": [{"name": "Bash", "input_schema": {"type": "object"}}]},
    )
    assert heard.lines[-1].startswith(f"end {reason}")


def test_items_without_ids_or_indices_are_told_once(hear, event, end):
    call = {"type": "function_call", "call_id": "call_abcdef", "name": "Bash"}
    search = {"type": "web_search_call", "action": {"type": "search", "query": "tea"}}
    heard = hear(
        event("output_item.added", item={"type": "web_search_call"}),
        event("output_item.done", item=search),
        event("output_item.added", item={**call, "arguments": ""}),
        event("function_call_arguments.delta", delta=CMD),
        event("output_item.done", item={**call, "arguments": CMD}),
        end(output=[search, {**call, "arguments": CMD}]),
        request={"tools": [{"type": "web_search_20250305", "name": "web_search"}]},
    )
    assert [line.split()[1] for line in heard.lines if line[0].isdigit() and "stop" not in line] == [
        "server_tool_use",
        "web_search_tool_result",
        "tool",
    ]


def test_arguments_that_came_before_their_call_are_its_own(hear, event, end):
    call = {"type": "function_call", "call_id": "call_abcdef", "name": "Bash", "arguments": CMD}
    heard = hear(
        event("function_call_arguments.done", arguments=CMD), event("output_item.done", item=call), end()
    )
    assert [line for line in heard.lines if " tool " in line] == ["0 tool Bash call_abcdef"]


def test_what_follows_a_call_without_arguments_is_heard_as_it_comes(playbook, make_call, event):
    call = make_call(dialect="responses")
    machine = responses.machine(call, responses.prepare(call))
    plain = {"type": "function_call", "call_id": "call_abcdef", "name": "Bash", "arguments": ""}
    machine.feed(playbook.frame(event("output_item.added", output_index=0, item=plain)))
    machine.feed(playbook.frame(event("output_item.done", output_index=0, item=plain)))
    heard = machine.feed(playbook.frame(event("output_text.delta", output_index=1, delta="Hi")))
    assert '  "Hi"' in [playbook.tell(one) for one in heard]


def test_the_end_knows_items_by_their_ids_before_their_order(hear, event, end):
    calls = [
        {
            "type": "function_call",
            "id": f"fc{n}",
            "call_id": f"call_abcdef{n}",
            "name": "Bash",
            "arguments": args,
        }
        for n, args in enumerate(('{"a":0}', '{"a":1}'))
    ]
    heard = hear(
        event("output_item.added", output_index=1, item={**calls[1], "arguments": ""}),
        event("output_item.added", output_index=0, item={**calls[0], "arguments": ""}),
        end(output=calls),
    )
    lines = [line for line in heard.lines if " tool " in line or line.startswith("  ")]
    assert lines == ["0 tool Bash call_abcdef1", '  {"a":1}', "1 tool Bash call_abcdef0", '  {"a":0}']


@pytest.mark.parametrize("index", ["summary_index", "content_index"])
def test_parts_of_reasoning_that_nobody_announced_stand_apart(hear, event, end, index):
    kind = "reasoning_summary_text.delta" if index == "summary_index" else "reasoning_text.delta"
    told = "summary" if index == "summary_index" else "content"
    heard = hear(
        event(kind, output_index=0, delta="one", **{index: 0}),
        event(kind, output_index=0, delta=" two", **{index: 0}),
        event(kind, output_index=0, delta="three", **{index: 1}),
        end(output=[{"type": "reasoning", told: [{"text": "one two"}, {"text": "three"}]}]),
        request={"thinking": {"type": "adaptive"}},
    )
    assert [line for line in heard.lines if line.startswith('  "')] == [
        '  "one"',
        '  " two"',
        r'  "\n\nthree"',
    ]


def test_an_index_that_is_none_tells_no_parts_apart(hear, event, end):
    pieces = [event("reasoning_text.delta", delta="x", content_index=index) for index in ([1], "b", None)]
    heard = hear(*pieces, end(), request={"thinking": {"type": "adaptive"}})
    assert [line for line in heard.lines if line.startswith('  "')] == ['  "x"'] * 3
