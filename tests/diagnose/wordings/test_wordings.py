"""What upstreams say, in their words, against what it means: one JSON object a line, a file for each family of rules.

A line has `is` (the diagnosis) and `from` (who says it so, or nearly so; "any" where it is a way to say it that
nobody is known for). What was answered is `status` with `said` (a sentence in OpenAI's envelope, with the members
of `error` beside it), `body` (a document) or `raw` (the text of the body). `or` names what is as right. `figures`
and `retry_after` are what must be read out, the wait counted from NOW; `message` is how the sentence for the client
must begin.
"""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from tui_router.core.diagnosis import Diagnosis
from tui_router.diagnose.classify import classify
from tui_router.diagnose.taxonomy import TAXONOMY

NOW = 1_700_000_000.0  # 2023-11-14 22:13:20 UTC
FILES = sorted(Path(__file__).parent.glob("*.jsonl"))
LINES: list[tuple[str, dict[str, Any]]] = [
    (f"{path.stem}-{number}-{row['from']}", row)
    for path in FILES
    for number, row in enumerate(map(json.loads, path.read_text(encoding="utf-8").splitlines()), 1)
]

ELSEWHERE = {"ok", "stream_violation"}
"""What no words of an upstream tell."""


def body(row: dict[str, Any]) -> bytes:
    if "raw" in row:
        return row["raw"].encode()
    document = row["body"] if "body" in row else {"error": {"message": row["said"], **row.get("error", {})}}
    return json.dumps(document).encode()


def diagnosed(row: dict[str, Any]) -> Diagnosis:
    return classify(status=row["status"], headers=row.get("headers", {}), body=body(row), now=NOW)


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in LINES])
def test_words_mean_what_they_say(row):
    diagnosis = diagnosed(row)
    assert diagnosis.name in [row["is"], *row.get("or", [])]
    if diagnosis.name != row["is"]:
        return
    wanted = row.get("figures", {})
    assert {name: diagnosis.figures.get(name) for name in wanted} == wanted
    if "retry_after" in row:
        assert diagnosis.retry_after_s == pytest.approx(row["retry_after"], abs=1)
    assert re.search(row.get("message", ""), diagnosis.message)


def test_every_diagnosis_is_said_in_several_ways():
    who = defaultdict(set)
    count = defaultdict(int)
    for _, row in LINES:
        who[row["is"]].add(row["from"].split("-")[0])
        count[row["is"]] += 1
    assert {name for name in TAXONOMY if count[name] < 4} <= ELSEWHERE
    assert {name for name in TAXONOMY if len(who[name]) < 4} <= ELSEWHERE


def test_no_line_stands_twice():
    seen = [(row["status"], body(row)) for _, row in LINES]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in LINES])
def test_what_is_permanent_says_so(row):
    """What cannot mend itself must not look as if asking again could help."""
    diagnosis = diagnosed(row)
    assert not diagnosis.heals or TAXONOMY[diagnosis.name].heals
    if diagnosis.type in ("authentication_error", "billing_error", "permission_error", "not_found_error"):
        assert not diagnosis.heals
