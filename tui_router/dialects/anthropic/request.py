"""A client's request for an upstream of the same language: its own bytes, changed only where they must be."""

from typing import NamedTuple

from tui_router.dialects.anthropic import output
from tui_router.dialects.anthropic.caching import care
from tui_router.dialects.anthropic.draft import Draft
from tui_router.dialects.anthropic.foreign import settle
from tui_router.dialects.anthropic.honour import honour
from tui_router.dialects.anthropic.splice import NotJson
from tui_router.dialects.anthropic.thinking import fit_budget
from tui_router.dialects.anthropic.thoughts import drop_foreign, keep_order
from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import NameMap
from tui_router.messages.codec import mend_surrogates
from tui_router.providers.quirks import Quirks

VERSION = "2023-06-01"

_FORWARDED = ("anthropic-version", "anthropic-beta", "user-agent")
_PLAIN = Quirks()
"""Half of a pair as an escape. One search for both spellings: over a long body it is what costs most here."""


class Drafted(NamedTuple):
    """A request with everything in it that the target takes, not yet written. `names` are the tools that go under
    another name, None when none does."""

    draft: Draft
    headers: dict[str, str]
    streams: bool
    names: NameMap | None


def prepare(call: Call) -> Prepared:
    """`memo` is the `NameMap` of tools that go under another name, None when none does."""
    try:
        drafted = drafted_for(call)
        body = drafted.draft.top.render()
    except NotJson as error:
        raise ValueError(f"the body was decoded but cannot be spliced: {error}") from error
    return Prepared(
        path=path(call.provider.base_url),
        body=body,
        headers=drafted.headers,
        streams=drafted.streams,
        notes=drafted.draft.ledger.notes(),
        memo=drafted.names,
    )


def drafted_for(call: Call) -> Drafted:
    """Raises `NotJson`."""
    ledger = Ledger()
    draft = Draft(call, _whole_text(call.body, ledger), ledger)
    sent = headers(call)
    names: NameMap | None = None
    streams = call.request.stream
    if call.target.model:
        draft.top.put("model", call.target.model)
    if output.limit(draft):
        fit_budget(draft)
    care(draft, call.body)
    if call.provider.quirks == _PLAIN and not _is_blind(call):
        if drop_foreign(draft):
            keep_order(draft)
        settle(draft)
    else:
        names = honour(draft, sent)
        streams = output.stream(draft)
    return Drafted(draft, sent, streams, names)


def _is_blind(call: Call) -> bool:
    known = call.provider.models.get(call.target.model or call.request.model)
    return known is not None and known.images is False


def path(base_url: str) -> str:
    """People write the base URL of this language with and without /v1."""
    base = base_url.rstrip("/")
    if base.endswith("/v1/messages"):
        return ""
    return "/messages" if base.endswith("/v1") else "/v1/messages"


def headers(call: Call) -> dict[str, str]:
    forwarded = {
        name: value
        for name, value in call.headers.items()
        if name in _FORWARDED or name.startswith("x-stainless-")
    }
    return {"anthropic-version": VERSION, **forwarded}


def _whole_text(body: bytes, ledger: Ledger) -> bytes:
    mended = mend_surrogates(body)
    if mended != body:
        ledger.add("repaired", "", "half a surrogate pair is no text; it became U+FFFD")
    return mended
