import msgspec
import pytest

from tui_router.tui.widgets.strip import KEYS, has_trouble


def test_it_is_there_only_when_there_is_something_to_say(kit):
    failed = kit.failed()
    assert has_trouble(failed)
    assert has_trouble(kit.repaired())
    assert not has_trouble(kit.live())
    silent = msgspec.structs.replace(
        failed, diagnosis=None, row=msgspec.structs.replace(failed.row, trouble="")
    )
    assert not has_trouble(silent)


async def test_a_failure_without_a_diagnosis_says_what_the_row_says(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        app.pane.show(msgspec.structs.replace(kit.failed(), diagnosis=None))
        await kit.settle(pilot)
        assert "✗ max_tokens over 8,192" in app.text()


async def test_a_repair_tells_what_was_done_and_how_to_see_the_attempt_before(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.MIDDLE) as pilot:
        app.fill(kit.repaired(), [])
        await kit.settle(pilot)
        text = app.lines()
        assert "◆ repaired   max_tokens 32,000 → 16,384, sent again after 0.2 s" in text[-6]
        assert (
            text[-4].strip("▌ ")
            == "gpt-4o · openai takes at most 16,384 output tokens.    [ the attempt before"
        )
        assert app.ground(50, 19) == app.current_theme.variables["notice-bg"]


@pytest.mark.parametrize("width", [60, 80])
async def test_a_long_remedy_gives_way_to_the_keys(kit, width):
    app = kit.PaneApp()
    async with app.run_test(size=(width, 13)) as pilot:
        detail = kit.failed()
        diagnosis = msgspec.structs.replace(
            detail.diagnosis, remedy="Point sonnet at a model with a larger window. " * 4
        )
        app.pane.show(msgspec.structs.replace(detail, diagnosis=diagnosis))
        await kit.settle(pilot)
        line = next(line for line in app.lines() if "Point sonnet" in line)
        assert "…" in line
        assert all(f"{key} {word}" in line for key, word in KEYS)
