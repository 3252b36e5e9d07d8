"""The parts of a compiled filter: tests of a row, and what joins them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tui_router.journal.filter.hay import hay
from tui_router.journal.record import ExchangeRow

Test = Callable[[ExchangeRow], bool]


@dataclass(eq=False, slots=True)
class BodyTest:
    """A search in bodies. Whoever runs it puts the ids of what was found into `found`; until then nothing is."""

    pattern: str
    legs: str
    found: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Leaf:
    """`said`: the test in words. `word`: of a bare word what is looked for in the row's text."""

    fits: Test
    said: str
    word: str = ""
    body: BodyTest | None = None


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Node"


Node = Leaf | All | Either | Not


def leaves(node: Node) -> Iterator[Leaf]:
    match node:
        case Leaf():
            yield node
        case Not(part):
            yield from leaves(part)
        case All(parts) | Either(parts):
            for part in parts:
                yield from leaves(part)


def fits_of(node: Node) -> Test:
    """One function for the whole tree: it runs for every row of the list."""
    match node:
        case Leaf():
            return node.fits
        case Not(part):
            denied = fits_of(part)
            return lambda row: not denied(row)
        case All(parts):
            # The text of a row is dear: it is made once for all its words, and only when all else fits.
            words = [part.word for part in parts if isinstance(part, Leaf) and part.word]
            tests = [fits_of(part) for part in parts if not (isinstance(part, Leaf) and part.word)]
            return _every([*tests, says(words)] if words else tests)
        case Either(parts):
            return _any([fits_of(part) for part in parts])


def says(words: list[str]) -> Test:
    """All of these, each in lower case, stand in the row's text."""

    def fits(row: ExchangeRow) -> bool:
        text = hay(row)
        return all(word in text for word in words)

    return fits


def _every(tests: list[Test]) -> Test:
    def fits(row: ExchangeRow) -> bool:
        for test in tests:  # noqa: SIM110 - a generator would cost more than the tests
            if not test(row):
                return False
        return True

    return fits


def _any(tests: list[Test]) -> Test:
    def fits(row: ExchangeRow) -> bool:
        for test in tests:  # noqa: SIM110 - as above
            if test(row):
                return True
        return False

    return fits


def said_of(node: Node, *, inside: bool = False) -> str:
    match node:
        case Leaf():
            return node.said
        case Not(part):
            return f"not {said_of(part, inside=True)}"
        case All(parts):
            said = ", ".join(said_of(part, inside=True) for part in parts)
        case Either(parts):
            said = " or ".join(said_of(part, inside=True) for part in parts)
    return f"({said})" if inside else said
