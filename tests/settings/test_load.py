"""Settings files, whole: the one from the documentation, fifty broken ones, and hostile ones."""

import msgspec
import pytest

from tui_router.core.target import Target
from tui_router.routing.chains import in_words
from tui_router.settings.load import SettingsError, find_file, load

DOCUMENTED = """\
[server]
host = "127.0.0.1"
port = 8787
control = "loopback"                # or "remote"

[providers.openai]
preset = "openai"
key = "env:OPENAI_API_KEY"

[providers.local]
dialect = "chat"
base_url = "http://127.0.0.1:8000/v1"
headers = { X-Team = "a" }
timeouts = { connect = 5, first_byte = 600.5 }
quirks = { no_stream = true }
[providers.local.models."qwen3-8b"]
context_window = 32768
max_output_tokens = 8192

[tiers]
haiku   = "local/qwen3-8b"
sonnet  = "openai/gpt-5.4"
opus    = ["openai/gpt-5.4", "local/qwen3-8b"]
default = "openai"

[[routes]]
when = { model = "cc-*" }
to   = "openai/gpt-5.4"
[[routes]]
when = { tier = "opus" }
to = ["local/qwen/with/slashes", "openai"]

[aliases]
"claude-router/qwen" = "local/qwen3-8b"

[journal]
capture = "meta"
keep_exchanges = 50
keep_mb = 10

[ui]
theme = "dusk"
"""


def test_the_documented_file_is_read_as_it_says(write, home):
    loaded = load(write(DOCUMENTED), env=home)
    settings = loaded.settings
    assert settings.server.port == 8787
    assert list(settings.providers) == ["openai", "local"]
    openai, local = settings.providers.values()
    assert (openai.dialect, openai.base_url) == ("chat", "https://api.openai.com/v1")
    assert openai.quirks.output_field == "max_completion_tokens"
    assert local.headers == {"x-team": "a"}
    assert (local.timeouts.connect, local.timeouts.first_byte, local.timeouts.idle) == (5, 600.5, 120)
    assert local.quirks.no_stream
    assert local.models["qwen3-8b"].context_window == 32768
    assert settings.tiers["haiku"] == (Target("local", "qwen3-8b"),)
    assert settings.tiers["opus"] == (Target("openai", "gpt-5.4"), Target("local", "qwen3-8b"))
    assert settings.tiers["default"] == (Target("openai"),)
    assert [rule.words() for rule in settings.routes] == [
        "model is cc-* → openai/gpt-5.4",
        "tier is opus → local/qwen/with/slashes, then openai",
    ]
    assert settings.aliases == {"claude-router/qwen": (Target("local", "qwen3-8b"),)}
    assert (settings.journal.capture, settings.journal.keep_mb) == ("meta", 10)
    assert settings.ui.theme == "dusk"
    assert not settings.search


def test_each_value_tells_where_it_came_from(write, home):
    origins = load(write(DOCUMENTED), env=home).origins
    assert origins["server.port"] == "config.toml:3"
    assert origins["providers.openai.base_url"] == "preset openai"
    assert origins["providers.openai.key"] == "config.toml:8"
    assert origins["providers.local.timeouts.first_byte"] == "config.toml:14"
    assert origins["providers.local.models.qwen3-8b.context_window"] == "config.toml:17"
    assert origins["tiers.opus"] == "config.toml:23"
    assert origins["routes[2].when.tier"] == "config.toml:30"
    assert "journal.keep_mb" in origins
    assert "providers.local.timeouts.idle" not in origins


OPENAI = '[providers.openai]\npreset = "openai"\n'
LOCAL = '[providers.local]\ndialect = "chat"\nbase_url = "http://127.0.0.1:9/v1"\n'

