"""The form of the answer: a JSON schema, where the client asks for one."""

from typing import Any

from msgspec import Raw

from tui_router.dialects.base import Call
from tui_router.dialects.chat.drop import refuses
from tui_router.dialects.ledger import Ledger
from tui_router.wire.json import NotJson, read_any

NAME = "structured_output"
_DEEPEST = 32


def add_format(call: Call, body: dict[str, Any], ledger: Ledger) -> str:
    """Put the schema into `body`; where the target has no field for it, hand back what to tell the model."""
    config = call.request.output_config
    wanted = config.format if config is not None else None
    if wanted is None:
        return ""
    schema = bytes(wanted.schema)
    if wanted.type != "json_schema" or not schema.startswith(b"{"):
        ledger.add("dropped", "output_config.format", "a format without a counterpart", before=wanted.type)
        return ""
    quirks = call.provider.quirks
    if not quirks.json_schema or refuses(quirks.drop, "response_format"):
        ledger.add(
            "approximated",
            "output_config.format",
            "the target has no field for a schema; it is asked in words",
            to="messages[0]",
        )
        return f"Answer only with JSON that fits this schema:\n{schema.decode('utf-8', 'replace')}"
    described = {"name": wanted.name or NAME, "schema": Raw(schema), "strict": _strict(schema)}
    body["response_format"] = {"type": "json_schema", "json_schema": described}
    ledger.add(
        "renamed",
        "output_config.format",
        "the same under another name",
        to="response_format",
        after="json_schema",
    )
    return ""


def _strict(schema: bytes) -> bool:
    """Whether it keeps the rules of strict mode: every object closed, every property required."""
    try:
        return _closed(read_any(schema), _DEEPEST)
    except NotJson:
        return False


def _closed(value: Any, depth: int) -> bool:
    if depth == 0:
        return False
    if isinstance(value, list):
        return all(_closed(item, depth - 1) for item in value)
    if not isinstance(value, dict):
        return True
    if value.get("type") == "object" or "properties" in value:
        properties, required = value.get("properties", {}), value.get("required", [])
        if not isinstance(properties, dict) or not isinstance(required, list):
            return False
        if value.get("additionalProperties") is not False or set(properties) - {
            str(name) for name in required
        }:
            return False
        return all(_closed(inner, depth - 1) for inner in properties.values())
    return all(_closed(inner, depth - 1) for inner in value.values())
