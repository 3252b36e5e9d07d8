"""Targets by name. The broken forms stand in the table of test_load."""

from tui_router.core.target import Target
from tui_router.providers.provider import Provider
from tui_router.settings.read import parse
from tui_router.settings.section import Report, Section
from tui_router.settings.wiring import read_aliases, read_chain, read_target, read_tiers

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


def test_an_alias_may_be_any_printable_name():
    section = top("'claude-router/Grüße 🙂' = 'a/m'\n\"bad\\u0007\" = 'a/m'\n'' = 'a/m'")
    assert read_aliases(section, PROVIDERS) == {"claude-router/Grüße 🙂": (Target("a", "m"),)}
    assert len(section.report.problems) == 2


def test_an_alias_may_name_another_and_a_chain():
    aliases = read_aliases(top("one = 'two'\ntwo = 'three'\nthree = ['a/m', 'a/n']"), PROVIDERS)
    assert aliases["one"] == aliases["two"] == aliases["three"] == (Target("a", "m"), Target("a", "n"))


def test_a_circle_of_aliases_is_told_at_each_of_its_members():
    section = top("one = 'two'\ntwo = 'three'\nthree = 'two'\nself = 'self'\nfine = 'a/m'")
    assert read_aliases(section, PROVIDERS) == {"fine": (Target("a", "m"),)}
    told = {problem.key: (problem.line, problem.text) for problem in section.report.problems}
    assert told["one"] == (1, "goes in a circle: two → three → two; let one of them name a provider/model")
    assert told["two"][1].startswith("goes in a circle: two → three → two")
    assert told["three"][1].startswith("goes in a circle: three → two → three")
    assert told["self"][1].startswith("goes in a circle: self → self")


def test_a_broken_end_is_told_once_and_a_long_way_is_refused():
    section = top("one = 'two'\ntwo = 'c/m'")
    assert read_aliases(section, PROVIDERS) == {}
    assert [problem.key for problem in section.report.problems] == ["two"]
    long = top("\n".join(f"a{n} = 'a{n + 1}'" for n in range(3000)) + "\na3000 = 'a/m'")
    assert "a2990" in read_aliases(long, PROVIDERS)
    assert "goes over more than 20 other aliases" in long.report.problems[0].text


def test_tiers_may_name_an_alias():
    aliases = {"fast": (Target("a", "m"), Target("b", "n"))}
    assert read_tiers(top("opus = 'fast'\nhaiku = 'a/x'"), PROVIDERS, aliases) == {
        "haiku": (Target("a", "x"),),
        "opus": aliases["fast"],
    }
