import pytest

from tui_router.dialects.responses.schema import arguments_of, objects, read_event, word
from tui_router.wire.json import NotJson


def test_reads_what_it_knows():
    event = read_event(b'{"type":"response.output_text.delta","delta":"Hi","output_index":1,"logprobs":[]}')
    assert (event.type, event.delta, event.output_index, event.item) == (
        "response.output_text.delta",
        "Hi",
        1,
        None,
    )


@pytest.mark.parametrize(
    ("data", "delta"),
    [(b'{"delta":NaN}', "nan"), (b'{"delta":"a\\ud83d"}', "a\ufffd"), (b'{"delta":"\xff"}', "\ufffd")],
)
def test_reads_by_hand_what_the_decoder_refuses(data, delta):
    assert str(read_event(data).delta) == delta


@pytest.mark.parametrize("data", [b"", b"[]", b"7", b"{", b'"x"', b"[" * 100_000])
def test_what_is_no_object_is_no_event(data):
    with pytest.raises(NotJson):
        read_event(data)


def test_members_of_the_wrong_kind_are_nothing():
    assert [word(value) for value in ("a", 7, None, ["a"])] == ["a", "", "", ""]
    assert objects({"a": [{"b": 1}, 7, None]}, "a") == [{"b": 1}]
    assert objects({"a": {"b": 1}}, "a") == objects(None, "a") == []


def test_arguments_may_come_as_an_object():
    assert [arguments_of(value) for value in ('{"a":1}', {"a": "ł"}, None)] == ['{"a":1}', '{"a": "ł"}', ""]
