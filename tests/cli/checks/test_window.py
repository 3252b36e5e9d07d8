import pytest

from tui_router.cli.checks.abilities import Subject
from tui_router.cli.checks.window import check_window
from tui_router.core.target import Limits


@pytest.fixture
def look(report, only, at, wired):
    def check(window: int | None, by: str = "list", model: str = "m", **given):
        limits = Limits(context_window=window, window_from=by)
        check_window(report, Subject(wired=wired(model), provider=at(**given), limits=limits))
        return only()

    return check


@pytest.mark.parametrize(
    ("window", "state"),
    [(19_999, "fail"), (20_000, "warn"), (31_999, "warn"), (32_000, "ok"), (1_000_000, "ok")],
)
def test_the_client_needs_room(look, window: int, state: str) -> None:
    found = look(window)
    assert found.state == state
    assert f"{window:,} tokens, by its own list" in found.said


def test_an_unknown_window_is_said_with_the_line_that_tells_it(look) -> None:
    found = look(None, model="q/w en")
    assert found.state == "warn"
    assert found.paste == ['[providers.p.models."q/w en"]', "context_window = 131072"]


@pytest.mark.parametrize(
    ("by", "words"), [("config", "the settings"), ("fact", "what it taught"), ("catalog", "the catalog")]
)
def test_where_it_is_known_from(look, by: str, words: str) -> None:
    assert words in look(200_000, by).said


@pytest.mark.parametrize(
    ("preset", "command"),
    [
        ("ollama", "OLLAMA_CONTEXT_LENGTH=65536 ollama serve"),
        ("llamacpp", "llama-server -m 'a b' --jinja -c 65536"),
        ("lmstudio", "lms load 'a b' --context-length 65536"),
    ],
)
def test_a_local_server_is_started_with_more(look, preset: str, command: str) -> None:
    assert look(8192, model="a b", preset=preset).paste == [command]
