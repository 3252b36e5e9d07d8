"""How a connection failed, from whichever words a client, a runtime or a proxy had for it."""

import re

_READ = 2_000
"""Characters of the words that are looked at."""

_NAME = re.compile(
    r"enotfound|eai_|getaddrinfo|gaierror|name or service|nodename|resol(?:ve|ution)|no such host|\bdns\b"
)
_TIME = re.compile(
    r"time[d ]{0,2}-?out|deadline exceeded|fell silent|no data (?:for|within)|\bidle\b|stalled"
)
_WHILE_CONNECTING = re.compile(r"\bconnect(?:ion)?\b|connecttimeout|connect_timeout|handshake|\bdial\b")
_TLS = re.compile(
    r"\btls|\bssl|ssl_|certificate|\bcert_|_cert\b|self[- _]signed|x509|handshake|eproto\b|unable_to_verify"
)
_REFUSED = re.compile(
    r"refused|econnrefused|unreach|no route|host is down|eaddrnotavail|connection attempts failed|connection error"
    r"|(?:cannot|could not|can't|failed to|unable to) connect|connecterror|connect error|fetch failed|\bproxy\b"
)


def kind_of(said: str, *, head: bool, body: bool) -> str:
    """The kind that `classify` takes. `head` says that the answer's status had come, `body` that some of its body
    had: then the connection stood, and can only have fallen silent or been cut. Words that nobody knows are
    taken for the plainest failure."""
    words = said[:_READ].lower()
    begun = head or body
    if _NAME.search(words) and not body:
        return "dns"
    if _TIME.search(words):
        if begun:
            return "idle_timeout"
        return "connect_timeout" if _WHILE_CONNECTING.search(words) else "first_byte_timeout"
    if body:
        return "cut"
    if _TLS.search(words):
        return "tls"
    if _REFUSED.search(words):
        return "connect"
    return "cut" if begun else "connect"
