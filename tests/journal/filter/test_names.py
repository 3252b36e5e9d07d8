import pytest

from tui_router.journal.filter.fault import FilterFault


@pytest.mark.parametrize(
    "text",
    [
        "~t opus", "~t OP*", "~t=opus", "~t!=sonnet", "~p groq", "~p g?oq", "~m qwen/*", "~m claude-opus-5", "~m groq/qwen/*",
        "~k sub*", "~s a1f3", "~a a01", "~c 429", "~c 4xx", "~c 42x", "~c>=400", "~c!=200", "~x rate*", "~stop tool_use",
        "~tool bash", "~tool mcp__*", "~tool!=Read", "~u /v1/*", "~note", "~note ANN", '~note "ask a"', "~rule 2", "~rule>1",
        "~rev 7", "~id 38", "~id #38", "~id 30-40", "~id>30", "~of 31", "~of #31",
    ],
)  # fmt: skip
def test_it_fits(text, fits, full):
    assert fits(text, full)
    assert not fits(f"!({text})", full)


@pytest.mark.parametrize(
    "text",
    [
        "~t sonnet", "~t!=opus", "~p gro", "~p gr", "~m qwen3-8b", "~m!=claude*", "~m openai/*", "~k main", "~s 1f3", "~a b", "~c 5xx",
        "~c 4xx ~c!=4xx", "~c<400", "~x limit", "~stop end_turn", "~tool!=Bash", "~tool Rea*", "~u /v1", "~note bob", "~rule 1",
        "~rev 6", "~id 39", "~id 40-50", "~id<30", "~of 38",
    ],
)  # fmt: skip
def test_it_does_not_fit(text, fits, full):
    assert not fits(text, full)


def test_what_is_missing_fits_nothing(fits, make_row):
    bare = make_row()
    for text in ("~c 4xx", "~c!=4xx", "~c!=200", "~of>0", "~rule<9", "~note", "~tool *"):
        assert not fits(text, bare), text
    assert fits('~s ""', bare)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("~t sonet", "no tier is named so; did you mean sonnet"),
        ("~k zzzz", "no kind is named so; there are main, subagent"),
        ("~t>opus", "~t takes a name"),
        ("~c 4", None),
        ("~c abc", "a status is 429, 4xx or >=500"),
        ("~c>4xx", "a status is 429, 4xx or >=500"),
        ("~id x", "~id takes a number"),
        ("~id 3-x", "~id takes a number"),
        ("~id>3-5", "~id takes one number behind a comparison"),
        ("~rule ²", "~rule takes a number"),
        ("~of 9999999999999999", "~of takes a number"),
        ("~note>5", "~note takes words"),
        (f"~m {'a' * 501}", "a name has at most 500 characters"),
    ],
)
def test_slips_are_named(text, words, fits, full):
    if words is None:
        assert not fits(text, full)
        return
    with pytest.raises(FilterFault) as fault:
        fits(text, full)
    assert fault.value.words.startswith(words)
    assert fault.value.start >= text.index("~") + 2
