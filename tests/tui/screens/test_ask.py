import pytest

from tui_router.tui.screens.ask import AskScreen


@pytest.mark.parametrize(
    ("keys", "answer"),
    [(["y"], True), (["enter"], False), (["j", "enter"], True), (["k"], False), (["escape"], None)],
)
async def test_the_safe_answer_stands_first(run, until, keys, answer):
    async with run(size=(80, 24)) as (pilot, _):
        said = []
        pilot.app.push_screen(AskScreen("Remove rule 1?", "kind is subagent", "Remove it"), said.append)
        await pilot.pause()
        await pilot.press(*keys)
        await until(pilot, lambda: said)
        assert said == [answer]


async def test_what_it_asks_about_is_text(run, text_of):
    async with run(size=(80, 24)) as (pilot, _):
        pilot.app.push_screen(AskScreen("Remove [/b]\x1b[2J?", "x\x07" * 500, "Remove it"))
        await pilot.pause()
        text = "\n".join(text_of(pilot.app))
        assert "Remove [/b]␛[2J?" in text
        assert not {"\x1b", "\x07"} & set(text)
