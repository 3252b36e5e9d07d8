"""What a row says about itself: the text in which bare words are looked for.

Stored rows are searched in SQL and live ones in memory, so both look in the same text.
"""

import re

from tui_router.journal.record import ExchangeRow

_UNSEEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


def plain(text: str) -> str:
    """Lower case, without what SQLite cannot hold or would end a text at."""
    return _UNSEEN.sub(" ", text.casefold())


def hay(row: ExchangeRow) -> str:
    said = (
        f"#{row.id}",
        row.client_model,
        row.provider,
        row.model,
        row.tier,
        row.state,
        "live" if row.state == "waiting" else "",
        row.kind,
        row.diagnosis,
        row.trouble,
        row.session,
        row.agent,
        "" if row.status is None else str(row.status),
        "" if row.replay_of is None else "replay",
        "marked" if row.marked else "",
        "edited" if row.edited else "",
        "imported" if row.imported else "",
        row.comment,
    )
    return plain(" ".join(said))
