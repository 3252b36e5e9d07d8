"""`tui-router facts`, on the file and over a gateway."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from tui_router.cli import facts as room
from tui_router.cli.facts import facts_group, read_value, table
from tui_router.core.fact import Fact
from tui_router.gateway.fact_file import FactFile
from tui_router.settings.places import Places
from tui_router.settings.process import read_lock

SETTINGS = '[providers.p]\ndialect = "chat"\nbase_url = "http://127.0.0.1:9/v1"\n'
URL = "http://127.0.0.1:9/v1"


def fact(name: str = "max_output_tokens", value: Any = 8192, **more: Any) -> Fact:
    return Fact(
        **{
            "provider": "p",
            "base_url": URL,
            "model": "m",
            "name": name,
            "value": value,
            "learned_at": 1_790_000_000.0,
            **more,
        }
    )


CLAMP = fact(exchange=12, diagnosis="max_tokens_too_large", evidence="at most 8192")
DROPS = [fact("drop", "temperature"), fact("drop", "top_p", origin="person", pinned=True)]


@pytest.fixture
def known(own_env: dict[str, str], places: Places) -> Places:
    places.config_file.write_text(SETTINGS)
    FactFile(places.facts).write([CLAMP, *DROPS])
    return places


def run(*args: str) -> Result:
    return CliRunner().invoke(facts_group, args)


def kept(places: Places) -> list[Fact]:
    return FactFile(places.facts).read()


def test_nothing_is_known_at_first(own_env: dict[str, str], places: Places) -> None:
    done = run()
    assert (done.exit_code, done.output) == (0, "Nothing is known of any target yet.\n")
    assert run("--json").output == "[]\n"
    assert not places.facts.exists()


def test_the_list(known: Places) -> None:
    done = run()
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0].split() == ["TARGET", "FACT", "VALUE", "SINCE", "FROM", "PINNED"]
    assert [line.split()[:3] for line in lines[1:]] == [
        ["p/m", "max_output_tokens", "8,192"],
        ["p/m", "drop", "temperature"],
        ["p/m", "drop", "top_p"],
    ]
    assert [line.split()[5:] for line in lines[1:]] == [["#12"], ["learned"], ["you", "pinned"]]
    assert lines[1].split()[3].startswith("2026-09-2")
    assert len({line.index(line.split()[1]) for line in lines}) == 1


def test_the_list_for_a_script(known: Places) -> None:
    found = json.loads(run("--json").output)
    assert [(row["name"], row["value"], row.get("pinned", False)) for row in found] == [
        ("max_output_tokens", 8192, False),
        ("drop", "temperature", False),
        ("drop", "top_p", True),
    ]
    done = run("--json", "forget", "p/m")
    assert done.exit_code == 2
    assert len(kept(known)) == 3


def test_set_takes_the_endpoint_from_the_settings(known: Places) -> None:
    done = run("set", "p/other/model", "context_window", "32,768", "--pin")
    assert (done.exit_code, done.output) == (0, "p/other/model: context_window 32,768, pinned\n")
    put = kept(known)[-1]
    assert (put.base_url, put.model, put.value, put.origin, put.pinned) == (
        URL,
        "other/model",
        32_768,
        "person",
        True,
    )


def test_set_over_what_was_learned(known: Places) -> None:
    assert run("set", "p/m", "max_output_tokens", "4096").exit_code == 0
    put = kept(known)[0]
    assert (put.name, put.value, put.origin) == ("max_output_tokens", 4096, "person")
    assert len(kept(known)) == 3


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("p/m", "max_output_tokens", "many"), "more than 0"),
        (("p/m", "max_output_tokens", "0"), "more than 0"),
        (("p/m", "melody", "1"), "no fact called melody"),
        (("p/m", "images", "maybe"), "images"),
        (("p/m", "efforts", "low"), "efforts"),
        (("nobody/m", "images", "no"), "no provider nobody in the settings; there are p"),
        (("p", "images", "no"), "PROVIDER/MODEL"),
        (("p/", "images", "no"), "PROVIDER/MODEL"),
        (("p/m\x1b[2J", "images", "no"), "printable"),
        (("p/m", "\x1b]0;x\x07", "no"), "no fact called"),
    ],
)
def test_what_cannot_be_known_is_refused_in_words(known: Places, args: tuple[str, ...], words: str) -> None:
    done = run("set", *args)
    assert done.exit_code == 2
    assert words in done.output
    assert "\x1b" not in done.output
    assert len(kept(known)) == 3


def test_a_server_found_only_while_the_gateway_runs_is_known_by_its_facts(known: Places) -> None:
    FactFile(known.facts).write([fact(provider="ollama", base_url="http://127.0.0.1:11434/v1")])
    assert run("set", "ollama/x", "images", "no").exit_code == 0
    assert kept(known)[-1].base_url == "http://127.0.0.1:11434/v1"


@pytest.mark.parametrize(
    ("args", "said", "left"),
    [
        (("p/m",), "3 facts forgotten.", []),
        (("p/m", "drop"), "2 facts forgotten.", [CLAMP]),
        (("p/m", "drop", "top_p"), "1 fact forgotten.", [CLAMP, DROPS[0]]),
        (("p/m", "max_output_tokens", "8,192"), "1 fact forgotten.", DROPS),
    ],
)
def test_forget(known: Places, args: tuple[str, ...], said: str, left: list[Fact]) -> None:
    done = run("forget", *args)
    assert (done.exit_code, done.output) == (0, f"{said}\n")
    assert kept(known) == left


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("p/n",), "Nothing is known of p/n."),
        (("p/m", "images"), "Nothing is known of p/m: no images."),
        (("p/m", "drop", "top_k"), "no drop top_k"),
        (("x/m",), "Nothing is known of x/m."),
    ],
)
def test_what_is_not_known_cannot_be_forgotten(known: Places, args: tuple[str, ...], words: str) -> None:
    done = run("forget", *args)
    assert done.exit_code == 2
    assert words in done.output
    assert len(kept(known)) == 3


def test_pin_and_unpin(known: Places) -> None:
    assert run("pin", "p/m", "max_output_tokens").output == "p/m: max_output_tokens 8,192, pinned\n"
    (clamp, *_) = kept(known)
    assert (clamp.pinned, clamp.exchange, clamp.origin) == (True, 12, "learned")
    assert run("unpin", "p/m", "drop", "top_p").output == "p/m: drop top_p\n"
    assert not any(fact.pinned for fact in kept(known) if fact.name == "drop")
    assert run("pin", "p/m", "drop").output.count("pinned") == 2
    assert run("pin", "p/m", "images").exit_code == 2


def test_a_file_that_cannot_be_written_is_told(known: Places) -> None:
    known.facts.with_name("facts.json.new").mkdir()
    done = run("forget", "p/m")
    assert done.exit_code == 2
    assert "cannot be written" in done.output
    assert len(kept(known)) == 3


def test_the_lock_is_free_afterwards(known: Places) -> None:
    run("forget", "p/m")
    assert read_lock(known.lock) is None


def test_settings_that_cannot_be_read_are_told(known: Places) -> None:
    known.config_file.write_text("[")
    assert run("set", "p/m", "images", "no").exit_code == 2
    assert run().exit_code == 0


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("max_output_tokens", "16,384", 16_384),
        ("tokens_factor", "1.25", 1.25),
        ("images", "No", False),
        ("images", "true", True),
        ("images", "1", "1"),
        ("max_stop", "2", 2),
        ("max_stop", "2.5", "2.5"),
        ("drop", "5", "5"),
        ("unknown", "5", "5"),
    ],
)
def test_values(name: str, text: str, value: Any) -> None:
    read = read_value(name, text)
    assert (read, type(read)) == (value, type(value))


def test_what_hostile_upstreams_taught_cannot_move_the_cursor() -> None:
    evil = "a\x1b]52;c;eA==\x07\u202eb\x9b2J"
    lines = table([fact(evil, evil, provider=evil, model=evil), fact("drop", "x" * 5000)])
    assert all(line.isprintable() for line in lines)
    assert max(len(line) for line in lines) < 1200


def test_json_is_plain_ascii(known: Places) -> None:
    FactFile(known.facts).write([fact(evidence="\x9b2J \u202e é")])
    done = run("--json")
    assert done.output.isascii()
    assert json.loads(done.output)[0]["evidence"] == "\x9b2J \u202e é"


class Keeps:
    """A gateway's answers, and what it was asked to change."""

    def __init__(self, *facts: Fact) -> None:
        self.held = list(facts)
        self.put: list[Fact] = []
        self.gone: list[Fact] = []

    async def facts(self) -> list[Fact]:
        return self.held

    async def put_fact(self, fact: Fact) -> Fact:
        self.put.append(fact)
        return fact

    async def forget_fact(self, fact: Fact) -> None:
        self.gone.append(fact)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Keeps]:
    def keeping(*facts: Fact) -> Keeps:
        keeper = Keeps(*facts)

        def ask(work: Any) -> Any:
            try:
                return asyncio.run(work(keeper))
            except room.ControlError as error:
                raise room.Trouble(str(error)) from error

        monkeypatch.setattr(room, "_ask", ask)
        return keeper

    return keeping


