import os
import socket
from pathlib import Path

import pytest

from tui_router.cli.checks.port import check_port, holder_of
from tui_router.settings.process import GatewayInfo
from tui_router.settings.schema import Server


@pytest.fixture
def taken():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen(1)
        yield held.getsockname()[1]


def free() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def test_a_free_port(report, only) -> None:
    port = free()
    check_port(report, Server(port=port), None, {})
    assert (only().state, only().said) == ("ok", f"port {port} is free")


def test_an_open_port(report, only) -> None:
    check_port(report, Server(port=0), None, {})
    assert only().state == "ok"


def test_a_port_that_somebody_holds_is_told_with_its_holder(report, only, taken: int) -> None:
    check_port(report, Server(port=taken), None, {})
    assert only().state == "fail"
    assert f"port {taken} is held by pid {os.getpid()} (" in only().said
    assert only().paste == ["[server]", f"port = {taken + 1}"]


def test_our_own_gateway_holds_its_port(report, only, taken: int) -> None:
    info = GatewayInfo(pid=7, url=f"http://127.0.0.1:{taken}")
    check_port(report, Server(port=taken), info, {})
    assert (only().state, only().said) == ("ok", f"port {taken} is held by our gateway")


def test_a_gateway_elsewhere_than_the_settings_say(report, only) -> None:
    check_port(report, Server(port=8787), GatewayInfo(pid=7, url="http://127.0.0.1:9999"), {})
    assert only().state == "warn"
    assert only().paste == ["tui-router stop && tui-router"]


def test_an_address_that_is_not_this_machines(report, only) -> None:
    check_port(report, Server(host="192.0.2.1", port=free()), None, {"TUI_ROUTER_TOKEN": "t"})
    assert only().state == "fail"
    assert 'host = "127.0.0.1"' in only().paste


def test_a_name_that_is_none(report, only) -> None:
    check_port(report, Server(host="no host", port=1234), None, {"TUI_ROUTER_TOKEN": "t"})
    assert only().state == "fail"


def test_open_to_others_without_a_token(report, of) -> None:
    check_port(report, Server(host="0.0.0.0", port=free()), None, {})
    assert of("host")[0].state == "fail"
    assert "TUI_ROUTER_TOKEN" in of("host")[0].paste[0]
    assert of("port")[0].state == "ok"


def test_a_system_that_does_not_tell_who(tmp_path: Path, taken: int) -> None:
    assert holder_of(taken, tmp_path) == ""
    net = tmp_path / "net"
    net.mkdir()
    (net / "tcp").write_text(f"head\n 0: 0100007F:{taken:04X} 00000000:0000 0A 0 0 0 0 0 4242 x\nshort\n")
    assert holder_of(taken, tmp_path) == ""
    fd = tmp_path / "99" / "fd"
    fd.mkdir(parents=True)
    (fd / "3").symlink_to("socket:[4242]")
    (tmp_path / "99" / "comm").write_text("python3\n")
    assert holder_of(taken, tmp_path) == "pid 99 (python3)"
    assert holder_of(taken + 1, tmp_path) == ""
    (net / "tcp").write_text(f"head\n 0: 0100007F:{taken:04X} 0100007F:1111 01 0 0 0 0 0 4242 x\n")
    assert holder_of(taken, tmp_path) == "", "connected is not listening"
