import json
import subprocess
import sys
from pathlib import Path

import pytest

from tui_router.tokens.counter import Counter
from tui_router.tokens.estimate import estimate_prompt


def test_source_code_is_estimated_within_a_fifth(tokens):
    source = "".join(path.read_text() for path in sorted(Path(__file__).parents[2].glob("tui_router/*/*.py")))
    body = json.dumps({"messages": [{"role": "user", "content": source}]}).encode()
    counted = Counter(tokens).count_parts(body).weights.total
    assert estimate_prompt(len(body)) == pytest.approx(counted, rel=0.2)


def test_images_are_priced_by_the_picture():
    assert estimate_prompt(1_000_000, 996_000) < estimate_prompt(4_000) + 4_000
    assert estimate_prompt(500, 400) > estimate_prompt(100)
    assert estimate_prompt(0) == 1
    assert estimate_prompt(10, 50) >= 1


def test_it_imports_nothing_heavy():
    code = "import sys, tui_router.tokens.estimate; print(sorted({'tiktoken', 'msgspec', 're'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "tiktoken" not in said.stdout
