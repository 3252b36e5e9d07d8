from tui_router.journal.record import AttemptRow, ExchangeDetail, ExchangeRow, Times
from tui_router.tui.compare_book import Pick
from tui_router.tui.lines.compare_head import Compared
from tui_router.tui.screens.attempt import AttemptScreen
from tui_router.tui.widgets.choice import Choice

TRIES = [
    AttemptRow(
        number=1,
        status=400,
        model="gpt-4o",
        outcome="max_tokens too large\x1b",
        times=Times(sent=0.1, ended=0.3),
    ),
    AttemptRow(number=2, status=200, model="gpt-4o", outcome="ok"),
]


def side(id, attempts):
    return Compared(ExchangeDetail(row=ExchangeRow(id=id, started_at=0.0), attempts=attempts))


async def test_every_attempt_of_those_that_have_several(run, until, text_of):
    async with run() as (pilot, _):
        given = []
        await pilot.app.push_screen(
            AttemptScreen({"A": side(36, TRIES[1:]), "B": side(37, TRIES)}), given.append
        )
        await pilot.pause()
        text = "\n".join(text_of(pilot.app))
        assert "B  #37 as it ended" in text
        assert "B  #37 attempt 1" in text
        assert "400 gpt-4o max_tokens too large␛" in text
        assert "0.2 s" in text
        assert "A  #36" not in text
        assert len(pilot.app.screen.query_one(Choice).options) == 3
        await pilot.press("down", "enter")
        await until(pilot, lambda: given == [("B", Pick(37, 1))])
