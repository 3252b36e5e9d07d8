"""`tui-router config import`, as a person runs it."""

import tomllib

import pytest
from click.testing import CliRunner

from tui_router.cli.config import config_group
from tui_router.settings.secrets import client_token

CCR = """{"APIKEY": "sk-test-0123456789abcdef", "Providers": [
  {"name": "relay", "api_base_url": "https://relay.example/v1/chat/completions", "api_key": "sk-test-0123456789", "models": ["m"]}],
 "Router": {"default": "relay,m"}}"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(CCR)
    return path


@pytest.fixture
def own(tmp_path):
    return tmp_path / "home" / "config" / "config.toml"


@pytest.fixture
def run(tmp_path):
    def run(*args):
        return CliRunner().invoke(
            config_group,
            list(map(str, args)),
            env={"TUI_ROUTER_HOME": str(tmp_path / "home"), "TUI_ROUTER_CONFIG": None},
        )

    return run


def test_without_more_it_only_shows(run, file, own):
    done = run("import", file)
    assert done.exit_code == 0
    assert tomllib.loads(done.stdout)["tiers"] == {"default": "relay/m"}
    assert (
        "- relay: its key stands in that file and is not copied; put it in the variable RELAY_API_KEY"
        in done.stderr
    )
    assert "0123456789" not in done.output
    assert not own.exists()


def test_write_makes_it_the_settings_file_and_check_reads_it(run, file, own):
    done = run("import", file, "--write")
    assert done.exit_code == 0
    assert f"Written to {own}." in done.stdout
    assert own.stat().st_mode & 0o777 == 0o600
    checked = run("check")
    assert f"{own}: ok" in checked.output
    assert "relay: RELAY_API_KEY is not set" in checked.output


def test_a_settings_file_that_is_there_stays_unless_it_is_forced_away(run, file, own, tmp_path):
    own.parent.mkdir(parents=True)
    own.write_text("# mine\n")
    refused = run("import", file, "--write")
    assert refused.exit_code == 2
    assert "exists" in refused.output
    assert own.read_text() == "# mine\n"
    other = tmp_path / "other.toml"
    assert run("import", file, "--output", other).exit_code == 0
    assert "relay" in other.read_text()
    assert run("import", file, "--output", other).exit_code == 2
    assert run("import", file, "--write", "--force").exit_code == 0
    assert "relay" in own.read_text()
    assert [path.name for path in own.parent.iterdir()] == ["config.toml"]


def test_whose_file_it_is_can_be_said(run, file):
    done = run("import", file, "--from", "litellm")
    assert done.exit_code == 2
    assert "names no provider" in done.output
    assert run("import", file, "--from", "ccr").exit_code == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "cannot be read"), (b"\xff\xfe", "not UTF-8"), (b"words", "none of these"), (b"{" + b" " * 1_100_000, "larger than 1 MB")],
)  # fmt: skip
def test_what_cannot_be_read_is_told_in_a_sentence(run, tmp_path, content, told):
    path = tmp_path / "x"
    if content is not None:
        path.write_bytes(content)
    done = run("import", path)
    assert done.exit_code == 2
    assert told in done.output
    assert "Traceback" not in done.output


def test_a_place_that_cannot_be_written_is_told(run, file, tmp_path):
    done = run("import", file, "--output", tmp_path)
    assert done.exit_code == 2
    assert str(tmp_path) in done.output


def test_two_places_are_one_too_many(run, file, tmp_path):
    assert run("import", file, "--write", "--output", tmp_path / "x").exit_code == 2


def test_no_control_characters_of_the_file_reach_the_terminal(run, tmp_path):
    path = tmp_path / "x.json"
    path.write_text(CCR.replace('"relay"', '"re\\u001b[31mlay"').replace("relay,m", "re\\u001b[31mlay,m"))
    assert "\x1b" not in run("import", path).output


def test_check_tells_what_of_the_environment_could_not_be_taken_over(tmp_path):
    env = {
        "TUI_ROUTER_HOME": str(tmp_path), "TUI_ROUTER_CONFIG": None, "OPENAI_API_KEY": "sk-test-a", "BIG_MODEL": "m",
        "AZURE_API_VERSION": "1",
    }  # fmt: skip
    done = CliRunner().invoke(config_group, ["check"], env=env)
    assert "opus → openai/m" in done.output
    assert "give it as AZURE_OPENAI_ENDPOINT" in done.output


def served(begin, places, env, ask, **more):
    """The status of a request for haiku, and the line that tells where it went."""
    child = begin("serve", "--port", "0", more=more)
    url = child.stdout.readline().split()[-1]
    status = ask(url, client_token(places, env).reveal(), "claude-haiku-4-5")
    return status, child.stderr.readline()


def test_what_was_imported_serves(run, own, file, sandbox, begin, places, env, ask):
    file.write_text(
        CCR.replace("https://relay.example", sandbox.rstrip("/"))
        .replace('"default": "relay,m"', '"default": "relay,lost", "background": "relay,text-fast"')
        .replace('"sk-test-0123456789"', '"none"')
    )
    assert run("import", file, "--write").exit_code == 0
    status, line = served(begin, places, env, ask)
    assert (status, "→ relay/text-fast" in line) == (200, True)


def test_the_variables_of_a_proxy_serve_without_a_file(sandbox, begin, places, env, ask):
    more = {
        "OPENAI_API_KEY": "sk-test-a",
        "OPENAI_BASE_URL": f"{sandbox.rstrip('/')}/v1",
        "SMALL_MODEL": "text-fast",
    }
    status, line = served(begin, places, env, ask, **more)
    assert (status, "→ openai/text-fast" in line) == (200, True)
