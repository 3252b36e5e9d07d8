"""The kit of the pages, by its own name."""

import importlib.util
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def kit():
    spec = importlib.util.spec_from_file_location("answer_kit", Path(__file__).parent / "answer_kit.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["answer_kit"] = module
    spec.loader.exec_module(module)
    return module
