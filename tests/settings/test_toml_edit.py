"""Pieces of settings in a text that a person wrote: what is not touched stays byte for byte."""

import copy
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.settings.patch import merged
from tui_router.settings.toml_edit import laid, said

FILE = """\
# mine
[providers.a] # first
dialect = "chat"
base_url = "http://127.0.0.1:1/v1" # here

[providers.a.models."m.1"]
context_window = 9 # small

[tiers]
opus = "a/m" # big

# titles are cheap
[[routes]]
when = { kind = "title" } # only those
to = "a/small"

[[routes]]
when = { thinking = true }
to = ["a/m", "a/n"] # both

[aliases]
"claude-router/x" = "a/m" # short
"""


@pytest.mark.parametrize(
    ("patch", "before", "after"),
    [
        ({"tiers": {"opus": "a/n"}}, 'opus = "a/m" # big', 'opus = "a/n" # big'),
        ({"tiers": {"haiku": "a/n"}}, 'opus = "a/m" # big\n', 'opus = "a/m" # big\nhaiku = "a/n"\n'),
        (
            {"providers": {"a": {"models": {"m.1": {"context_window": 12}}}}},
            "context_window = 9 # small",
            "context_window = 12 # small",
        ),
        ({"aliases": {"claude-router/x": "a/n"}}, '"a/m" # short', '"a/n" # short'),
        ({"tiers": {"opus": "a/m"}}, "", ""),
        ({}, "", ""),
    ],
)
def test_one_value_changes_and_nothing_else(patch, before, after):
    assert laid(FILE, patch) == (FILE.replace(before, after) if before else FILE)


def test_a_rule_that_moves_keeps_its_comments():
    first, second = tomllib.loads(FILE)["routes"]
    text = laid(FILE, {"routes": [second, first]})
    assert tomllib.loads(text)["routes"] == [second, first]
    assert "# only those" in text
    assert "# both" in text
    assert "# short" in text


def test_a_new_rule_is_written_as_people_write_it():
    rule = {"when": {"kind": "subagent", "has_image": True}, "to": "a/m", "clamp": {"max_tokens": [1, 9]}}
    old = tomllib.loads(FILE)["routes"]
    text = laid(FILE, {"routes": [*old, rule]})
    assert tomllib.loads(text)["routes"] == [*old, rule]
    assert 'when = {kind = "subagent", has_image = true}' in text
    assert "clamp = {max_tokens = [1, 9]}" in text
    assert laid("", {"routes": [rule]}).startswith("[[routes]]\nwhen = {")


def test_rules_and_tables_can_go():
    text = laid(FILE, {"routes": [], "aliases": None, "providers": {"a": {"models": None}}})
    assert said(tomllib.loads(text)) == {
        "providers": {"a": {"dialect": "chat", "base_url": "http://127.0.0.1:1/v1"}},
        "tiers": {"opus": "a/m"},
    }
    assert "# mine" in text


def test_a_file_is_begun_without_empty_headers():
    text = laid("", {"providers": {"openai": {"preset": "openai"}}, "tiers": {"opus": "openai/x"}})
    assert text.split("\n") == [
        "[providers.openai]",
        'preset = "openai"',
        "",
        "[tiers]",
        'opus = "openai/x"',
        "",
    ] or (text.replace("\n\n", "\n") == '[providers.openai]\npreset = "openai"\n[tiers]\nopus = "openai/x"\n')


def test_the_same_is_said_in_two_spellings():
    assert said({"a": ["x"], "b": {}, "c": []}) == said({"a": "x"})
    assert said({"a": ["x", "y"]}) != said({"a": "x"})
    assert said({"a": [{"b": 1}]}) != said({"a": {"b": 1}})


NAMES = st.sampled_from(["a", "b c", "d.e"])
VALUES = st.recursive(
    st.text("xy/", max_size=3)
    | st.integers(0, 9)
    | st.booleans()
    | st.lists(st.text("xy", max_size=2), max_size=3),
    lambda inner: st.dictionaries(NAMES, inner, max_size=2),
    max_leaves=5,
)
TIERS = st.dictionaries(
    st.sampled_from(["opus", "haiku"]), st.none() | st.text("ab/", min_size=1, max_size=4)
)
PATCHES = st.fixed_dictionaries(
    {},
    optional={
        "tiers": TIERS,
        "aliases": st.none() | st.dictionaries(NAMES, st.text("ab/", min_size=1, max_size=4)),
        "providers": st.dictionaries(
            st.sampled_from(["a", "z"]), st.none() | st.dictionaries(NAMES, VALUES, max_size=2)
        ),
        "routes": st.lists(
            st.fixed_dictionaries(
                {"to": st.text("ab/", max_size=3), "when": st.dictionaries(NAMES, st.integers(0, 3))}
            ),
            max_size=3,
        ),
    },
)


@given(PATCHES)
def test_whatever_is_laid_over_the_text_says_what_the_tables_say(patch):
    old = tomllib.loads(FILE)
    kept = copy.deepcopy(patch)
    text = laid(FILE, patch)
    assert said(tomllib.loads(text)) == said(merged(old, patch))
    assert laid(text, patch) == text
    assert patch == kept
