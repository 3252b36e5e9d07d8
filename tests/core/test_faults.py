import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.faults import ClientFault, ConfigFault, Fault, UpstreamFault


@pytest.mark.parametrize(
    ("fault", "blame", "status"),
    [(ClientFault.say("no"), "client", 400), (ConfigFault.say("no", type="not_found_error"), "config", 404)],
)
def test_a_fault_carries_whose_it_is(fault, blame, status):
    assert isinstance(fault, Fault)
    assert str(fault) == fault.diagnosis.message == "no"
    assert (fault.diagnosis.blame, fault.diagnosis.status) == (blame, status)


def test_no_fault_of_ours_asks_to_be_retried():
    assert not ClientFault.say("no").diagnosis.heals
    assert not ConfigFault.say("no").diagnosis.heals


def test_an_upstream_fault_may_hold_the_upstreams_words():
    fault = UpstreamFault(Diagnosis(name="x", type="api_error", status=502, message="no"))
    assert fault.error_body == b""
    fault.error_body = b"words"
    assert UpstreamFault(fault.diagnosis).error_body == b""
