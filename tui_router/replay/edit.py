"""A person's change of a request: laid over its top level, or another body in its place. What is not named keeps its
bytes and its order, since a prompt that differs in a byte is paid for again.
"""

import json
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Raw

from tui_router.core.faults import ClientFault
from tui_router.core.note import Act, Note
from tui_router.dialects.anthropic.splice import Member, NotJson, Span, apply, cuts, members
from tui_router.messages.codec import mend_surrogates

MOST_NOTES = 64
_SHOWN = 80

_object = msgspec.json.Decoder(dict[str, Raw])


def edited(body: bytes, patch: Mapping[str, Any], instead: bytes, *, cap: int) -> bytes:
    """The request with `patch` laid over it, or `instead` in its place; as it was when both are empty. `cap` is the
    most bytes a request may have. Raises `ClientFault` that says what is wrong with the change.
    """
    if patch and instead:
        raise ClientFault.say("give a patch or a body, not both")
    if len(instead) > cap:
        raise ClientFault.say(f"the body is too large: at most {cap} bytes are taken")
    if instead:
        _members(instead)
        return instead
    laid = lay(body, patch) if patch else body
    if len(laid) > cap:
        raise ClientFault.say(f"with this patch the request is too large: at most {cap} bytes are taken")
    return laid


def lay(body: bytes, patch: Mapping[str, Any]) -> bytes:
    """`body` with the members of `patch` set and those that are None taken out. A member that stands there twice is
    taken out everywhere, and set once. Raises `ClientFault`.
    """
    body, found = _members(body)
    drop: set[int] = set()
    edits: list[tuple[Span, bytes]] = []
    added: list[bytes] = []
    for name, value in patch.items():
        places = [number for number, member in enumerate(found) if member.key == name]
        if value is None:
            drop.update(places)
            continue
        written = _written(name, value)
        drop.update(places[1:])
        if places:
            edits.append((found[places[0]].value, written))
        else:
            added.append(_written(name, name) + b":" + written)
    spans = [member.whole for member in found]
    cut = cuts(spans, drop)
    new = b",".join(added)
    if not new:
        return apply(body, [*edits, *((span, b"") for span in cut)])
    if len(drop) == len(spans):
        at = cut[0] if cut else Span(body.index(b"{") + 1, body.index(b"{") + 1)
        return apply(body, [(at, new)])
    last = max(number for number in range(len(spans)) if number not in drop)
    end = Span(spans[last].end, spans[last].end)
    return apply(body, [*edits, (end, b"," + new), *((span, b"") for span in cut)])


def differences(before: bytes, after: bytes, because: str) -> tuple[Note, ...]:
    """What a person changed, a note for each member of the top level. Empty where one of them is no JSON object."""
    try:
        old, new = _object.decode(before), _object.decode(after)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ()
    notes: list[Note] = []
    for name in [*old, *(name for name in new if name not in old)]:
        was, now = old.get(name), new.get(name)
        if was == now:
            continue
        act: Act = "dropped" if now is None else "added" if was is None else "approximated"
        notes.append(
            Note(
                act=act,
                path="" if was is None else name[:_SHOWN],
                to="" if now is None else name[:_SHOWN],
                reason=because,
                before=_short(was),
                after=_short(now),
            )
        )
    return tuple(notes[:MOST_NOTES])


def _members(body: bytes) -> tuple[bytes, list[Member]]:
    """The text, mended where half a surrogate pair stands in it, and the members of the object it is."""
    try:
        return body, members(body)
    except NotJson:
        mended = mend_surrogates(body)
        try:
            return mended, members(mended)
        except NotJson as error:
            raise ClientFault.say(f"the request must be a JSON object: {error}") from None


def _written(name: str, value: Any) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (ValueError, TypeError, RecursionError) as error:
        raise ClientFault.say(f"{name[:_SHOWN]}: no JSON can be written of it: {error}") from None
    return text.encode("utf-8", "replace")


def _short(raw: Raw | None) -> str:
    if raw is None:
        return ""
    text = bytes(memoryview(raw)[: 4 * _SHOWN]).decode("utf-8", "replace")
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
