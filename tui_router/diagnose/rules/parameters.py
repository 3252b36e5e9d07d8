"""Single members of the request that this upstream does not take."""

from tui_router.diagnose.figures import n
from tui_router.diagnose.rules.rule import Rule
from tui_router.diagnose.rules.vocabulary import REFUSED, TOO_MUCH, UNSUPPORTED

_SAMPLING = r"\b(?:temperature|top_p|top_k|top_a|min_p|topp|topk|frequency_penalty|presence_penalty|repetition_penalty)\b"
_P = r"[`'\"\[(]{0,2}(?P<param>[A-Za-z][\w.\[\]-]{0,80}\w)"

FORM = (
    Rule(
        name="stream_required",
        words=(
            r"\bstream\b[`'\"]?\s?(?:must be|should be|set to|=|must have|to be) ?.{0,8}?true|must have stream",
            r"only (?:supports?|allows?|accepts?|works?|available|be used|callable)\b[^.\n]{0,16}?\bstream|only stream(?:ing|ed)?\b.{0,30}(?:supported|allowed)|仅支持流式|只支持流式|必须(?:使用)?流式",
            r"streaming must be (?:enabled|used|on)|stream(?:ing)? (?:mode )?is (?:required|mandatory|(?:strongly )?recommended)|requires? stream",
            r"non-?stream(?:ing)?\b.{0,50}?(?:not supported|unsupported|not allowed|limited to|are disabled)",
            r"must be .{0,20} for non-stream",
        ),
        figures=(
            rf"max_?\w{{0,20}} ?tokens? ?(?:>|<=|above|over|of|greater than|more than|less than|\D{{0,12}})\s{{0,2}}{n('limit')}",
        ),
    ),
    Rule(
        name="max_tokens_param_rename",
        words=(
            r"max_?tokens\b.{0,140}?(?:use|try|instead|moved to|renamed|replaced).{0,40}?max_?(?:completion|output)_?tokens",
            r"use ['`\"]?max_completion_tokens['`\"]? instead",
        ),
    ),
)

BETAS = (
    Rule(
        name="anthropic_beta_rejected",
        about=(r"anthropic.beta\b|beta (?:flag|header|value|feature)|\bbetas?\b",),
        says=(*REFUSED, r"not yet"),
        figures=(
            r"value\(s\):? [`'\"](?P<beta>[^`'\"\s]+)",
            r"\b(?P<beta>[a-z][a-z0-9-]{2,60}-20\d\d-?\d\d-?\d\d)\b",
            r"beta\W{0,3}(?: (?:header|flag|value)\W{0,3})?[`'\"](?P<beta>[\w.-]+)",
        ),
    ),
)

CACHE = (
    Rule(
        name="cache_control_rejected",
        about=(r"cache[_ ]?control|prompt caching|cachepoint|cache_point",),
        says=(*REFUSED, *TOO_MUCH, r"must not|place it|no endpoints|did not allow|may not|ttl"),
    ),
)

SAMPLING = (
    Rule(
        name="unsupported_sampling_value",
        about=(_SAMPLING,),
        says=(
            *REFUSED,
            *TOO_MUCH,
            r"may only|only the default|only .{1,20} is allowed|cannot both|unset|\brange\b|non-negative|deprecated|取值",
        ),
        unless=(r"property '[\w.]*penalty' is unsupported",),
        figures=(r"\b(?P<param>temperature|top_p|top_k|topP|topK|top_a|min_p|\w+_penalty)\b",),
    ),
)

_EXTRA = r"^(?P<param>[a-z_]\w{0,80})[\w.]{0,160}: extra inputs"

FORBIDDEN = (Rule(name="unsupported_parameter", codes=("extra_forbidden",), figures=(_EXTRA,)),)
"""Validators of FastAPI say it in a code, and stand before servers of Chat Completions."""

_MESSAGES = r"\b(?P<field>context_management|output_config|output_format|mcp_servers|container)\b"
_CHAT = (
    r"\b(?P<param>response_format|logprobs|top_logprobs|logit_bias|stream_options|parallel_tool_calls|service_tier"
    r"|reasoning_effort|prompt_cache_key|prompt_cache_retention|safety_identifier|verbosity|max_tool_calls|stop_sequences)\b"
)

