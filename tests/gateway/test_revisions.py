import pytest

from tui_router.core.target import Target
from tui_router.gateway.revisions import KEPT, History, differences
from tui_router.providers.provider import Provider
from tui_router.routing.changes import Changes
from tui_router.routing.rules import Rule, When
from tui_router.routing.table import build
from tui_router.settings.patch import bare

P = Provider(name="p", dialect="chat", base_url="http://127.0.0.1")


def table(revision=1, tiers=None, routes=(), aliases=None, providers=None):
    return build(
        providers=providers or {"p": P},
        tiers={"opus": [Target("p", "a")]} if tiers is None else tiers,
        routes=routes,
        aliases=aliases,
        revision=revision,
    )


def rule(number, word):
    return Rule(number=number, when=When(model=(word,)), to=(Target("p", word),))


@pytest.mark.parametrize(
    ("after", "lines"),
    [
        (table(tiers={"opus": [Target("p", "b"), Target("p")]}), ["opus: p/a → p/b, then p"]),
        (table(tiers={"haiku": [Target("p", "b")]}), ["haiku: not wired → p/b", "opus: p/a → not wired"]),
        (table(routes=[rule(1, "x")]), ["rule added: model is x → p/x"]),
        (table(aliases={"n": (Target("p", "m"),)}), ["alias n: not wired → p/m"]),
        (table(providers={"p": P, "q": P}), ["provider q added"]),
        (table(), []),
    ],
)
def test_differences_in_words(after, lines):
    assert differences(table(), after) == lines


def test_rules_that_move_change_and_go():
    two = table(routes=[rule(1, "x"), rule(2, "y")])
    assert differences(two, table(routes=[rule(1, "y"), rule(2, "x")])) == ["rules in another order"]
    changed = Rule(number=2, when=When(model=("y",)), changes=Changes(drop=("top_k",)))
    assert differences(two, table(routes=[rule(1, "x"), changed])) == [
        "rule added: model is y without top_k",
        "rule removed: model is y → p/y",
    ]


def test_many_differences_are_counted():
    aliases = {f"a{n}": (Target("p", "m"),) for n in range(40)}
    lines = differences(table(), table(aliases=aliases))
    assert len(lines) == 13
    assert lines[-1] == "and 28 more"


def test_the_newest_are_kept_and_found():
    history = History()
    wired = bare({"p": P}, {})
    for n in range(1, KEPT + 11):
        history.add(table(n, {"opus": [Target("p", f"m{n}")]}), wired, by="api", written=n == 5)
    kept = history.newest_first()
    assert (len(kept), kept[0].revision, kept[-1].revision) == (KEPT, KEPT + 10, 11)
    assert kept[0].what == [f"opus: p/m{KEPT + 9} → p/m{KEPT + 10}"]
    assert history.find(50).table.tiers["opus"] == (Target("p", "m50"),)
    assert history.find(3) is None


def test_the_first_says_what_was_there_at_the_start():
    history = History()
    first = history.add(table(routes=[rule(1, "x")]), bare({"p": P}, {}), by="start")
    assert (first.by, first.what) == ("start", ["1 tiers wired, 1 rules"])
    assert History().add(table(tiers={}), bare({}, {}), by="start").what == ["no tier has a target"]
