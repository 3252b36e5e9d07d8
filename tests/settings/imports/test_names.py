from tui_router.settings.imports.draft import Draft
from tui_router.settings.imports.names import literal, wire


def test_a_name_that_a_glob_fits_becomes_a_rule_in_front_of_it():
    draft = Draft()
    wire(
        draft,
        exact={"claude-x": ["a/x"], "fast": ["a/y", "b/y"]},
        globs=[("claude-*", ["b/z"]), ("claude-sonnet-*", ["c/z"])],
        rest=["d/z"],
    )
    assert [(route["when"]["model"], route["to"]) for route in draft.routes] == [
        ("claude-x", "a/x"), ("claude-sonnet-*", "c/z"), ("claude-*", "b/z"),
    ]  # fmt: skip
    assert draft.aliases == {"fast": ["a/y", "b/y"]}
    assert draft.tiers == {"default": "d/z"}


def test_names_of_tiers_wire_them():
    draft = Draft()
    wire(draft, exact={"claude-haiku-4-5": ["a/s"], "My-Opus": ["a/l"]})
    assert draft.tiers == {"haiku": "a/s", "opus": "a/l", "default": "a/s"}


def test_an_alias_names_a_model_where_only_a_provider_was_given():
    draft = Draft()
    wire(draft, exact={"gpt-5": ["relay"], "openai/gpt-4o": ["openai/gpt-4o"]})
    assert draft.aliases == {"gpt-5": "relay/gpt-5"}


def test_more_patterns_than_anybody_writes_are_cut_and_told():
    draft = Draft()
    wire(draft, exact={}, globs=[(f"m{n}*", ["a/x"]) for n in range(150)])
    assert len(draft.routes) == 100
    assert "100 longest" in draft.remarks[0]


def test_a_prefix_is_taken_letter_by_letter():
    assert literal("a*[b]?") == "a[*][[]b][?]"
