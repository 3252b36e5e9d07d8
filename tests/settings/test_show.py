from tui_router.settings.load import load
from tui_router.settings.show import show

TEXT = """
[providers.x]
preset = "openai"
key = "env:MY_KEY"
headers = { x-team = "a", x-access-token = "hunter2", x-other = "sk-abcdefgh" }
timeouts = { idle = 7 }
[providers.x.models."m.1"]
context_window = 9
price = { input = 1, output = 2 }
[tiers]
haiku = "x/m"
opus = ["x/n", "x"]
[[routes]]
when = { model = "a*", tier = "opus" }
to = ["x/n", "x/m"]
[aliases]
big = "x/o"
"""


def rows(write, home, text=TEXT, **env):
    return {key: (value, origin) for key, value, origin in show(load(write(text), env={**home, **env}))}


def test_every_value_stands_with_its_origin(write, home):
    found = rows(write, home)
    assert found["server.port"] == ("8787", "default")
    assert found["providers.x.base_url"] == ("https://api.openai.com/v1", "preset openai")
    assert found["providers.x.quirks.thinking"] == ("effort", "preset openai")
    assert found["providers.x.timeouts.idle"] == ("7.0", "config.toml:6")
    assert found['providers.x.models."m.1".context_window'] == ("9", "config.toml:8")
    assert found['providers.x.models."m.1".price'] == ("input 1.0, output 2.0", "config.toml:9")
    assert found["tiers.haiku"] == ("x/m", "config.toml:11")
    assert found["tiers.opus"] == ("x/n, then x", "config.toml:12")
    assert found["routes[1]"] == ("model is a* and tier is opus → x/n, then x/m", "config.toml:14")
    assert found["aliases.big"] == ("x/o", "config.toml:17")


def test_keys_are_references_and_telling_headers_are_masked(write, home):
    found = rows(write, home, MY_KEY="the-real-one")
    assert found["providers.x.key"] == ("env:MY_KEY", "config.toml:4")
    assert found["providers.x.headers.x-team"][0] == "a"
    assert found["providers.x.headers.x-access-token"][0] == "****"
    assert found["providers.x.headers.x-other"][0] == "****"
    assert not any("the-real-one" in value or "hunter2" in value for value, _ in found.values())
