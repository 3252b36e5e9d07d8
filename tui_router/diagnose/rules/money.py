"""What is paid for: credit, and the allowances of plans."""

from tui_router.diagnose.figures import n
from tui_router.diagnose.rules.rule import Rule

AFFORDABLE = (
    Rule(
        name="credits_limit_max_tokens",
        words=(
            r"max_?tokens\b.{0,80}can (?:only )?afford [1-9]",
            r"(?:balance|credits?)\b.{0,40}only (?:covers?|enough|sufficient|allows?)\b.{0,40}?max_tokens",
        ),
        figures=(
            rf"requested up to {n('requested')} tokens",
            rf"can (?:only )?afford {n('limit')}",
            rf"max_tokens(?: is| of| was|=|:) ?{n('requested')}",
            rf"only (?:covers?|allows?|enough for|sufficient for) {n('limit')}",
        ),
    ),
)

_SPAN = r"(?:week|month|dai|day|hour|5.?h|7.day|24.?h|session|billing cycle|cycle)"

RULES = (
    Rule(
        name="usage_limit_reached",
        words=(
            r"usage limits?\b[^.\n]{0,40}?(?:reached|exceeded|exhausted|hit)",
            r"(?:reached|hit|exceeded|exhausted|at)\b[^.,\n]{0,60}?\b(?:usage limits?|quota limit|usage quota)",
            rf"(?:reached|hit|exceeded|exhausted|used up)\b[^.\n]{{0,50}}?\b{_SPAN}\w*\b[^.\n]{{0,40}}?(?:limit|quota|allowance|allocation|cap)",
            rf"\b{_SPAN}\w*\b[^.\n]{{0,40}}?(?:limit|quota|allowance|allocation|cap)\b[^.\n]{{0,30}}?(?:reached|exceeded|exhausted|used|hit|over)",
            rf"used (?:up )?(?:100 ?%|all|the whole) of your \w*{_SPAN}",
            r"(?:requests?|tokens?)[ _-]per[ _-]?day|\b[rt]pd\b|per-day|per ?day(?:per|-)|by ?day\b|\bdaily rate limit",
            r"(?:today'?s|daily|free|premium|monthly|weekly)\b[^.\n]{0,50}?(?:quota|allowance|allocation|usage|limit)\b[^.\n]{0,40}?(?:reached|exceed|exhausted|used|up\b|consumed)",
            r"exceeded[^.\n]{0,20}?(?:today|this (?:month|week))|exceeded your premium|exhausted your (?:capacity|premium|quota|daily)",
            r"(?:quota|limit) will (?:be )?(?:reset|refresh)|individual quota reached|limit for (?:this|the) (?:month|week|day)|out of extra usage|extra usage is required|calls? ?/ ?(?:month|day)|free usage exceeded",
            r"free allocated quota|set inference limit|(?:hour|week|month)(?:ly)? allocated quota",
            r"(?:使用|用量)上限|额度已用完|已用完[^.\n]{0,8}额度|限额将|免费额度[^.\n]{0,10}(?:用完|耗尽)|今日[^.\n]{0,12}(?:上限|限额)|每(?:日|周|月)[^.\n]{0,8}(?:上限|限额)",
        ),
        codes=(
            "usage_limit_reached",
            "usage_limit_exceeded",
            "usage_not_included",
            "quota_exhausted",
            "quota_exceeded",
            "monthly_request_count",
            "accountquotaexceeded",
            "setlimitexceeded",
            "freeusagelimiterror",
            "gousagelimiterror",
            "usagelimiterror",
        ),
        unless=(
            r"included credits|spending limit|insufficient balance|per ?minute(?:per|-)|free tier of the model",
        ),
    ),
    Rule(
        name="insufficient_credits",
        words=(
            r"insufficient[ _](?:\w+ )?(?:balance|credits?|funds|quota)|balance (?:is )?(?:insufficient|too low|not enough|depleted)",
            r"\b(?:credit|account) balance (?:is )?too low|positive (?:credit )?balance|negative balance|overdue balance",
            r"requires?[ _](?:\w{1,12}[ _])?credits|more credits|add (?:more )?credits|purchase (?:more )?(?:credits|points)|credit limit exceeded",
            r"(?:out of|no (?:more )?|not enough|exhausted .{0,20}|used (?:up )?all .{0,24}|used all of your|any|included) (?:credits?|points)\b",
            r"credits? (?:are |is |have |has )?(?:been )?(?:depleted|exhausted|expired|used up)",
            r"exceeded your current quota.{0,80}?(?:plan and )?billing|quota exceeded\.? check your plan and billing|^quota exceeded$",
            r"billing (?:hard limit|limit)|billing (?:details|information|to be enabled|is not|not) ?|(?:enable|check your) billing",
            r"payment (?:required|is required|method|instrument|information|has (?:not )?been|failed)|failure to pay|invalid_payment",
            r"account\b.{0,60}?(?:in arrears|overdue|suspended.{0,60}?(?:balance|billing|payment|spending|plan)|not active.{0,40}billing)",
            r"account is in good standing|spend(?:ing)? (?:limit|cap)|budget has been exceeded|(?:exceeded|crossed|over)[^.\n]{0,12}? budget\b|(?:key|total|credit) limit exceeded|paid (?:account|plan)|trial (?:has )?(?:ended|expired|is over)|activate payments",
            r"recharge your account|please (?:recharge|top[ -]up)|free tier of the model has been exhausted",
            r"credits are required|(?:package|plan|subscription) (?:has |is )?expired|renew(?:ing)? your (?:subscription|plan)|quota is not enough|unpaid|card was declined",
            r"套餐已(?:到期|过期)|余额不足|欠费|额度不足|额度已用尽|预扣费|请充值|可用额度",
        ),
        codes=(
            "insufficient_quota",
            "project_spend_limit_exceeded",
            "insufficient_balance",
            "insufficient_balance_error",
            "insufficient_credits",
            "insufficient_funds",
            "insufficient_user_quota",
            "billing_hard_limit_reached",
            "billing_not_active",
            "arrearage",
            "accountoverdueerror",
            "payment_required",
            "credit_balance_too_low",
            "credit_limit",
            "creditserror",
            "exceeded_current_quota_error",
            "budget_exceeded",
            "allocationquota.freetieronly",
        ),
        unless=(r"no credits were charged", r"per ?minute(?:per|-)"),
    ),
)
