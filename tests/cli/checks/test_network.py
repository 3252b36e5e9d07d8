import asyncio
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from tui_router.cli.checks import network
from tui_router.cli.checks.network import check_proxies, how_to_reach, proxy_of, reach
from tui_router.providers.provider import Timeouts


async def test_what_is_there_is_reached(http, stand, answer, at) -> None:
    url = await stand(lambda _path, _body: answer("{}"))
    found = await reach(http, at(f"{url}/v1"))
    assert found.step == ""
    assert "takes connections" in found.said


async def test_a_name_that_nobody_knows(http, at, monkeypatch) -> None:
    async def unknown(*_args, **_more):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    found = await reach(http, at("https://no.such.example/v1"))
    assert (found.step, found.said) == (
        "dns",
        "the name no.such.example cannot be looked up (Name or service not known)",
    )


async def test_a_port_where_nothing_listens(http, at) -> None:
    found = await reach(http, at("http://127.0.0.1:1/v1"))
    assert (found.step, found.said) == (
        "tcp",
        "127.0.0.1 (127.0.0.1) port 1: nothing listens there (connection refused)",
    )


async def test_a_host_that_is_silent(http, at, monkeypatch) -> None:
    async def never(*_args, **_more):
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio, "open_connection", never)
    found = await reach(http, at("http://127.0.0.1:9/v1", timeouts=Timeouts(connect=0.05)))
    assert (found.step, found.said) == ("tcp", "127.0.0.1 (127.0.0.1) port 9 does not answer within 0.05 s")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """One that nobody has signed."""
    folder = tmp_path_factory.mktemp("tls")
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
             "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")],
            check=True, capture_output=True,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    return folder


async def test_a_certificate_that_nobody_signed(http, at, certificate) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")

    async def serve(reader, writer) -> None:
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    found = await reach(http, at(f"https://localhost:{port}/v1"))
    server.close()
    assert found.step == "tls"
    assert "the certificate of localhost is not accepted" in found.said


async def test_plain_http_where_https_was_said(http, at, stand, answer) -> None:
    url = await stand(lambda _path, _body: answer("{}"))
    found = await reach(http, at(f"https://localhost:{url.rpartition(':')[2]}/v1"))
    assert found.step in ("tls", "http")


def test_what_to_do_fits_what_is_wrong(at) -> None:
    far = at("https://api.example/v1")
    assert "spelling" in how_to_reach(far, "dns", {})[0]
    assert "certificate" in how_to_reach(far, "tls", {})[0]
    assert "firewall" in how_to_reach(far, "tcp", {})[0]
    assert how_to_reach(far, "tcp", {})[1] == ["curl -sv https://api.example/v1"]
    assert (
        "https_proxy is set, but the gateway goes through no proxy"
        in (how_to_reach(far, "tcp", {"https_proxy": "http://p:1"})[0])
    )
    assert how_to_reach(at(preset="ollama", name="o"), "tcp", {}) == (
        "Start the server of o.",
        ["ollama serve"],
    )
    assert how_to_reach(at("http://127.0.0.1:5000/v1"), "tcp", {})[1] == ["ss -ltnp 'sport = :5000'"]


def test_an_address_from_the_settings_cannot_leave_its_quotes(at) -> None:
    _, paste = how_to_reach(at("https://x.example/$(reboot)"), "tcp", {})
    assert paste == ["curl -sv 'https://x.example/$(reboot)'"]


@pytest.mark.parametrize(
    ("env", "state"),
    [
        ({}, "ok"),
        ({"HTTP_PROXY": " "}, "ok"),
        ({"HTTPS_PROXY": "http://p:1"}, "warn"),
        ({"all_proxy": "socks5://p:1", "NO_PROXY": "example.org"}, "warn"),
        ({"http_proxy": "http://p:1", "no_proxy": "example.org, 127.0.0.1"}, "ok"),
        ({"http_proxy": "http://p:1", "NO_PROXY": "*"}, "ok"),
    ],
)
def test_a_proxy_must_leave_the_gateway_out(report, only, env: dict[str, str], state: str) -> None:
    check_proxies(report, env, "127.0.0.1")
    assert only().state == state


def test_exceptions_that_are_there_are_kept(report, only) -> None:
    check_proxies(report, {"HTTP_PROXY": "http://p:1", "NO_PROXY": "a.example"}, "127.0.0.1")
    assert only().paste == ["export NO_PROXY=a.example,127.0.0.1,localhost"]


def test_the_proxys_password_is_not_told(report, only) -> None:
    check_proxies(report, {"HTTP_PROXY": "http://me:hunter2hunter2@p:1"}, "127.0.0.1")
    assert "hunter2" not in str(only())
    assert proxy_of({"ALL_PROXY": "x"}) == "ALL_PROXY"
    assert network.proxy_of({}) == ""
