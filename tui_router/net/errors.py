"""How a connection fails. Apart from the client itself, which is dear to import."""

from typing import Literal

NetKind = Literal[
    "connect", "dns", "tls", "connect_timeout", "timeout", "cut", "stale", "too_large", "encoding", "url"
]


class NetError(Exception):
    """The upstream could not be reached or broke off.

    `stale` means that a kept-alive connection was closed under a request before any byte of an answer had
    come: the request may be sent once more. `received` counts body bytes before the failure.
    """

    def __init__(self, kind: NetKind, detail: str, *, received: int = 0) -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind = kind
        self.detail = detail
        self.received = received
