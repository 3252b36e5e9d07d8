"""The schema of a tool's input as a target takes it, where the language has no schemas of its own."""

from typing import Any

import msgspec
from msgspec import Raw

from tui_router.core.note import Act
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.plain_json import dump
from tui_router.dialects.tool_schema import COMPLETED, Cut, plain
from tui_router.wire.json import NotJson, read, read_any

_EMPTY = Raw(b'{"type":"object","properties":{}}')
_object = msgspec.json.Decoder(dict[str, Raw])


def offered_schema(
    raw: Raw, path: str, ledger: Ledger, *, refused: tuple[str, ...] = (), simple: bool = False
) -> Raw:
    """The schema as the client spelled it, as far as the target takes it: an object with properties, without
    `$schema` and the `refused` keywords. `simple` says that it takes only the simplest."""
    try:
        members = read(bytes(raw), _object) if bytes(raw) else {}
    except NotJson:
        ledger.add(
            "approximated", f"{path}.input_schema", "a schema that is not an object", before=bytes(raw)
        )
        return _EMPTY
    changed = members.pop("$schema", None) is not None
    if changed:
        ledger.count(
            "dropped", "tools[*].input_schema.$schema", "some targets refuse it, none reads it", "schemas"
        )
    narrowed = None
    if simple:
        narrowed = _plain(bytes(raw), ledger)
    elif refused and _concerns(bytes(raw), refused):
        narrowed = _cut(bytes(raw), refused, ledger)
    if narrowed is not None:
        members, changed = narrowed, True
    for key, value in (("type", b'"object"'), ("properties", b"{}")):
        if bytes(members.get(key, b"null")) == b"null":
            members[key] = Raw(value)
            changed = True
            ledger.count(
                "added", f"tools[*].input_schema.{key}", f"targets want {key} in every schema", "schemas"
            )
    return Raw(msgspec.json.encode(members)) if changed else raw


def _concerns(raw: bytes, refused: tuple[str, ...]) -> bool:
    """Whether a keyword may be in the schema, or is one that may be missing."""
    return any(key in COMPLETED or f'"{key}"'.encode() in raw for key in refused)


def _said(raw: bytes) -> Any:
    schema = read_any(raw)
    schema.pop("$schema", None)  # has its note
    return schema


def _cut(raw: bytes, refused: tuple[str, ...], ledger: Ledger) -> dict[str, Raw] | None:
    """Without the refused keywords; None when there are none, or when nobody can read the schema."""
    try:
        cut = Cut(_said(raw), frozenset(refused))
        members = read(dump(cut.schema), _object)
    except (RecursionError, NotJson):
        return None
    for key, count in cut.dropped.items():
        reason = f"the target refuses {key} in a schema"
        ledger.count("dropped", f"tools[*].input_schema..{key}", reason, "places", by=count)
    for key, count in cut.told.items():
        lacks = key in COMPLETED
        reason = f"the target wants {key} there" if lacks else f"{key} in the words that the target takes"
        act: Act = "added" if lacks else "approximated"
        ledger.count(act, f"tools[*].input_schema..{key}", reason, "places", by=count)
    return members if cut.dropped or cut.told else None


def _plain(raw: bytes, ledger: Ledger) -> dict[str, Raw] | None:
    """In the simplest keywords; None when it is so already."""
    reason = "the target takes only the simplest schemas"
    try:
        schema = _said(raw) if raw else {}
        made = plain(schema)
        if made == schema:
            return None
        members = read(dump(made), _object)
    except (RecursionError, NotJson):
        members = read(bytes(_EMPTY), _object)
    ledger.count("approximated", "tools[*].input_schema", reason, "schemas")
    return members
