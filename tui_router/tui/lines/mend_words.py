"""What the gateway did about a refusal inside the exchange, in words: what was changed, whose words made it so."""

from collections.abc import Sequence

from tui_router.core.diagnosis import Diagnosis
from tui_router.journal.record import AttemptRow, ExchangeDetail
from tui_router.tui import cells
from tui_router.tui.lines.trouble import title_of
from tui_router.tui.safe_text import safe_text

_LONGEST = 300


def mend_words(detail: ExchangeDetail) -> str:
    """max_tokens 32,000 → 16,384, sent again after 0.2 s."""
    told = safe_text(detail.row.trouble[:_LONGEST], line=True)
    if not told:
        return title_of(detail.diagnosis) if detail.diagnosis else "mended by itself"
    last = detail.attempts[-1] if detail.attempts else None
    if last is None or "sent again after" in told:
        return told
    if told.endswith("sent again"):
        return f"{told} after {cells.took(last.wait)}" if last.wait else told
    if last.repair and last.times.sent is not None:
        return f"{told}, sent again after {cells.took(last.times.sent)}"
    return told


def refusal(detail: ExchangeDetail, attempt: int | None = None) -> tuple[str, Diagnosis | None]:
    """Who refused and why: at the attempt that is looked at, else at the last one that tells. Of an exchange that
    failed only an attempt tells that failed in the same way: what was mended before is another story."""
    chosen = [one for one in detail.attempts if one.number == attempt] or detail.attempts
    whole = detail.diagnosis if detail.row.state == "failed" else None
    for one in reversed(chosen):
        said = one.diagnosis
        if said is None or (attempt is None and whole is not None and said.name != whole.name):
            continue
        if said.quote or attempt is not None:
            return one.provider or detail.row.provider, said
    return detail.row.provider, detail.diagnosis


def mend_of(attempts: Sequence[AttemptRow], index: int) -> str:
    """What was changed after the attempt at `index`, short: for a bar."""
    if index + 1 >= len(attempts):
        return ""
    done = attempts[index + 1]
    if done.repair:
        return safe_text(done.repair[:80], line=True)
    before = attempts[index]
    if done.provider and (done.provider, done.model) != (before.provider, before.model):
        return f"then {safe_text((done.model or done.provider)[:60], line=True)}"
    return ""
