"""Operators that look at when an exchange began."""

from tui_router.journal.filter.leaf import Leaf
from tui_router.journal.filter.values import COMPARE, SECONDS, Given, moment, number
from tui_router.journal.record import ExchangeRow


def at(given: Given) -> Leaf:
    """`>` begins with the moment that is named, `<` ends before it, `=` is within it."""
    start, end, said = moment(given)

    def fits(row: ExchangeRow) -> bool:
        began = row.started_at
        match given.relation:
            case ">" | ">=":
                return began >= start
            case "<":
                return began < start
            case "<=":
                return began < end
            case "!=":
                return not start <= began < end
            case _:
                return start <= began < end

    before = {">": "since", ">=": "since", "<": "before", "<=": "until", "!=": "not at"}
    return Leaf(fits, f"{before.get(given.relation, 'at')} {said}")


def ago(given: Given) -> Leaf:
    """The age grows: a row leaves `~ago<10m` when the filter is laid anew."""
    if given.relation in ("", "=", "!="):
        raise given.fault("~ago compares: ~ago<10m")
    wanted = number(given, SECONDS, "a time: <10m")
    compare, clock = COMPARE[given.relation], given.clock

    def fits(row: ExchangeRow) -> bool:
        return compare(clock() - row.started_at, wanted)

    recent = given.relation.startswith("<")
    return Leaf(fits, f"in the last {given.value}" if recent else f"more than {given.value} ago")
