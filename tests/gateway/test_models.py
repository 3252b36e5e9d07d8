import json

import pytest

from tui_router.core.faults import ClientFault
from tui_router.core.target import Target
from tui_router.gateway.models import model_answer, models_answer
from tui_router.providers.provider import Model, Provider
from tui_router.routing.table import build

TABLE = build(
    providers={"p": Provider(name="p", dialect="chat", base_url="http://x/v1", models={"m": Model()})},
    tiers={},
    aliases={"claude-router/short": (Target("p", "m"),)},
)


def test_aliases_come_first_and_every_id_is_one_the_client_keeps() -> None:
    listed = json.loads(models_answer(TABLE))
    ids = [row["id"] for row in listed["data"]]
    assert ids == ["claude-router/short", "claude-router/p/m"]
    assert (listed["first_id"], listed["last_id"], listed["has_more"]) == (ids[0], ids[-1], False)
    assert all(row["type"] == "model" and row["display_name"] for row in listed["data"])


def test_one_model_by_its_id() -> None:
    assert json.loads(model_answer(TABLE, "claude-router/p/m"))["id"] == "claude-router/p/m"
    with pytest.raises(ClientFault) as caught:
        model_answer(TABLE, "other")
    assert caught.value.diagnosis.status == 404


def test_an_empty_table_lists_nothing() -> None:
    assert json.loads(models_answer(build(providers={}, tiers={})))["data"] == []
