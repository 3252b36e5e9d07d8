import pytest

from tui_router.core.diagnosis import STATUS_OF
from tui_router.diagnose.rules import RULES
from tui_router.diagnose.taxonomy import TAXONOMY


def test_every_rule_names_a_row():
    assert {rule.name for rule in RULES} <= TAXONOMY.keys()


@pytest.mark.parametrize("name", TAXONOMY)
def test_a_row_is_fit_to_show(name):
    row = TAXONOMY[name]
    assert row.type in STATUS_OF
    assert 400 <= row.answer_status < 600
    assert row.title == row.title.strip()
    assert 0 < len(row.title) <= 40
    assert not row.title.endswith(".")
    assert row.remedy == "" or row.remedy.endswith(".")


@pytest.mark.parametrize(
    "name",
    [
        "auth_invalid_key",
        "insufficient_credits",
        "model_not_found",
        "permission_denied",
        "usage_limit_reached",
        "content_filtered",
        "insufficient_memory",
    ],
)
def test_what_cannot_mend_itself_does_not_heal(name):
    assert not TAXONOMY[name].heals


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("overloaded", 529),
        ("upstream_timeout", 504),
        ("upstream_connect_error", 502),
        ("upstream_server_error", 502),
        ("html_error_page", 502),
        ("insufficient_credits", 402),
        ("payload_too_large", 413),
    ],
)
def test_the_statuses_a_client_understands(name, status):
    assert TAXONOMY[name].answer_status == status
