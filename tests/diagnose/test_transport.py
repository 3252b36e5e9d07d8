import pytest

from tui_router.diagnose.transport import kind_of


def before(said):
    return kind_of(said, head=False, body=False)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("connect: Connection refused", "connect"),
        ("connect ECONNREFUSED 127.0.0.1:11434", "connect"),
        ("[Errno 111] Connect call failed; All connection attempts failed", "connect"),
        ("EHOSTUNREACH", "connect"),
        ("Network is unreachable", "connect"),
        ("getaddrinfo ENOTFOUND api.example.com", "dns"),
        ("getaddrinfo EAI_AGAIN", "dns"),
        ("[Errno -2] Name or service not known", "dns"),
        ("nodename nor servname provided, or not known", "dns"),
        ("dial tcp: lookup api.example.com: no such host", "dns"),
        ("Temporary failure in name resolution", "dns"),
        ("TLS handshake failed", "tls"),
        ("SSL: CERTIFICATE_VERIFY_FAILED", "tls"),
        ("self-signed certificate in certificate chain", "tls"),
        ("unable to verify the first certificate", "tls"),
        ("x509: certificate signed by unknown authority", "tls"),
        ("write EPROTO 1408", "tls"),
        ("connect ETIMEDOUT 10.0.0.1:443", "connect_timeout"),
        ("Connection timed out", "connect_timeout"),
        ("ConnectTimeout", "connect_timeout"),
        ("UND_ERR_CONNECT_TIMEOUT", "connect_timeout"),
        ("net/http: TLS handshake timeout", "connect_timeout"),
        ("dial tcp 10.0.0.1:443: i/o timeout", "connect_timeout"),
        ("ETIMEDOUT", "first_byte_timeout"),
        ("read timeout", "first_byte_timeout"),
        ("ReadTimeout", "first_byte_timeout"),
        ("The read operation timed out", "first_byte_timeout"),
        ("context deadline exceeded", "first_byte_timeout"),
        ("UND_ERR_HEADERS_TIMEOUT", "first_byte_timeout"),
        ("socket hang up", "connect"),
        ("read ECONNRESET", "connect"),
        ("", "connect"),
        ("something nobody has heard of", "connect"),
    ],
)
def test_before_anything_came(said, kind):
    assert before(said) == kind


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("ECONNRESET", "cut"),
        ("socket hang up", "cut"),
        ("Connection reset by peer", "cut"),
        ("peer closed connection without sending complete message body (incomplete chunked read)", "cut"),
        ("unexpected EOF", "cut"),
        ("terminated", "cut"),
        ("ETIMEDOUT", "idle_timeout"),
        ("UND_ERR_BODY_TIMEOUT", "idle_timeout"),
        ("idle: no data for 120 s", "idle_timeout"),
        ("connect ECONNREFUSED", "connect"),
    ],
)
def test_after_the_head(said, kind):
    assert kind_of(said, head=True, body=False) == kind


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("ECONNRESET", "cut"),
        ("tls: bad record MAC", "cut"),
        ("connect ECONNREFUSED", "cut"),
        ("getaddrinfo ENOTFOUND", "cut"),
        ("read timeout", "idle_timeout"),
    ],
)
def test_in_the_middle_a_connection_stood_and_can_only_end(said, kind):
    assert kind_of(said, head=True, body=True) == kind


def test_endless_words_are_not_read_to_their_end():
    assert before("x" * 1_000_000 + " ENOTFOUND") == "connect"
