"""What an import writes must be what our own reader takes, whatever stood in the other file."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.core.faults import ConfigFault
from tui_router.settings.imports.ccr import read as read_ccr
from tui_router.settings.imports.draft import Imported
from tui_router.settings.imports.written import text_of
from tui_router.settings.load import read
from tui_router.settings.read import parse

PLACE = Path("config.toml")


def imported(**tables):
    return Imported(source="somewhere", settings=tables, remarks=["one thing\nin two lines"])


def test_the_text_says_the_settings_with_its_remarks_above():
    tables = {
        "server": {"port": 3456},
        "providers": {
            "a": {
                "dialect": "chat", "base_url": "https://a.example/v1", "headers": {"x-team": 'quo"te'},
                "models": {"Qwen/Q 8": {"context_window": 5000, "price": {"input": 0.2, "output": 1}}, "m": {}},
            }
        },
        "tiers": {"haiku": ["a/m", "a/n"]},
        "routes": [{"when": {"tag": True}}, {"when": {"tier": ["opus"]}, "to": "a/m"}],
        "aliases": {"dots.and spaces": "a/m"},
    }  # fmt: skip
    text, remarks = text_of(imported(**tables), PLACE)
    assert tomllib.loads(text) == tables
    assert text.startswith("# Imported from somewhere.")
    assert "# - one thing?in two lines\n" in text
    assert remarks == ["one thing\nin two lines"]


def test_what_our_reader_refuses_is_left_out_and_told():
    text, remarks = text_of(
        imported(
            providers={"good": {"preset": "openai"}, "bad.one": {"dialect": "chat", "base_url": "ftp://x"}},
            tiers={"haiku": "good/m", "opus": "bad.one/m", "weird": "good/m"},
            routes=[{"when": {"model": "x"}, "to": "bad.one/m"}, {"when": {"model": "y"}, "to": "good/m"}],
            aliases={"a\x00b": "good/m", "c.d": "good/m"},
        ),
        PLACE,
    )
    assert tomllib.loads(text) == {
        "providers": {"good": {"preset": "openai"}},
        "tiers": {"haiku": "good/m"},
        "routes": [{"when": {"model": "y"}, "to": "good/m"}],
        "aliases": {"c.d": "good/m"},
    }
    told = "\n".join(remarks)
    for part in ('"bad.one".base_url', "tiers.weird", "tiers.opus", "routes[1].to", "aliases."):
        assert f"Left out: {part}" in told or f"Left out: providers.{part}" in told


def test_too_much_for_a_settings_file_is_told():
    aliases = {f"name-{number}": "good/m" for number in range(20_000)}
    with pytest.raises(ConfigFault, match="more than 256 KiB"):
        text_of(imported(providers={"good": {"preset": "openai"}}, aliases=aliases), PLACE)


texts = st.text(max_size=20) | st.sampled_from(
    ["a,m", "$A", "https://a.example/v1", "openrouter", "maxtoken", "a"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
providers = st.fixed_dictionaries(
    {"name": texts, "api_base_url": texts},
    optional={"api_key": texts, "models": st.lists(texts, max_size=3), "transformer": values},
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(providers, max_size=3),
    st.dictionaries(texts | st.sampled_from(["default", "think", "background"]), values, max_size=4),
)
def test_whatever_stands_in_the_file_the_outcome_is_sound(rows, router):
    document = json.dumps(
        {"Providers": [*rows, {"name": "a", "api_base_url": "https://a.example/v1"}], "Router": router}
    )
    text, _ = text_of(read_ccr(document), PLACE)
    assert "https://a.example/v1" in {
        p.base_url for p in read(parse(PLACE, text), PLACE, {}).settings.providers.values()
    }


def test_half_characters_that_json_can_spell_are_replaced():
    text, _ = text_of(
        imported(providers={"good": {"preset": "openai"}}, tiers={"haiku": "good/\ud800"}), PLACE
    )
    assert tomllib.loads(text)["tiers"] == {"haiku": "good/?"}
