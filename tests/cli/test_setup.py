"""`tui-router setup`: the questions on a gateway made of memory, and the command on a real one."""

import asyncio
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from tui_router import __version__
from tui_router.cli import setup as room
from tui_router.cli.choose import UnknownModelError
from tui_router.control.client import ControlError
from tui_router.control.wiring import Change, Trial, Verdict, Wires
from tui_router.journal.record import KnownModel, ProviderState, Status
from tui_router.settings.places import Places
from tui_router.settings.process import GatewayInfo, read_lock

OPENAI = ProviderState(
    name="openai",
    dialect="responses",
    base_url="https://api.openai.com/v1",
    preset="openai",
    key="env:OPENAI_API_KEY",
    found_by="environment",
    models=3,
)
MODELS = [
    KnownModel(target=f"openai/{name}", context_window=400_000, listed=True)
    for name in ("gpt-large", "gpt-small", "gpt-small-fast")
]
WIRES = Wires(
    revision=7,
    effective={"haiku": "openai/gpt-small", "sonnet": "openai/gpt-large", "default": "openai/gpt-large"},
    providers={"openai": {"preset": "openai", "key": "env:OPENAI_API_KEY"}},
    config="/home/me/config.toml",
)


class Gateway:
    """Answers as a gateway would; keeps what it was asked."""

    def __init__(self) -> None:
        self.providers = [OPENAI]
        self.known = list(MODELS)
        self.wires = WIRES
        self.changes: list[Change] = []
        self.tested: list[str] = []
        self.failing = ""
        self.refusals: list[ControlError] = []

    async def models(self, *, refresh: bool = False) -> list[KnownModel]:
        assert refresh
        return self.known

    async def status(self) -> Status:
        return Status(
            version="1", pid=1, url="http://127.0.0.1:9", started_at=0.0, revision=7, providers=self.providers
        )

    async def wiring(self) -> Wires:
        return self.wires

    async def test(self, trial: Trial) -> Verdict:
        self.tested.append(trial.to)
        if trial.to == self.failing:
            raise ControlError("no answer\x1b[2J in 90 s")
        return Verdict(target=trial.to, ok=True, said="answers in 12 ms")

    async def rewire(self, change: Change) -> Wires:
        self.changes.append(change)
        if self.refusals:
            raise self.refusals.pop(0)
        return self.wires


@pytest.fixture
def ended() -> list[str]:
    return []


@pytest.fixture
def gateway(own_env: dict[str, str], ended: list[str], monkeypatch: pytest.MonkeyPatch) -> Gateway:
    """The command's gateway: found running, never reached over a socket."""
    made = Gateway()
    info = GatewayInfo(pid=1, url="http://127.0.0.1:9", version=__version__)
    monkeypatch.setattr(room, "find_or_start", lambda _places, _wish: (info, False))
    monkeypatch.setattr(room, "end_gateway", lambda _places, info: ended.append(info.url))
    monkeypatch.setattr(room, "_over", lambda _info, work: asyncio.run(work(made)))
    return made


def run(*args: str, input: str = "") -> Result:
    return CliRunner().invoke(room.setup, args, input=input)


def tiers(gateway: Gateway) -> Any:
    return gateway.changes[-1].patch["tiers"]


PROPOSED = {
    "haiku": "openai/gpt-small",
    "sonnet": "openai/gpt-large",
    "opus": "openai/gpt-large",
    "fable": "openai/gpt-large",
    "default": "openai/gpt-large",
}


def test_enter_takes_the_proposal(gateway: Gateway) -> None:
    done = run(input="\n" * 7)
    assert done.exit_code == 0
    assert tiers(gateway) == PROPOSED
    assert gateway.changes[0].patch["providers"] == WIRES.providers
    assert (gateway.changes[0].write, gateway.changes[0].by, gateway.changes[0].revision) == (
        True,
        "command",
        7,
    )
    assert gateway.tested == ["openai/gpt-small", "openai/gpt-large"]
    for words in (
        "ok     openai         OPENAI_API_KEY is set, 3 models",
        "-      anthropic      no ANTHROPIC_API_KEY",
        "   1  openai/gpt-large  400,000 tokens",
        "haiku [openai/gpt-small]:",
        "ok     openai/gpt-large (sonnet, opus, fable, default): answers in 12 ms",
        'key = "env:OPENAI_API_KEY"',
        "Written to /home/me/config.toml.",
        "tui-router connect claude",
    ):
        assert words in done.output, words


def test_yes_asks_nothing(gateway: Gateway) -> None:
    done = run("--yes")
    assert (done.exit_code, tiers(gateway)) == (0, PROPOSED)
    assert "[Y/n]" not in done.output
    assert gateway.tested
    assert run("--yes", "--no-test").exit_code == 0
    assert len(gateway.tested) == 2


def test_numbers_parts_and_one_for_the_rest(gateway: Gateway) -> None:
    done = run("--no-test", input="3\nLARGE\nall openai/brand-new\n\n")
    assert done.exit_code == 0
    assert "openai/brand-new is not in the list of openai" in done.output
    assert tiers(gateway) == {
        "haiku": "openai/gpt-small-fast",
        "sonnet": "openai/gpt-large",
        **dict.fromkeys(("opus", "fable", "default"), "openai/brand-new"),
    }


def test_an_answer_that_means_nothing_is_asked_again(gateway: Gateway) -> None:
    done = run("--no-test", input="9\nsmall\nnonsense\n2\n" + "\n" * 5)
    assert done.exit_code == 0
    assert "There is no number 9." in done.output
    assert "Several match: openai/gpt-small, openai/gpt-small-fast." in done.output
    assert "nonsense: no such model" in done.output
    assert tiers(gateway)["haiku"] == "openai/gpt-small"


