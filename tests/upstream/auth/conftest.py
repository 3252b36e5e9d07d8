"""The stand-ins of the Codex login for all tests of this folder."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

_HERE = Path(__file__).resolve()
_spec = importlib.util.spec_from_file_location("codex_stand_in", _HERE.parents[2] / "codex_stand_in.py")
assert _spec is not None
assert _spec.loader is not None
codex_stand_in = importlib.util.module_from_spec(_spec)
sys.modules["codex_stand_in"] = codex_stand_in
_spec.loader.exec_module(codex_stand_in)


@pytest.fixture(scope="session")
def stand_in() -> ModuleType:
    return codex_stand_in
