import os
import time
import tomllib
from pathlib import Path

import pytest

from benchmarks.processes import CONFIG, Gateway


def test_the_config_sends_every_tier_to_the_mock() -> None:
    config = tomllib.loads(CONFIG.format(mock="http://127.0.0.1:1", dialect="chat", base="/v1"))
    assert config["providers"]["mock"]["base_url"] == "http://127.0.0.1:1/v1"
    assert set(config["tiers"].values()) == {"mock/mock"}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")
def test_cpu_and_memory_of_a_process() -> None:
    here = Gateway("", os.getpid(), 0)
    before, began = here.cpu(), time.thread_time()
    while time.thread_time() < began + 0.05:
        pass
    assert here.cpu() - before > 0.04
    assert 5 < here.memory() < 5000


def test_a_process_that_is_gone_weighs_nothing() -> None:
    gone = Gateway("", 2**22 + 1, 0)
    assert (gone.cpu(), gone.memory()) == (0, 0)
