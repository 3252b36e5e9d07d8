import inspect

import pytest

from tui_router.control.client import ControlClient, ControlError
from tui_router.control.http_client import HttpControl
from tui_router.gateway.control import ControlService

ASKED = sorted(name for name in vars(ControlClient) if not name.startswith("_"))


@pytest.mark.parametrize("implementation", [HttpControl, ControlService])
@pytest.mark.parametrize("name", ASKED)
def test_both_implementations_take_what_the_protocol_names(implementation: type, name: str) -> None:
    wanted = inspect.signature(getattr(ControlClient, name)).parameters
    given = inspect.signature(getattr(implementation, name)).parameters
    assert [(p.name, p.kind, p.default) for p in given.values()][: len(wanted)] == [
        (p.name, p.kind, p.default) for p in wanted.values()
    ]
    extra = list(given.values())[len(wanted) :]
    assert all(parameter.default is not parameter.empty for parameter in extra)


def test_an_error_says_its_status() -> None:
    assert ControlError("gone").status == 0
    old = ControlError("the wiring is at revision 4 by now", 409)
    assert (str(old), old.status) == ("the wiring is at revision 4 by now", 409)
