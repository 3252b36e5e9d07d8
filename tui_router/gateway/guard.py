"""Who may speak to the gateway. Pure checks on a request's head, before a byte of its body is read."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping

from tui_router.core.diagnosis import Diagnosis

BODY_CAP = 32 * 1024 * 1024
"""Bytes of a request body, as at Anthropic."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Policy:
    """`hosts` are the names that may stand in a Host header besides loopback's, without port."""

    def __init__(
        self,
        client_token: str,
        control_token: str,
        *,
        hosts: Iterable[str] = (),
        remote_control: bool = False,
    ) -> None:
        self._client = _digest(client_token)
        self._control = _digest(control_token)
        self._hosts = _LOOPBACK | {host.lower() for host in hosts}
        self.remote_control = remote_control

    def head(self, headers: Iterable[tuple[bytes, bytes]]) -> Diagnosis | None:
        """Refuse what a web page or a rebound name could send: wrong or several Hosts, any Origin, cross-site."""
        hosts = [value for name, value in headers if name == b"host"]
        if len(hosts) != 1:
            return _refuse("host", 400, "invalid_request_error", "exactly one Host header is required")
        if _name_of(hosts[0]) not in self._hosts:
            return _refuse("host", 403, "permission_error", "this Host is not served here")
        for name, value in headers:
            if name == b"origin":
                return _refuse("origin", 403, "permission_error", "requests from web pages are refused")
            if name == b"sec-fetch-site" and value.strip().lower() not in (b"none", b"same-origin"):
                return _refuse("origin", 403, "permission_error", "cross-site requests are refused")
        return None

    def client(self, headers: Mapping[str, str]) -> Diagnosis | None:
        """The client token, as Bearer or as x-api-key; where both stand, one right one is enough."""
        if self._fits(headers, self._client):
            return None
        return _refuse(
            "token",
            401,
            "authentication_error",
            "the token of this gateway is missing or wrong; `tui-router connect claude` sets it",
        )

    def control(self, headers: Mapping[str, str], peer: str) -> Diagnosis | None:
        if not self.remote_control and not is_loopback(peer):
            return _refuse("control", 403, "permission_error", "the control plane answers this machine only")
        if self._fits(headers, self._control):
            return None
        return _refuse("token", 401, "authentication_error", "the control token is missing or wrong")

    @staticmethod
    def _fits(headers: Mapping[str, str], wanted: bytes) -> bool:
        offered = [headers.get("x-api-key", "")]
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            offered.append(bearer.strip())
        return any(hmac.compare_digest(_digest(token), wanted) for token in offered if token)


def is_loopback(address: str) -> bool:
    return address.startswith("127.") or address in ("::1", "::ffff:127.0.0.1", "localhost")


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def _name_of(host: bytes) -> str:
    text = host.decode("latin-1").strip().lower()
    if text.startswith("["):
        name, bracket, port = text.partition("]")
        return name + bracket if bracket and (not port or _is_port(port)) else ""
    name, colon, port = text.partition(":")
    return name if not colon or _is_port(colon + port) else ""


def _is_port(text: str) -> bool:
    return text.startswith(":") and text[1:].isascii() and text[1:].isdigit()


def _refuse(name: str, status: int, type: str, message: str) -> Diagnosis:
    return Diagnosis(
        name=f"refused_{name}",
        type=type,  # type: ignore[arg-type]  # one of four literals above
        status=status,
        message=message,
        title=message,
        blame="client",
    )