def test_what_does_not_last_says_so_and_is_not_pinned(asked: Callable[..., Keeps]) -> None:
    keeper = asked(fact(until=4e9), fact("images", False, conversation="c"))
    lines = run().output.splitlines()
    assert "until " in lines[1]
    assert lines[2].endswith("one conversation")
    refused = run("pin", "p/m", "images")
    assert (refused.exit_code, keeper.put) == (2, [])
    assert "does not last" in refused.output


def test_the_catalogs_word_is_not_forgotten_but_can_be_made_ones_own(asked: Callable[..., Keeps]) -> None:
    shipped = fact("drop", "temperature", origin="catalog")
    keeper = asked(shipped, CLAMP)
    refused = run("forget", "p/m", "drop")
    assert refused.exit_code == 2
    assert "comes from the catalog" in refused.output
    assert run("forget", "p/m").output == "1 fact forgotten.\n"
    assert keeper.gone == [CLAMP]
    assert run("unpin", "p/m", "drop").output == "Nothing to change.\n"
    assert run("pin", "p/m", "drop").exit_code == 0
    assert keeper.put == [replace(shipped, pinned=True)]
    assert "catalog" in run().output.splitlines()[1]


def test_over_the_gateway_that_runs(run: Any, wired: Places, begin: Any, tmp_path: Path) -> None:
    begin("serve").stdout.readline()
    assert run("facts", "set", "sandbox/text", "max_output_tokens", "777", "--pin").stdout == (
        "sandbox/text: max_output_tokens 777, pinned\n"
    )
    (row,) = json.loads(run("facts", "--json").stdout)
    assert (row["value"], row["origin"], row["pinned"]) == (777, "person", True)
    refused = run("facts", "set", "nobody/x", "images", "no")
    assert refused.returncode == 2
    assert "no provider nobody" in refused.stderr
    assert run("facts", "unpin", "sandbox/text", "max_output_tokens").returncode == 0
    assert run("stop").returncode == 0
    assert [fact.pinned for fact in kept(wired)] == [False]
    assert run("facts", "forget", "sandbox/text").stdout == "1 fact forgotten.\n"
    assert kept(wired) == []
