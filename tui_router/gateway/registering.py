"""Models registered over HTTP, in the form OGX takes them: the body of `POST /v1/models` read, and its answer written.

    {"model_id": "claude-haiku-4-5", "provider_id": "vllm", "provider_model_id": "Qwen/Qwen3-8B", "model_type": "llm"}

Such a model is an alias here. `provider_model_id` is the model_id when left out, `model_type` llm, and `provider_id`
the only provider where there is one. `metadata` and `model_validation` are taken and not kept.
"""

from collections.abc import Collection
from itertools import islice
from typing import Any

import msgspec

from tui_router.core.faults import ClientFault
from tui_router.core.target import Target
from tui_router.settings.problems import nearest, shown
from tui_router.upstream.rows import ID_MAX, is_id
from tui_router.wire.json import NotJson, read_any

LARGEST = 64 * 1024
"""Bytes of a body."""
_NAMED = 20
_TOLD = 5
"""Unknown fields that are named."""

_FIELDS = (
    "model_id", "provider_id", "provider_model_id", "model_type", "metadata", "model_validation",
)  # fmt: skip


class Registration(msgspec.Struct, frozen=True):
    alias: str
    target: Target

    @property
    def patch(self) -> dict[str, dict[str, str]]:
        """The same as a piece of the settings file; empty for "provider/model" itself, which is reached by that name
        anyway and as an alias would point at itself."""
        return {"aliases": {self.alias: str(self.target)}} if self.alias != str(self.target) else {}


def read_registration(body: bytes, providers: Collection[str]) -> Registration:
    """Raises `ClientFault` (400) that tells everything that is wrong, a clause for each."""
    given = _object(body)
    wrong = [_unknown(field) for field in islice((f for f in given if f not in _FIELDS), _TOLD)]
    alias, provider, model = (_name(given, field, wrong) for field in _FIELDS[:3])
    if not alias and given.get("model_id") is None:
        wrong.append('model_id is missing: the name that clients ask for, such as "claude-haiku-4-5"')
    if given.get("provider_id") is None:
        provider = _only(providers, wrong)
    elif provider and provider not in providers:
        near = nearest(provider, providers)
        hint = f"; did you mean {near}?" if near else ""
        wrong.append(f"no provider {shown(provider)} is configured (there are: {_named(providers)}){hint}")
    if model == "auto":
        wrong.append('provider_model_id "auto" is not resolved here; name one of the provider\'s models')
    kind = given.get("model_type")
    if kind is not None and kind != "llm":
        wrong.append(f'model_type {shown(kind)} cannot be served here; only "llm" can')
    if not isinstance(given.get("metadata"), dict | None):
        wrong.append("metadata must be an object")
    if not isinstance(given.get("model_validation"), bool | None):
        wrong.append("model_validation must be true or false")
    if wrong:
        raise ClientFault.say("; ".join(wrong))
    return Registration(alias, Target(provider, model or alias))


def registered(registration: Registration, *, created: int) -> bytes:
    """The answer to it. `created` is in UTC epoch seconds."""
    return msgspec.json.encode(
        {
            "identifier": registration.alias,
            "provider_resource_id": registration.target.model,
            "provider_id": registration.target.provider,
            "type": "model",
            "metadata": {},
            "created": created,
            "owned_by": "tui_router",
            "model_type": "llm",
            "model_validation": None,
            "id": registration.alias,
            "object": "model",
        }
    )


def _object(body: bytes) -> dict[str, Any]:
    if len(body) > LARGEST:
        raise ClientFault.say(f"the body is larger than {LARGEST >> 10} KB", type="request_too_large")
    try:
        given = read_any(body)
    except NotJson as why:
        raise ClientFault.say(f"the body is not JSON: {why}") from None
    if not isinstance(given, dict):
        raise ClientFault.say("the body must be a JSON object with model_id and provider_id")
    return given


def _unknown(field: str) -> str:
    near = nearest(field, _FIELDS)
    return f"{shown(field)} is not a field of a model" + (f"; did you mean {near}?" if near else "")


def _name(given: dict[str, Any], field: str, wrong: list[str]) -> str:
    """The name under `field`, empty when it is left out or wrong."""
    value = given.get(field)
    if value is None:
        return ""
    if is_id(value):
        return value
    wrong.append(f"{field} must be text of 1 to {ID_MAX} printable characters, no spaces around them")
    return ""


def _only(providers: Collection[str], wrong: list[str]) -> str:
    if len(providers) == 1:
        return next(iter(providers))
    wrong.append(f"provider_id is missing (there are: {_named(providers)})")
    return ""


def _named(providers: Collection[str]) -> str:
    names = list(providers)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more or "none"
