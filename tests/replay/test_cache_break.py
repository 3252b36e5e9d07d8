"""What differs, in words. The prompts come through `compare_prompts`: the parts are its business."""

import json
from typing import Any

import pytest

from tui_router.replay.cache_break import EXCERPT, CacheBreak
from tui_router.replay.prompt_cache import compare_prompts

LONG = "You are a coding agent. " * 40


def request(**more: Any) -> dict[str, Any]:
    return {
        "tools": [{"name": name, "description": f"{name} does it"} for name in ("Bash", "Read", "Edit")],
        "system": [{"type": "text", "text": LONG}],
        "messages": [{"role": "user", "content": "fix it"}, {"role": "assistant", "content": "ok"}],
        **more,
    }


def broke(before: Any, now: Any, language: str = "anthropic") -> CacheBreak:
    found = compare_prompts(json.dumps(before).encode(), json.dumps(now).encode(), language).broke
    assert found is not None
    return found


def test_a_text_that_changed_in_its_middle() -> None:
    found = broke(request(), request(system=[{"type": "text", "text": LONG[:812] + "X" + LONG[813:]}]))
    assert found.path == "system[0].text"
    assert found.words == "system[0].text differs at character 812"
    assert found.before == "…" + LONG[792 : 792 + EXCERPT] + "…"
    assert "X" in found.now
    assert found.culprit == ""


def test_a_character_is_counted_as_a_character() -> None:
    found = broke(request(system="日本語 x"), request(system="日本語 y"))
    assert found.words.endswith("character 4")


def test_a_tool_that_changed_is_named() -> None:
    now = request()
    now["tools"][1]["description"] = "Read does more"
    found = broke(request(), now)
    assert (found.path, found.words) == (
        "tools[1].description",
        "tools[1].description (Read) differs at character 10",
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda tools: tools.append({"name": "New"}), "tools[3] (New) was added"),
        (lambda tools: tools.insert(1, {"name": "New"}), "tools[1] (New) was added"),
        (lambda tools: tools.pop(), "tools[2] (Edit) is gone"),
        (lambda tools: tools.pop(0), "tools[0] (Bash) is gone"),
        (lambda tools: tools.reverse(), "the tools come in another order from tools[0] on"),
        (lambda tools: tools[0].update(strict=True), "tools[0].strict (Bash) was added"),
        (lambda tools: tools[0].pop("description"), "tools[0].description (Bash) is gone"),
        (lambda tools: tools[0].update(description=[1]), "tools[0].description (Bash) changed"),
        (lambda tools: tools[0].update(name=tools[0].pop("name")), "tools[0] (Bash) has its keys in another order"),
    ],
)  # fmt: skip
def test_what_happened_to_the_tools(change: Any, words: str) -> None:
    now = request()
    change(now["tools"])
    assert broke(request(), now).words == words


def test_a_system_block_too_many() -> None:
    now = request()
    now["system"].append({"type": "text", "text": "more"})
    found = broke(request(), now)
    assert (found.words, found.before) == ("system[1] was added", "")
    assert "more" in found.now


def test_a_history_made_short() -> None:
    found = broke(request(), request(messages=[{"role": "user", "content": "summary"}]))
    assert found.words == "the history was made short: 2 messages before, 1 now, alike up to messages[0]"


@pytest.mark.parametrize(
    ("before", "now", "culprit"),
    [
        ("x-vendor-attribution: v=1; n=aa", "x-vendor-attribution: v=1; n=ab", "a header line"),
        ("Today is 2026-11-20, go.", "Today is 2026-11-21, go.", "a date or a time"),
        ("Now 10:41:07 here", "Now 10:41:09 here", "a date or a time"),
        ("id 3f2b8c1d-aaaa-bbbb end", "id 3f2b8c1e-aaaa-bbbb end", "an id"),
        ("plain words", "plain birds", ""),
        ("x-vendor-attribution: v=1" + "z" * 700, "x-vendor-attribution: v=2" + "z" * 700, ""),
    ],
)
def test_the_usual_culprits(before: str, now: str, culprit: str) -> None:
    found = broke(request(system=before), request(system=now)).culprit
    assert found.startswith(culprit)
    assert bool(found) == bool(culprit)


def test_deep_values_are_followed_so_far_and_no_further() -> None:
    one: Any = "a"
    other: Any = "b"
    for _ in range(60):
        one, other = {"k": one}, {"k": other}
    found = broke(request(tools=[one]), request(tools=[other]))
    assert found.path == "tools[0]" + ".k" * 12
    assert len(found.before) <= EXCERPT + 2
