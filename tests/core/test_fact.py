import msgspec
import pytest

from tui_router.core.fact import Fact

FACT = Fact(provider="p", base_url="https://p.example/v1", model="m", name="drop", value="temperature")


@pytest.mark.parametrize(
    ("more", "lasting"),
    [({}, True), ({"pinned": True}, True), ({"conversation": "c"}, False), ({"until": 0.0}, False)],
)
def test_what_is_bound_to_a_conversation_or_a_time_does_not_last(
    more: dict[str, object], lasting: bool
) -> None:
    assert msgspec.structs.replace(FACT, **more).lasting is lasting


@pytest.mark.parametrize("value", [True, False, 0, 1, 8192, 1.0, 1.25, "", "temperature"])
def test_a_value_keeps_its_kind_on_the_wire(value: object) -> None:
    for codec in (msgspec.json, msgspec.msgpack):
        sent = codec.encode(msgspec.structs.replace(FACT, value=value))
        assert type(codec.decode(sent, type=Fact).value) is type(value)


def test_what_is_usual_is_not_written() -> None:
    assert set(msgspec.to_builtins(FACT)) == {"provider", "base_url", "model", "name", "value"}
