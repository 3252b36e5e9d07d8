from tui_router.net.errors import NetError


def test_it_says_what_broke_and_how_much_had_come() -> None:
    error = NetError("cut", "connection reset", received=12)
    assert (error.kind, error.detail, error.received) == ("cut", "connection reset", 12)
    assert str(error) == "cut: connection reset"


def test_without_detail_the_kind_stands_alone() -> None:
    assert str(NetError("dns", "")) == "dns"
