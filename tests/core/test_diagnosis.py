from typing import get_args

import msgspec

from tui_router.core.diagnosis import STATUS_OF, Diagnosis, ErrorType


def test_every_error_type_has_a_status():
    assert set(STATUS_OF) == set(get_args(ErrorType))
    assert len(set(STATUS_OF.values())) == len(STATUS_OF)
    assert all(400 <= status < 600 for status in STATUS_OF.values())


def test_a_diagnosis_survives_the_wire():
    diagnosis = Diagnosis(
        name="rate_limited",
        type="rate_limit_error",
        status=429,
        message="slow down",
        heals=True,
        retry_after_s=0.5,
        figures={"limit": 3, "model": "m"},
    )
    assert msgspec.json.decode(msgspec.json.encode(diagnosis), type=Diagnosis) == diagnosis
