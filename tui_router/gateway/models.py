"""/v1/models in Anthropic's shape."""

import msgspec

from tui_router.core.faults import ClientFault
from tui_router.routing.models import find_model, model_page
from tui_router.routing.table import Table

_encode = msgspec.json.Encoder().encode


def models_answer(table: Table) -> bytes:
    return _encode(model_page(table))


def model_answer(table: Table, name: str) -> bytes:
    """One model by the id under which we list it. Raises `ClientFault`."""
    found = find_model(table, name)
    if found is None:
        raise ClientFault.say(
            f"no model {name[:200]} is listed here", type="not_found_error", name="model_not_found"
        )
    return _encode(found)
