from textual.app import App

from tui_router.journal.filter import FilterFault
from tui_router.tui.widgets.filter_input import KEPT, FilterInput


class Alone(App):
    def __init__(self):
        super().__init__()
        self.down = 0

    def compose(self):
        yield FilterInput(placeholder="x", completes=True)

    def on_filter_input_down(self):
        self.down += 1


async def test_only_so_many_are_kept_each_once():
    async with Alone().run_test() as pilot:
        field = pilot.app.query_one(FilterInput)
        for n in range(KEPT + 9):
            field.keep(f"f{n}")
        field.keep("f40")
        field.keep("  ")
        assert len(field._earlier) == KEPT
        assert field._earlier[-2:] == ["f58", "f40"]
        assert field._earlier.count("f40") == 1


async def test_down_at_the_newest_is_somebody_elses():
    async with Alone().run_test() as pilot:
        field = pilot.app.query_one(FilterInput)
        field.focus()
        await pilot.press("down", "a", "up", "down")
        assert pilot.app.down == 2
        assert field.value == "a"


async def test_it_completes_only_at_the_end_and_in_focus():
    async with Alone().run_test() as pilot:
        field = pilot.app.query_one(FilterInput)
        field.focus()
        await pilot.press(*"~e")
        assert field.offered()[0].choices[0].shown == "~e"
        await pilot.press("left")
        assert field.offered() == (None, -1)


async def test_a_fault_that_is_over_the_end_does_no_harm():
    async with Alone().run_test() as pilot:
        field = pilot.app.query_one(FilterInput)
        field.fault = FilterFault("x", 3, 900)
        field.value = "abcdef"
        await pilot.pause()
        assert field._value.spans[0].start == 3
