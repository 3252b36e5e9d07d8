"""What a rule changes in a request, as data: set, drop, clamp. Applied to the client's bytes before translation, so a
target of any language gets it, and every change is a note.

Paths are members from the top of the body, "max_tokens" or "output_config.effort".
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Raw

from tui_router.core.note import Act, Note
from tui_router.wire.json import NotJson, read_any

Bounds = tuple[float | None, float | None]
"""At least, at most."""

KEPT = frozenset({"model", "messages", "stream"})
"""Members no rule may touch: the target is `to`, the conversation is the client's, and so is the way it listens."""

_SHOWN = 80
_object = msgspec.json.Decoder(dict[str, Raw])


class Changes(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Done in this order: drop, set, clamp."""

    set: dict[str, Any] = {}
    drop: tuple[str, ...] = ()
    clamp: dict[str, Bounds] = {}

    def __bool__(self) -> bool:
        return bool(self.set or self.drop or self.clamp)

    def words(self) -> str:
        """What is done, as in: without top_k, temperature set to 0.2, max_tokens at most 8,192."""
        said = [f"without {path}" for path in self.drop]
        said += [f"{path} set to {_short(value)}" for path, value in self.set.items()]
        return ", ".join([*said, *(f"{path} {_bounds(bounds)}" for path, bounds in self.clamp.items())])


NO_CHANGES = Changes()


def _bounds(bounds: Bounds) -> str:
    low, high = bounds
    said = [f"at least {low:,.10g}"] if low is not None else []
    return " and ".join([*said, *([f"at most {high:,.10g}"] if high is not None else [])])


def apply(fields: Mapping[str, Raw], changes: Sequence[tuple[int, Changes]]) -> tuple[bytes, list[Note]]:
    """The body with the changes of these rules (number and change) made, and a note for each that changed something.

    `fields` are the top members of the body as raw JSON. Members that no change names keep their bytes.
    """
    held: dict[str, Any] = dict(fields)
    notes: list[Note] = []
    for number, change in changes:
        because = f"route {number} of your settings"
        for path in change.drop:
            _drop(held, path, because, notes)
        for path, value in change.set.items():
            _set(held, path, value, because, notes)
        for path, bounds in change.clamp.items():
            _clamp(held, path, bounds, because, notes)
    return msgspec.json.encode(held), notes


def without_text(body: bytes, text: str) -> bytes:
    """The body without the first place of `text`: a tag told us the model, and no model should read it."""
    written = msgspec.json.encode(text)[1:-1]
    for form in (
        written,
        written.replace(b"/", b"\\/"),
        written.replace(b"<", b"\\u003c").replace(b">", b"\\u003e"),
    ):
        if form in body:
            return body.replace(form, b"", 1)
    return body


def _open(held: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """The object that holds the last member of the path; what is missing or no object on the way is made one. Members
    beside the path stay raw, so that numbers no encoder can write keep their spelling."""
    *way, last = path.split(".")
    at = held
    for part in way:
        at[part] = inner = _members(at.get(part)) or {}
        at = inner
    return at, last


def _has(held: Mapping[str, Any], path: str) -> bool:
    at: Mapping[str, Any] | None = held
    *way, last = path.split(".")
    for part in way:
        at = _members(at.get(part)) if at is not None else None
    return at is not None and last in at


def _members(value: Any) -> dict[str, Any] | None:
    if isinstance(value, Raw):
        try:
            return dict(_object.decode(value))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
    return value if isinstance(value, dict) else None


def _value(value: Any) -> Any:
    if not isinstance(value, Raw):
        return value
    try:
        return read_any(bytes(value))
    except NotJson:
        return None  # a member nobody can read is replaced whole or dropped


def _drop(held: dict[str, Any], path: str, because: str, notes: list[Note]) -> None:
    if _has(held, path):
        at, last = _open(held, path)
        notes.append(_note("dropped", path, because, before=_short(_value(at.pop(last)))))


def _set(held: dict[str, Any], path: str, value: Any, because: str, notes: list[Note]) -> None:
    had = _has(held, path)
    at, last = _open(held, path)
    before = _value(at.get(last))
    if had and before == value:
        return
    at[last] = value
    act: Act = "approximated" if had else "added"
    notes.append(_note(act, path, because, before=_short(before) if had else "", after=_short(value)))


def _clamp(held: dict[str, Any], path: str, bounds: Bounds, because: str, notes: list[Note]) -> None:
    if not _has(held, path):
        return
    at, last = _open(held, path)
    before = _value(at[last])
    if not isinstance(before, (int, float)) or isinstance(before, bool):
        return
    low, high = bounds
    after = before
    if low is not None and after < low:
        after = _as(before, low)
    if high is not None and after > high:
        after = _as(before, high)
    if after != before:
        at[last] = after
        notes.append(_note("clamped", path, because, before=_short(before), after=_short(after)))


def _as(like: float, bound: float) -> float:
    """Counts stay whole numbers."""
    return int(bound) if isinstance(like, int) else bound


def _note(act: Act, path: str, because: str, *, before: str = "", after: str = "") -> Note:
    to = "" if act == "dropped" else path
    return Note(
        act=act, path="" if act == "added" else path, to=to, reason=because, before=before, after=after
    )


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
