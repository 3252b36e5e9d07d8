import pytest


def part(text=None, **more):
    function = {
        key: value
        for key, value in (("name", more.pop("name", None)), ("arguments", text))
        if value is not None
    }
    return {**more, "function": function}


def said(*parts):
    return {"choices": [{"index": 0, "delta": {"tool_calls": list(parts)}}]}


def calls(play, *chunks):
    heard = play(*chunks, {"choices": [{"delta": {}, "finish_reason": "tool_calls"}]}, "[DONE]")
    out = []
    for line in heard.lines:
        if " tool " in line:
            out.append([line.split(" ")[2], ""])
        elif line.startswith("  "):
            out[-1][1] += line.removeprefix("  ")
    return [tuple(call) for call in out]


A, B = ("A", '{"a":1}'), ("B", '{"b":2}')


@pytest.mark.parametrize(
    "chunks",
    [
        # by index, interleaved
        [
            said(part("", index=0, id="toolu_a", name="A"), part("", index=1, id="toolu_b", name="B")),
            said(part('{"b":', index=1), part('{"a":', index=0)),
            said(part("1}", index=0), part("2}", index=1)),
        ],
        # index 0 for all, whole calls
        [
            said(part('{"a":1}', index=0, id="toolu_a", name="A")),
            said(part('{"b":2}', index=0, id="toolu_b", name="B")),
        ],
        [said(part('{"a":1}', index=0, id="", name="A")), said(part('{"b":2}', index=0, id="", name="B"))],
        # no index, by id
        [
            said(part('{"a":', id="toolu_a", name="A")),
            said(part('{"b":', id="toolu_b", name="B")),
            said(part("1}", id="toolu_a")),
            said(part("2}", id="toolu_b")),
        ],
        # no index and no id: in one chunk, in two, in pieces
        [said(part('{"a":1}', name="A"), part('{"b":2}', name="B"))],
        [said(part('{"a":1}', name="A")), said(part('{"b":2}', name="B"))],
        [said(part('{"a":', name="A")), said(part("1}")), said(part('{"b":', name="B")), said(part("2}"))],
        # a new name and id under an old index, before any arguments
        [
            said(part("", index=0, id="toolu_a", name="A")),
            said(part('{"a":1}', index=0)),
            said(part("", index=0, id="toolu_b", name="B")),
            said(part('{"b":2}', index=0)),
        ],
        # indices with a gap
        [
            said(part('{"a":1}', index=3, id="toolu_a", name="A")),
            said(part('{"b":2}', index=7, id="toolu_b", name="B")),
        ],
        # the name in every delta
        [
            said(part('{"a":', index=0, id="toolu_a", name="A")),
            said(part("1}", index=0, id="toolu_a", name="A")),
            said(part('{"b":2}', index=1, id="toolu_b", name="B")),
        ],
    ],
)
def test_finds_whose_piece_it_is(play, chunks):
    assert calls(play, *chunks) == [A, B]


def test_calls_of_one_name_stay_apart(play):
    whole = [said(part('{"a":1}', name="A"), part('{"a":2}', name="A"))]
    assert calls(play, *whole) == [("A", '{"a":1}'), ("A", '{"a":2}')]
    without = [said(part("", name="A"), part("", name="A"))]
    assert calls(play, *without) == [("A", "{}"), ("A", "{}")]


def test_a_changing_id_is_one_call(play):
    chunks = [said(part('{"a":', index=0, id="toolu_1x", name="A")), said(part("1}", index=0, id="toolu_2x"))]
    assert calls(play, *chunks) == [A]
    named = [
        said(part("", index=0, id="toolu_1x", name="A")),
        said(part('{"a":1}', index=0, id="toolu_2x", name="A")),
    ]
    assert calls(play, *named) == [A]


def test_too_many_calls_are_a_fault(play):
    heard = play(said(*(part("{}", index=i, id=f"toolu_{i}x", name="A") for i in range(600))))
    assert heard.fault.diagnosis.name == "model_tool_call_failed"
