"""Targets by name. The broken forms stand in the table of test_load."""

from tui_router.core.target import Target
from tui_router.providers.provider import Provider
from tui_router.settings.read import parse
from tui_router.settings.section import Report, Section
from tui_router.settings.wiring import read_aliases, read_chain, read_routes, read_target, read_tiers

PROVIDERS = {"a": Provider(name="a", dialect="chat", base_url="http://127.0.0.1")}


def top(text):
    source = parse("f.toml", text)
    return Section(Report(source), (), source.table)


def test_the_first_slash_splits_and_a_bare_provider_keeps_the_model_open():
    section = top("x = 'a/Qwen/Qwen3-8B'\ny = 'a'")
    assert read_target(section, "x", PROVIDERS) == Target("a", "Qwen/Qwen3-8B")
    assert read_target(section, "y", PROVIDERS) == Target("a")


def test_tiers_come_in_their_own_order():
    tiers = read_tiers(top("default = 'a/d'\nhaiku = 'a/h'"), PROVIDERS)
    assert list(tiers.items()) == [("haiku", (Target("a", "h"),)), ("default", (Target("a", "d"),))]


def test_a_list_is_a_chain_in_its_own_order():
    section = top("x = ['a/m', 'a', 'a/Qwen/Q']\none = ['a/m']")
    assert read_chain(section, "x", PROVIDERS) == (Target("a", "m"), Target("a"), Target("a", "Qwen/Q"))
    assert read_chain(section, "one", PROVIDERS) == (Target("a", "m"),)
    assert section.report.origins == {"x": "f.toml:1", "one": "f.toml:2"}
    assert section.report.problems == []


def test_a_chain_has_at_most_eight_targets():
    names = [f"'a/{n}'" for n in range(9)]
    section = top(f"eight = [{','.join(names[:8])}]\nnine = [{','.join(names)}]")
    assert len(read_chain(section, "eight", PROVIDERS)) == 8
    assert read_chain(section, "nine", PROVIDERS) is None


def test_every_broken_entry_of_a_chain_is_told_with_its_own_number():
    section = top("[tiers]\nopus = [\n'b/x',\n'a/m',\n7,\n'a/m',\n]")
    assert read_tiers(section.sub("tiers"), PROVIDERS) == {}
    assert [(p.line, p.key) for p in section.report.problems] == [
        (3, "tiers.opus[1]"), (5, "tiers.opus[3]"), (6, "tiers.opus[4]"),
    ]  # fmt: skip


def test_a_route_takes_a_chain_too():
    (rule,) = read_routes(top("[[routes]]\nwhen = { model = 'x' }\nto = ['a/m', 'a']"), PROVIDERS)
    assert rule.to == (Target("a", "m"), Target("a"))


def test_rules_keep_the_number_of_their_place_in_the_file():
    section = top(
        "[[routes]]\nwhen = { model = 'x' }\nto = 'b/nowhere'\n[[routes]]\nwhen = { tier = 'opus', model = 'y*' }\nto = 'a/m'"
    )
    (rule,) = read_routes(section, PROVIDERS)
    assert (rule.number, rule.model, rule.tier, rule.to) == (2, "y*", "opus", (Target("a", "m"),))


def test_an_alias_may_be_any_printable_name():
    section = top("'claude-router/Grüße 🙂' = 'a/m'\n\"bad\\u0007\" = 'a/m'\n'' = 'a/m'")
    assert read_aliases(section, PROVIDERS) == {"claude-router/Grüße 🙂": Target("a", "m")}
    assert len(section.report.problems) == 2
