"""Mistaken settings of every kind: each is told with file, line, key and the way out, and a gateway that serves goes on
with what it had."""

import asyncio
import importlib.util
import os
import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tui_router.cli.config import config_group
from tui_router.settings.load import SettingsError, load

_spec = importlib.util.spec_from_file_location(
    "broken_gateway_kit", Path(__file__).parent.parent / "gateway" / "conftest.py"
)
gateway_kit = importlib.util.module_from_spec(_spec)
sys.modules["broken_gateway_kit"] = gateway_kit
_spec.loader.exec_module(gateway_kit)
start = gateway_kit.start
sandbox = gateway_kit.sandbox

OPENAI = '[providers.openai]\npreset = "openai"\n'
LOCAL = '[providers.local]\ndialect = "chat"\nbase_url = "http://127.0.0.1:9/v1"\n'
RULE = OPENAI + "[[routes]]\nto = 'openai/a'\n"
CHANGE = OPENAI + "[[routes]]\n"

BROKEN = [
    # text, line, key, words that must stand in the message; a | parts what may stand there instead
    ("[server]\nport = 70000", 2, "server.port", "whole number from 0 to 65535"),
    ("[server]\nport = true", 2, "server.port", "whole number"),
    ('[server]\nport = "8787"', 2, "server.port", "whole number"),
    ("[server]\nprot = 1", 2, "server.prot", "did you mean port?"),
    ('[server]\nhost = ""', 2, "server.host", "not empty"),
    ('[server]\ncontrol = "all"', 2, "server.control", "one of loopback, remote"),
    ("server = 1", 1, "server", "server = { … }"),
    ("[serverr]\nport = 1", 1, "serverr", "did you mean server?"),
    ("[server]\ntoken = 'x'", 2, "server.token", "there are: host, port, control"),
    ("[server\nport = 1", 1, "", "close the bracket"),
    ("[server]\nport = ", 2, "server.port", "text stands in quotes"),
    ("[server]\nport = 1\nport = 2", 3, "", "keep one of them"),
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
    (OPENAI + "dialect = 'chats'", 3, "providers.openai.dialect", "did you mean chat?"),
    (OPENAI + "dialect = 'gemeni'", 3, "providers.openai.dialect", "did you mean gemini?"),
    (OPENAI + "api_version = '1'", 3, "providers.openai.api_version", "2024-10-21"),
    (OPENAI + "region = 'EU west'", 3, "providers.openai.region", "lower case letters"),
    (OPENAI + "project = 'a/b'", 3, "providers.openai.project", "lower case letters"),
    (OPENAI + "regoin = 'eu'", 3, "providers.openai.regoin", "did you mean region?"),
    ("[providers.x]\npreset = 'bedrock'", 1, "providers.x", "AWS_REGION or AWS_DEFAULT_REGION"),
    ("[providers.x]\npreset = 'vertex-claude'\nregion = 'global'", 1, "providers.x", "GOOGLE_CLOUD_PROJECT"),
    ("[providers.x]\npreset = 'azure'", 1, "providers.x", "https://NAME.openai.azure.com/openai/v1"),
    ("[providers.x]\nbase_url = 'https://b.{region}.example'\ndialect = 'chat'", 1, "providers.x", "needs a region"),
    ("[providers.x]\nbase_url = 'http://10.0.0.1'\nauth = 'sigv4'\ndialect = 'bedrock'", 2, "providers.x.base_url", "insecure = true"),
    (OPENAI + "key = 'sk-abc'", 3, "providers.openai.key", "env:NAME"),
    (OPENAI + "key = 'env:'", 3, "providers.openai.key", "environment variable"),
    (OPENAI + "key = 'file:key.txt'", 3, "providers.openai.key", "full path"),
    (OPENAI + "auth = 'basic'", 3, "providers.openai.auth", "one of api-key, bearer, codex, google, none, sigv4, x-api-key, x-goog-api-key"),
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
    # syntax, as people get it wrong
    (OPENAI + "[tiers]\nhaiku = openai/gpt-5.4\n", 4, "tiers.haiku", 'haiku = "openai/gpt-5.4"'),
    (OPENAI + "[tiers]\nhaiku = \u201copenai/x\u201d\n", 4, "tiers.haiku", "text stands in quotes"),
    (OPENAI + "[tiers]\nhaiku = 'openai/x\n", 4, "tiers.haiku", "close the quotes"),
    (OPENAI + '[tiers]\nhaiku = "openai/x\n', 4, "tiers.haiku", "close the quotes"),
    (OPENAI + '[tiers]\nhaiku = "a\\q"\n', 4, "tiers.haiku", "'single quotes'"),
    (OPENAI + "[tiers]\nhaiku 'openai/x'\n", 4, "tiers.haiku", "name = value"),
    (OPENAI + "[tiers]\nhaiku: 'openai/x'\n", 4, "tiers.haiku", "name = value"),
    (OPENAI + "[tiers]\nhaiku = 'openai/a' opus = 'openai/b'\n", 4, "tiers.haiku", "a line of their own"),
    (OPENAI + "[tiers]\nhaiku = ['openai/a', 'openai/b'\n", 4, "tiers.haiku[1]", "close the bracket"),
    (OPENAI + "[[routes]]\nwhen = { kind = 'title'\nto = 'openai/a'\n", 4, "routes[1].when.kind", "close the bracket"),
    (OPENAI + "[providers.openai]\nkey = 'env:A'\n", 3, "", "put its keys together"),
    ("export OPENAI_API_KEY=x\n", 1, "export", "name = value"),
    ('{"Providers": []}\n', 1, "", "name = value"),
    ("model_list:\n  - model_name: x\n", 1, "model_list", "name = value"),
    ("[server]\nport = 0x1FFFFF\n", 2, "server.port", "from 0 to 65535"),
    # types and unknown keys
    ("tiers = []\n", 1, "tiers", "tiers = { … }"),
    ("providers = 'openai'\n", 1, "providers", "providers = { … }"),
    ("routes = 'all'\n", 1, "routes", "[[routes]]"),
    ("[journal]\nkeep_exchanges = '5000'\n", 2, "journal.keep_exchanges", "whole number"),
    ("[ui]\ncolour = 'red'\n", 2, "ui.colour", "there are: theme"),
    ("[model_list]\n", 1, "model_list", "there are: server, providers, tiers"),
    (OPENAI + "api_key = 'env:A'\n", 3, "providers.openai.api_key", "did you mean key?"),
    (OPENAI + "key = 7\n", 3, "providers.openai.key", "text in quotes"),
    (OPENAI + "key = '$OPENAI_API_KEY'\n", 3, "providers.openai.key", '"env:NAME"'),
    (OPENAI + "key = 'keyring:service'\n", 3, "providers.openai.key", "keyring:SERVICE/NAME"),
    (OPENAI + "insecure = 'no'\n", 3, "providers.openai.insecure", "true or false"),
    (OPENAI + "headers = ['x-team: a']\n", 3, "providers.openai.headers", "headers = { … }"),
    (OPENAI + "headers = { 'x team' = 'a' }\n", 3, 'providers.openai.headers."x team"', "letters, digits and dashes"),
    (OPENAI + "quirks = { thinking = 'high' }\n", 3, "providers.openai.quirks.thinking", "one of effort, enable_thinking, none, openrouter"),
    (OPENAI + "quirks = { drop = 'top_k' }\n", 3, "providers.openai.quirks.drop", "a list"),
    (OPENAI + "models = ['a']\n", 3, "providers.openai.models", "models = { … }"),
    (OPENAI + "models.m.max_output_tokens = '8k'\n", 3, "providers.openai.models.m.max_output_tokens", "whole number"),
    # addresses
    (OPENAI + "base_url = ''\n", 3, "providers.openai.base_url", "http:// or https://"),
    (OPENAI + "base_url = 'api.openai.com/v1'\n", 3, "providers.openai.base_url", 'write it as "https://'),
    (OPENAI + "base_url = 'https:///v1'\n", 3, "providers.openai.base_url", 'write it as "https://'),
    (OPENAI + "base_url = 'https://x:99999/v1'\n", 3, "providers.openai.base_url", 'write it as "https://'),
    (OPENAI + "base_url = 'https://x/v1?key=1'\n", 3, "providers.openai.base_url", "must not have a query"),
    (OPENAI + "base_url = 'http://0x7f000001/v1'\n", 3, "providers.openai.base_url", "use the dotted one"),
    # aliases
    (OPENAI + "[aliases]\na = 'b'\nb = 'a'\n", 4, "aliases.a", "let one of them name a provider/model"),
    (OPENAI + "[aliases]\na = 'b'\nb = 'c'\nc = 'a'\n", 4, "aliases.a", "a → b → c → a"),
    (OPENAI + "[aliases]\n'' = 'openai/m'\n", 3, "aliases", "at most 200 characters"),
    (OPENAI + "[aliases]\nbig = ['openai/a', 'openai/a']\n", 4, "aliases.big[2]", "leave it out"),
    (OPENAI + "[aliases]\nbig = {}\n", 4, "aliases.big", '"provider/model"'),
    (OPENAI + "[tiers]\nhaiku = 'bgi'\n[aliases]\nbig = 'openai/m'\n", 4, "tiers.haiku", "there are: openai"),
    # chains and tiers
    (OPENAI + "[tiers]\ndefault = ''\n", 4, "tiers.default", "there are: openai"),
    (OPENAI + "[tiers]\ndefault = true\n", 4, "tiers.default", '"provider/model"'),
    (OPENAI + "[tiers]\nmythos = 'openai/m'\n", 4, "tiers.mythos", "there are: haiku, sonnet, opus, fable, default"),
    ("[tiers]\nopus = 'openai/a'\n", 2, "tiers.opus", "add a table [providers.NAME]"),
    # rules
    (RULE + "when = { kind = ['title', 'compact'] }\n", 5, "routes[1].when.kind", "one of main, subagent, title, compaction"),
    (RULE + "when = { kind = [] }\n", 5, "routes[1].when.kind", "a list of texts"),
    (RULE + "when = { model = 5 }\n", 5, "routes[1].when.model", "text in quotes"),
    (RULE + "when = { tokens_over = 5 }\n", 5, "routes[1].when.tokens_over", "did you mean input_tokens_over?"),
    (RULE + "when = { long_context = true }\n", 5, "routes[1].when.long_context", "there are: model, tier, kind"),
    (RULE + "when = { input_tokens_over = -1 }\n", 5, "routes[1].when.input_tokens_over", "0 or more"),
    (RULE + "when = { input_tokens_over = 6, input_tokens_under = 5 }\n", 5, "routes[1].when.input_tokens_under", "make it larger"),
    (RULE + "when = { tag = false }\n", 5, "routes[1].when.tag", "must be true"),
    (RULE + "when = { path = '/v1/*' }\n", 5, "routes[1].when.path", "leave it out"),
    (RULE + "when = { header.'x team' = 'a' }\n", 5, 'routes[1].when.header."x team"', 'header.x-team = "blue"'),
    (RULE + "when = { header.x-team = 1 }\n", 5, "routes[1].when.header.x-team", "text in quotes"),
    (RULE + "when = 'subagent'\n", 5, "routes[1].when", "when = { … }"),
    (RULE + "when = { kind = 'title' }\nmodel = 'x'\n", 6, "routes[1].model", "there are: when, to"),
    (OPENAI + "[[routes]]\nwhen = { kind = 'title' }\nto = 'openai/a'\n[[routes]]\nwhen = { kind = 'main' }\nto = 'opnai/b'\n", 8, "routes[2].to", "did you mean openai/b?"),
    (OPENAI + "[[routes]]\n", 3, "routes[1]", "set, drop or clamp"),
    # changes
    (CHANGE + "set = { messages = [] }\n", 4, "routes[1].set.messages", "not for a rule to change"),
    (CHANGE + "set = { 'a b' = 1 }\n", 4, 'routes[1].set."a b"', '"output_config.effort"'),
    (CHANGE + "set = { top_p = nan }\n", 4, "routes[1].set.top_p", "JSON can hold"),
    (CHANGE + "set = { metadata = 2024-01-01 }\n", 4, "routes[1].set.metadata", "JSON can hold"),
    (CHANGE + "set = 'low'\n", 4, "routes[1].set", "set = { … }"),
    (CHANGE + "drop = 'top_k'\n", 4, "routes[1].drop", "must be a list"),
    (CHANGE + "drop = ['stream']\n", 4, "routes[1].drop", "not for a rule to change"),
    (CHANGE + "clamp = { max_tokens = 'small' }\n", 4, "routes[1].clamp.max_tokens", "[at least, at most]"),
    (CHANGE + "clamp = { max_tokens = [9, 1] }\n", 4, "routes[1].clamp.max_tokens", "[at least, at most]"),
    (CHANGE + "clamp = { max_tokens = [1, 2, 3] }\n", 4, "routes[1].clamp.max_tokens", "[at least, at most]"),
]  # fmt: skip


