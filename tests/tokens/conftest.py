import pytest

from tui_router.tokens.counter import Encode, measure
from tui_router.tokens.ranks import encoding


@pytest.fixture(scope="session")
def tokens() -> Encode:
    return measure(encoding().encode_ordinary)
