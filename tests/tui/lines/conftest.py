"""The bodies of `bodies.py` for the tests of the line models."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def bodies() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tui_line_bodies", Path(__file__).parent / "bodies.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