DAMAGED = {
    # name: bytes, line, way out
    "not UTF-8": (b"[server]\nport = 1\nhost = '\xff\xfe'", 3, "save it as UTF-8"),
    "UTF-16": ("[server]\nport = 1".encode("utf-16"), 1, "save it as UTF-8"),
    "Latin-1": ("# für zu Hause\n[server]\n".encode("latin-1"), 1, "save it as UTF-8"),
    "NUL": (b"[server]\nport = 1\n# \x00\n", 3, "take it out"),
    "5 MB": (b"# settings\n" * 500_000, None, "check the path"),
    "deep arrays": (b"[server]\nport = " + b"[" * 10_000, 2, "check its brackets and dots"),
    "deep tables": (b"a = " + b"{a=" * 10_000, 1, "check its brackets and dots"),
    "deep keys": (b"\n[" + b".".join([b"a"] * 5_000) + b"]\n", 2, "check its brackets and dots"),
    "huge number": (b"a = 1\nb = " + b"9" * 100_000, None, "write a smaller one"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", 1, "save it as UTF-8"),
}

ADVICE = re.compile(
    r"did you mean |must (?:be|name|begin|not have)|there are|there is|at most|needs? |use |leave |give |set |write |save "
    r"|check |put |keep |name |let |close |make |take |\[at least|\[\[|stands? |a line is|once is enough",
)
"""What a way out is told in."""


@pytest.mark.parametrize(("text", "line", "key", "words"), BROKEN)
def test_a_broken_file_is_told_with_file_line_key_and_way_out(write, home, text, line, key, words):
    path = write(text)
    with pytest.raises(SettingsError) as caught:
        load(path, env=home)
    problem, *others = caught.value.problems
    assert not others or "in a circle" in problem.text  # which each of its members is told of
    assert (problem.file, problem.line, problem.key) == (str(path), line, key)
    said = str(problem)
    assert said.startswith(f"{path}:{line}: {key}")
    assert any(word in said for word in words.split("|")), said
    assert ADVICE.search(said.removeprefix(f"{path}:{line}: {key}")), said


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_told_with_file_line_and_way_out(write, home, name):
    data, line, words = DAMAGED[name]
    path = write(data)
    with pytest.raises(SettingsError) as caught:
        load(path, env=home)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == (str(path), line)
    assert words in str(problem)
    assert len(str(problem)) < 500


def test_what_is_no_file_is_told_with_the_way_out(tmp_path, home):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name, words in (
        ("", "give the path of a TOML file"),
        ("pipe", "give the path of a TOML file"),
        ("none.toml", "check the path"),
        ("loop", "check the path"),
    ):
        with pytest.raises(SettingsError, match=words) as caught:
            load(tmp_path / name, env=home)
        assert caught.value.problems[0].file == str(tmp_path / name).rstrip("/")


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("OPENAI_BASE_URL", "ftp://127.0.0.1/v1", "must begin with http:// or https://"),
        ("OPENAI_BASE_URL", "http://10.0.0.1/v1", "use https"),
        ("OPENAI_BASE_URL", "https://127.0.0.1/v1/chat/completions", "leave it out"),
        ("VLLM_URL", "http://u:p@127.0.0.1:8000/v1", "give the key as a reference"),
    ],
)
def test_an_address_in_a_variable_is_told_by_its_name(home, variable, value, words):
    with pytest.raises(SettingsError) as caught:
        load(env={**home, "OPENAI_API_KEY": "k", variable: value})
    (problem,) = caught.value.problems
    assert (problem.file, problem.key) == ("environment", variable)
    assert words in problem.text


