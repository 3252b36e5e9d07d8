from tui_router.tui.glyphs import ASCII
from tui_router.tui.lines.line import Half, Span, plain
from tui_router.tui.lines.sheet import Entry, Sheet, gap, heading, said, with_gaps


def fold(word, *kids, key=None, made=None):
    def make():
        if made is not None:
            made.append(word)
        return list(kids)

    return Entry(half=Half((Span(word),)), key=key or word, kids=make)


def shown(sheet):
    return [plain(sheet.row(index).left.lead) for index in range(len(sheet))]


def sheet_of(*entries):
    sheet = Sheet()
    sheet.put(list(entries))
    return sheet


def test_what_is_folded_is_not_made_before_it_is_wanted():
    made = []
    sheet = sheet_of(
        heading("part"), fold("one", said(Span("inside")), made=made), said(Span("two"), lined=True)
    )
    assert shown(sheet) == ["PART", "▸ one", "  two"]
    assert made == []
    assert sheet.toggle(1)
    assert shown(sheet) == ["PART", "▾ one", "  inside", "  two"]
    assert sheet.toggle(1)
    assert len(sheet) == 3
    assert made == ["one"]


def test_folding_asked_for_and_nothing_to_fold():
    sheet = sheet_of(said(Span("plain")), fold("one"))
    assert not sheet.toggle(0)
    assert not sheet.toggle(1, want=False)
    assert sheet.toggle(1, want=True)
    assert not sheet.toggle(1, want=True)
    assert not sheet.toggle(99)
    assert sheet.row(99).left is None


def test_folds_in_folds_stand_further_in():
    sheet = sheet_of(fold("one", fold("two", said(Span("three")))))
    sheet.toggle(0)
    sheet.toggle(1)
    assert shown(sheet) == ["▾ one", "  ▾ two", "    three"]
    sheet.glyphs = ASCII
    assert shown(sheet)[0] == f"{ASCII.unfolded} one"


def test_new_entries_stay_unfolded_by_their_key():
    sheet = sheet_of(fold("one", said(Span("old"))))
    sheet.toggle(0)
    sheet.put([fold("one", said(Span("new")))])
    assert shown(sheet) == ["▾ one", "  new"]
    sheet.forget()
    assert shown(sheet) == ["▸ one"]


def test_a_search_looks_into_folds_and_opens_them():
    sheet = sheet_of(fold("one", fold("two", said(Span("Needle")))), said(Span("a needle too")))
    assert sheet.find("needle", 0, 1) == 2
    assert shown(sheet) == ["▾ one", "  ▾ two", "    Needle", "a needle too"]
    assert sheet.find("needle", 2, 1) == 3
    assert sheet.find("needle", 3, 1) == 2
    assert sheet.find("needle", 2, -1) == 3
    assert sheet.find("nowhere", 0, 1) is None
    assert sheet.find("", 0, 1) is None


def test_a_fold_that_holds_nothing_is_not_made_for_a_search():
    made = []
    one, two = fold("one", said(Span("x")), made=made), fold("two", said(Span("Needle")), made=made)
    one.holds = two.holds = lambda wanted: wanted == "needle"
    sheet = sheet_of(one, two)
    assert sheet.find("haystack", 0, 1) is None
    assert made == []
    assert sheet.find("Needle", 0, 1) == 2
    assert made == ["one", "two"]


def test_a_search_with_one_place_finds_it_again():
    sheet = sheet_of(said(Span("here")), said(Span("there")))
    assert sheet.find("there", 1, 1) == 1


def test_places_words_at_the_foot_and_what_is_copied():
    sheet = sheet_of(
        said(Span("one"), anchor=("path", "system"), foot=[[Span("a")]] * 5, copies=("the path", "$.system")),
        said(Span("two")),
        gap(),
    )
    assert (sheet.seek(("path", "system")), sheet.seek(("note", 1)), sheet.seek(())) == (0, None, None)
    assert (sheet.anchor(0), sheet.anchor(9)) == (("path", "system"), ())
    assert (len(sheet.foot(0)), sheet.foot(9)) == (3, [])
    assert [sheet.copy(index) for index in range(4)] == [
        ("the path", "$.system"),
        ("the line", "two"),
        None,
        None,
    ]
    assert sheet.turn() == ""


def test_sections_stand_apart():
    one, two = said(Span("1")), said(Span("2"))
    lines = with_gaps([[one], [], [two]])
    assert [entry.says for entry in lines] == ["1", "", "2"]
