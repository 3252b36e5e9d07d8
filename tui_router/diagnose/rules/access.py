"""Who may ask: keys, tokens, rights."""

from tui_router.diagnose.rules.rule import Rule

_SESSION = r"(?:access |auth\w* |bearer |oauth |refresh |security |ide |id |sso )?(?:tokens?|session|credentials?|jwt|sso|login)"

TOKENS = (
    Rule(
        name="token_expired",
        words=(
            rf"\b{_SESSION}\b[^.\n]{{0,50}}?(?:expired|been revoked|been invalidated|already been used)",
            rf"expired {_SESSION}|tokenexpired|token (?:is )?expired|jwt expired|have expired",
            r"(?:sign|log)(?:ing)? ?(?:in )?again|re-?auth\w* (?:is )?(?:required|needed|related)|invalid_rapt",
            rf"(?:refresh\w*|renew\w*) (?:of )?(?:the |your |an? )?{_SESSION} (?:has |was )?(?:failed|rejected|refused|denied)|{_SESSION} (?:refresh|renewal) (?:has |was )?(?:failed|rejected|refused|denied)",
            r"(?:failed|unable|could not|cannot) (?:to )?(?:refresh|renew) (?:the |your |an? )?(?:[\w]{1,12} )?(?:token|session|credentials?)|please re-?auth\w*",
            r"expected oauth ?2? access token",
            r"(?:令牌|登录|凭证|会话)[^.\n]{0,12}过期|重新登录",
        ),
        codes=(
            "token_expired",
            "token_invalidated",
            "token_revoked",
            "refresh_token_reused",
            "refresh_token_expired",
            "refresh_token_invalidated",
            "expiredtokenexception",
            "expired_token",
            "access_token_expired",
            "invalid_grant",
        ),
        statuses=(400, 401, 403, 419, 440, 500),
        unless=(r"api[ -]?key expired|expired api[ -]?key|tokens? per|max_\w*tokens",),
    ),
)

_KEY = (
    r"(?:api[ _-]?key|api[ _-]?token|x-api-key|x-goog-api-key|subscription key|secret key|auth(?:entication|orization)? (?:token|header|key|parameter|credentials?)"
    r"|credentials?|bearer(?: token)?|security token|access token|access key(?: id)?|iam token|authentication token|api secret key|auth credentials|令牌|密钥)"
)

KEYS = (
    Rule(
        name="auth_invalid_key",
        words=(
            r"(?:invalid|incorrect|wrong|missing|malformed|unknown|bad|revoked|no|provide an?) (?:\w+ ){0,3}?(?:api[ _-]?key|api[ _-]?token|x-api-key|subscription key|credentials?|bearer|auth credentials)",
            r"^invalid (?:token|authentication|signature|username or password|auth\w*)|\binvalid (?:proxy server )?token\b",
            r"login fail|not authenticated|unauthenticated|unauthori[sz]ed\b|unregistered callers",
            r"authentication (?:failed|required|error|fails)|failed authentication|could not authenticate|身份验证|认证失败|鉴权失败",
            r"(?:does not match|mismatch).{0,40}signature|signature .{0,60}does not match|user not found|token seems invalid",
            r"account (?:has been |is )?deactivated|reported as leaked",
        ),
        about=(_KEY,),
        says=(
            (
                r"invalid|incorrect|\bwrong\b|missing|not valid|not found|required|revoked|disabled|malformed|expired|unable to find|rejected|refused|does not exist"
                r"|非法|无效|不正确|错误|未收到|未提供|不可用"
            ),
        ),
        codes=(
            "invalid_api_key",
            "invalidapikey",
            "api_key_invalid",
            "incorrect_api_key",
            "wrong_api_key",
            "unrecognizedclientexception",
            "invalidsignatureexception",
            "invalid_authentication_error",
            "authenticationerror",
            "invalid_iam_token",
            "account_deactivated",
            "token_not_found_in_db",
            "invalidaccesskeyid",
        ),
        statuses=(400, 401, 403, 407, 500, 502),
        unless=(
            (
                r"max_\w*tokens|tokens? per|permission|scopes?\b|not (?:allowed|authorized|permitted) to|not authorized|does not have access"
                r"|insufficient|quota|credit|tool|billing|method not allowed"
            ),
        ),
    ),
)

DENIED = (
    Rule(
        name="permission_denied",
        words=(
            r"permission [`'\"]?[\w./:-]{1,120}[`'\"]? denied|not authorized to perform|(?:organization|account) must be verified",
            r"not available in your (?:region|country|location)|does not have (?:sufficient )?permissions?\b|only authorized for|operation not allowed",
            r"(?:country|region|territory|location|countries|regions|territories)\b[^.\n]{0,40}?not (?:supported|available|allowed)|unsupported (?:country|countries|region)",
            r"\baccess to [^.\n]{1,40}? (?:is|was|has been) (?:not (?:allowed|permitted|enabled)|denied|disabled|restricted)",
            r"data policy|guardrail restrictions|use case details have not been submitted|(?:organization|account|project) (?:has been|is|was) (?:disabled|blocked|banned)",
            r"not have (?:\w+ )?access to the model with",
        ),
        codes=("unsupported_country_region_territory",),
        statuses=(400, 401, 403, 404, 451),
    ),
)

RIGHTS = (
    Rule(
        name="permission_denied",
        words=(
            r"(?:permissions?|access)\b[^.\n]{0,80}?(?:denied|forbidden)|forbidden\b|(?:request|operation) (?:is )?not allowed",
            r"not (?:allowed|authorized|permitted|entitled|licensed)(?: to| for|\b)|only (?:authorized|available) for|insufficient permissions?|not have sufficient",
            r"(?:do(?:es)? not|don[’']t|doesn[’']t) have (?:\w+ )?(?:access|permission)|lacks the required|no access to|without permission",
            r"must be verified|not verified|real-name|organization (?:has been |is )?disabled|has not been used in project|has disabled|only be used with",
            r"blocked at the (?:organization|project)|does not include|requires? an? (?:\w+ )?(?:plan|subscription|license)",
            r"virtual network|firewall|ip (?:address )?(?:is )?not|无权|没有权限|权限不足|not in .{0,20}允许|允许访问",
        ),
        codes=(
            "missing_scope",
            "key_model_access_denied",
            "model_permission_blocked_org",
            "model_permission_blocked_project",
            "request_forbidden",
            "unlicensed",
            "model.accessdenied",
            "workspace.accessdenied",
            "permissiondenied",
            "access_denied",
        ),
        statuses=(401, 403, 451),
        unless=(r"not found the model|does not exist|was not found|max_\w*tokens",),
    ),
)
