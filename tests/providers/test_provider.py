import msgspec
import pytest

from tui_router.providers.provider import Model, Price, Provider, Timeouts


def test_small_machines_get_minutes_to_read_a_prompt():
    timeouts = Timeouts()
    assert timeouts.connect < timeouts.idle < timeouts.first_byte
    assert timeouts.first_byte == 300


@pytest.mark.parametrize(
    ("kind", "given"),
    [(Timeouts, {"conect": 1}), (Price, {"input": 1, "output": 1, "x": 1}), (Model, {"window": 1})],
)
def test_an_unknown_field_is_refused(kind, given):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(given, kind)


def test_a_provider_is_a_value_that_cannot_be_changed_and_holds_references_only():
    provider = Provider(name="x", dialect="chat", base_url="http://127.0.0.1", key="env:K")
    with pytest.raises(AttributeError):
        provider.key = "env:OTHER"
    assert msgspec.json.decode(msgspec.json.encode(provider), type=Provider) == provider
