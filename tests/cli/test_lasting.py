import json
import stat
from pathlib import Path

import pytest

from tui_router.cli.client_env import Launch
from tui_router.cli.lasting import put_in, take_out
from tui_router.cli.trouble import Trouble
from tui_router.settings.places import Places

LAUNCH = Launch(url="http://127.0.0.1:8787", token="tok-of-the-gateway", window=32_768)


@pytest.fixture
def file(own_env: dict[str, str]) -> Path:
    return Path(own_env["HOME"]) / ".claude" / "settings.json"


def env(file: Path) -> dict:
    return json.loads(file.read_text())["env"]


def test_a_plain_client_comes_here(file: Path, places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    put_in("", LAUNCH, places)
    assert env(file) == {
        "ANTHROPIC_BASE_URL": "http://127.0.0.1:8787",
        "ANTHROPIC_AUTH_TOKEN": "tok-of-the-gateway",
        "CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY": "1",
        "ENABLE_TOOL_SEARCH": "false",
        "CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS": "1",
        "CLAUDE_CODE_AUTO_COMPACT_WINDOW": "100000",
        "CLAUDE_AUTOCOMPACT_PCT_OVERRIDE": "27",
    }
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{file} now sets ANTHROPIC_BASE_URL" in err
    assert "for you alone" in err
    assert "tok-of-the-gateway" not in err
    put_in("", LAUNCH, places)
    assert "already sets" in capsys.readouterr().err
    take_out("", places)
    assert "is gone" in capsys.readouterr().err
    assert not file.exists()
    take_out("", places)
    assert "Nothing in" in capsys.readouterr().err


def test_what_leads_elsewhere_is_emptied_and_stays_so(
    file: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.parent.mkdir(parents=True)
    text = '{"env": {"CLAUDE_CODE_USE_VERTEX": "1"}}'
    file.write_text(text)
    monkeypatch.setenv("ANTHROPIC_API_KEY", "from the shell")
    put_in("", LAUNCH, places)
    assert env(file)["CLAUDE_CODE_USE_VERTEX"] == ""
    assert env(file)["ANTHROPIC_API_KEY"] == ""
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    before = file.read_text()
    put_in("", LAUNCH, places)
    assert file.read_text() == before
    take_out("", places)
    assert file.read_text() == text


def test_others_who_can_read_it_are_told_of(
    file: Path, places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    other = file.parent.parent / "shared.json"
    other.parent.mkdir(parents=True)
    other.write_text('{"env": {}}')
    other.chmod(0o644)
    put_in(str(other), LAUNCH, places)
    assert f"chmod 600 {other}" in capsys.readouterr().err
    other.write_text(other.read_text().replace("tok-of-the-gateway", "mine"))
    take_out(str(other), places)
    err = capsys.readouterr().err
    assert "left alone: ANTHROPIC_AUTH_TOKEN." in err
    assert env(other) == {"ANTHROPIC_AUTH_TOKEN": "mine"}
    assert not file.exists()


def test_a_broken_file_is_no_crash(file: Path, places: Places) -> None:
    file.parent.mkdir(parents=True)
    file.write_text("{\n")
    for act in (lambda: put_in("", LAUNCH, places), lambda: put_in(str(file), LAUNCH, places)):
        with pytest.raises(Trouble, match="line 2"):
            act()
    assert file.read_text() == "{\n"