BROKEN = [
    # text, line, key, words that must stand in the message
    ("[server]\nport = 70000", 2, "server.port", "whole number from 0 to 65535"),
    ("[server]\nport = true", 2, "server.port", "whole number"),
    ('[server]\nport = "8787"', 2, "server.port", "whole number"),
    ("[server]\nprot = 1", 2, "server.prot", "did you mean port?"),
    ('[server]\nhost = ""', 2, "server.host", "not empty"),
    ('[server]\ncontrol = "all"', 2, "server.control", "one of loopback, remote"),
    ("server = 1", 1, "server", "must be a table"),
    ("[serverr]\nport = 1", 1, "serverr", "did you mean server?"),
    ("[server]\ntoken = 'x'", 2, "server.token", "no such key"),
    ("[server\nport = 1", 1, "", "is not TOML"),
    ("[server]\nport = ", 2, "", "is not TOML"),
    ("[server]\nport = 1\nport = 2", 3, "", "is not TOML"),
    ("[server]\nport = 2024-01-01", 2, "server.port", "whole number"),
    ("[journal]\ncapture = 'some'", 2, "journal.capture", "one of full, meta, off"),
    ("[journal]\nkeep_mb = -1", 2, "journal.keep_mb", "0 or more"),
    ("[journal]\nkeep_mb = 1.5", 2, "journal.keep_mb", "whole number"),
    ("[journal]\nkeep_exchange = 1", 2, "journal.keep_exchange", "did you mean keep_exchanges?"),
    ("[ui]\ntheme = 3", 2, "ui.theme", "text in quotes"),
    ("[ui]\nthem = 'a'", 2, "ui.them", "did you mean theme?"),
    ("[providers.x]\npreset = 'opnai'", 2, "providers.x.preset", "did you mean openai?"),
    ("[providers.openai]\nkey = 'env:A'", 1, "providers.openai", 'preset = "openai"'),
    ("[providers.x]\nbase_url = 'http://127.0.0.1/v1'", 1, "providers.x", "needs a dialect"),
    ("[providers.x]\ndialect = 'chat'", 1, "providers.x", "needs a base_url"),
    (LOCAL + "dialect2 = 'chat'", 4, "providers.local.dialect2", "did you mean dialect?"),
    (OPENAI + "dialect = 'responses'", 3, "providers.openai.dialect", "not built yet"),
    (OPENAI + "dialect = 'gemini'", 3, "providers.openai.dialect", "not built yet"),
    (OPENAI + "dialect = 'bedrock'", 3, "providers.openai.dialect", "not built yet"),
    (OPENAI + "dialect = 'chats'", 3, "providers.openai.dialect", "did you mean chat?"),
    (OPENAI + "api_version = '1'", 3, "providers.openai.api_version", "not built yet"),
    (OPENAI + "region = 'eu'", 3, "providers.openai.region", "not built yet"),
    (OPENAI + "project = 'p'", 3, "providers.openai.project", "not built yet"),
    (OPENAI + "key = 'sk-abc'", 3, "providers.openai.key", "env:NAME"),
    (OPENAI + "key = 'env:'", 3, "providers.openai.key", "environment variable"),
    (OPENAI + "key = 'file:key.txt'", 3, "providers.openai.key", "full path"),
    (OPENAI + "auth = 'basic'", 3, "providers.openai.auth", "one of bearer, none, x-api-key"),
    (OPENAI + "base_url = 'ftp://x/v1'", 3, "providers.openai.base_url", "http:// or https://"),
    (OPENAI + "base_url = 'https://u:p@x/v1'", 3, "providers.openai.base_url", "user name or a password"),
    (OPENAI + "base_url = 'https://x/v1/v1'", 3, "providers.openai.base_url", "repeats /v1"),
    (OPENAI + "base_url = 'http://10.0.0.1/v1'", 3, "providers.openai.base_url", "insecure = true"),
    (OPENAI + "base_url = 'http://169.254.169.254/v1'", 3, "providers.openai.base_url", "link-local"),
    (OPENAI + "base_url = 'https://x/v1/chat/completions'", 3, "providers.openai.base_url", "leave it out"),
    (OPENAI + "headers = { authorization = 'Bearer x' }", 3, "providers.openai.headers.authorization", "`key`"),
    (OPENAI + "headers = { host = 'x' }", 3, "providers.openai.headers.host", "leave it out"),
    (OPENAI + "headers = { x = 1 }", 3, "providers.openai.headers.x", "text in quotes"),
    (OPENAI + 'headers = { x = "a\\nb" }', 3, "providers.openai.headers.x", "cannot be sent|can be sent"),
    (OPENAI + "timeouts = { idle = 0 }", 3, "providers.openai.timeouts.idle", "more than 0"),
    (OPENAI + "timeouts = { idle = inf }", 3, "providers.openai.timeouts.idle", "at most a day"),
    (OPENAI + "timeouts = { first = 1 }", 3, "providers.openai.timeouts.first", "did you mean first_byte?"),
    (OPENAI + "quirks = { no_stream = 'yes' }", 3, "providers.openai.quirks.no_stream", "true or false"),
    (OPENAI + "quirks = { nostream = true }", 3, "providers.openai.quirks.nostream", "did you mean no_stream?"),
    (OPENAI + "[providers.openai.models.m]\ncontext_window = 0", 4, "providers.openai.models.m.context_window", "more than 0"),
    (OPENAI + "[providers.openai.models.m]\nwindow = 1", 4, "providers.openai.models.m.window", "did you mean context_window?"),
    (OPENAI + "[providers.openai.models.m]\nprice = { input = -1, output = 1 }", 4, "providers.openai.models.m.price", "US dollars"),
    (OPENAI + "[providers.openai.models.m]\nprice = { input = 1 }", 4, "providers.openai.models.m.price", "output"),
    (OPENAI + "[tiers]\nhaiku = []", 4, "tiers.haiku", "names no target"),
    (OPENAI + "[tiers]\nhaiku = ['openai/1','openai/2','openai/3','openai/4','openai/5','openai/6','openai/7','openai/8','openai/9']", 4, "tiers.haiku", "at most 8 targets, this one has 9"),
    (OPENAI + "[tiers]\nhaiku = [\n  'openai/a',\n  'opnai/b',\n]", 6, "tiers.haiku[2]", "did you mean openai/b?"),
    (OPENAI + "[tiers]\nhaiku = ['openai/', 'openai']", 4, "tiers.haiku[1]", "keep the client's model name"),
    (OPENAI + "[tiers]\nhaiku = ['openai/a', 3]", 4, "tiers.haiku[2]", "text in quotes"),
    (OPENAI + "[tiers]\nhaiku = ['openai/a', ['openai/b']]", 4, "tiers.haiku[2]", "must be text in quotes"),
    (OPENAI + "[tiers]\nhaiku = ['openai/a',\n 'openai/b',\n 'openai/a']", 6, "tiers.haiku[3]", '"openai/a" stands in this chain already'),
    (OPENAI + "[tiers]\nhaiku = { a = 'openai/a' }", 4, "tiers.haiku", "or a list of those"),
    (OPENAI + "[tiers]\nhiaku = 'openai/a'", 4, "tiers.hiaku", "did you mean haiku?"),
    (OPENAI + "[tiers]\nhaiku = 'opnai/a'", 4, "tiers.haiku", "did you mean openai/a?"),
    (OPENAI + "[tiers]\nhaiku = 'openai/'", 4, "tiers.haiku", "provider/model"),
    (OPENAI + "[tiers]\nhaiku = 3", 4, "tiers.haiku", "provider/model"),
    ("[tiers]\nhaiku = 'openai/a'", 2, "tiers.haiku", "there are: none"),
    (OPENAI + "[[routes]]\nwhen = { kind = 'subagnet' }\nto = 'openai/a'", 4, "routes[1].when.kind", "did you mean subagent?"),
    (OPENAI + "[[routes]]\nwhen = { thinking = 'off' }\nto = 'openai/a'", 4, "routes[1].when.thinking", "must be true or false"),
    (OPENAI + "[[routes]]\nwhen = { has_images = true }\nto = 'openai/a'", 4, "routes[1].when.has_images", "did you mean has_image?"),
    (OPENAI + "[[routes]]\nwhen = { has_tool = true }\nto = 'openai/a'", 4, "routes[1].when.has_tool", "must be text in quotes"),
    (OPENAI + "[[routes]]\nwhen = { header = 'a' }\nto = 'openai/a'", 4, "routes[1].when.header", "must be a table"),
    (OPENAI + "[[routes]]\nwhen = { input_tokens_over = '60k' }\nto = 'openai/a'", 4, "routes[1].when.input_tokens_over", "whole number"),
    (OPENAI + "[[routes]]\nclamp = { max_token = { max = 1 } }", 4, "routes[1].clamp.max_token", "at most that, or [at least, at most]"),
    (OPENAI + "[[routes]]\nset = { model = 'x' }", 4, "routes[1].set.model", "`to` chooses the model"),
    (OPENAI + "[aliases]\na = 'a'\nb = 'openai/m'", 4, "aliases.a", "goes in a circle: a → a"),
    (OPENAI + "[[routes]]\nwhen = { modle = 'x' }\nto = 'openai/a'", 4, "routes[1].when.modle", "did you mean model?"),
    (OPENAI + "[[routes]]\nwhen = { tier = 'big' }\nto = 'openai/a'", 4, "routes[1].when.tier", "one of haiku"),
    (OPENAI + "[[routes]]\nwhen = { model = 'x' }", 3, "routes[1]", "needs a target"),
    (OPENAI + "[[routes]]\nto = 'openai/a'", 3, "routes[1]", "needs a condition"),
    (OPENAI + "[[routes]]\nwhen = { model = 'x' }\nto = []", 5, "routes[1].to", "names no target"),
    (OPENAI + "[[routes]]\nwhen = { model = 'x' }\nto = ['openai/a', 'openai/a']", 5, "routes[1].to[2]", "stands in this chain already"),
    (OPENAI + "[[routes]]\nwhen = { model = 'x' }\nto = 'opnai'", 5, "routes[1].to", "did you mean openai?"),
    (OPENAI + "[aliases]\nbig = ['openai/a', 'openi/b']", 4, "aliases.big[2]", "did you mean openai/b?"),
    (OPENAI + "[routes]\nto = 'openai/a'", 3, "routes", "[[routes]]"),
    (OPENAI + "[aliases]\nbig = 'openai'", 4, "aliases.big", "needs a model"),
    (OPENAI + "[aliases]\nbig = 'openi/x'", 4, "aliases.big", "did you mean openai/x?"),
    ("[providers.'a b']\npreset = 'openai'", 1, 'providers."a b"', "letters, digits"),
    ("[providers.claude-router]\npreset = 'openai'", 1, "providers.claude-router", "letters, digits"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "key", "words"), BROKEN)
