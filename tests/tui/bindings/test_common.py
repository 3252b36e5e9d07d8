from tui_router.tui.bindings.common import TABS, TO_LIVE, tabs_but


def test_a_screen_offers_the_way_to_all_others():
    assert [key.keys for key in tabs_but(TO_LIVE)] == ["2", "3", "4", "5", "6"]
    assert len(TABS) == 6
