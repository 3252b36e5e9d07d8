import pytest
from textual.app import App

from tui_router.tui.widgets.filter_line import FilterLine
from tui_router.tui.widgets.words import Words


class Alone(App):
    CSS = """
    FilterLine { height: 1; }
    #filter-row { height: 1; }
    #filter-sign { width: 4; }
    #filter-input { width: 1fr; border: none; height: 1; }
    #filter-below { display: none; }
    #filter-below.-shown { display: block; }
    """

    def __init__(self, **how):
        super().__init__()
        self.how = how
        self.words = []
        self.filters = []
        self.left = []

    def compose(self):
        yield FilterLine(**self.how)

    def on_filter_line_changed(self, event):
        self.words.append(event.words)
        self.filters.append(event.filter)

    def on_filter_line_left(self, event):
        self.left.append(event.cleared)


def end(line):
    return "".join(word[0] for word in line.query_one("#filter-count", Words).lines[0]).strip()


def end_role(line):
    return line.query_one("#filter-count", Words).lines[0][-1][1]


def below(line):
    words = line.query_one("#filter-below", Words)
    return (
        "\n".join("".join(word[0] for word in each) for each in words.lines)
        if words.has_class("-shown")
        else ""
    )


@pytest.fixture
async def shown():
    app = Alone(language=True)
    async with app.run_test(size=(100, 12)) as pilot:
        line = app.query_one(FilterLine)
        line.open()
        await pilot.pause()
        yield pilot, line


async def test_words_are_told_as_they_are_typed_and_esc_clears():
    async with Alone().run_test(size=(60, 3)) as pilot:
        line = pilot.app.query_one(FilterLine)
        assert not line.shown
        line.open()
        await pilot.press("a", "~", "enter")
        assert pilot.app.words == ["a", "a~"]
        assert pilot.app.filters == [None, None]
        assert pilot.app.left == [False]
        await pilot.press("escape")
        assert pilot.app.words[-1] == ""
        assert pilot.app.left[-1] is True
        assert not line.shown


async def test_leaving_it_empty_closes_it():
    async with Alone().run_test(size=(60, 3)) as pilot:
        line = pilot.app.query_one(FilterLine)
        line.open()
        await pilot.press("enter")
        assert not line.shown


async def test_only_what_is_right_is_told_and_what_is_wrong_is_marked(shown):
    pilot, line = shown
    await pilot.press(*"a ~tr")
    await pilot.pause()
    assert pilot.app.words == ["a", "a "]
    assert end(line) == "unknown operator ~tr; did you mean ~t"
    assert end_role(line) == "state-error"
    marked = line.field._value
    assert [(span.start, span.end) for span in marked.spans] == [(2, 5)]
    await pilot.press("backspace", *" opus")
    await pilot.pause()
    assert pilot.app.words[-1] == "a ~t opus"
    assert pilot.app.filters[-1].explain() == "“a”, opus"
    assert end(line) == ""
    assert line.field._value.spans == []


async def test_what_is_not_finished_is_no_error(shown):
    pilot, line = shown
    await pilot.press(*"~in>")
    await pilot.pause()
    assert end(line).startswith("~in takes a comparison")
    assert end_role(line) == "ink-soft"
    assert line.field._value.spans == []
    assert pilot.app.words == []


async def test_the_end_says_the_most_telling(shown):
    pilot, line = shown
    line.count(41, 230)
    assert end(line) == "41 of 230"
    line.searching("searching bodies 120 of 5,000")
    assert end(line) == "searching bodies 120 of 5,000"
    line.busy("filtering … 8,000")
    assert end(line) == "filtering … 8,000"
    await pilot.press("(")
    await pilot.pause()
    assert end(line) == "the parenthesis is not closed" or end(line) == "something must follow"
    await pilot.press("backspace")
    line.busy("")
    line.searching("")
    assert end(line) == "41 of 230"


async def test_a_long_complaint_leaves_room_for_the_field(shown):
    pilot, line = shown
    line.searching("x" * 300, "state-warn")
    await pilot.pause()
    assert line.field.size.width >= 30


async def test_a_tilde_lists_operators_and_tab_takes_them(shown):
    pilot, line = shown
    await pilot.press("~")
    await pilot.pause()
    assert all(f"~{name}" in below(line) for name in ("e", "t", "in", "cost", "bd", "marked"))
    await pilot.press(*"ma", "tab")
    await pilot.pause()
    assert line.field.value == "~marked "
    assert pilot.app.words[-1] == "~marked "
    await pilot.press("tab")
    assert line.field.value == "~marked "
    await pilot.press(*"~re", "tab")
    assert line.field.value == "~marked ~repaired "
    await pilot.press("tab")
    assert line.field.value == "~marked ~replay "
    await pilot.pause()
    assert "~replay a replay" in below(line)
    await pilot.press("tab", "tab")
    assert line.field.value == "~marked ~repaired "


async def test_names_that_are_few_are_completed_and_figures_get_their_sign(shown):
    pilot, line = shown
    await pilot.press(*"~t so", "tab", *"~to", "backspace", *"ook", "tab")
    await pilot.pause()
    assert line.field.value == "~t sonnet ~took>"


async def test_a_filter_is_said_in_words_below(shown):
    pilot, line = shown
    await pilot.press(*"~t opus !~e ")
    await pilot.pause()
    assert below(line).strip() == "opus, not failed"
    await pilot.press("enter")
    pilot.app.set_focus(None)
    await pilot.pause()
    assert below(line) == ""


async def test_tab_goes_on_where_there_is_nothing_to_complete(shown):
    pilot, line = shown
    await pilot.press("a", "tab")
    assert line.field.value == "a"


async def test_earlier_filters_are_recalled(shown):
    pilot, line = shown
    for text in ("one", "two", "one"):
        line.open()
        await pilot.press(*text, "enter")
        line.action_clear()
    await pilot.press(*"~tt", "enter")  # a wrong one is not kept
    line.field.value = "x"
    line.open()
    await pilot.press("end", "up")
    assert line.field.value == "one"
    await pilot.press("up", "up", "up")
    assert line.field.value == "two"
    await pilot.press("down", "down")
    assert line.field.value == "x"
    before = len(pilot.app.left)
    await pilot.press("down")
    await pilot.pause()
    assert len(pilot.app.left) == before + 1


async def test_a_text_longer_than_the_line_is_seen_to_its_end(run, until, text_of):
    async with run() as (pilot, _):
        await pilot.press("slash", *"sonnet " * 12, *"tail", *"x" * 40, *"theend")
        await until(pilot, lambda: "theend" in "\n".join(text_of(pilot.app)))