UNSET = '[providers.openai]\npreset = "openai"\nkey = "{}"\n[tiers]\ndefault = "openai/m"\n'


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("env:NOT_THERE", "openai: NOT_THERE is not set"),
        ("file:/nowhere/key", "openai: /nowhere/key does not exist"),
    ],
)
def test_a_key_that_is_not_there_is_told_by_the_check_and_by_the_answer(write, home, reference, says):
    path = write(UNSET.format(reference))
    done = CliRunner().invoke(config_group, ["check", "--config", str(path)], env={**home, "NOT_THERE": None})
    assert done.exit_code == 0
    assert says in done.output


async def test_a_key_that_is_not_there_is_told_by_the_gateways_answer(start, monkeypatch):
    monkeypatch.delenv("NOT_THERE", raising=False)
    async with start(UNSET.format("env:NOT_THERE")) as road:
        status, answer = await road.ask("claude-opus-4-6", stream=False)
        assert (status, answer["error"]["type"]) == (401, "authentication_error")
        assert "NOT_THERE" in answer["error"]["message"]


def test_there_are_enough_broken_files():
    assert len(BROKEN) >= 120
    assert len({text for text, *_ in BROKEN}) == len(BROKEN)


GOOD = """
[providers.sandbox]
dialect = "chat"
base_url = "{url}/v1"
[tiers]
default = "sandbox/{model}"
"""


