import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.secret import Secret
from tui_router.upstream.auth.codex_claims import sendable
from tui_router.upstream.auth.codex_file import CodexLogin
from tui_router.upstream.auth.codex_headers import VERSION, login_headers, request_headers, session_of

SESSION = "0199f3a0-0000-7000-8000-000000000001"
LOGIN = CodexLogin(Secret("at-test"), None, "acct-1", "plus", None, False, False)


def test_the_login_names_its_account() -> None:
    assert login_headers(LOGIN) == {"authorization": "Bearer at-test", "chatgpt-account-id": "acct-1"}
    assert "chatgpt-account-id" not in login_headers(LOGIN._replace(account=""))
    assert login_headers(LOGIN._replace(fedramp=True))["x-openai-fedramp"] == "true"


def test_a_request_names_the_client_and_its_session() -> None:
    headers = request_headers(b'{"model":"m","prompt_cache_key":"%b","input":[]}' % SESSION.encode(), {})
    assert headers["user-agent"].startswith(f"codex_cli_rs/{VERSION} (")
    assert {name: value for name, value in headers.items() if name != "user-agent"} == {
        "originator": "codex_cli_rs",
        "version": VERSION,
        "x-client-request-id": SESSION,
        "session_id": SESSION,
        "session-id": SESSION,
        "thread-id": SESSION,
        "x-codex-window-id": f"{SESSION}:0",
    }


def test_without_a_session_every_request_is_its_own() -> None:
    headers = request_headers(b"{}", {}, new_id=lambda: "fresh")
    assert headers["x-client-request-id"] == "fresh"
    assert not {"session_id", "session-id", "thread-id", "x-codex-window-id"} & set(headers)
    uuid.UUID(request_headers(b"", {})["x-client-request-id"])


@pytest.mark.parametrize(
    "body", [b"", b"[", b"[]", b'{"prompt_cache_key":7}', b'{"prompt_cache_key":null}', b"\xff"]
)
def test_a_body_without_a_session(body) -> None:
    assert session_of(body) == ""


@given(st.text(min_size=1, max_size=200))
def test_any_session_can_stand_in_a_header(name) -> None:
    import msgspec

    found = session_of(msgspec.json.encode({"prompt_cache_key": name}))
    assert sendable(found, 128)
    assert found == session_of(msgspec.json.encode({"prompt_cache_key": name}))


def test_the_settings_have_the_last_word_on_who_asks() -> None:
    given = {"version": "9.9.9", "originator": "other", "user-agent": "tui-router"}
    headers = request_headers(b"{}", given)
    assert (headers["version"], headers["originator"]) == ("9.9.9", "other")
    assert headers["user-agent"].startswith("codex_cli_rs/9.9.9 (")
    assert request_headers(b"{}", {"user-agent": "mine/1 (x)"})["user-agent"] == "mine/1 (x)"
    assert request_headers(b"{}", {"version": "1\r\nx: y"})["version"] == VERSION
