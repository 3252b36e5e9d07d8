"""A rewire that was applied: what it was, how it is told, and whether it can still be turned back alone."""

from dataclasses import dataclass

from tui_router.control.wiring import Wires
from tui_router.core.target import Tier
from tui_router.journal.record import Tiers
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.rewire_words import short_session
from tui_router.tui.rewire_draft import Draft, chain_of
from tui_router.tui.targets import usual


@dataclass(frozen=True, slots=True)
class Rewired:
    """`number` is the revision before; `wires` are those of the one it became. `replay` is the exchange to send again
    now, 0 for none.
    """

    tier: Tier
    before: list[str]
    after: list[str]
    number: int
    wires: Wires
    rule: int | None = None
    session: str = ""
    alone: bool = True
    """Nothing but where it goes was changed: no key, language or limit."""
    written: bool = False
    replay: int = 0


def tiers_of(wires: Wires) -> Tiers:
    """For the bars, which show where every tier goes."""
    return Tiers(revision=wires.revision, tiers=dict(wires.effective))


def may_turn_back(done: Rewired, now: Wires) -> bool:
    """Whether the tier still goes where it was sent, although other things have changed since."""
    where = chain_of(now, Draft(tier=done.tier, session=done.session))
    return done.alone and done.rule is None and where == tuple(done.after)


def rewired_words(done: Rewired, glyphs: Glyphs) -> str:
    if done.rule is not None:
        return f"Rule {done.rule} is changed" if done.rule else "A new rule is in force"
    where = usual(done.after, glyphs)
    only = f" for session {short_session(done.session)}" if done.session else ""
    if done.before == done.after:
        return f"{done.tier} goes to {where} as it is set now"
    return f"{done.tier} now goes to {where}{only}"


def undone_words(done: Rewired, glyphs: Glyphs) -> str:
    if done.rule is not None:
        return "The rules are as they were"
    if not done.before:
        return f"{done.tier} is not wired again"
    only = f" for session {short_session(done.session)}" if done.session else ""
    return f"{done.tier} goes to {usual(done.before, glyphs)} again{only}"
