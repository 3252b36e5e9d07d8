"""Pieces of settings laid over a wiring, as the rewire form and the API send them."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.target import TIERS, Target
from tui_router.providers.presets import presets
from tui_router.providers.provider import Model, Price, Provider, Timeouts
from tui_router.providers.regions import fill, wants
from tui_router.routing.changes import Changes
from tui_router.routing.rules import Rule, When
from tui_router.settings.load import load
from tui_router.settings.patch import (
    bare,
    lay,
    lay_session,
    merged,
    rule_table,
    table_of,
    told,
    unwritten,
    wired,
)
from tui_router.settings.problems import SettingsError

FILE = """
[providers.openai]
preset = "openai"
[providers.local]
dialect = "chat"
base_url = "http://127.0.0.1:8000/v1"
[providers.local.models."qwen3-8b"]
context_window = 32768
[tiers]
opus = "openai/gpt-5.4"
default = "fast"
[[routes]]
when = { kind = "title" }
to = "fast"
[aliases]
fast = "local/qwen3-8b"
"""


@pytest.fixture
def base(write, home):
    return wired(load(write(FILE), env=home))


def test_a_tier_changes_and_the_rest_stays(base):
    after = lay(base, {"tiers": {"opus": ["local/a", "openai/b"], "haiku": "openai/c"}})
    assert after.tiers["opus"] == (Target("local", "a"), Target("openai", "b"))
    assert after.tiers["haiku"] == (Target("openai", "c"),)
    assert after.tiers["default"] == base.tiers["default"]
    assert after.providers == base.providers
    assert after.routes == base.routes
    assert base.tiers["opus"] == (Target("openai", "gpt-5.4"),)


def test_null_takes_away(base):
    after = lay(base, {"tiers": {"opus": None}, "routes": None})
    assert "opus" not in after.tiers
    assert after.routes == ()


def test_an_alias_that_moves_takes_along_who_names_it(base):
    after = lay(base, {"aliases": {"fast": "openai/small"}})
    assert (
        after.tiers["default"] == after.routes[0].to == after.aliases["fast"] == (Target("openai", "small"),)
    )


def test_a_provider_is_changed_in_part(base):
    after = lay(
        base, {"providers": {"local": {"key": "env:MINE", "models": {"m": {"max_output_tokens": 9}}}}}
    )
    local = after.providers["local"]
    assert (local.key, local.base_url) == ("env:MINE", "http://127.0.0.1:8000/v1")
    assert local.models == {"qwen3-8b": Model(context_window=32768), "m": Model(max_output_tokens=9)}
    assert after.providers["openai"] is base.providers["openai"]


def test_one_from_the_environment_stays_so(write, home):
    found = wired(load(None, env={**home, "OPENAI_API_KEY": "x"}))
    assert found.providers["openai"].found_by == "environment"
    after = lay(found, {"providers": {"openai": {"models": {"m": {"context_window": 5}}}}})
    openai = after.providers["openai"]
    assert (openai.found_by, openai.key, openai.models) == (
        "environment",
        "env:OPENAI_API_KEY",
        {"m": Model(context_window=5)},
    )
    assert openai.quirks == presets()["openai"].quirks


@pytest.mark.parametrize(
    ("patch", "says"),
    [
        ({"tiers": {"opus": "opnai/x"}}, 'tiers.opus: no provider "opnai" is configured (there are: openai, local); did you mean openai/x?'),
        ({"tiers": {"opsu": "openai/x"}}, "tiers.opsu: no such key; did you mean opus?"),
        ({"server": {"port": 1}}, "server: no such key"),
        ({"routes": [{"when": {"kind": "agent"}, "to": "openai/x"}]}, "routes[1].when.kind: must be one of main"),
        ({"providers": {"local": {"base_url": "ftp://x"}}}, "providers.local.base_url: must begin with http"),
        ({"providers": {"local": {"key": "sk-abcdefghijklmnopqrstuvwxyz0123456789"}}}, "providers.local.key:"),
        ({"providers": {"local": None}}, "tiers.default"),
        ({"providers": 5}, "providers: must be a table"),
        ({"aliases": {"a": "b", "b": "a"}}, "aliases.a: goes in a circle"),
        ({"tiers": 5}, "tiers: must be a table"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_words(base, patch, says):
    if patch == {"providers": {"local": None}}:
        patch = {**patch, "aliases": None}
        says = "tiers.default: no provider"
    with pytest.raises(SettingsError) as caught:
        lay(base, patch)
    text = told(caught.value)
    assert says in text
    assert "abcdefghijkl" not in text
    assert not any(line.startswith(("wiring", ":")) for line in text.split("\n"))


def test_what_stands_in_force_and_not_in_the_file(base):
    assert unwritten(base, base) == {}
    after = lay(base, {"tiers": {"opus": "local/a", "haiku": "fast"}, "aliases": {"new": "fast", "fast": None, "old": "openai/x"}} | {"aliases": {"new": "openai/x"}})  # fmt: skip
    assert unwritten(after, base) == {
        "tiers": {"opus": "local/a", "haiku": "fast"},
        "aliases": {"new": "openai/x"},
    }
    gone = lay(base, {"tiers": {"opus": None}})
    assert unwritten(gone, base) == {"tiers": {"opus": None}}
    other = lay(base, {"providers": {"local": {"insecure": True}}})
    assert unwritten(other, base) == {"providers": {"local": other.tables["providers"]["local"]}}


def test_laying_what_is_unwritten_over_the_file_gives_what_is_in_force(base):
    after = lay(
        base,
        {
            "tiers": {"opus": None, "haiku": ["fast2", "openai/x"][1:]},
            "routes": [{"when": {"thinking": True}, "to": "openai/t"}],
            "providers": {"new": {"preset": "groq", "key": "env:G"}},
        },
    )
    again = lay(base, unwritten(after, base))
    assert (again.tiers, again.routes, again.aliases, again.providers) == (
        after.tiers,
        after.routes,
        after.aliases,
        after.providers,
    )


def test_a_sessions_tiers(base):
    own = lay_session({}, {"tiers": {"opus": "fast"}}, base)
    assert own == {"opus": (Target("local", "qwen3-8b"),)}
    assert lay_session(own, {"tiers": {"opus": None}}, base) == {}
    with pytest.raises(SettingsError, match="no provider"):
        lay_session(own, {"tiers": {"opus": "nobody/x"}}, base)
    with pytest.raises(SettingsError, match="no such key"):
        lay_session(own, {"routes": []}, base)


PROVIDER = Provider(
    name="p",
    dialect="anthropic",
    base_url="http://127.0.0.1:1",
    key="file:/x",
    auth="x-api-key",
    headers={"x-a": "b"},
    timeouts=Timeouts(connect=3),
    models={"m": Model(context_window=5, price=Price(1, 2), images=False)},
)


def whole(name):
    """A provider of this preset, with what only its owner knows."""
    shipped = presets()[name]
    places = dict.fromkeys(wants(shipped.base_url), "there-1")
    url = fill(shipped.base_url, **{"region": "", "project": ""} | places) or shipped.example
    return shipped.provider(name, base_url=url, **places)


@pytest.mark.parametrize(
    "provider",
    [PROVIDER, *(whole(name) for name in presets())],
    ids=lambda p: p.name,
)
def test_a_provider_reads_back_from_its_table(provider):
    empty = bare({}, {})
    read = lay(empty, {"providers": {provider.name: table_of(provider)}}).providers[provider.name]
    assert msgspec.structs.replace(read, tier_models=provider.tier_models) == provider


def test_a_rule_reads_back_from_its_table():
    rule = Rule(
        number=1,
        to=(Target("p", "m"), Target("p")),
        when=When(kind=("title", "main"), header={"x-a": ("b",)}, thinking=False, input_tokens_over=5),
        changes=Changes(set={"a.b": 1}, drop=("top_k",), clamp={"max_tokens": (None, 5), "x": (1, 2)}),
    )
    read = lay(bare({"p": PROVIDER}, {}), {"routes": [rule_table(rule)]}).routes
    assert read == (rule,)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text("ab/*", max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["opus", "to", "when", "p", "key"]), inner, max_size=2),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["tiers", "routes", "aliases", "providers", "x"]), JSON, max_size=3))
def test_any_patch_is_taken_or_told(patch):
    base = bare({"p": PROVIDER}, {"default": (Target("p", "m"),)})
    after, words = None, ""
    try:
        after = lay(base, patch)
    except SettingsError as error:
        words = told(error)
    assert after or words
    if after is not None:
        assert set(after.tiers) <= set(TIERS)
        assert all(target.provider in after.providers for chain in after.tiers.values() for target in chain)


@given(st.dictionaries(st.text("ab", max_size=2), JSON, max_size=3), st.dictionaries(st.text("ab", max_size=2), JSON, max_size=3))  # fmt: skip
def test_merging_twice_is_merging_once(tables, patch):
    once = merged(tables, patch)
    assert merged(once, patch) == once
    assert None not in once.values() or any(tables.get(key, 0) is None and key not in patch for key in once)
