import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.upstream.auth.codex_claims import LONGEST, Claims, read_claims, sendable


def sealed(claims: object) -> str:
    return f"e30.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.x"


def test_what_a_token_says_of_itself() -> None:
    auth = {
        "chatgpt_account_id": "acct-1",
        "chatgpt_plan_type": "plus",
        "chatgpt_account_is_fedramp": True,
    }
    claims = read_claims(sealed({"exp": 1_795_000_000, "https://api.openai.com/auth": auth}))
    assert claims == Claims(1_795_000_000.0, "acct-1", "plus", True)


@pytest.mark.parametrize(
    "said",
    [
        {"exp": "soon"},
        {"exp": True},
        {"exp": float("nan")},
        {"exp": -5},
        {"exp": 10**400},
        {"exp": 1e300},
        {"https://api.openai.com/auth": ["chatgpt_account_id"]},
        {"https://api.openai.com/auth": {"chatgpt_account_id": 7, "chatgpt_plan_type": {}}},
        {"https://api.openai.com/auth": {"chatgpt_account_id": "a\r\nx: y", "chatgpt_plan_type": "p" * 200}},
        [],
        None,
        "text",
    ],
)
def test_odd_claims_say_nothing(said: object) -> None:
    assert read_claims(sealed(said)) == Claims()


@pytest.mark.parametrize(
    "odd", ["", "a.b", "a.b.c.d", "..", "a.!!!.c", "é.é.é", "a." + "W1tb" * 20_000 + ".c"]
)
def test_what_is_no_token_says_nothing(odd: str) -> None:
    assert read_claims(odd) == Claims()


def test_deep_nesting_is_nothing() -> None:
    deep = base64.urlsafe_b64encode(b"[" * 20_000).decode()
    assert read_claims(f"a.{deep}.c") == Claims()


@given(st.text(max_size=60), st.binary(max_size=60))
def test_any_text_is_read(text: str, inside: bytes) -> None:
    assert isinstance(read_claims(text), Claims)
    assert isinstance(read_claims(f"a.{base64.urlsafe_b64encode(inside).decode()}.c"), Claims)


def test_only_visible_ascii_of_a_bounded_length_can_be_sent() -> None:
    assert sendable("aZ0-._~+/=")
    assert [text for text in ("", "a b", "a\n", "é", "\x7f", "x" * (LONGEST + 1)) if sendable(text)] == []
