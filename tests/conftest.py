"""What all tests share."""

import os

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
"""No test of ours is timed: a busy machine must not fail one."""


@pytest.hookimpl(optionalhook=True)  # who runs one test needs no xdist
def pytest_xdist_auto_num_workers():
    """Most of what the tests do is wait for a screen or a socket: half as many workers again as cores keep them busy."""
    return max(2, (os.cpu_count() or 2) * 3 // 2)
