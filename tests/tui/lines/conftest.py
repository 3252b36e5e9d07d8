"""The bodies of `bodies.py` for the tests of the line models, and AWS's messages as its dialect's tests make them."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def bodies() -> ModuleType:
    return _load("tui_line_bodies", Path(__file__).parent / "bodies.py")


@pytest.fixture(scope="session")
def aws() -> ModuleType:
    return _load("aws_messages", Path(__file__).parents[2] / "dialects" / "bedrock" / "conftest.py")


def _load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
