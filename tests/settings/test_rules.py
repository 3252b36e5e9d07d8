import pytest

from tui_router.core.target import Target
from tui_router.providers.provider import Provider
from tui_router.routing.changes import Changes
from tui_router.routing.rules import Rule, When
from tui_router.settings.read import parse
from tui_router.settings.rules import read_routes
from tui_router.settings.section import Report, Section

PROVIDERS = {name: Provider(name=name, dialect="chat", base_url="http://127.0.0.1") for name in "ab"}
TO = (Target("a", "m"),)


def top(text, tmp_path):
    source = parse(tmp_path / "config.toml", text)
    return Section(Report(source), (), source.table)


def rules(text, tmp_path, **more):
    section = top(text, tmp_path)
    return read_routes(section, PROVIDERS, **more), [
        (problem.line, problem.key, problem.text) for problem in section.report.problems
    ]


def test_every_condition_is_read(tmp_path):
    (found,), problems = rules(
        """
        [[routes]]
        to = "a/m"
        [routes.when]
        model = ["cc-*", "x"]
        tier = "opus"
        kind = ["subagent", "title"]
        session = "a1*"
        agent = "a*"
        agent_depth = 2
        agent_depth_over = 1
        thinking = false
        effort = ["high", "max"]
        input_tokens_over = 60_000
        input_tokens_under = 200_000
        has_image = true
        has_document = false
        has_tool = "web_search*"
        header.X-Team = "red"
        header."x-other" = ["a", "b"]
        tag = true
        """,
        tmp_path,
    )
    assert problems == []
    assert found == Rule(
        number=1,
        to=TO,
        when=When(
            model=("cc-*", "x"),
            tier=("opus",),
            kind=("subagent", "title"),
            session=("a1*",),
            agent=("a*",),
            agent_depth=2,
            agent_depth_over=1,
            thinking=False,
            effort=("high", "max"),
            input_tokens_over=60_000,
            input_tokens_under=200_000,
            has_image=True,
            has_document=False,
            has_tool=("web_search*",),
            header={"x-team": ("red",), "x-other": ("a", "b")},
            tag=True,
        ),
    )
    assert set(When.__struct_fields__) == set(found.when.given())


def test_changes_are_read(tmp_path):
    (found,), problems = rules(
        """
        [[routes]]
        set = { "output_config.effort" = "low", temperature = 0.2, metadata = { user_id = "x" } }
        drop = ["top_k", "thinking.display"]
        clamp = { max_tokens = [1024, 8192], temperature = 1 }
        """,
        tmp_path,
    )
    assert problems == []
    assert found.changes == Changes(
        set={"output_config.effort": "low", "temperature": 0.2, "metadata": {"user_id": "x"}},
        drop=("top_k", "thinking.display"),
        clamp={"max_tokens": (1024, 8192), "temperature": (None, 1)},
    )
    assert not found.decides


def test_a_rule_keeps_the_number_of_its_place_and_takes_a_chain_or_an_alias(tmp_path):
    found, problems = rules(
        """
        [[routes]]
        when = { model = "x" }
        to = "b/nowhere"
        [[routes]]
        when = { kind = "sub" }
        to = "a/m"
        [[routes]]
        when = { tag = true }
        [[routes]]
        when = { model = "y" }
        to = ["a/m", "a"]
        [[routes]]
        when = { model = "z" }
        to = "fast"
        """,
        tmp_path,
        aliases={"fast": TO},
    )
    assert [(rule.number, rule.to) for rule in found] == [
        (1, (Target("b", "nowhere"),)),
        (3, ()),
        (4, (Target("a", "m"), Target("a"))),
        (5, TO),
    ]
    assert [(line, key) for line, key, _ in problems] == [(6, "routes[2].when.kind")]


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        ('to = "a/m"', "routes[1]", "needs a condition"),
        ('when = { kind = "main" }', "routes[1]", "needs a target"),
        ("", "routes[1]", "needs a target"),
        ('when = { kinds = "main" }\nto = "a/m"', "routes[1].when.kinds", "no such key"),
        ('when = { path = "/x" }\nto = "a/m"', "routes[1].when.path", "not built yet"),
        ('when = { kind = "agent" }\nto = "a/m"', "routes[1].when.kind", "must be one of main, subagent"),
        ('when = { kind = "count" }\nto = "a/m"', "routes[1].when.kind", "must be one of main, subagent"),
        ('when = { tier = ["opus", "big"] }\nto = "a/m"', "routes[1].when.tier", "must be one of haiku"),
        ("when = { model = 5 }\nto = 'a/m'", "routes[1].when.model", "text in quotes, or a list"),
        ("when = { model = [] }\nto = 'a/m'", "routes[1].when.model", "text in quotes, or a list"),
        ("when = { model = [''] }\nto = 'a/m'", "routes[1].when.model", "text in quotes, or a list"),
        ("when = { thinking = 'on' }\nto = 'a/m'", "routes[1].when.thinking", "true or false"),
        ("when = { input_tokens_over = -1 }\nto = 'a/m'", "routes[1].when.input_tokens_over", "0 or more"),
        ("when = { input_tokens_over = '60k' }\nto = 'a/m'", "routes[1].when.input_tokens_over", "whole number"),
        ("when = { input_tokens_over = 9, input_tokens_under = 10 }\nto = 'a/m'", "routes[1].when.input_tokens_under", "leaves nothing"),
        ("when = { header = 'x' }\nto = 'a/m'", "routes[1].when.header", "must be a table"),
        ("when = { header = { 'a b' = 'x' } }\nto = 'a/m'", 'routes[1].when.header."a b"', "no name of a header"),
        ("when = { tag = false }\nto = 'a/m'", "routes[1].when.tag", "must be true"),
        ("when = { kind = 'main' }\nto = 'c/m'", "routes[1].to", "no provider"),
        ("when = { kind = 'main' }\ntoo = 'a/m'", "routes[1].too", "no such key"),
        ("set = { model = 'x' }", "routes[1].set.model", "`to` chooses the model"),
        ("drop = ['messages']", "routes[1].drop", "not for a rule to change"),
        ("drop = 'top_k'", "routes[1].drop", "must be a list"),
        ("drop = ['a..b']", "routes[1].drop", "must name a member"),
        ("drop = ['tools[0]']", "routes[1].drop", "must name a member"),
        ("set = { temperature = inf }", "routes[1].set.temperature", "something JSON can hold"),
        ("set = { since = 2026-01-01 }", "routes[1].set.since", "something JSON can hold"),
        ("clamp = { max_tokens = 'x' }", "routes[1].clamp.max_tokens", "must be a number"),
        ("clamp = { max_tokens = [1] }", "routes[1].clamp.max_tokens", "must be a number"),
        ("clamp = { max_tokens = [9, 1] }", "routes[1].clamp.max_tokens", "the wrong way round"),
        ("clamp = { max_tokens = true }", "routes[1].clamp.max_tokens", "must be a number"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_key(tmp_path, text, key, says):
    found, problems = rules(f"[[routes]]\n{text}", tmp_path)
    assert found == ()
    assert key in [where for _, where, _ in problems]
    assert any(says in said for _, where, said in problems if where == key)
    assert all(line for line, _, _ in problems)


def test_there_are_at_most_two_hundred_rules(tmp_path):
    found, problems = rules("[[routes]]\nwhen = { model = 'x' }\nto = 'a/m'\n" * 201, tmp_path)
    assert len(found) == 200
    assert problems[0][1] == "routes[201]"
