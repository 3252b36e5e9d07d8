import pytest

from tui_router.gateway import refusals
from tui_router.providers.provider import Provider


@pytest.mark.parametrize(
    ("diagnosis", "status", "heals"),
    [
        (refusals.TOO_LARGE, 413, False),
        (refusals.PACKED, 415, False),
        (refusals.STOPPING, 529, True),
        (refusals.nothing_here("GET", "/x" * 500), 404, False),
        (refusals.our_fault(ValueError("sk-secret")), 500, False),
    ],
)
def test_each_has_its_status_and_says_whether_asking_again_helps(diagnosis, status: int, heals: bool) -> None:
    assert (diagnosis.status, diagnosis.heals) == (status, heals)
    assert diagnosis.title
    assert len(diagnosis.message) < 300


def test_a_fault_of_ours_tells_its_kind_and_nothing_it_held() -> None:
    assert "ValueError" in refusals.our_fault(ValueError("sk-secret")).message
    assert "sk-secret" not in repr(refusals.our_fault(ValueError("sk-secret")))


def test_a_missing_key_is_named_by_its_reference() -> None:
    diagnosis = refusals.no_key(Provider(name="p", dialect="chat", base_url="http://x", key="env:P_KEY"))
    assert "P_KEY is not set" in diagnosis.message
    assert (diagnosis.status, diagnosis.blame) == (401, "config")
