"""The sentences in which OpenAI refuses a member of a request to Responses, and the rules that end in them.

A rule is a generator of complaints; the first one is the answer.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tui_router.sandbox.reply import Complaint

Complaints = Iterator[Complaint]

_QUOTED = 200
"""Characters of a value."""

_KINDS: dict[type, str] = {
    bool: "a boolean",
    int: "an integer",
    float: "a decimal",
    str: "a string",
    list: "an array",
    dict: "an object",
    type(None): "null",
}


def unknown(fields: Mapping[str, Any], known: Collection[str], at: str = "") -> Complaints:
    for name in fields:
        if name not in known:
            param = f"{at}.{name}" if at else name
            yield Complaint(f"Unknown parameter: '{param}'.", param, "unknown_parameter")


def missing(param: str) -> Complaint:
    return Complaint(f"Missing required parameter: '{param}'.", param, "missing_required_parameter")


def typed(value: Any, param: str, *kinds: type) -> Complaints:
    """A number without a fraction is a decimal too; a boolean is no number."""
    fits = type(value) in kinds or (float in kinds and type(value) is int)
    if not fits:
        expected = " or ".join(_KINDS[kind] for kind in kinds if kind is not type(None))
        got = _KINDS[type(value)]
        said = f"Invalid type for '{param}': expected {expected}, but got {got} instead."
        yield Complaint(said, param, "invalid_type")


def one_of(value: Any, param: str, known: Collection[str]) -> Complaints:
    if not isinstance(value, str) or value not in known:
        *some, last = [f"'{word}'" for word in known]
        listed = f"{', '.join(some)}, and {last}" if some else last
        said = f"Invalid value: '{str(value)[:_QUOTED]}'. Supported values are: {listed}."
        yield Complaint(said, param, "invalid_value")


def at_most(value: str | list[Any], param: str, most: int) -> Complaints:
    if len(value) > most:
        kind = "string" if isinstance(value, str) else "array"
        of = f"{_KINDS[type(value)]} with"
        said = (
            f"{kind} too long. Expected {of} maximum length {most}, but got {of} length {len(value)} instead."
        )
        yield Complaint(f"Invalid '{param}': {said}", param, f"{kind}_above_max_length")


def between(value: float, param: str, low: float, high: float | None) -> Complaints:
    kind = "integer" if isinstance(value, int) and isinstance(low, int) else "decimal"
    if value < low:
        said = f"{kind} below minimum value. Expected a value >= {low}, but got {value} instead."
        yield Complaint(f"Invalid '{param}': {said}", param, f"{kind}_below_min_value")
    if high is not None and value > high:
        said = f"{kind} above maximum value. Expected a value <= {high}, but got {value} instead."
        yield Complaint(f"Invalid '{param}': {said}", param, f"{kind}_above_max_value")
