"""Machines hold the client's whole request: a hundred at once must go when their answers have ended, not when the
collector of garbage comes round.
"""

import gc
import weakref
from typing import get_args

import pytest

from tui_router.core.target import Dialect
from tui_router.dialects.find import dialect_of


@pytest.fixture
def uncollected():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("dialect", get_args(Dialect))
def test_a_machine_goes_with_its_answer(make_call, dialect):
    asked = {"thinking": {"type": "adaptive"}, "tools": [{"name": "A", "input_schema": {"type": "object"}}]}
    call = make_call(asked, dialect=dialect)
    module = dialect_of(dialect)
    prepared = module.prepare(call)
    machine = module.machine(call, prepared)
    machine.close()
    gone = weakref.ref(machine)
    kept = [
        weakref.ref(held)
        for held in (getattr(machine, "_answer", machine), getattr(machine, "_book", machine))
    ]
    del machine, prepared, call
    assert gone() is None
    assert [held() for held in kept] == [None, None]
