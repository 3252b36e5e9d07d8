from tui_router.tui.lines.stops import stop_of


def test_red_where_it_ended_amber_where_it_was_mended(kit):
    failed, repaired = stop_of(kit.failed()), stop_of(kit.repaired())
    assert failed is not None
    assert repaired is not None
    assert (failed.field, failed.words, failed.ground) == ("max_tokens", "over 8,192", "trouble-bg")
    assert (repaired.words, repaired.ground) == ("clamped", "notice-bg")
    refused = stop_of(kit.repaired(), 1)
    assert refused is not None
    assert (refused.words, refused.ground) == ("over 16,384", "trouble-bg")
    assert stop_of(kit.live()) is None