async def test_a_gateway_serves_on_with_the_last_good_settings(start, sandbox, tmp_path, monkeypatch):
    """Every file of this page written over the one in force, then no files, then a good one."""
    from tui_router.gateway import clock

    monkeypatch.setattr(clock, "BEAT", 0.005)
    path = tmp_path / "config.toml"
    broken = [text.encode() for text, *_ in BROKEN] + [data for data, *_ in DAMAGED.values()]
    async with start(GOOD.format(url=sandbox.url, model="text-fast")) as road:

        async def served(model: str) -> None:
            body = {
                "model": "claude-opus-4-6",
                "max_tokens": 9,
                "messages": [{"role": "user", "content": "x"}],
            }
            status, _ = await road.result(await road.post(body))
            assert (status, sandbox.requests[-1]["model"]) == (200, model)

        async def told(words: str) -> None:
            async with asyncio.timeout(30):
                while (await road.control.status()).problem != words:
                    await asyncio.sleep(0.005)

        revision = road.gateway.wiring.table.revision
        for number, data in enumerate(broken):
            path.write_bytes(data)
            with pytest.raises(SettingsError) as caught:
                load(path, env=os.environ)
            await told(str(caught.value))
            if number % 10 == 0:
                await served("text-fast")
        path.unlink()
        path.mkdir()
        await told(f"{path}: is not a file; give the path of a TOML file")
        path.rmdir()
        os.mkfifo(path)
        await told(f"{path}: is not a file; give the path of a TOML file")
        await served("text-fast")
        assert road.gateway.wiring.table.revision == revision

        path.unlink()
        path.write_text(GOOD.format(url=sandbox.url, model="text"))
        await told("")
        await served("text")
        assert road.gateway.wiring.table.revision > revision
