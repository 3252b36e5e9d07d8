"""Failures as upstreams sent them, one JSON object a line, against what they mean.

A line has `id`, `provider`, `status` (null when no response came), `headers`, `body`, `transport` (only where a
connection failed, in the words of `classify`), `expect` and `source`: the public thread that shows the body; with
"(text)" where it shows the words and the envelope was added; "known wording" where an API is known for them;
"modelled wording" where none is. `expect.also` names what is as right where a text leaves it open, `figures` are the
numbers and names that stand in the body, `retry_after_s` the wait it names, counted from NOW or from its `date`
header. Keys, ids and accounts are made up, and some numbers are changed.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.diagnose.classify import classify
from tui_router.diagnose.taxonomy import TAXONOMY

NOW = 1_770_710_400.0  # 2026-02-10 08:00 UTC
FAMILIES = sorted(Path(__file__).parent.glob("*.jsonl"))
ROWS: list[dict[str, Any]] = [
    json.loads(line) for path in FAMILIES for line in path.read_text(encoding="utf-8").splitlines()
]


def diagnosed(row: dict[str, Any]) -> Diagnosis:
    status = row["status"]
    return classify(
        status=None if status == 200 else status,
        headers=row["headers"],
        body=row["body"].encode(),
        transport=row.get("transport", ""),
        now=NOW,
    )


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS])
def test_a_failure_means_what_it_says(row):
    expect = row["expect"]
    diagnosis = diagnosed(row)
    assert diagnosis.name in [expect["diagnosis"], *expect.get("also", [])]
    assert (diagnosis.type, diagnosis.status) == (
        TAXONOMY[diagnosis.name].type,
        TAXONOMY[diagnosis.name].answer_status,
    )
    if diagnosis.name == expect["diagnosis"]:
        wanted = expect.get("figures", {})
        assert {key: diagnosis.figures.get(key) for key in wanted} == wanted
    if "retry_after_s" in expect:
        assert diagnosis.retry_after_s == pytest.approx(expect["retry_after_s"], abs=1)


def test_the_rows_are_told_apart():
    assert [name for name, count in Counter(row["id"] for row in ROWS).items() if count > 1] == []
    assert [row["id"] for row in ROWS if not row["source"]] == []
    told = Counter((row["status"], row["body"], row.get("transport")) for row in ROWS)
    assert [body for body, count in told.items() if count > 1] == []


def test_the_rows_name_what_the_taxonomy_knows():
    named = {name for row in ROWS for name in (row["expect"]["diagnosis"], *row["expect"].get("also", []))}
    assert named <= TAXONOMY.keys()
