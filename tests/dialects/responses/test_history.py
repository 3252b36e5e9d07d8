import pytest

from tui_router.dialects.envelope import Sealed, maker_of, seal

IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iV"}}
TEXT = {"type": "text", "text": "a"}


def use(id="toolu_1", **input):
    return {"type": "tool_use", "id": id, "name": "Bash", "input": input}


def result(content="ok", id="toolu_1", **more):
    return {"type": "tool_result", "tool_use_id": id, "content": content, **more}


@pytest.fixture(scope="session")
def items(ask):
    def items(*messages, **call):
        talk = [{"role": role, "content": content} for role, content in messages]
        return ask({"messages": talk}, **call)[0]["input"]

    return items


@pytest.fixture(scope="session")
def envelope(make_call):
    maker = maker_of(make_call(dialect="responses").provider)
    return seal(Sealed("encrypted", maker, "m", "gA", {"id": "rs_1"}))


def kinds(items):
    return [item["type"].replace("function_call", "call") for item in items]


def test_a_turn_keeps_its_order(items):
    told = items(("user", "go"), ("assistant", [TEXT, use(), TEXT]), ("user", [TEXT, result()]))
    assert kinds(told) == ["message", "message", "call", "message", "call_output", "message"]


def test_empty_text_is_no_message(items):
    empty = {"type": "text", "text": ""}
    assert kinds(items(("user", [empty]), ("assistant", [empty, use()]), ("user", [result()]))) == [
        "call",
        "call_output",
    ]


def test_reasoning_stands_before_what_it_led_to(items, envelope):
    thought = {"type": "thinking", "thinking": "hmm", "signature": envelope}
    told = items(("user", "go"), ("assistant", [TEXT, thought, use()]), ("user", [result()]))
    assert kinds(told) == ["message", "message", "reasoning", "call", "call_output"]
    cut = items(("user", "go"), ("assistant", [TEXT, thought]), ("user", "on"))
    assert kinds(cut) == ["message", "message", "message"]


def test_what_was_kept_comes_once(items, envelope):
    thought = {"type": "redacted_thinking", "data": envelope}
    for blocks in ([use()], [thought, use()]):
        told = items(("assistant", blocks), ("user", [result()]), kept={"toolu_1": envelope})
        assert kinds(told) == ["reasoning", "call", "call_output"]


@pytest.mark.parametrize(
    ("block", "output"),
    [
        (result("ok"), "ok"),
        (result([TEXT, TEXT]), "a\na"),
        (result(None), "(no output)"),
        (result([{"type": "text", "text": ""}]), "(no output)"),
        (result("boom", is_error=True), "[tool error] boom"),
        (result("", is_error=True), "[tool error] (no output)"),
    ],
)
def test_outputs(items, block, output):
    assert items(("assistant", [use()]), ("user", [block]))[-1]["output"] == output


def test_what_a_tool_shows_stands_in_its_output_or_behind_it(items):
    talk = (("assistant", [use()]), ("user", [result([TEXT, IMAGE], is_error=True)]))
    inside = items(*talk)[-1]["output"]
    assert [part.get("text", "image") for part in inside] == ["[tool error] a", "image"]
    behind = items(*talk, model="qwen3")
    assert behind[-2]["output"] == "[tool error] a\n[image shown in the next message]"
    assert [part["type"] for part in behind[-1]["content"]] == ["input_text", "input_image"]
    assert behind == items(*talk, model="qwen3", quirks={"result_parts": False})
    assert items(*talk, model="qwen3", quirks={"result_parts": True})[-1]["output"] == inside


def test_arguments_written_anew(items):
    talk = (("assistant", [{**use(), "input": {"a": 1}}]), ("user", [result()]))
    assert items(*talk)[0]["arguments"] == '{"a": 1}'
    assert items(*talk, quirks={"mend_arguments": True})[0]["arguments"] == '{"a":1}'


@pytest.mark.parametrize(
    ("call", "role"),
    [
        ({}, "developer"),
        ({"model": "qwen3"}, "user"),
        ({"model": "qwen3", "quirks": {"system_anywhere": True}}, "developer"),
        ({"quirks": {"merge_roles": True}}, "user"),
    ],
)
def test_later_system_text(items, call, role):
    told = items(("user", "go"), ("assistant", "a"), ("system", "env"), ("assistant", "b"), **call)
    assert told[2]["role"] == role
    assert "env" in told[2]["content"][0]["text"]
