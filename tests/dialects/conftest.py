import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

_TESTS = Path(__file__).parent.parent


def _load(name: str) -> ModuleType:
    """A helper module of the tests, which are no package."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, _TESTS / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


_load("recorded")  # read while tests are collected: its cases name them


@pytest.fixture(scope="session")
def playbook() -> ModuleType:
    return _load("playbook")


@pytest.fixture(scope="session")
def play(playbook):
    return playbook.Playbook()


@pytest.fixture(scope="session")
def make_call(playbook):
    return playbook.make_call