@pytest.mark.parametrize("input", ["", "1\n", "\n\n\n\n\n", "\n" * 6, "\n" * 6 + "n\n"])
def test_whoever_leaves_writes_nothing(gateway: Gateway, ended: list[str], input: str) -> None:
    done = run(input=input)
    assert done.exit_code == 1
    assert "Nothing was written." in done.output
    assert gateway.changes == []
    assert ended == []


def test_a_gateway_that_was_started_for_nothing_is_ended(
    gateway: Gateway, ended: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    info = GatewayInfo(pid=1, url="http://127.0.0.1:9")
    monkeypatch.setattr(room, "find_or_start", lambda _places, _wish: (info, True))
    assert run(input="").exit_code == 1
    assert ended == ["http://127.0.0.1:9"]
    assert run("--yes").exit_code == 0
    assert len(ended) == 1


def test_a_failed_test_is_told_and_does_not_block(gateway: Gateway) -> None:
    gateway.failing = "openai/gpt-small"
    done = run("--yes")
    assert done.exit_code == 0
    assert "failed openai/gpt-small (haiku): no answer" in done.output
    assert "\x1b" not in done.output
    assert gateway.changes


def test_without_anything_it_names_three_ways(gateway: Gateway) -> None:
    gateway.providers, gateway.known = [], []
    gateway.wires = replace(WIRES, effective={}, providers={})
    done = run(input="\n" * 9)
    assert done.exit_code == 1
    for words in (
        "export OPENAI_API_KEY=...\n  tui-router stop && tui-router setup\n",
        "ollama pull",
        "[providers.mine]",
        "in /home/me/config.toml",
        "tui-router --demo",
    ):
        assert words in done.output, words
    assert gateway.changes == []


def test_a_key_that_the_gateway_lacks_is_told(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_API_KEY", "sk-test-" + "0" * 9)
    done = run("--yes")
    assert "GROQ_API_KEY is set here, but not where the gateway was started" in done.output
    assert "sk-test" not in done.output


def test_what_the_file_says_already_is_not_written(gateway: Gateway) -> None:
    gateway.wires = replace(WIRES, wired=True, tiers=PROPOSED, effective=PROPOSED)
    done = run("--yes")
    assert (done.exit_code, gateway.changes) == (0, [])
    assert "/home/me/config.toml says this already." in done.output


def test_a_wiring_that_changed_meanwhile_is_read_again(gateway: Gateway) -> None:
    gateway.refusals = [ControlError("the wiring is at revision 8 by now", 409)]
    done = run("--yes")
    assert done.exit_code == 0
    assert len(gateway.changes) == 2
    gateway.refusals = [ControlError("the wiring is at revision 8 by now", 409)] * 9
    assert run("--yes").exit_code == 2
    assert len(gateway.changes) == 5


def test_a_refusal_is_told_line_by_line(gateway: Gateway) -> None:
    gateway.refusals = [ControlError('tiers.opus: no provider "x"\nproviders.y: no key', 400)]
    done = run("--yes")
    assert done.exit_code == 2
    assert 'tiers.opus: no provider "x"\n  providers.y: no key' in done.output


def test_hostile_names_cannot_move_the_cursor(gateway: Gateway) -> None:
    evil = "a\x1b]52;c;eA==\x07\u202eb\x9b2J"
    gateway.known = [KnownModel(target=f"{evil}/{evil}", listed=True)] * 40
    gateway.providers = [replace(OPENAI, name=evil, problem=evil)]
    gateway.wires = replace(WIRES, effective={"haiku": f"{evil}/x"}, config=f"/{evil}")
    done = run(input="\n" * 9)
    assert done.exit_code == 0
    assert all(line.isprintable() for line in done.output.splitlines())
    assert "and 20 more" in done.output


@pytest.fixture
def seen() -> room.Seen:
    status = Status(
        version="1",
        pid=1,
        url="u",
        started_at=0.0,
        revision=1,
        providers=[OPENAI, replace(OPENAI, name="anthropic", models=0)],
    )
    return room.Seen(status, WIRES, [*MODELS, KnownModel(target="anthropic/opus")])


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("2", "openai/gpt-small"),
        ("openai/gpt-small", "openai/gpt-small"),
        ("fast", "openai/gpt-small-fast"),
        ("gpt fast", "openai/gpt-small-fast"),
        ("openai/new", "openai/new"),
        ("anthropic", "anthropic/opus"),
        ("5", None),
        ("0", None),
        ("²", None),
        ("9" * 5000, None),
        ("small", None),
        ("nobody/x", None),
    ],
)
def test_what_an_answer_means(seen: room.Seen, text: str, target: str | None) -> None:
    if target is None:
        with pytest.raises(UnknownModelError):
            room.chosen(text, seen)
    else:
        assert room.chosen(text, seen) == target


def test_on_a_real_gateway(run: Callable[..., Any], places: Places, sandbox: str) -> None:
    nothing = run("setup", "--port", "0")
    assert nothing.returncode == 1
    assert "export OPENAI_API_KEY=...\n  tui-router setup\n" in nothing.stdout
    assert read_lock(places.lock) is None

    key = {"OPENAI_API_KEY": "sk-test-" + "2" * 8, "OPENAI_BASE_URL": f"{sandbox}/v1"}
    done = run("setup", "--yes", "--port", "0", more=key)
    assert (done.returncode, "sk-test" in done.stdout + done.stderr) == (0, False)
    written = tomllib.loads(places.config_file.read_text())
    assert written["tiers"]["sonnet"].startswith("openai/")
    assert written["providers"]["openai"]["key"] == "env:OPENAI_API_KEY"
    assert read_lock(places.lock) is not None
    assert run("config", "check", more=key).returncode == 0