def test_a_broken_file_is_told_with_file_line_key_and_way_out(write, home, text, line, key, words):
    path = write(text)
    with pytest.raises(SettingsError) as caught:
        load(path, env=home)
    assert len(caught.value.problems) == 1, str(caught.value)
    problem = caught.value.problems[0]
    assert (problem.file, problem.line, problem.key) == (str(path), line, key)
    said = str(caught.value)
    assert said.startswith(f"{path}:{line}: ")
    assert any(word in said for word in words.split("|"))


def test_there_are_enough_broken_files():
    assert len(BROKEN) >= 50


def test_all_problems_are_told_at_once_in_the_order_of_the_lines(write, home):
    with pytest.raises(SettingsError) as caught:
        load(
            write("[tiers]\nhaiku = 'x/y'\n[server]\nport = -1\nfoo = 1\n[journal]\nkeep_mb = 'x'"), env=home
        )
    assert [p.line for p in caught.value.problems] == [2, 4, 5, 7]


def test_a_provider_that_cannot_be_made_does_not_blame_its_tiers(write, home):
    with pytest.raises(SettingsError) as caught:
        load(write("[providers.x]\npreset = 'opnai'\n[tiers]\nhaiku = 'x/y'"), env=home)
    assert [p.key for p in caught.value.problems] == ["providers.x.preset"]


