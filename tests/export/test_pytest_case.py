"""The case is run by pytest against a gateway of this checkout."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from export_exchanges import exchange
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.export.bundle import Bundled
from tui_router.export.call import ExportFault
from tui_router.export.pytest_case import pytest_case


def run(case: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = folder / "tui-router"
    command.write_text(f"#!{sys.executable}\nfrom tui_router.cli.main import main\nmain()\n")
    command.chmod(0o755)
    (folder / "test_case.py").write_text(case)
    env = {**os.environ, "TUI_ROUTER": str(command), "PYTHONPATH": str(Path.cwd())}
    args = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder / "test_case.py")]
    return subprocess.run(args, env=env, cwd=folder, capture_output=True, text=True, check=False)


def test_it_passes_as_recorded_and_fails_when_the_upstream_says_something_else(tmp_path):
    case = pytest_case(exchange())
    done = run(case, tmp_path)
    assert "1 passed" in done.stdout, done.stdout
    other = exchange()
    other.legs[4].data = other.legs[4].data.replace(b"Not much.", b"Too much.")
    done = run(pytest_case(other), tmp_path)
    assert "1 failed" in done.stdout, done.stdout
    assert "Too much." in done.stdout


def test_an_upstream_of_another_language_is_played_too(tmp_path):
    given = exchange(dialect="gemini", model="gemini-x")
    said = {
        "candidates": [{"content": {"parts": [{"text": "Not much."}]}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": 3},
    }
    given.legs[4].data = b"data: " + json.dumps(said).encode() + b"\n\n"
    given.legs[4].size = len(given.legs[4].data)
    given.legs = [leg for leg in given.legs if (leg.leg, leg.attempt) != ("c", 1)]
    done = run(pytest_case(given), tmp_path)
    assert "1 passed" in done.stdout, done.stdout


def test_what_cannot_be_played_says_why():
    def without(*legs: str) -> Bundled:
        given = exchange()
        given.legs = [leg for leg in given.legs if leg.leg not in legs]
        return given

    for leg in "acd":
        with pytest.raises(ExportFault, match="#38 has no"):
            pytest_case(without(leg))
    with pytest.raises(ExportFault, match="speaks morse"):
        pytest_case(exchange(dialect="morse"))
    with pytest.raises(ExportFault, match="no JSON object"):
        pytest_case(exchange(asked=b"[]"))
    cut = exchange()
    cut.legs[5].data = cut.legs[5].data[:-80]
    cut.legs[5].size = len(cut.legs[5].data)
    with pytest.raises(ExportFault, match="no end"):
        pytest_case(cut)
    cut.legs[5].size += 1
    with pytest.raises(ExportFault, match="not kept whole"):
        pytest_case(cut)


@given(st.text(max_size=60), st.text(max_size=30))
@settings(max_examples=40)
def test_hostile_recordings_stay_data(said, name):
    given = exchange(model=said, client_model=f"{name}'''\nimport this", dialect="chat")
    given.legs[0].start = f"POST {said}"
    given.legs[0].data += b" "
    given.legs[0].size += 1
    given.legs[0].headers.append((f"anthropic-{name}", said))
    given.legs[4].headers = [("content-type", said)]
    imports = [
        node for node in ast.parse(pytest_case(given)).body if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert len(imports) == 9
