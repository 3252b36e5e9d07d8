import pytest

from tui_router.dialects import anthropic, chat
from tui_router.dialects.find import dialect_of


@pytest.mark.parametrize(("name", "package"), [("anthropic", anthropic), ("chat", chat)])
def test_each_name_has_its_package(name, package):
    assert dialect_of(name) is package
