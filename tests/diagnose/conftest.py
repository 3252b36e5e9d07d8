import json
from collections.abc import Callable

import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.diagnose.classify import classify


def ask(message: str, status: int | None = 400, **error) -> Diagnosis:
    """What a refusal in OpenAI's shape means."""
    return classify(status=status, body=json.dumps({"error": {"message": message, **error}}).encode())


@pytest.fixture
def said() -> Callable[..., Diagnosis]:
    return ask
