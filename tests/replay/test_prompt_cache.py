import json
from typing import Any

import pytest

from tui_router.replay.prompt_cache import PromptChange, compare_prompts, read_again

MARK = {"type": "ephemeral"}


def request(**more: Any) -> dict[str, Any]:
    return {
        "model": "m",
        "tools": [{"name": "Bash"}, {"name": "Read"}],
        "system": [{"type": "text", "text": "You are " * 100, "cache_control": MARK}],
        "messages": [
            {"role": "user", "content": "fix it"},
            {"role": "assistant", "content": [{"type": "text", "text": "ok", "cache_control": MARK}]},
        ],
        **more,
    }


def compared(before: Any, now: Any, language: str = "anthropic") -> PromptChange:
    return compare_prompts(json.dumps(before).encode(), json.dumps(now).encode(), language)


def test_messages_that_were_only_added_break_nothing() -> None:
    now = request()
    del now["messages"][1]["content"][0]["cache_control"]
    now["messages"].append(
        {"role": "user", "content": [{"type": "text", "text": "go", "cache_control": MARK}]}
    )
    change = compared(request(), now)
    assert change.broke is None
    assert change.added == 1
    assert 0.9 < change.share < 1
    assert change.marks_moved == ("messages[2].content[0]",)
    assert not change.marks_gone


def test_what_is_no_part_of_the_prompt_breaks_nothing() -> None:
    assert (
        compare_prompts(
            json.dumps(request()).encode(), json.dumps(request(max_tokens=9, model="n")).encode()
        ).broke
        is None
    )


def test_a_prompt_that_is_a_beginning_of_the_one_before() -> None:
    now = request()
    now["messages"].pop()
    assert compared(request(), now).broke is None


def test_the_offset_is_that_of_the_cache_order() -> None:
    """Members stand in another order in the body: tools are cached first whatever comes first there."""
    before = {"messages": [{"role": "user", "content": "a"}], "system": "s" * 100, "tools": [{"name": "T"}]}
    now = {**before, "system": "s" * 99 + "x"}
    change = compared(before, now)
    assert change.broke is not None
    tool, block = len('{"name": "T"}'), len('{"type":"text","text":"')
    assert change.broke.offset == change.common == tool + block + 99
    assert change.size == tool + block + 100 + len('"}') + 2 * len("null") + len(
        '{"role": "user", "content": "a"}'
    )


def test_what_was_lost_is_what_could_have_been_read() -> None:
    before = request(messages=[{"role": "user", "content": "x" * 10_000}])
    change = compared(before, request(messages=[{"role": "user", "content": "y" * 100}]))
    assert change.broke is not None
    assert 100 <= change.broke.lost < 200


@pytest.mark.parametrize("name", ["tool_choice", "thinking"])
def test_settings_that_give_up_the_messages(name: str) -> None:
    change = compared(request(), request(**{name: {"type": "any"}}))
    assert change.broke is not None
    assert change.broke.path == name
    assert compared(request(), request(**{name: {"type": "any"}}), "chat").broke is None


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("chat", {"tools": [{"function": {"name": "T"}}], "messages": [{"role": "system", "content": "S"}]}),
        ("responses", {"tools": [{"name": "T"}], "instructions": "S", "input": [{"type": "message"}]}),
        ("gemini", {"tools": [{"functionDeclarations": [{"name": "T"}]}],
                    "systemInstruction": {"parts": [{"text": "S"}]}, "contents": [{"role": "user"}]}),
        ("bedrock", {"toolConfig": {"tools": [{"toolSpec": {"name": "T"}}]}, "system": [{"text": "S"}],
                     "messages": [{"role": "user"}]}),
    ],
)  # fmt: skip
def test_every_language_is_read_in_its_order(language: str, body: dict[str, Any]) -> None:
    paths = []
    for word, other in (("T", "U"), ("S", "R")):
        now = json.loads(json.dumps(body).replace(f'"{word}"', f'"{other}"'))
        found = compared(body, now, language).broke
        assert found is not None
        paths.append((found.path.split("[")[0].split(".")[0], found.offset))
    assert paths[0][0] == next(iter(body))
    assert paths[0][1] < paths[1][1]


def test_marks_that_are_gone() -> None:
    now = json.loads(json.dumps(request()).replace(', "cache_control": {"type": "ephemeral"}', ""))
    change = compared(request(), now)
    assert change.broke is None
    assert change.marks_gone
    assert change.marks_before == ("system[0]", "messages[1].content[0]")
    assert compared(now, request(cache_control=MARK)).marks_now[0] == "cache_control"


def test_a_text_about_marks_is_no_mark() -> None:
    now = request(system='say "cache_control" here', messages=[])
    assert compared(now, now).marks_now == ()


@pytest.mark.parametrize(("cached", "again"), [(0, 500), (100, 500), (700, 300), (2_000, 0)])
def test_tokens_read_again_are_never_more_than_were_not_cached(cached: int, again: int) -> None:
    now = request(system=[{"type": "text", "text": "Me are " * 100}])
    change = compared(request(), now)
    assert change.broke is not None
    half = PromptChange(broke=type(change.broke)(path="", offset=0, words="", lost=50), size=100)
    assert read_again(half, prompt=1_000, cached=cached) == again
    assert read_again(PromptChange(size=100), prompt=1_000, cached=0) == 0


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"[]", b"{}", b'{"messages":3,"system":{},"tools":"t"}', b'{"messages":[null,[],7],"tools":[null]}',
     b'{"messages":[{"content":[{"cache_control":1}]}],"system":"\\udfff"}', b'{"thinking":' + b"[" * 900 + b"]" * 900 + b"}"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["anthropic", "chat", "no such language"])
def test_nothing_it_is_given_makes_it_fail(body: bytes, language: str) -> None:
    good = json.dumps(request()).encode()
    for before, now in ((body, good), (good, body), (body, body)):
        change = compare_prompts(before, now, language)
        assert 0 <= change.common <= change.size
        assert change.problem or change.broke is not None or change.common <= change.size
