"""What a target makes of each way a client can ask for thinking, found by translating a small request for each."""

from typing import Any

import msgspec

from tui_router.core.target import Limits, Target
from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.find import dialect_of
from tui_router.messages.codec import decode_request
from tui_router.providers.provider import Provider
from tui_router.wire.json import read_any

ROOM = 64_000
"""Output tokens of each question: enough for the largest budget a client sends by itself."""

_ADAPTIVE = {"thinking": {"type": "adaptive"}}

SETTINGS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("nothing said", {}),
    ("disabled", {"thinking": {"type": "disabled"}}),
    *(
        (f"budget {tokens:,}", {"thinking": {"type": "enabled", "budget_tokens": tokens}})
        for tokens in (1_024, 4_000, 10_000, 31_999)
    ),
    ("adaptive", _ADAPTIVE),
    *(
        (f"effort {level}", {**_ADAPTIVE, "output_config": {"effort": level}})
        for level in ("low", "medium", "high", "xhigh", "max")
    ),
)
"""The words for it, and the members of the client's request. 4,000, 10,000 and 31,999 are the steps of Claude Code."""

_SPEAKS_OF = ("thinking", "output_config", "reasoning", "effort")
_SENT_MOST = 200  # characters


class EffortRow(msgspec.Struct, frozen=True):
    """`asked` is the client's setting, `sent` the members of leg b that it decides ("nothing" when there are none),
    `why` what was noted about it."""

    asked: str
    sent: str
    why: str = ""


def effort_table(provider: Provider, model: str, limits: Limits = Limits()) -> list[EffortRow]:  # noqa: B008 - frozen
    """`provider` with what is known of the target laid over it. A request with a tool is asked about, as coding clients
    send them. Raises `ModuleNotFoundError` for a language that is not built."""
    made = [_prepare(provider, model, limits, members) for _, members in SETTINGS]
    bodies = [_flat(read_any(prepared.body)) for prepared in made]
    names = list(dict.fromkeys(name for body in bodies for name in body))
    decided = [name for name in names if len({body.get(name) for body in bodies}) > 1]
    # What is the same wherever it stands tells least, and the line may be cut.
    decided.sort(key=lambda name: len({body[name] for body in bodies if name in body}) == 1)
    return [
        EffortRow(
            asked=asked,
            sent=", ".join(f"{name} {body[name]}" for name in decided if name in body)[:_SENT_MOST]
            or "nothing",
            why="; ".join(dict.fromkeys(_reasons(prepared))),
        )
        for (asked, _), prepared, body in zip(SETTINGS, made, bodies, strict=True)
    ]


def _prepare(provider: Provider, model: str, limits: Limits, members: dict[str, Any]) -> Prepared:
    fields = {
        "model": model,
        "max_tokens": ROOM,
        "stream": True,
        "messages": [{"role": "user", "content": "hi"}],
        "tools": [{"name": "Read", "input_schema": {"type": "object", "properties": {}}}],
        **members,
    }
    body = msgspec.json.encode(fields)
    call = Call(
        request=decode_request(body),
        body=body,
        target=Target(provider.name, model),
        provider=provider,
        limits=limits,
        new_id=lambda prefix: f"{prefix}0",
    )
    return dialect_of(provider.dialect).prepare(call)


def _flat(value: Any, path: str = "") -> dict[str, str]:
    """Every plain value by its dotted path, in the order of the body."""
    if isinstance(value, dict) and value:
        return {
            name: text
            for key, inner in value.items()
            for name, text in _flat(inner, f"{path}.{key}" if path else key).items()
        }
    return {path: value if isinstance(value, str) else msgspec.json.encode(value).decode()}


def _reasons(prepared: Prepared) -> list[str]:
    return [
        note.reason
        for note in prepared.notes
        if any(word in text for text in (note.path, note.to) for word in _SPEAKS_OF)
    ]
