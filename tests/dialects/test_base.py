import importlib

import msgspec
import pytest


@pytest.mark.parametrize("dialect", ["anthropic", "chat"])
def test_every_dialect_exports_the_same_names(dialect):
    module = importlib.import_module(f"tui_router.dialects.{dialect}")
    assert {"prepare", "machine", "read_response"} <= set(dir(module))


@pytest.mark.parametrize("dialect", ["chat"])
def test_a_machine_has_what_the_gateway_reads(make_call, dialect):
    module = importlib.import_module(f"tui_router.dialects.{dialect}")
    call = make_call()
    machine = module.machine(call, module.prepare(call))
    assert (machine.notes, machine.usage, machine.fault, machine.done) == ([], None, None, False)


def test_a_call_is_a_snapshot(make_call):
    with pytest.raises(AttributeError):
        make_call().session = "x"
    assert msgspec.structs.replace(make_call(), session="x").session == "x"