SECRETS = [
    "sk-proj-THISISASECRET0123456789",
    "hunter2",
    "gsk_abcdefghijklmnop",
    "AIzaSyA-0123456789abcdefghijk",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "text",
    [
        OPENAI + "key = '{}'",
        OPENAI + "key = 'env:{}!'",
        OPENAI + "headers = {{ authorization = 'Bearer {}' }}",
        OPENAI + "base_url = 'https://user:{}@host/v1'",
        OPENAI + "api_version = '{}'",
        OPENAI + "auth = '{}'",
    ],
)
def test_a_secret_in_the_wrong_place_is_not_repeated(write, home, text, secret):
    with pytest.raises(SettingsError) as caught:
        load(write(text.format(secret)), env=home)
    assert secret not in str(caught.value)
    assert secret not in repr(caught.value.problems)


@pytest.mark.parametrize("secret", [s for s in SECRETS if s != "hunter2"])
@pytest.mark.parametrize(
    "text",
    [
        OPENAI + "'{}' = 1",
        OPENAI + "[tiers]\nhaiku = '{}'",
        OPENAI + "[tiers]\nhaiku = ['openai/a', '{}']",
        OPENAI + "preset2 = 1\n[aliases]\n'{}' = 'x'",
    ],
)
def test_what_looks_like_a_key_is_not_repeated_even_as_a_name(write, home, text, secret):
    with pytest.raises(SettingsError) as caught:
        load(write(text.format(secret)), env=home)
    assert secret not in str(caught.value)


