from tui_router.tui.lines.line import plain
from tui_router.tui.widgets.leg_titles import narrow_titles, pair_titles


async def test_how_much_there_is_of_each_leg(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.LARGE) as pilot:
        detail = kit.live()
        app.fill(detail, [*kit.request_pieces(), *kit.answer_pieces(end=False)])
        await kit.settle(pilot)
        ab, cd = pair_titles(detail, app.pane.request_legs, app.pane.answer_legs)
        assert ab.right is not None
        assert cd.right is not None
        assert plain(ab.left[1]) == "70 kB  ≈18.2k"
        assert plain(cd.left[1]) == "54 chunks"
        assert plain(cd.right[1]) == "59 events"


async def test_the_attempt_is_named_from_the_second_on(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.LARGE) as pilot:
        detail = kit.repaired()
        app.fill(detail, [])
        await kit.settle(pilot)
        ab, cd = pair_titles(detail, app.pane.request_legs, app.pane.answer_legs)
        assert ab.right is not None
        assert plain(ab.right[0]).startswith("b  upstream got, attempt 2")
        assert plain(cd.left[0]).startswith("c  upstream answers, attempt 2")


async def test_one_column_says_how_to_see_the_others(kit):
    app = kit.PaneApp()
    async with app.run_test(size=kit.SMALL) as pilot:
        app.fill(kit.failed(), [])
        await kit.settle(pilot)
        legs = app.pane.answer_legs
        left, right = narrow_titles(kit.failed(), "ab", legs).left
        assert (plain(left), plain(right), right[0].role) == (
            "a b  sent, then translated   c d  answer",
            "7 notes",
            "state-warn",
        )
        assert (
            plain(narrow_titles(kit.failed(), "cd", legs).left[0]) == "d  client receives   a b c  other legs"
        )
