"""A client's request for an upstream of the same language: its own bytes, changed only where they must be."""

from tui_router.dialects.anthropic import output
from tui_router.dialects.anthropic.draft import Draft
from tui_router.dialects.anthropic.honour import honour
from tui_router.dialects.anthropic.splice import NotJson
from tui_router.dialects.anthropic.thinking import fit_budget
from tui_router.dialects.anthropic.thoughts import drop_unsigned
from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import NameMap
from tui_router.messages.codec import mend_surrogates
from tui_router.providers.quirks import Quirks

VERSION = "2023-06-01"

_FORWARDED = ("anthropic-version", "anthropic-beta", "user-agent")
_PLAIN = Quirks()


def prepare(call: Call) -> Prepared:
    """`memo` is the `NameMap` of tools that go under another name, None when none does."""
    ledger = Ledger()
    draft = Draft(call, _whole_text(call.body, ledger), ledger)
    sent = headers(call)
    names: NameMap | None = None
    streams = call.request.stream
    try:
        if call.target.model:
            draft.top.put("model", call.target.model)
        if output.limit(draft):
            fit_budget(draft)
        if call.provider.quirks == _PLAIN:
            drop_unsigned(draft)
        else:
            names = honour(draft, sent)
            streams = output.stream(draft)
        body = draft.top.render()
    except NotJson as error:
        raise ValueError(f"the body was decoded but cannot be spliced: {error}") from error
    return Prepared(
        path=path(call.provider.base_url),
        body=body,
        headers=sent,
        streams=streams,
        notes=ledger.notes(),
        memo=names,
    )


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
    if b"\\ud" not in body and b"\\uD" not in body:
        return body
    mended = mend_surrogates(body)
    if mended != body:
        ledger.add("repaired", "", "half a surrogate pair is no text; it became U+FFFD")
    return mended
