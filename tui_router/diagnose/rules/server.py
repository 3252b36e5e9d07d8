"""The upstream itself fails, or something between."""

from tui_router.diagnose.rules.rule import Rule

RULES = (
    Rule(
        name="empty_completion",
        words=(
            r"(?:returned|sent|gave|produced)[^.\n]{0,12}? empty (?:response|completion|answer|stream|message)|empty_stream|before (?:the )?first payload",
        ),
    ),
    Rule(
        name="stream_truncated",
        words=(
            (
                r"closed connection without|incomplete chunked read|(?:stream|connection) (?:disconnected|closed|ended) before|premature(?:ly)? (?:close|end)"
                r"|incompleteread|unexpected eof"
            ),
        ),
    ),
    Rule(
        name="upstream_connect_error",
        words=(
            r"connect(?:ion)? (?:error\b|refused|failed|call failed|attempts? failed|timeout$)|econn(?:refused|reset)|actively refused|(?:cannot|can't|could not|unable to|failed to) (?:connect|reach)\b",
            r"enotfound|getaddrinfo|\b(?:dns|name) (?:lookup|resolution)\b[^.\n]{0,20}?fail|(?:tls|ssl)\b[^.\n]{0,20}?(?:handshake|alert)|no such host|name or service not known|no route to host|network is unreachable|fetch failed|do request failed|dial tcp|error trying to connect",
            r"(?:upstream|host|server|backend) (?:is )?unreachable|all connection attempts failed|x509|certificate (?:verify|signed|has expired)|^error code: 52[13]$",
        ),
        statuses=(500, 502, 503, 504, 521, 523),
        unless=(r"timed out",),
    ),
    Rule(
        name="upstream_timeout",
        words=(r"time[ds]?[ -]?out\b|timedout|deadline (?:exceeded|expired)|took too long|超时",),
        codes=("timeout_error", "timeout", "deadline_exceeded", "requesttimeout", "modeltimeoutexception"),
        statuses=(408, 424, 499, 500, 502, 503, 504, 522, 524),
    ),
    Rule(
        name="upstream_server_error",
        words=(
            r"internal (?:server )?error|unexpected error|has crashed|compute error|stack trace|runner process has terminated|网络错误|server had an error",
            r"finish_reason: error",
        ),
        unless=(r"internalerror\.algo",),
    ),
)
