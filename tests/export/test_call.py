"""What of a recorded leg can be said again, and what stands for its key."""

import pytest
from export_exchanges import LEG_A, LEG_B, bare, exchange
from hypothesis import given
from hypothesis import strategies as st

from tui_router.export.call import ExportFault, Header, client_call, key_variable, upstream_call


def test_leg_a_goes_to_the_gateway_with_the_clients_token_as_a_variable():
    call = client_call(exchange(), "http://127.0.0.1:9000/")
    assert (call.method, call.url) == ("POST", "http://127.0.0.1:9000/v1/messages?beta=true")
    assert call.body == LEG_A
    assert call.headers == [
        Header("authorization", "Bearer ", "ANTHROPIC_AUTH_TOKEN"),
        Header("content-type", "application/json"),
        Header("anthropic-version", "2023-06-01"),
    ]


def test_leg_b_goes_to_the_upstream_of_its_attempt():
    last = upstream_call(exchange(), key="env:MY_KEY")
    assert last.url == "https://api.openai.example/v1/chat/completions"
    assert (last.body, last.variable) == (LEG_B, "MY_KEY")
    assert last.title == "#38 as it was sent to openai, attempt 2"
    assert upstream_call(exchange(), 1).body == LEG_A


def test_masked_headers_without_a_variable_are_left_out():
    given = exchange()
    given.legs[0].headers += [
        ("cookie", "****"),
        ("x-api-key", "****"),
        ("x-odd", "a\r\nevil: 1"),
        ("bad name", "v"),
    ]
    names = [(header.name, header.value, bool(header.variable)) for header in client_call(given).headers]
    assert names[-1] == ("x-api-key", "", True)
    assert len(names) == 4


@pytest.mark.parametrize(
    ("reference", "provider", "variable"),
    [
        ("env:OPENAI_API_KEY", "openai", "OPENAI_API_KEY"),
        ("env:A B; rm", "my router", "MY_ROUTER_API_KEY"),
        ("file:/key", "o'neil", "O_NEIL_API_KEY"),
        ("", "", "UPSTREAM_API_KEY"),
        ("keyring:x", "302.ai", "KEY_302_AI_API_KEY"),
    ],
)
def test_the_variable_of_a_key(reference: str, provider: str, variable: str):
    assert key_variable(reference, provider) == variable


def test_what_cannot_be_called_says_why():
    with pytest.raises(ExportFault, match=r"leg a of #1 was not kept$"):
        client_call(bare())
    cut = exchange()
    cut.legs[0].size += 1
    with pytest.raises(ExportFault, match="not kept whole"):
        client_call(cut)
    odd = exchange()
    odd.legs[3].start = "POST file:///etc/passwd"
    with pytest.raises(ExportFault, match="address"):
        upstream_call(odd)
    odd.legs[0].start = "$(reboot) /v1/messages"
    with pytest.raises(ExportFault, match="method"):
        client_call(odd)
    with pytest.raises(ExportFault, match="no JSON"):
        client_call(exchange(asked=b"[1]")).json()


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_nothing_recorded_gets_out_of_its_line(start: str, name: str, value: str, provider: str):
    given = exchange()
    given.legs[3].start = start
    given.legs[3].headers = [(name, value)]
    given.detail.attempts[1].provider = provider
    try:
        call = upstream_call(given)
    except ExportFault:
        return
    for text in (call.title, call.url, *(f"{h.name}{h.value}{h.variable}" for h in call.headers)):
        assert text.isprintable()
        assert text.isascii()


def test_a_capture_that_shows_nothing_of_its_key():
    given = exchange()
    given.legs[0].headers = [("Authorization", "****"), ("x-api-key", "****")]
    assert client_call(given).headers == [
        Header("Authorization", "Bearer ", "ANTHROPIC_AUTH_TOKEN"),
        Header("x-api-key", "", "ANTHROPIC_AUTH_TOKEN"),
    ]
    given.legs[0].headers = given.legs[3].headers = []
    assert client_call(given).headers == [Header("authorization", "Bearer ", "ANTHROPIC_AUTH_TOKEN")]
    assert upstream_call(given, key="env:K").headers == [Header("authorization", "Bearer ", "K")]
    assert upstream_call(given).headers == []


@pytest.mark.parametrize(
    ("url", "header", "words"),
    [
        (
            "https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/invoke",
            Header("authorization", "Bearer ", "AWS_BEARER_TOKEN_BEDROCK"),
            "API key of Bedrock",
        ),
        (
            "https://x-aiplatform.googleapis.com/v1/p/models/m:rawPredict",
            Header("authorization", "Bearer ", "GOOGLE_ACCESS_TOKEN"),
            "gcloud",
        ),
        ("https://aiplatform.googleapis.com.evil.example/v1/m:rawPredict", None, "openai, attempt 2"),
    ],
)
def test_what_a_cloud_signs_cannot_be_sent_again(url, header, words):
    given = exchange()
    given.legs[3].start = f"POST {url}"
    given.legs[3].headers = [
        ("x-amz-date", "20261122T000000Z"),
        ("x-amz-security-token", "****"),
        ("accept", "a/b"),
    ]
    call = upstream_call(given)
    assert call.headers == [Header("accept", "a/b"), *([header] if header else [])]
    assert words in call.title


@pytest.mark.parametrize(
    ("path", "header"),
    [
        ("/v1beta/models/m:streamGenerateContent?alt=sse", Header("x-goog-api-key", "", "MY_KEY")),
        ("/v1/messages", Header("x-api-key", "", "MY_KEY")),
        ("/v1/responses", Header("authorization", "Bearer ", "MY_KEY")),
    ],
)
def test_a_key_that_was_not_sent_goes_where_the_language_wants_it(path, header):
    given = exchange()
    given.legs[3].start, given.legs[3].headers = f"POST https://api.example{path}", []
    call = upstream_call(given, key="env:MY_KEY")
    assert call.headers == [header]
    assert not call.binary
