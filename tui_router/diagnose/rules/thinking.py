"""Thinking: its form, its budget, its signatures, and what of it must come back."""

from tui_router.diagnose.rules.rule import Rule
from tui_router.diagnose.rules.vocabulary import INVALID, MISSING, TOO_MUCH, UNSUPPORTED

BUDGET = (
    Rule(
        name="thinking_budget_invalid",
        about=(
            r"budget_tokens|thinking.?(?:token.?)?budget|(?:thinking|reasoning)[^.\n]{0,40}budget|budget \d+ is invalid",
        ),
        says=(*INVALID, *TOO_MUCH, r"greater|less|at least|between|positive|valid integer|minimum"),
        unless=(r"budget has been exceeded|max budget|extra inputs|only works in thinking mode",),
    ),
)

RULES = (
    Rule(
        name="reasoning_effort_with_tools",
        about=(r"reasoning[._]?effort",),
        says=(r"\btools?\b",),
        words=(r"\btools? with reasoning_effort|tools cannot be used with reasoning",),
    ),
    Rule(
        name="thought_signature_missing",
        about=(r"thought_?\s?signatures?",),
        says=(*MISSING, *INVALID, r"decoding failed"),
    ),
    Rule(
        name="thinking_signature_invalid",
        about=(r"\bsignature\b|redacted_thinking|thinking[`'\"]? blocks?\b|encrypted[ _]content",),
        says=(
            (
                r"cannot be modified|must match (?:the|those|what)[^.\n]{0,40}?original|\.signature: (?:field required|input should|string)|invalid [`'\"]?(?:signature|data)[`'\"]? in|thinking.{0,40}signature"
                r"|signature.{0,60}thinking|(?:encrypted|content)\b.{0,40}(?:could not be (?:verified|decrypted)|not issued to)"
            ),
        ),
        unless=(r"security token|secret access key|signing method|must start with a thinking|input tag",),
    ),
    Rule(
        name="thinking_block_order",
        words=(
            r"expected [`'\"]?thinking[`'\"]? or",
            r"must (?:start|begin) with a thinking block|first block must be [`'\"]?thinking",
            r"thinking[`'\"]? (?:block )?must be first",
            r"final block in an assistant message cannot be [`'\"]?thinking",
        ),
    ),
    Rule(
        name="reasoning_content_missing",
        about=(r"reasoning_content|content\[\]\.thinking|reasoning details",),
        says=(*MISSING, r"passed back|回传|must be (?:passed|sent|returned|included)"),
    ),
    Rule(
        name="thinking_type_unsupported",
        about=(r"(?<!redacted_)\bthink(?:ing)?\b|enable_thinking|thinking_config|include_thoughts|思考",),
        says=(
            *UNSUPPORTED,
            r"input tag|input should be|unknown variant|only type=|restricted to|only enabled when|invalid type|参数非法|only works in thinking mode",
        ),
        unless=(
            (
                r"tool_choice|content (?:block )?type|unsupported content|parameter[`'\"]?:? [`'\"]?thinking|argument supplied"
                r"|'thinking' and|\bmax_tokens\b|unsupported parameters|does not support parameters|`thinking` specified|redacted_thinking[`'\"]? found"
                r"|messages[\[.]\d+|part type|prefill|\btop_[pk]\b|temperature|content\.type"
                r"|(?:unsupported|unknown|unrecogni[sz]ed) (?:request )?(?:parameter|argument)|unknown field|\bcontext_management\b|clear_thinking"
            ),
        ),
    ),
    Rule(
        name="thinking_type_unsupported",
        words=(
            r"reasoning cannot be|invalid thinking|unknown variant [`'\"]?adaptive|(?:reasoning|thinking) is (?:mandatory|always on)|requires? (?:reasoning|thinking) to be (?:enabled|on)|(?:reasoning|thinking) (?:is required|must be enabled)|expected [`'\"]?(?:enabled|disabled)[`'\"]? or",
            r"only works in thinking mode",
        ),
    ),
)
