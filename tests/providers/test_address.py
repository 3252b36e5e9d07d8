import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.providers.address import below, is_loopback, tidy, trouble

GOOD = [
    "https://api.openai.com/v1",
    "http://127.0.0.1:8000/v1",
    "http://localhost",
    "http://[::1]:1234/v1",
    "https://host.example:8443/some/prefix",
    "https://under_score.internal/v1",
    "HTTPS://API.EXAMPLE/v1",
    "https://example.com./v1",
]

LINK_LOCAL = [
    "http://169.254.169.254/latest",
    "http://169.254.0.1",
    "http://[fe80::1]/v1",
    "http://[fe80::1%25eth0]/v1",
    "http://[::ffff:169.254.169.254]/v1",
    "http://[fd00:ec2::254]/v1",
    "http://100.100.100.200/v1",
    "http://metadata.google.internal/v1",
    "http://METADATA.google.internal./v1",
]

DISGUISED = [
    "http://2852039166/v1",
    "http://0xA9FEA9FE/v1",
    "http://0251.0376.0251.0376/v1",
    "http://169.254.43518/v1",
]

BROKEN = [
    "", "api.openai.com", "ftp://x/v1", "file:///etc/passwd", "javascript:alert(1)", "http://", "http:///v1",
    "http://a b/v1", "http://a\nb/v1", "http://x:port/v1", "http://x:99999/v1", "http://x:0/v1", "http://[::1/v1",
    "http://x/v1?key=1", "http://x/v1#f", "http://u@x/v1", "http://u:p@x/v1", "http://x/\x1b[31m", "http://ex ample",
    "http://<script>/v1", "http://x\\@evil/v1",
]  # fmt: skip


@pytest.mark.parametrize("url", GOOD)
def test_an_ordinary_address_is_taken(url):
    assert trouble(url, keyed=False) == ""


@pytest.mark.parametrize("url", LINK_LOCAL + DISGUISED + BROKEN)
def test_an_address_that_leads_astray_is_refused_even_with_the_owners_word(url):
    assert trouble(url, keyed=False, insecure=True)


@pytest.mark.parametrize("url", LINK_LOCAL)
def test_where_clouds_keep_credentials_is_told_as_such(url):
    said = trouble(url, keyed=False)
    assert "link-local" in said or "host" in said


def test_a_key_is_not_sent_in_the_open():
    assert "plain text" in trouble("http://10.0.0.1/v1", keyed=True)
    assert trouble("http://10.0.0.1/v1", keyed=True, insecure=True) == ""
    assert trouble("http://10.0.0.1/v1", keyed=False) == ""
    for url in ("http://127.9.9.9", "http://localhost:1", "http://a.localhost", "http://[::1]"):
        assert trouble(url, keyed=True) == ""


def test_a_name_that_only_begins_like_loopback_is_not_loopback():
    assert is_loopback("http://localhost./x")
    for url in (
        "http://localhost.evil.com",
        "http://127.0.0.1.evil.com",
        "http://evil.com/127.0.0.1",
        "http://1.1.1.1",
    ):
        assert not is_loopback(url)


def test_a_path_that_would_be_doubled_is_refused():
    assert "/v1" in trouble("https://x/v1/v1/", keyed=False)
    assert "/chat/completions" in trouble("https://x/v1/chat/completions", keyed=False)
    assert "/messages" in trouble("https://x/v1/messages/", keyed=False)


def test_a_base_url_is_kept_without_its_last_slash():
    assert tidy(" https://x/v1// ") == "https://x/v1"


@given(st.text())
def test_any_text_is_judged_without_an_error(url):
    said = trouble(url, keyed=True)
    assert said == "" or said[0].islower()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.openai.com/v1", True),
        ("https://EU.API.openai.com./v1", True),
        ("http://api.openai.com:81", True),
        ("https://api.openai.com.evil.example/v1", False),
        ("https://notapi.openai.com.example", False),
        ("https://xapi.openai.com/v1", False),
        ("https://openai.com/v1", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_a_host_below_another(url, expected):
    assert below(url, "https://api.openai.com/v1") is expected
    assert not below(url, "")
