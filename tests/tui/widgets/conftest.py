"""`kit`: the module `pane_kit.py`, an app with nothing but the exchange pane and exchanges to put into it."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def kit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tui_pane_kit", Path(__file__).parent / "pane_kit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["tui_pane_kit"] = module
    spec.loader.exec_module(module)
    return module
