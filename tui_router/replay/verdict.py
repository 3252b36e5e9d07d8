"""Two exchanges in a sentence: which is faster, which is cheaper, and whether they did the same."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from tui_router.replay.compare import Line, Part

_EVEN = 1.1
"""Below this ratio two figures are taken for the same."""
_TIMES = 3.0
"""From this ratio on it is said how many times, before that in per cent."""
_NAMED = 3

_COUNTED: tuple[tuple[Part, str, str], ...] = (
    ("request", "in the request", "in the request"),
    ("stream", "in the upstream's answer", "in the upstream's answer"),
    ("argument", "tool argument", "tool arguments"),
    ("sentence", "sentence", "sentences"),
    ("block", "block", "blocks"),
    ("answer", "elsewhere in the answer", "elsewhere in the answer"),
)


class Figures(NamedTuple):
    """Seconds and dollars; None where unknown. `failed` is why, in words, "" when it was answered."""

    took: float | None = None
    cost: float | None = None
    failed: str = ""
    ended: bool = True
    tools: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """The sentence in pieces: what to read first, and the words between."""

    pieces: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)


def counts(lines: Iterable[Line]) -> tuple[str, str]:
    """ "5 changes" and where they are: "3 in the request, 1 tool argument, 1 sentence"."""
    parts = {line.change: line.part for line in lines if line.change}
    if not parts:
        return "no change", ""
    found = Counter(parts.values())
    told = [
        f"{found[part]} {one if found[part] == 1 else many}" for part, one, many in _COUNTED if found[part]
    ]
    return ("1 change" if len(parts) == 1 else f"{len(parts):,} changes"), ", ".join(told)


def verdict(a: Figures, b: Figures) -> Verdict:
    """What B is beside A."""
    if not a.ended or not b.ended:
        going = "Both are" if not a.ended and not b.ended else "A is" if not a.ended else "B is"
        return Verdict(((f"{going} still being answered.", False),))
    if a.failed or b.failed:
        return Verdict(_failures(a, b))
    parts = [part for part in (_speed(a.took, b.took), _price(a.cost, b.cost)) if part]
    said: list[tuple[str, bool]] = []
    if parts:
        said.append(("B is ", False))
        said += (
            [(parts[0], True)] if len(parts) == 1 else [(parts[0], True), (" and ", False), (parts[1], True)]
        )
        said.append((", and ", False))
    tools = _tools(a.tools, b.tools)
    said.append((tools if parts else f"B {tools}", False))
    return Verdict(tuple(said))


def _failures(a: Figures, b: Figures) -> tuple[tuple[str, bool], ...]:
    if a.failed and b.failed:
        if a.failed == b.failed:
            return (("Both failed", True), (f" in the same way: {a.failed}", False))
        return (("Both failed", True), (f": A {a.failed}; B {b.failed}", False))
    if b.failed:
        return (("B failed", True), (f", A was answered: {b.failed}", False))
    return (("B was answered", True), (f", A failed: {a.failed}", False))


def _speed(a: float | None, b: float | None) -> str:
    if not a or not b or a <= 0 or b <= 0:
        return ""
    if max(a, b) / min(a, b) < _EVEN:
        return "as fast"
    return f"{a / b:.1f}× faster" if a > b else f"{b / a:.1f}× slower"


def _price(a: float | None, b: float | None) -> str:
    if a is None or b is None or a <= 0 or b < 0:
        return ""
    if b and max(a, b) / min(a, b) < _EVEN:
        return "as dear"
    if b < a:
        return f"{100 * (a - b) / a:.0f}% cheaper"
    return f"{b / a:.1f}× dearer" if b / a >= _TIMES else f"{100 * (b - a) / a:.0f}% dearer"


def _tools(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    if a == b:
        if not a:
            return "calls no tool either"
        return "calls the same tool" if len(a) == 1 else "calls the same tools in the same order"
    if Counter(a) == Counter(b):
        return "calls the same tools in another order"
    if not b:
        return f"calls no tool, where A calls {_listed(a)}"
    if not a:
        return f"calls {_listed(b)}, where A calls none"
    return f"calls {_listed(b)} instead of {_listed(a)}"


def _listed(tools: tuple[str, ...]) -> str:
    """ "Read ×2 and Bash": each once, in the order of the first call."""
    named = [name if count == 1 else f"{name} ×{count}" for name, count in Counter(tools).items()]
    shown = named[:_NAMED]
    if len(named) > _NAMED:
        return f"{', '.join(shown)} and {len(named) - _NAMED} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
