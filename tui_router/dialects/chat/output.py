"""The form of the answer: a JSON schema, where the client asks for one."""

from typing import Any

from tui_router.dialects.answer_format import PATH, asked_format
from tui_router.dialects.base import Call
from tui_router.dialects.chat.drop import refuses
from tui_router.dialects.ledger import Ledger


def add_format(call: Call, body: dict[str, Any], ledger: Ledger) -> str:
    """Put the schema into `body`; where the target has no field for it, hand back what to tell the model."""
    wanted = asked_format(call.request, ledger)
    if wanted is None:
        return ""
    quirks = call.provider.quirks
    if not quirks.json_schema or refuses(quirks.drop, "response_format"):
        reason = "the target has no field for a schema; it is asked in words"
        ledger.add("approximated", PATH, reason, to="messages[0]")
        return wanted.words
    described = {"name": wanted.name, "schema": wanted.schema, "strict": wanted.strict}
    body["response_format"] = {"type": "json_schema", "json_schema": described}
    ledger.add("renamed", PATH, "the same under another name", to="response_format", after="json_schema")
    return ""
