"""Settings files, whole: the one from the documentation, and hostile ones; test_broken has the mistaken ones."""

import msgspec
import pytest

from tui_router.core.target import Target
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
    assert (openai.dialect, openai.base_url) == ("responses", "https://api.openai.com/v1")
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