HOSTILE = {
    "large": b"#" * 10_000_000,
    "arrays": b"a = " + b"[" * 100_000,
    "inline tables": b"a = " + b"{a=" * 50_000,
    "one long key": b"a" + b".a" * 100_000 + b" = 1",
    "many long keys": b"\n".join(b"k%d" % n + b".a" * 100 + b" = 1" for n in range(1000)),
    "long header": b"[a" + b".a" * 100_000 + b"]",
    "quoted long key": b'""' + b'.""' * 60_000 + b" = 1",
    "huge number": b"a = " + b"9" * 200_000,
    "not UTF-8": b"[server]\nport = 1\nhost = '\xff\xfe'",
    "UTF-16": "[server]\nport = 1".encode("utf-16"),
    "NUL": b"[server]\x00",
    "open string": b'a = """' + b"\\" * 100_001,
    "quotes": b'a = "' + b'\\"' * 100_000,
    "many tables": b"\n".join(b"[t%d]" % n for n in range(20_000)),
    "many entries": b"[[routes]]\n" * 20_000,
    "yaml tag": b"a: !!python/object/apply:os.system ['true']",
    "long chain": b"[tiers]\nopus = [" + b"'a/b'," * 50_000 + b"]",
    "dates": b"server = 2024-01-01T00:00:00Z",
    "closing": b"]" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_a_clear_error(write, home, name):
    path = write(HOSTILE[name])
    with pytest.raises(SettingsError) as caught:
        load(path, env=home)
    first = str(caught.value).split("\n")[0]
    assert first.startswith(str(path))
    assert len(first) < 1000


def test_a_folder_and_a_pipe_are_no_settings(tmp_path, home):
    import os

    os.mkfifo(tmp_path / "pipe")
    for name in ("", "pipe"):
        with pytest.raises(SettingsError, match="is not a file"):
            load(tmp_path / name, env=home)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(write, home):
    loaded = load(write(b"\xef\xbb\xbf[server]\r\nport = 1\r\n"), env=home)
    assert loaded.settings.server.port == 1
    assert loaded.origins["server.port"] == "config.toml:2"


def test_the_given_file_goes_before_the_variable_before_the_users_own(write, home, tmp_path):
    given, named = write("[server]\nport = 1", "a.toml"), write("[server]\nport = 2", "b.toml")
    own = tmp_path / "home" / "config" / "config.toml"
    own.parent.mkdir(parents=True)
    own.write_text("[server]\nport = 3")
    env = {**home, "TUI_ROUTER_CONFIG": str(named)}
    assert find_file(given, env) == given
    assert find_file(None, env) == named
    assert find_file(None, home) == own
    assert load(None, env=home).settings.server.port == 3


def test_a_named_file_that_is_missing_is_an_error_and_an_own_one_is_not(home, tmp_path):
    with pytest.raises(SettingsError, match="does not exist"):
        load(tmp_path / "no.toml", env=home)
    with pytest.raises(SettingsError, match="TUI_ROUTER_CONFIG"):
        load(env={**home, "TUI_ROUTER_CONFIG": str(tmp_path / "no.toml")})
    assert load(env=home).path is None


def test_without_a_file_the_environment_is_searched(home):
    loaded = load(env={**home, "OPENAI_API_KEY": "k"})
    assert list(loaded.settings.providers) == ["openai"]
    assert loaded.settings.search


def test_a_file_that_names_no_provider_leaves_the_search_to_the_environment(write, home):
    loaded = load(write("[tiers]\nhaiku = 'groq/x'"), env={**home, "GROQ_API_KEY": "k"})
    assert loaded.settings.providers["groq"].found_by == "environment"
    assert loaded.settings.search


def test_a_file_that_names_providers_names_all_of_them(write, home):
    loaded = load(write(LOCAL), env={**home, "OPENAI_API_KEY": "k"})
    assert list(loaded.settings.providers) == ["local"]


def test_settings_cannot_be_changed(write, home):
    settings = load(write(DOCUMENTED), env=home).settings
    with pytest.raises(AttributeError):
        settings.server = None
    assert msgspec.structs.replace(settings.server, port=1).port == 1
