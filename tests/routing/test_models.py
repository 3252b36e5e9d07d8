"""The model list, in the shape and with the ids Claude Code and the SDKs take."""

import re

from anthropic.types import ModelInfo

from tui_router.core.target import Target
from tui_router.providers.provider import Model
from tui_router.routing.models import describe_target, find_model, known_targets, model_list, model_page
from tui_router.routing.rewire import with_listed
from tui_router.routing.table import build


def test_aliases_stand_first_and_every_known_model_follows(table):
    assert [row["id"] for row in model_list(table)] == [
        "claude-router/qwen",
        "claude-router/local/qwen3-8b",
        "claude-router/openai/gpt-6.1-terra",
        "claude-router/openai/gpt-6.1-sol",
    ]


def test_every_target_id_passes_the_clients_sieve(table):
    for row in model_list(with_listed(table, {"openai": {"gpt-9": Model()}})):
        assert re.search("claude|anthropic", row["id"], re.IGNORECASE)


def test_a_row_is_what_the_sdk_reads(table):
    for row in model_list(table):
        read = ModelInfo.model_validate(row)
        assert (read.id, read.type) == (row["id"], "model")
        assert read.created_at.year == 1970
    read = ModelInfo.model_validate(model_list(table)[3])
    assert read.display_name == "GPT-6.1 Sol (openai)"
    assert (read.max_input_tokens, read.max_tokens) == (1_050_000, 128_000)


def test_a_page_names_its_ends(table):
    page = model_page(table)
    assert (page["first_id"], page["last_id"]) == ("claude-router/qwen", "claude-router/openai/gpt-6.1-sol")
    assert page["has_more"] is False
    assert model_page(table, limit=2)["has_more"] is True
    assert model_page(build(providers={}, tiers={})) == {
        "data": [],
        "has_more": False,
        "first_id": None,
        "last_id": None,
    }


def test_an_alias_that_is_also_a_models_id_stands_once(local):
    table = build(
        providers={"local": local},
        tiers={},
        aliases={"claude-router/local/qwen3-8b": (Target("local", "qwen3-8b"),)},
    )
    assert [row["id"] for row in model_list(table)] == ["claude-router/local/qwen3-8b"]


def test_one_model_is_found_by_its_id(table):
    assert find_model(table, "claude-router/qwen")["display_name"] == "qwen3-8b (local)"
    assert find_model(table, "qwen") is None


def test_targets_and_what_is_known_of_them(table):
    assert Target("openai", "gpt-6.1-sol") in known_targets(table)
    assert describe_target(table, Target("openai", "gpt-6.1-sol")).images is True
    assert describe_target(table, Target("local", "qwen3-8b")).context_window == 32768