FIELDS = (
    Rule(
        name="unknown_field",
        about=(_MESSAGES.replace("?P<field>", "?:"),),
        says=(*REFUSED, r"\brequires\b"),
        unless=(r"unsupported parameter|unknown parameter",),
        figures=(_MESSAGES,),
    ),
    Rule(
        name="unknown_field",
        words=(
            r"^(?:[^\n]{0,120}?[:-] )?[a-z_][\w.]{0,160}: extra inputs are not permitted",
            r"extra inputs are not permitted, field",
            r"^[a-z_]\w{1,60}\n\s*extra inputs are not permitted",
            r"unexpected (?:fields?|property|properties|keyword)|unknown fields?\b|unrecognized (?:field|key)|(?:unknown|extraneous) key",
            r"unknown name \"|property '(?:body\.)?messages\.[^']{1,120}' is unsupported|messages\.[^\n]{0,80}?: property '\w{1,60}' is unsupported",
        ),
        unless=(r"thinking\.(?:adaptive|enabled)", r"at '(?:request\.)?tools\[|function_declarations"),
        figures=(
            r"(?:^|[:-] |')(?:tools|messages|system)\.[\w.\[\]]{0,160}?(?P<field>[a-z_]\w{0,80}): extra inputs",
            r"(?:^|[:-] )(?P<field>[a-z_]\w{0,80})[\w.\[\]]{0,160}: extra inputs",
            r"extra inputs are not permitted, field: '(?P<field>[a-z_]\w*)",
            r"unexpected fields in the request: \W{0,2}(?P<field>\w+)",
            r"^(?P<field>[a-z_]\w*)\n\s{0,8}extra inputs",
            r"property '(?:(?:body\.)?messages\.[^']{0,120}?)?(?P<field>\w+)' is unsupported",
            r"extraneous key \W{0,2}(?P<field>\w+)",
            r"(?:unknown name|unknown fields?|unexpected (?:property|field|keyword)|unrecognized (?:keys?|fields?)|unknown key)(?:\(s\))?(?: in object)?:? \W{0,2}(?P<field>\w+)",
        ),
    ),
)

RULES = (
    Rule(
        name="unsupported_parameter",
        words=(
            r"(?:unsupported|unknown|unrecogni[sz]ed|unexpected|unpermitted) (?:request )?(?:parameter|argument|param)(?:s|\(s\))?",
            r"(?:parameter|argument|option|property|field)s? (?:supplied|[`'\"]?[\w.]+[`'\"]?) (?:is|are) (?:not supported|unsupported|not allowed|not permitted)",
            r"(?:does not|doesn[’']t|do not|don[’']t) support (?:the )?(?:parameters?|arguments?|[`'\"]?[\w.]+[`'\"]? (?:field|parameter|option|argument))",
            r"^(?!(?:you|we|they|this|that|it|access|users?|clients?|requests?)\b)[a-z]\w* (?:is|are) not (?:supported|allowed|permitted|accepted)\b",
            r"arguments? not supported|cannot specify both|only one of .{1,80} (?:can|may|should) be (?:specified|set|used)",
            r"[`'\"][\w.]+[`'\"] (?:is|was) (?:not (?:supported|permitted|allowed)|unsupported)",
            r"extra inputs are not permitted|extra_forbidden|requested parameters|additional properties are not allowed|不支持的?参数",
            r"the parameter `?\w+`? specified in the request (?:is|are) not valid",
            r"unsupported value: [`'\"]?[\w.]+",
        ),
        about=(_CHAT.replace("?P<param>", "?:"),),
        says=(*UNSUPPORTED, r"not one of"),
        codes=("unsupported_parameter", "unknown_parameter", "unsupported_value"),
        unless=(r"param: tools",),
        figures=(
            r"cannot specify both [`'\"]?[\w.]+[`'\"]? and [`'\"]?(?P<param>[\w.]+)",
            r"only one of .{1,60}? (?:and|or) [`'\"]?(?P<param>[\w.]+)[`'\"]? (?:can|may)",
            rf"unsupported value: {_P}[`'\"]? does not",
            rf"(?:unsupported|unknown|unrecogni[sz]ed|unexpected|invalid) (?:request )?(?:parameter|argument|param)(?:s|\(s\))?(?: supplied)?:? {_P}",
            rf"support (?:the )?(?:parameter|argument)s?:? {_P}",
            r"support the [`'\"]?(?P<param>[\w.]+)[`'\"]? (?:field|parameter|option|argument)",
            r"^(?P<param>[a-z]\w*) (?:is|are) not (?:supported|allowed|permitted|accepted)\b",
            rf"not supported[\w ]{{0,30}}: {_P}",
            r"property '(?:body\.)?(?P<param>[\w.]+)'",
            rf"(?:the )?(?:parameter|argument|option) {_P}",
            r"[`'\"](?P<param>[\w.]+)[`'\"] (?:is|was) (?:not|unsupported)",
            r"not allowed \(['\"](?P<param>[\w.]+)",
            _CHAT,
            r"不支持的?参数\W{0,3}(?P<param>[A-Za-z]\w+)",
            _EXTRA,
        ),
    ),
)
