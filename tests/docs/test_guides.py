"""What the guides tell people to write and to run is what the program reads."""

import importlib.util
import itertools
import re
import shlex
import sys
from pathlib import Path

import click
import pytest
import tomlkit

from tui_router.cli.main import cli
from tui_router.providers.presets import presets
from tui_router.settings.load import Loaded, SettingsError, load

_spec = importlib.util.spec_from_file_location("guides", Path(__file__).with_name("guides.py"))
guides = importlib.util.module_from_spec(_spec)
sys.modules["guides"] = guides
_spec.loader.exec_module(guides)

TOML = guides.all_blocks("toml")
SHELL = guides.all_blocks("sh")

BASE = """
[providers.openai]
preset = "openai"
[providers.local]
dialect = "chat"
base_url = "http://127.0.0.1:8000/v1"
[tiers]
default = "openai/gpt-5.4"
"""
"""What a piece is laid over."""


def read(text: str, folder: Path) -> Loaded:
    path = folder / "config.toml"
    path.write_text(text)
    return load(path, env={"TUI_ROUTER_HOME": str(folder)})


def over_the_base(piece: str) -> str:
    """A piece laid over `BASE`, table by table."""
    whole = tomlkit.parse(BASE)

    def lay(onto, more) -> None:
        for key, value in more.items():
            if isinstance(value, dict) and isinstance(onto.get(key), dict):
                lay(onto[key], value)
            else:
                onto[key] = value

    lay(whole, tomlkit.parse(piece).unwrap())
    return tomlkit.dumps(whole)


@pytest.mark.parametrize("block", TOML, ids=str)
def test_each_settings_block_is_read_as_it_stands(block, tmp_path: Path) -> None:
    assert block.mark in ("", "piece"), block.mark
    text = block.text if not block.mark else over_the_base(block.text)
    try:
        loaded = read(text, tmp_path)
    except SettingsError as error:
        pytest.fail(f"{block}: {error}")
    settings = loaded.settings
    assert settings.providers, f"{block}: a complete file names its providers; mark pieces ```toml piece"


def test_a_block_with_a_mistake_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="did you mean haiku"):
        read(over_the_base('[tiers]\nhiaku = "openai/gpt-5.4"\n'), tmp_path)


def test_a_piece_is_laid_over_the_base(tmp_path: Path) -> None:
    settings = read(over_the_base("[providers.openai.quirks]\nno_stream = true\n"), tmp_path).settings
    assert settings.providers["openai"].quirks.no_stream
    assert list(settings.providers) == ["openai", "local"]


def commands(text: str) -> list[list[str]]:
    """The arguments of each `tui-router` in a piece of shell, also of one inside `$(…)`."""
    found = []
    for words in _simple_commands(text):
        for inner in [hit[1] for word in words for hit in re.finditer(r"\$\(([^()]*)\)", word)]:
            found += commands(inner)
        called = list(itertools.dropwhile(re.compile(r"[A-Za-z_]\w*=").match, words))
        if called and called[0].rpartition("/")[2] == "tui-router":
            found.append(called[1:])
    return found


def _simple_commands(text: str) -> list[list[str]]:
    """Words between line ends and the shell's own signs."""
    plain = re.sub(r"(^|\s)#[^\n]*", r"\1", re.sub(r"\\\n\s*", " ", text))
    lexer = shlex.shlex(plain, posix=True, punctuation_chars=";&|()<>\n")
    lexer.commenters = ""
    lexer.whitespace = " \t"
    lexer.whitespace_split = True
    found: list[list[str]] = [[]]
    for word in lexer:
        if set(word) <= set(";&|()<>\n"):
            found.append([])
        else:
            found[-1].append(word)
    return [words for words in found if words]


def trouble(args: list[str]) -> str:
    """What the program would say against these arguments; empty when it takes them."""
    command: click.Command = cli
    rest = list(args)
    while True:
        context = click.Context(command, info_name=command.name)
        if "--help" in rest[:1]:
            return ""
        try:
            _, rest, _ = command.make_parser(context).parse_args(list(rest))
        except click.UsageError as error:
            return error.format_message()
        if not isinstance(command, click.Group) or not rest:
            return ""
        name, rest = rest[0], rest[1:]
        below = command.get_command(context, name)
        if below is None:
            return f"there is no command {name}"
        command = below


@pytest.mark.parametrize("block", SHELL, ids=str)
def test_each_command_exists_with_its_options(block) -> None:
    for args in commands(block.text):
        assert trouble(args) == "", f"{block}: tui-router {shlex.join(args)}"


def spans() -> list[tuple[str, str]]:
    """Commands in the running text: `tui-router …` between backticks."""
    found = []
    for file in guides.FILES:
        text = re.sub(r"^(```+).*?^\1\s*$", "", file.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
        found += [(file.name, span) for span in re.findall(r"`(tui-router [^`]{1,200})`", text)]
    return found


@pytest.mark.parametrize(("file", "span"), spans())
def test_each_command_in_the_text_exists_with_its_options(file: str, span: str) -> None:
    for args in commands(span):
        assert trouble(args) == "", f"{file}: {span}"


def test_commands_are_found_where_they_stand() -> None:
    assert commands("FOO=1 .venv/bin/tui-router --demo  # look") == [["--demo"]]
    assert commands('eval "$(tui-router connect claude --print-env)" && claude') == [
        ["connect", "claude", "--print-env"]
    ]
    assert commands("docker build -t tui-router .\necho x | \\\n tui-router diagnose -") == [
        ["diagnose", "-"]
    ]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["conect", "claude"], "no command conect"),
        (["connect", "claude", "--opus", "a/b"], "No such option"),
        (["config", "verify"], "no command verify"),
        (["serve", "--port"], "requires an argument"),
        (["--demon"], "No such option"),
    ],
)
def test_a_command_that_is_not_there_is_told(args: list[str], says: str) -> None:
    assert says in trouble(args)


def anchors(file: Path) -> set[str]:
    titles = re.findall(r"^#+\s+(.*?)\s*$", file.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("file", guides.FILES, ids=lambda file: file.name)
def test_each_link_leads_somewhere(file: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", file.read_text("utf-8")):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        there = (file.parent / path) if path else file
        assert there.exists(), f"{file.name}: {target}"
        assert not anchor or anchor in anchors(there), f"{file.name}: {target}"


def test_the_guides_have_what_is_looked_for() -> None:
    """An empty search would make everything above pass."""
    assert len(TOML) > 20
    assert sum(len(commands(block.text)) for block in SHELL) > 10
    assert {file.name for file in guides.FILES} >= {
        "README.md",
        "providers.md",
        "routing.md",
        "coming-from.md",
    }


LANGUAGES = {"chat": "Chat Completions", "responses": "Responses", "gemini": "Gemini"}


def test_the_table_of_presets_has_each_with_its_variables_and_its_language() -> None:
    cells = [
        line.strip("|").split("|") for line in (guides.ROOT / "docs/providers.md").read_text().splitlines()
    ]
    rows = {row[0].split("`")[1]: row[1:] for row in cells if len(row) == 4 and row[0].startswith(" `")}
    assert set(rows) == set(presets())
    for name, (keys, addresses, language) in rows.items():
        shipped = presets()[name]
        assert language.strip().startswith(LANGUAGES.get(shipped.dialect, "Messages")), name
        assert shipped.aside or set(shipped.keys) <= set(re.findall(r"`(\w+)`", keys)), name
        assert set(shipped.urls) <= set(re.findall(r"`(\w+)`", addresses)), name
