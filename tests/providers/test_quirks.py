import msgspec
import pytest

from tui_router.providers.quirks import Quirks


def test_the_defaults_describe_a_server_that_follows_the_documented_interface():
    quirks = Quirks()
    assert quirks.stream_options
    assert not quirks.no_stream
    assert quirks.efforts == ("low", "medium", "high")
    assert quirks.effort_with_tools


@pytest.mark.parametrize(
    "given",
    [{"thinking": "maybe"}, {"output_field": "max"}, {"no_streams": True}, {"effort_with_tools": "no"}],
)
def test_a_quirk_that_does_not_exist_is_refused(given):
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(given, Quirks)
