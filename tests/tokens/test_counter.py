import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.tokens import counter as counter_module
from tui_router.tokens.counter import MESSAGE_TOKENS, Counter, Unreadable, Weights, measure


def words(text: str) -> int:
    """A stand-in for the encoder: a token a word."""
    return len(text.split())


def body(**fields) -> bytes:
    return json.dumps({"model": "m", **fields}).encode()


def user(*content) -> dict:
    return {"role": "user", "content": list(content)}


def weigh(*content) -> int:
    return Counter(words).count_parts(body(messages=[user(*content)])).weights.messages - MESSAGE_TOKENS


def test_the_parts_are_weighed_apart():
    weights = (
        Counter(words)
        .count_parts(
            body(
                system=[{"type": "text", "text": "you are kind"}],
                tools=[{"name": "Read", "description": "reads a file", "input_schema": {"type": "object"}}],
                messages=[{"role": "user", "content": "one two"}, {"role": "assistant", "content": "three"}],
            )
        )
        .weights
    )
    assert weights.system == 3
    assert weights.tools > 3
    assert weights.messages == 3 + 2 * MESSAGE_TOKENS
    assert weights.total == weights.system + weights.tools + weights.messages


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"type": "text", "text": "a b c"}, 3),
        ({"type": "thinking", "thinking": "a b", "signature": "s " * 50}, 2),
        ({"type": "redacted_thinking", "data": "x " * 50}, 0),
        ({"type": "tool_use", "id": "t", "name": "Read", "input": {"p": "a"}}, 3),
        ({"type": "tool_result", "tool_use_id": "t", "content": "a b"}, 2),
        ({"type": "tool_result", "tool_use_id": "t", "content": [{"type": "text", "text": "a b"}] * 2}, 4),
        ({"type": "tool_result", "tool_use_id": "t"}, 0),
        ({"type": "document", "source": {"type": "text", "data": "a b"}, "title": "t"}, 3),
        ({"type": "document", "source": {"type": "content", "content": [{"type": "text", "text": "a"}]}}, 1),
        ({"type": "never_seen", "words": "a b"}, 5),
        ({"type": "text", "text": 5}, 4),
    ],
)
def test_blocks_by_what_the_model_reads_of_them(block, expected):
    assert weigh(block) == expected


def png(width: int, height: int, noise: int = 0) -> str:
    head = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + b"IHDR"
    return base64.b64encode(
        head + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x00" * noise
    ).decode()


def test_an_image_costs_its_pixels_and_not_its_bytes():
    def image(data: str) -> dict:
        return {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}}

    assert weigh(image(png(280, 280))) == weigh(image(png(280, 280, noise=500_000))) == 100
    inside = {"type": "tool_result", "tool_use_id": "t", "content": [image(png(280, 280))]}
    assert weigh(inside) == 100
    assert weigh({"type": "image", "source": {"type": "url", "url": "http://x/y.png"}}) > 1000


def test_a_block_is_encoded_once():
    seen: list[str] = []

    def tokens(text: str) -> int:
        seen.append(text)
        return 1

    counter = Counter(tokens)
    turns = [user({"type": "text", "text": f"turn {n}"}) for n in range(4)]
    first = counter.count_parts(body(system="long", messages=turns[:3])).weights
    assert len(seen) == 4
    second = counter.count_parts(body(system="long", messages=turns)).weights
    assert seen[4:] == ["turn 3"]
    assert second.messages == first.messages + 1 + MESSAGE_TOKENS


def test_what_is_remembered_is_bounded_and_what_is_used_stays(monkeypatch):
    monkeypatch.setattr(counter_module, "REMEMBERED", 3)
    encoded: list[str] = []
    counter = Counter(lambda text: encoded.append(text) or 1)
    for turn in "abcdeaf":
        counter.count_parts(body(system="s", messages=[user({"type": "text", "text": turn})]))
    assert encoded.count("s") == 1
    assert encoded.count("a") == 2
    assert len(counter._known) == 3


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"messages": 5}',
        b'{"messages": [{"content": 5}]}',
        b"\xff\xfe",
        b"[" * 9999,
    ],
)
def test_what_is_no_request_is_said_to_be_none(broken):
    with pytest.raises(Unreadable):
        Counter(words).count_parts(broken)


def test_nothing_to_count_is_nothing():
    assert (
        Counter(words).count_parts(b'{"system": null, "tools": null, "messages": null}').weights == Weights()
    )


def test_half_a_surrogate_pair_counts():
    text = b'{"messages":[{"role":"user","content":"cut \\ud83d here"}]}'
    assert Counter(words).count_parts(text).weights.messages == 3 + MESSAGE_TOKENS


json_value = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "content", "source", "input", "data"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["system", "tools", "messages"]), json_value))
def test_any_json_is_weighed_or_unreadable(fields):
    try:
        assert Counter(words).count_parts(json.dumps(fields).encode()).weights.total >= 0
    except Unreadable:
        assert fields


@pytest.mark.parametrize(
    "text",
    [" " * 1_500_000, "a" * 300_000, "^" * 300_000, "\n" * 100_000, "é中" * 50_000],
    ids=["blanks", "letters", "marks", "lines", "wide"],
)
def test_a_flood_of_one_character_is_counted_and_does_not_panic(tokens, text):
    assert 0 < tokens(text) <= len(text)


def test_a_long_text_is_cut_where_it_hardly_matters(tokens):
    from tui_router.tokens.ranks import encoding

    text = "".join(f"line {zlib.crc32(b'%d' % n)} of a log; " for n in range(9000))
    exact = len(encoding().encode_ordinary(text))
    assert abs(tokens(text) - exact) <= len(text) // 16_384


def test_past_a_million_characters_the_rest_is_taken_to_be_alike(tokens):
    once = tokens("some words of a log. " * 50_000)
    assert tokens("some words of a log. " * 150_000) == pytest.approx(3 * once, rel=0.06)


def test_measure_cuts_a_long_text_into_pieces():
    asked: list[int] = []

    def encode(text: str) -> list[int]:
        asked.append(len(text))
        return [0] * len(text)

    assert measure(encode)("x" * 40_000) == 40_000
    assert max(asked) < 20_000


def test_the_parts_add_up_to_the_sums():
    parts = Counter(words).count_parts(
        body(
            system=[{"type": "text", "text": "be kind"}, {"type": "text", "text": "be"}],
            tools=[{"name": "Read", "description": "a b"}, {"description": "c"}, "odd", {"name": 5}],
            messages=[
                {"role": "user", "content": "one two"},
                user({"type": "text", "text": "a b c"}, {"type": "tool_result", "content": "x"}),
                user(),
            ],
        )
    )
    assert parts.system == [2, 1]
    assert [name for name, _ in parts.tools] == ["Read", "", "", ""]
    assert parts.messages == [[2], [3, 1], []]
    weights = parts.weights
    assert weights.system == sum(parts.system)
    assert weights.tools == sum(tokens for _, tokens in parts.tools)
    assert weights.messages == sum(map(sum, parts.messages)) + 3 * MESSAGE_TOKENS


def test_parts_without_number_are_summed_only():
    parts = Counter(words).count_parts(body(messages=[user(*[{}] * (counter_module.MOST_PARTS + 1))]))
    assert not parts
    assert parts.weights.messages > counter_module.MOST_PARTS
    assert Counter(words).count_parts(body(messages=[user(*[{}] * 50)]))


def test_a_long_name_of_a_tool_is_cut():
    parts = Counter(words).count_parts(body(tools=[{"name": "n" * 9000}]))
    assert len(parts.tools[0][0]) == counter_module.NAME_CAP
