from tui_router.journal.filter.leaf import All, BodyTest, Either, Leaf, Not, fits_of, leaves, said_of, says


def leaf(said, *, fits=True, **more):
    return Leaf(lambda row: fits, said, **more)


YES, NO = leaf("yes"), leaf("no", fits=False)


def test_what_joins_them(make_row):
    row = make_row()
    assert [fits_of(each)(row) for each in (All((YES, YES)), All((YES, NO)), Either((NO, YES)), Either((NO, NO)))] == [
        True, False, True, False,
    ]  # fmt: skip
    assert fits_of(Not(NO))(row)


def test_words_beside_each_other_are_looked_for_in_one_text(make_row):
    words = [Leaf(says([word]), word, word=word) for word in ("opus", "failed")]
    both = fits_of(All((*words, YES)))
    assert both(make_row(tier="opus", state="failed"))
    assert not both(make_row(tier="opus"))
    assert not fits_of(All((*words, NO)))(make_row(tier="opus", state="failed"))


def test_in_words():
    tree = All((YES, Not(Either((NO, YES)))))
    assert said_of(tree) == "yes, not (no or yes)"
    assert [each.said for each in leaves(tree)] == ["yes", "no", "yes"]


def test_searches_differ_even_when_they_look_alike():
    assert BodyTest("a", "ab") != BodyTest("a", "ab")
