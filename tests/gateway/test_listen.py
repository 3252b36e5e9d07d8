import pytest

from tui_router.core.faults import ConfigFault
from tui_router.gateway.listen import listen, own_names, url_of


def test_port_zero_takes_a_free_one_on_loopback_only() -> None:
    with listen("127.0.0.1", 0) as sock:
        host, port = sock.getsockname()
        assert host == "127.0.0.1"
        assert port > 0


async def test_answers_do_not_wait_for_the_clients_acknowledgement() -> None:
    """asyncio sets TCP_NODELAY on accepted connections only of a socket that names TCP."""
    import asyncio
    import socket

    accepted: list[int] = []

    class Seen(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            sock = transport.get_extra_info("socket")
            accepted.append(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            transport.close()

    with listen("127.0.0.1", 0) as sock:
        server = await asyncio.get_running_loop().create_server(Seen, sock=sock)
        reader, writer = await asyncio.open_connection(*sock.getsockname())
        await reader.read()
        writer.close()
        server.close()
    assert accepted[0]


def test_a_taken_port_is_a_fault_of_the_settings() -> None:
    with listen("127.0.0.1", 0) as sock:
        sock.listen()
        with pytest.raises(ConfigFault, match=r"cannot listen on 127\.0\.0\.1:\d+"):
            listen("127.0.0.1", sock.getsockname()[1])


def test_loopback_needs_no_other_name() -> None:
    assert own_names("127.0.0.1") == []


def test_beyond_loopback_the_machines_names_count() -> None:
    import socket

    names = own_names("0.0.0.0")
    assert socket.gethostname() in names
    assert "192.0.2.7" in own_names("192.0.2.7")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8787"),
        ("0.0.0.0", "http://127.0.0.1:8787"),
        ("::", "http://[::1]:8787"),
        ("::1", "http://[::1]:8787"),
        ("box.lan", "http://box.lan:8787"),
    ],
)
def test_the_url_is_one_a_client_here_can_use(host: str, url: str) -> None:
    assert url_of(host, 8787) == url
