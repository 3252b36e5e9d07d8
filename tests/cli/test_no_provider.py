"""A provider that is not configured: what there is, and how to have it."""

from pathlib import Path

from tui_router.cli.no_provider import no_provider
from tui_router.providers.presets import presets

FILE = Path("/home/me/config.toml")


def test_one_that_a_preset_knows_is_shown_with_the_lines_that_bring_it() -> None:
    trouble = no_provider("openai", [], FILE, variables=True)
    assert trouble.said == 'No provider "openai" is configured (there are: none).'
    assert trouble.lines == [
        "export OPENAI_API_KEY=…",
        f"or, in {FILE}:",
        "[providers.openai]",
        'preset = "openai"',
    ]


def test_a_variable_makes_none_where_a_file_names_them_or_where_another_preset_has_the_key() -> None:
    assert no_provider("openai", ["p"], FILE, variables=False).lines[0] == f"in {FILE}:"
    assert no_provider("openai", ["p"], FILE, variables=False).said.endswith("(there are: p).")
    assert presets()["codex"].aside or not presets()["codex"].keys
    assert no_provider("codex", [], FILE, variables=True).lines[0] == f"in {FILE}:"


def test_of_a_server_on_this_machine_its_address_is_said() -> None:
    assert no_provider("ollama", [], FILE, variables=True).lines[0] == "start Ollama (127.0.0.1:11434)"


def test_one_that_nobody_knows_gets_the_names_that_there_are() -> None:
    guess, line = no_provider("opnai", [], FILE, variables=True).lines
    assert guess == "did you mean openai?"
    assert no_provider("qqq", [], FILE, variables=True).lines == [line]
    (line,) = no_provider("qqq", [], FILE, variables=True).lines
    assert line.startswith("presets: anthropic, openai, ")
    assert all(name in line for name in presets())


def test_a_hostile_name_does_not_reach_the_terminal() -> None:
    assert "\x1b" not in no_provider("\x1b]0;x\x07" * 500, ["\x1b[2J"], FILE, variables=True).format_message()
    assert len(no_provider("x" * 9_000, [], FILE, variables=True).said) < 400
