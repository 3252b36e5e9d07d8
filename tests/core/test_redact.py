import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.redact import mask_secret_bytes, mask_secrets

TAIL = "a1B2c3D4e5F6g7H8i9J0k1L2"

KEYS = [
    f"sk-{TAIL}",
    f"sk-ant-api03-{TAIL}-_AA",
    f"sk-proj-{TAIL}",
    f"sk-or-v1-{TAIL}",
    f"csk-{TAIL}",
    f"gsk_{TAIL}",
    f"AIzaSy{TAIL}",
    f"ya29.{TAIL}",
    "AKIAIOSFODNN7EXAMPLE",
    f"ABSK{TAIL}",
    f"ghp_{TAIL}",
    f"github_pat_{TAIL}",
    f"glpat-{TAIL}",
    f"xoxb-1234567890-{TAIL}",
    f"xai-{TAIL}",
    f"hf_{TAIL}",
    f"fw_{TAIL}",
    f"r8_{TAIL}",
    f"nvapi-{TAIL}",
    f"pplx-{TAIL}",
    f"tgp_v1_{TAIL}",
    f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.{TAIL}",
]

PLACES = [
    "{}",
    "Incorrect API key provided: {}.",
    '{{"message":"bad key {}"}}',
    "line\\n{}\\nline",
    "Authorization: Bearer {}",
    "?x=1&key={}&y=2",
]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("place", PLACES)
def test_no_half_of_a_key_is_left_to_read(key, place):
    text = place.format(key)
    masked = mask_secrets(text)
    assert TAIL[4:] not in masked
    assert key[-8:] not in masked
    assert len(masked) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abcdef0123456789",
        'authorization": "Bearer Zm9vYmFyYmF6cXV4MTIz',
        '{"api_key": "0123456789abcdef0123456789abcdef"}',
        '{\\"api_key\\": \\"0123456789abcdef0123456789abcdef\\"}',
        "api-key=0123456789abcdef",
        "client_secret='0123456789abcdef'",
        "access_token = 0123456789abcdef",
        "x-api-key: 0123456789abcdef",
        "postgres://joe:hunter2pass@db/x",
        "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\\n-----END PRIVATE KEY-----",
        "sk_live_0123456789abcdef",
    ],
)
def test_a_value_beside_a_telling_name_is_masked(text):
    masked = mask_secrets(text)
    assert "*" * 8 in masked
    assert "9abcdef" not in masked
    assert "hunter2" not in masked
    assert "MIIEvQ" not in masked


@pytest.mark.parametrize(
    "text",
    [
        "task-force-disk-management-report-2024 is a word",
        '"max_tokens": 128000, "input_tokens": 1234567890123456789',
        "the risk-assessment-of-2024-was-fine",
        "basic understanding of the matter",
        '{"key": "src/components/Button2.tsx", "token": "short1"}',
        "https://example.com:8443/path",
        "eyJust a text that begins like one",
        "the secret: configuration",
    ],
)
def test_words_stay(text):
    assert mask_secrets(text) == text


def test_the_makers_head_stays_to_read():
    assert mask_secrets(f"sk-ant-{TAIL}").startswith("sk-ant-*")


def test_a_known_secret_is_masked_whatever_its_shape():
    assert mask_secrets("you sent päss!", known=["päss!", ""]) == "you sent " + "*" * len("päss!".encode())
    assert mask_secret_bytes(b"you sent pass", known=[b"pass"]) == b"you sent ****"


def test_json_stays_json():
    body = json.dumps({"a": [f"x {key} y" for key in KEYS]})
    assert len(json.loads(mask_secrets(body))["a"]) == len(KEYS)


@given(
    st.binary(max_size=300) | st.text(alphabet='skeyJ-_.:=/@ant \\n"bearer0', max_size=300).map(str.encode)
)
def test_bytes_keep_their_length(data):
    assert len(mask_secret_bytes(data)) == len(data)


@given(st.text(max_size=200))
def test_text_keeps_its_length(text):
    assert len(mask_secrets(text).encode("utf-8", "surrogatepass")) == len(
        text.encode("utf-8", "surrogatepass")
    )


def test_a_token_of_a_letter_or_two_does_not_blot_out_the_words():
    assert mask_secrets("max_tokens is too large", ["x", "tok", ""]) == "max_tokens is too large"
    assert mask_secrets("it is hunter2 indeed", ["hunter2"]) == "it is ******* indeed"
