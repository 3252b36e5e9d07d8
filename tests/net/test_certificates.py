"""A server of one's own, over real TLS."""

import asyncio
import logging
import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tui_router.net.certificates import FILES, FOLDER, trust_also
from tui_router.net.errors import NetError
from tui_router.net.http import Http


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that signs itself, alone in its folder; its key lies one folder up."""
    folder = tmp_path_factory.mktemp("tls") / "certs"
    folder.mkdir()
    words = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    kind = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", *words]
    try:
        subprocess.run(
            [*kind, "-keyout", str(folder.parent / "key.pem"), "-out", str(folder / "cert.pem")],
            check=True,
            capture_output=True,
        )
        subprocess.run(["openssl", "rehash", str(folder)], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    return folder / "cert.pem"


@pytest.fixture
async def server(pem: Path) -> AsyncIterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, pem.parents[1] / "key.pem")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    yield f"https://localhost:{listening.sockets[0].getsockname()[1]}/"
    listening.close()


async def asked(url: str) -> int:
    http = Http()
    try:
        reply = await http.send("GET", url, {}, connect=10)
        await reply.aclose()
        return reply.status
    finally:
        await http.aclose()


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*FILES, FOLDER):
        monkeypatch.delenv(name, raising=False)


async def test_nobodys_certificate_is_not_taken(server: str) -> None:
    with pytest.raises(NetError) as refused:
        await asked(server)
    assert refused.value.kind == "tls"


@pytest.mark.parametrize("name", FILES)
async def test_what_the_environment_names_is(
    server: str, pem: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, str(pem))
    assert await asked(server) == 200


async def test_a_folder_of_certificates_is(server: str, pem: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER, str(pem.parent))
    assert await asked(server) == 200


async def test_another_name_is_refused_all_the_same(
    server: str, pem: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with pytest.raises(NetError) as refused:
        await asked(server.replace("localhost", "127.0.0.1"))
    assert refused.value.kind == "tls"


@pytest.mark.parametrize(
    ("content", "why"), [(None, "No such file"), (b"", "no certificate"), (b"\0not one\n", "no certificate")]
)
def test_what_cannot_be_read_is_said_and_adds_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes | None, why: str
) -> None:
    path = tmp_path / "ca\x1b[31m.pem"
    if content is not None:
        path.write_bytes(content)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with caplog.at_level(logging.WARNING):
        trust_also(context, {"SSL_CERT_FILE": str(path), "NODE_EXTRA_CA_CERTS": " "})
    assert context.get_ca_certs() == []
    assert len(caplog.messages) == 1
    assert "SSL_CERT_FILE" in caplog.messages[0]
    assert why in caplog.messages[0]
    assert "\x1b" not in caplog.messages[0]
