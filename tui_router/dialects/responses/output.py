"""The form of the answer: a JSON schema, where the client asks for one."""

from typing import Any

from tui_router.dialects.answer_format import PATH, asked_format
from tui_router.dialects.base import Call
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.responses.drop import parse


def add_format(call: Call, body: dict[str, Any], ledger: Ledger) -> str:
    """Put the schema into `body`; where the target has no field for it, hand back what to tell the model."""
    wanted = asked_format(call.request, ledger)
    if wanted is None:
        return ""
    quirks = call.provider.quirks
    refused = {parse(name) for name in quirks.drop} & {("text",), ("text", "format")}
    if not quirks.json_schema or refused:
        reason = "the target has no field for a schema; it is asked in words"
        ledger.add("approximated", PATH, reason, to="instructions")
        return wanted.words
    body["text"] = {
        "format": {
            "type": "json_schema",
            "name": wanted.name,
            "schema": wanted.schema,
            "strict": wanted.strict,
        }
    }
    ledger.add("renamed", PATH, "the same under another name", to="text.format", after="json_schema")
    return ""
