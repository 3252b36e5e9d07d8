"""The form of the answer: a JSON schema, where the client asks for one."""

from typing import Any, NamedTuple

from msgspec import Raw

from tui_router.dialects.ledger import Ledger
from tui_router.messages.request import MessagesRequest
from tui_router.wire.json import NotJson, read_any

NAME = "structured_output"
PATH = "output_config.format"
_DEEPEST = 32


class Format(NamedTuple):
    """`strict` says whether the schema keeps the rules of OpenAI's strict mode."""

    name: str
    schema: Raw
    strict: bool

    @property
    def words(self) -> str:
        """What to tell a model whose server has no field for a schema."""
        return (
            f"Answer only with JSON that fits this schema:\n{bytes(self.schema).decode('utf-8', 'replace')}"
        )


def asked_format(request: MessagesRequest, ledger: Ledger) -> Format | None:
    config = request.output_config
    wanted = config.format if config is not None else None
    if wanted is None:
        return None
    schema = bytes(wanted.schema)
    if wanted.type != "json_schema" or not schema.startswith(b"{"):
        ledger.add("dropped", PATH, "a format without a counterpart", before=wanted.type)
        return None
    return Format(wanted.name or NAME, Raw(schema), _strict(schema))


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
