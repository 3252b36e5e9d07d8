"""Keys, rights, money and quotas."""

from tui_router.diagnose.rules.rule import Rule

BILLING = (
    Rule(
        "credits_limit_max_tokens",
        ("fewer max_tokens.{0,80}can only afford [1-9]",),
        figures=(r"requested up to (?P<requested>\d+) tokens, but can only afford (?P<limit>\d+)",),
    ),
    Rule(
        "insufficient_credits",
        (
            "insufficient (?:balance|credits?|funds|quota)",
            "credit balance is too low",
            "requires more credits",
            r"(?:out of|no (?:more )?|not enough|exhausted .{0,20}|used all .{0,20})credits?\b",
            "exceeded your current quota.{0,60}(?:plan and )?billing",
            "(?:billing|payment) (?:hard limit|required|is required|has not been|not enabled)",
            "account.{0,40}(?:in arrears|overdue|suspended.{0,40}(?:balance|billing|payment)|not active.{0,40}billing)",
            "(?:余额不足|欠费|可用额度)",
        ),
        codes=(
            "insufficient_quota",
            "insufficient_balance",
            "billing_error",
            "billing_hard_limit_reached",
            "arrearage",
            "payment_required",
            "credit_balance_too_low",
            "insufficient_credits",
        ),
    ),
    Rule(
        "usage_limit_reached",
        (
            "usage limit (?:has been )?reached",
            "reached (?:your|the) .{0,40}usage limit",
            "(?:weekly|monthly|daily|5.hour|five.hour) .{0,30}(?:limit|quota).{0,30}(?:reached|exceeded|exhausted)",
            r"(?:reached|exceeded|exhausted|hit) .{0,30}(?:weekly|monthly|daily|5.hour)\b.{0,30}(?:limit|quota)",
            "requests? per day",
            r"\bRPD\b",
            "tokens per day",
            r"\bTPD\b",
            "per-day",
            "(?:free|premium) (?:tier|request|model).{0,40}(?:limit|allowance).{0,30}(?:reached|exceeded|exhausted)",
        ),
        codes=("usage_limit_reached", "usage_not_included", "quota_exceeded", "access_terminated_error"),
    ),
)

AUTH = (
    Rule(
        "token_expired",
        (
            "(?:token|session|credentials?|sso).{0,40}(?:has |is |have )?expired",
            "expired (?:token|session|credentials?)",
            "(?:refresh|sign|log).{0,12}(?:in )?again",
            "expected oauth 2 access token",
        ),
        codes=("token_expired", "expiredtokenexception", "expired_token"),
        statuses=(400, 401, 403),
    ),
    Rule(
        "auth_invalid_key",
        (
            r"(?:invalid|incorrect|wrong|missing|malformed|unknown|no|bad|revoked|valid) .{0,24}(?:api[ _-]?key|x-api-key|subscription key|credentials?|token\b|bearer)",
            "(?:api[ _-]?key|credentials?|security token|authorization header).{0,40}(?:invalid|incorrect|missing|not valid|not found|required|revoked|disabled)",
            "(?:authentication|authorization) (?:failed|required|error)",
            "unauthori[sz]ed",
            "not authenticated",
            "invalid signature",
            "user not found",
            "身份验证失败",
        ),
        codes=(
            "invalid_api_key",
            "authentication_error",
            "unauthenticated",
            "unauthorized",
            "invalid_authentication",
            "unrecognizedclientexception",
            "invalidsignatureexception",
            "api_key_invalid",
            "incorrect_api_key",
        ),
        statuses=(400, 401, 403, 500),
        unless=("invalid .{0,20}max_tokens",),
    ),
    Rule(
        "permission_denied",
        (
            "(?:permission|access) (?:is |was )?(?:denied|forbidden)",
            "not (?:allowed|authorized|permitted|entitled) to",
            "(?:do(?:es)? not|don't) have (?:access|permission)",
            "(?:country|region|territory).{0,40}not (?:supported|available)",
            "is forbidden",
            r"forbidden\b",
        ),
        codes=(
            "permission_error",
            "permission_denied",
            "accessdeniedexception",
            "unsupported_country_region_territory",
            "request_forbidden",
        ),
        statuses=(400, 401, 403),
    ),
)
