from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tui_router.journal.record import AttemptRow, ExchangeDetail, ExchangeRow, LegCapture
from tui_router.journal.store import Entry, pack


def entry(id: int, body: bytes = b"", state: Any = "ok", **row: Any) -> Entry:
    data = body or b"leg a of %d" % id
    made = ExchangeRow(id=id, started_at=row.pop("started_at", 1000.0 + id), state=state, **row)
    return Entry(
        id=id,
        row=made,
        detail=ExchangeDetail(row=made, attempts=[AttemptRow(number=1, outcome="ok")]),
        legs=[pack(LegCapture(leg="a", data=data, size=len(data)))],
    )


@pytest.fixture
def make_entry() -> Callable[..., Entry]:
    return entry


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.db"
