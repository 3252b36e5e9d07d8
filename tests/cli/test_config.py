"""`tui-router config`, as a person runs it."""

import pytest
from click.testing import CliRunner

from tui_router.cli.config import config_group

GOOD = '[providers.openai]\npreset = "openai"\nkey = "env:MY_KEY"\n[tiers]\nhaiku = "openai/gpt-5.4-mini"\n'


@pytest.fixture
def run(tmp_path):
    def run(*args, **env):
        clean = dict.fromkeys(
            ("TUI_ROUTER_CONFIG", "ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY", "GROQ_API_KEY",
             "DEEPSEEK_API_KEY", "OPENROUTER_API_KEY", "OLLAMA_HOST", "OLLAMA_URL", "VLLM_URL", "LMSTUDIO_URL", "LLAMACPP_URL")
        )  # fmt: skip
        return CliRunner().invoke(
            config_group, args, env={**clean, "TUI_ROUTER_HOME": str(tmp_path / "home"), **env}
        )

    return run


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "c.toml"
    path.write_text(GOOD)
    return path


def test_check_says_ok_shows_the_wiring_and_names_a_missing_key(run, file):
    result = run("check", "--config", str(file))
    assert result.exit_code == 0
    assert f"{file}: ok" in result.output
    assert "haiku → openai/gpt-5.4-mini (from the settings)" in result.output
    assert "openai: MY_KEY is not set" in result.output
    assert "is not set" not in run("check", "--config", str(file), MY_KEY="k").output


def test_check_and_show_tell_chains_in_their_order(run, file):
    file.write_text(GOOD + 'opus = ["openai/gpt-5.4", "openai"]\n[[routes]]\nwhen = { model = "x" }\nto = ["openai/a", "openai/b"]\n')  # fmt: skip
    assert (
        "opus → openai/gpt-5.4, then openai (from the settings)" in run("check", "--config", str(file)).output
    )
    shown = run("show", "--config", str(file)).output
    assert "openai/gpt-5.4, then openai  (c.toml:6)" in shown
    assert "model is x → openai/a, then openai/b" in shown


def test_check_knows_the_actions_and_keys_of_the_screens(run, file):
    file.write_text(GOOD + '[keys]\n"live.replay" = "ctrl+r"\n')
    assert run("check", "--config", str(file)).exit_code == 0
    file.write_text(GOOD + '[keys]\n"live.reply" = "ctrl+r"\n')
    result = run("check", "--config", str(file))
    assert result.exit_code != 0
    assert "there is no live.reply; did you mean live.replay" in result.output


def test_a_broken_chain_is_told_with_its_entry(run, file):
    file.write_text(GOOD + 'opus = [\n  "openai/a",\n  "opnai/b",\n]\n')
    result = run("check", "--config", str(file))
    assert result.exit_code == 2
    assert f"{file}:8: tiers.opus[2]: no provider" in result.output
    assert "did you mean openai/b?" in result.output


def test_check_tells_every_problem_and_exits_2(run, file):
    file.write_text("[tiers]\nhiaku = 'x/y'\n[server]\nport = -1\n")
    result = run("check", "--config", str(file))
    assert result.exit_code == 2
    assert "2 problems" in result.output
    assert f"{file}:2: tiers.hiaku: no such key; did you mean haiku?" in result.output
    assert f"{file}:4: server.port: must be a whole number from 0 to 65535" in result.output


def test_show_gives_each_value_with_its_origin_and_no_secret(run, file):
    result = run("show", "--config", str(file), MY_KEY="the-real-one")
    assert result.exit_code == 0
    lines = {line.split()[0]: line for line in result.output.splitlines()[1:]}
    assert lines["providers.openai.key"].endswith("env:MY_KEY  (c.toml:3)")
    assert lines["providers.openai.base_url"].endswith("https://api.openai.com/v1  (preset openai)")
    assert lines["server.port"].endswith("8787  (default)")
    assert "the-real-one" not in result.output


def test_without_a_file_the_environment_shows(run):
    result = run("show", OPENAI_API_KEY="the-real-one")
    assert "(environment OPENAI_API_KEY)" in result.output
    assert "the-real-one" not in result.output
    assert "no provider found" in run("check").output


def test_path_names_the_file_in_force_or_where_one_would_lie(run, file, tmp_path):
    assert run("path", "--config", str(file)).stdout == f"{file}\n"
    assert run("path", TUI_ROUTER_CONFIG=str(file)).stdout == f"{file}\n"
    result = run("path")
    assert result.stdout == f"{tmp_path}/home/config/config.toml\n"
    assert "no such file yet" in result.stderr
    assert (tmp_path / "home/config").is_dir()  # an editor that is given the path can save


def test_a_file_that_is_missing_is_told(run, tmp_path):
    for command in ("check", "show", "path"):
        result = run(command, "--config", str(tmp_path / "none.toml"))
        assert result.exit_code == 2
        assert "does not exist" in result.output


def test_a_hostile_name_in_the_file_does_not_reach_the_terminal(run, file):
    file.write_text('[aliases]\n"\\u001b[31m" = "x/y"\n')
    result = run("check", "--config", str(file))
    assert "\x1b" not in result.output


def test_a_key_that_cannot_be_one_is_told_without_showing_it(run, file):
    result = run("check", "--config", str(file), MY_KEY="two words")
    assert "no key has" in result.output
    assert "two words" not in result.output
