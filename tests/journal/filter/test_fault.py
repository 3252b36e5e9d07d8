from tui_router.journal.filter.fault import FilterFault


def test_it_says_where():
    fault = FilterFault("nothing stands before this &", 4, 5)
    assert str(fault) == fault.words
    assert fault.told() == "filter, character 5: nothing stands before this &"
    assert FilterFault("x", 4, 2).end == 4
