import pytest

MARK = {"type": "ephemeral"}
HOUR = {"type": "ephemeral", "ttl": "1h"}


def words(text, mark=None):
    return {"type": "text", "text": text, **({"cache_control": mark} if mark else {})}


def marked(mark=MARK):
    """Marks in their order: tool, two of system, and three of the conversation, one of them inside a result."""
    result = {
        "type": "tool_result",
        "tool_use_id": "t",
        "content": [words("inside", mark)],
        "cache_control": mark,
    }
    return {
        "tools": [{"name": "t", "input_schema": {}, "cache_control": mark}],
        "system": [words("one", mark), words("two", mark)],
        "messages": [{"role": "user", "content": [result, words("last", mark)]}],
    }


def places(made):
    """Which marks are left, by the names of what they stand on."""
    [result, last] = made.messages[0]["content"]
    named = {
        "tool": made.body["tools"][0],
        "one": made.body["system"][0],
        "two": made.body["system"][1],
        "inside": result["content"][0],
        "result": result,
        "last": last,
    }
    return [name for name, holder in named.items() if "cache_control" in holder]


def test_all_marks_go(sent):
    made = sent({**marked(), "cache_control": MARK}, cache_marks="none")
    assert places(made) == []
    assert "cache_control" not in made.body
    [note] = made.prepared.notes
    assert (note.act, note.path, note.before) == ("dropped", "..cache_control", "7 marks")


def test_marks_stay_without_their_ttl(sent):
    made = sent(marked(HOUR), cache_marks="no_ttl")
    assert len(places(made)) == 6
    assert b"ttl" not in made.prepared.body
    assert made.acts == [("dropped", "..cache_control.ttl")]


@pytest.mark.parametrize(
    ("most", "left"),
    [
        (1, ["last"]),
        (2, ["two", "last"]),
        (3, ["one", "two", "last"]),
        (4, ["tool", "one", "two", "last"]),
        (5, ["tool", "one", "two", "result", "last"]),
        (6, ["tool", "one", "two", "inside", "result", "last"]),
    ],
)
def test_surplus_marks_go_the_least_useful_first(sent, most, left):
    made = sent(marked(), most_cache_marks=most)
    assert places(made) == left
    assert made.untouched is (most == 6)


def test_a_mark_of_the_whole_request_counts_too(sent):
    made = sent({**marked(), "cache_control": MARK}, most_cache_marks=1)
    assert places(made) == []
    assert made.body["cache_control"] == MARK


def test_what_only_looks_like_a_mark_stays(sent):
    tool = {"name": "t", "input_schema": {"properties": {"cache_control": {"type": "string"}}}}
    call = {"type": "tool_use", "id": "t", "name": "t", "input": {"cache_control": "x"}}
    body = {"tools": [tool], "messages": [{"role": "assistant", "content": [call]}]}
    assert sent(body, cache_marks="none", most_cache_marks=1).untouched


@pytest.mark.parametrize("quirks", [{"cache_marks": "no_ttl"}, {"most_cache_marks": 6}])
def test_marks_that_fit_are_left_alone(sent, quirks):
    assert sent(marked(), **quirks).untouched
