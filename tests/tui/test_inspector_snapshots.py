"""Pictures of what opens from Live: the exchange and its pages, Compare, the forms and menus, the log, the settings."""

from pathlib import Path

import pytest

from tui_router.tui.pages.book import PAGES

SIZES = SMALL, MIDDLE, LARGE = (80, 24), (120, 40), (200, 60)


async def still(pilot, text_of):
    """Wait until the screen has said the same thing for a while."""
    before, same = None, 0
    for _ in range(1_000):
        await pilot.pause(0.03)
        now = text_of(pilot.app)
        same = same + 1 if now == before else 0
        before = now
        if same == 4:
            return
    raise AssertionError("the screen never came to rest")


@pytest.fixture
def pressed(picture, rich, text_of):
    """`pressed(size, *keys)`: a picture after these keys, each given its time, on a gateway with a whole turn."""

    def compare(size, *keys, control=None, until=None, **how):
        async def act(pilot):
            for key in keys:
                await pilot.press(key)
                await still(pilot, text_of)
            for _ in range(100):
                if until is None or until(pilot.app):
                    break
                await pilot.pause(0.05)
            await still(pilot, text_of)

        return picture(size, control=control or rich(), then=act, **how)

    return compare


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", range(1, len(PAGES) + 1), ids=lambda n: PAGES[n - 1].title)
def test_page(pressed, size, page):
    assert pressed(size, "j", "enter", str(page))


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("2", "m"), id="leg-b"),
        pytest.param(("2", "m", "m"), id="both"),
        pytest.param(("2", "m", "m", "m"), id="raw"),
        pytest.param(("3", "m"), id="leg-c"),
        pytest.param(("1", "m"), id="answer-raw"),
        pytest.param(("2", "slash", *"parse_"), id="find"),
        pytest.param(("tab",), id="outline"),
        pytest.param(("left_square_bracket", "2"), id="attempt"),
        pytest.param(("question_mark",), id="help"),
    ],
)
def test_forms_of_a_page(pressed, keys):
    assert pressed(MIDDLE, "j", "enter", *keys)


@pytest.mark.parametrize("size", SIZES)
def test_a_failed_exchange(pressed, size, fakes):
    assert pressed(size, "j", "j", "j", "enter", control=fakes.troubled())


@pytest.mark.parametrize("theme", ["contrast", "ember", "mono", "paper", "safe"])
def test_the_answer_in_every_theme(pressed, theme):
    assert pressed(MIDDLE, "j", "enter", theme=theme)


def test_the_request_in_ascii(pressed):
    assert pressed(MIDDLE, "j", "enter", "2", theme="mono", ascii=True)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(("c", "c"), id="pair"),
        pytest.param(("c", "c", "equals_sign", "n"), id="changes"),
        pytest.param(("4",), id="nothing"),
    ],
)
def test_compare(pressed, size, keys):
    assert pressed(size, *keys)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", ["e", "D", "x", "y", "semicolon", "p", "comma", "6", "ctrl+p", "ctrl+o"])
def test_what_a_key_opens(pressed, size, key):
    assert pressed(size, "j", key, copy_file=Path("/home/ada/.local/state/tui-router/copy.txt"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "text",
    ["~t sonnet & !~e", "~tr sonnet", "~", "~b parse_header"],
    ids=["good", "wrong", "operators", "bodies"],
)
def test_a_filter_as_it_is_typed(pressed, size, text):
    held = "" if text in {"~", "~tr sonnet"} else text  # what cannot be read leaves the list as it was

    def laid(app):
        searched = all(worker.is_finished for worker in app.workers if worker.group.startswith("bodies"))
        return app.live_screen.exchanges.book.words == held and searched

    assert pressed(size, "slash", *text, until=laid)
