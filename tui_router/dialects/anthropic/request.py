"""A client's request for an upstream of the same language: its own bytes, changed only where they must be."""

import json

from tui_router.core.note import Note
from tui_router.dialects.anthropic.splice import Member, NotJson, Span, apply, cuts, elements, members
from tui_router.dialects.base import Call, Prepared
from tui_router.messages.blocks import ThinkingBlock
from tui_router.messages.codec import mend_surrogates

VERSION = "2023-06-01"
LEAST_BUDGET = 1024
"""Tokens of thinking below which Anthropic refuses a budget."""

_FORWARDED = ("anthropic-version", "anthropic-beta", "user-agent")


def prepare(call: Call) -> Prepared:
    notes: list[Note] = []
    body = _whole_text(call.body, notes)
    try:
        body = apply(body, _edits(call, body, notes))
    except NotJson as error:
        raise ValueError(f"the body was decoded but cannot be spliced: {error}") from error
    return Prepared(
        path=path(call.provider.base_url),
        body=body,
        headers=headers(call),
        streams=call.request.stream,
        notes=notes,
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


def _whole_text(body: bytes, notes: list[Note]) -> bytes:
    if b"\\ud" not in body and b"\\uD" not in body:
        return body
    mended = mend_surrogates(body)
    if mended != body:
        notes.append(Note("repaired", "", "half a surrogate pair is no text; it became U+FFFD"))
    return mended


def _edits(call: Call, body: bytes, notes: list[Note]) -> list[tuple[Span, bytes]]:
    top = members(body)
    edits: list[tuple[Span, bytes]] = []
    if call.target.model:
        name = json.dumps(call.target.model, ensure_ascii=False).encode()
        edits += [(member.value, name) for member in top if member.key == "model"]
    edits += _clamp(call, body, top, notes)
    edits += _strip_thinking(call, body, top, notes)
    return edits


def _clamp(call: Call, body: bytes, top: list[Member], notes: list[Note]) -> list[tuple[Span, bytes]]:
    limit, asked = call.limits.max_output_tokens, call.request.max_tokens
    if limit is None or asked is None or asked <= limit:
        return []
    notes.append(
        Note(
            "clamped",
            "max_tokens",
            f"the target writes at most {limit} tokens",
            "max_tokens",
            str(asked),
            str(limit),
        )
    )
    edits = [(member.value, b"%d" % limit) for member in top if member.key == "max_tokens"]
    thinking = call.request.thinking
    if thinking is None or thinking.budget_tokens is None or thinking.budget_tokens < limit:
        return edits
    budget = str(thinking.budget_tokens)
    if limit <= LEAST_BUDGET:
        places = {i for i, member in enumerate(top) if member.key == "thinking"}
        notes.append(
            Note(
                "dropped",
                "thinking",
                f"no budget of {LEAST_BUDGET} tokens fits under max_tokens {limit}",
                before=budget,
            )
        )
        return edits + [(cut, b"") for cut in cuts([member.whole for member in top], places)]
    where = "thinking.budget_tokens"
    notes.append(
        Note("clamped", where, "the budget must stay below max_tokens", where, budget, str(limit - 1))
    )
    return edits + [
        (inner.value, b"%d" % (limit - 1))
        for member in top
        if member.key == "thinking" and body[member.value.start] == ord("{")
        for inner in members(body, member.value)
        if inner.key == "budget_tokens"
    ]


def _strip_thinking(
    call: Call, body: bytes, top: list[Member], notes: list[Note]
) -> list[tuple[Span, bytes]]:
    """Thinking without a signature was not made by an upstream that signs: one that verifies would refuse it."""
    unsigned = {
        number: {
            place
            for place, block in enumerate(message.content)
            if isinstance(block, ThinkingBlock) and not block.signature
        }
        for number, message in enumerate(call.request.messages)
        if not isinstance(message.content, str)
    }
    unsigned = {number: places for number, places in unsigned.items() if places}
    if not unsigned:
        return []
    spans = elements(body, [member.value for member in top if member.key == "messages"][-1])
    edits: list[tuple[Span, bytes]] = []
    emptied: set[int] = set()
    for number, places in unsigned.items():
        content = [member.value for member in members(body, spans[number]) if member.key == "content"][-1]
        blocks = elements(body, content)
        notes.extend(
            Note(
                "dropped",
                f"messages[{number}].content[{place}]",
                "thinking without a signature; its maker alone takes it back",
            )
            for place in sorted(places)
        )
        if len(places) == len(blocks):
            emptied.add(number)
            notes.append(Note("dropped", f"messages[{number}]", "nothing else stood in this message"))
        else:
            edits += [(cut, b"") for cut in cuts(blocks, places)]
    return edits + [(cut, b"") for cut in cuts(spans, emptied)]
