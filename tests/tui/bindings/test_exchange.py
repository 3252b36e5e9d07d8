from tui_router.tui.bindings.exchange import EXCHANGE, MORE_PAGES
from tui_router.tui.screens.exchange import ExchangeScreen


def test_the_keys_are_whole(whole):
    assert whole((*EXCHANGE, *MORE_PAGES), ExchangeScreen)
