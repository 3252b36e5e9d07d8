"""Single members of the request that this upstream does not take."""

from tui_router.diagnose.rules.rule import Rule

_P = r"[`'\"]?(?P<param>[A-Za-z][\w.\[\]-]*\w)[`'\"]?"
_SAMPLING = r"(?:temperature|top_p|top_k|topP|topK|frequency_penalty|presence_penalty)"

CACHE_AND_BETAS = (
    Rule(
        "anthropic_beta_rejected",
        (r"anthropic.beta\b", "invalid beta flag", "unexpected beta"),
        figures=(
            r"value\(s\):? [`'\"](?P<beta>[^`'\"]+)",
            r"beta\D{0,40}[`'\"](?P<beta>[a-z][\w-]*-\d{4}-\d\d-\d\d)",
        ),
    ),
    Rule(
        "cache_control_rejected",
        (
            "cache_control.{0,200}(?:not permitted|not supported|unsupported|unknown|cannot find|unexpected|invalid|maximum of|forbidden|extra)",
            "(?:not permitted|unsupported|unknown|cannot find|unexpected|unrecognized|maximum of|extra).{0,120}cache_control",
        ),
    ),
)

RULES = (
    Rule(
        "max_tokens_param_rename",
        (
            "max_tokens.{0,120}(?:use|try|instead).{0,40}max_completion_tokens",
            "use ['`]?max_completion_tokens['`]? instead",
        ),
    ),
    Rule(
        "stream_required",
        (
            r"\bstream\b.{0,20}(?:must be|should be|set to) .{0,8}true",
            "only supports? stream",
            "stream(?:ing)? (?:mode )?is (?:required|mandatory)",
            "requires? stream",
            "non-?stream(?:ing)? .{0,40}(?:not supported|unsupported|not allowed)",
            "must be .{0,20} for non-streaming",
            "streaming is (?:strongly )?(?:recommended|required) for",
        ),
        figures=(r"(?:max_tokens|tokens)\D{0,30}(?P<limit>\d{4,})",),
    ),
    Rule(
        "reasoning_effort_with_tools",
        (
            r"reasoning_effort.{0,80}tools?\b.{0,80}(?:not supported|unsupported)",
            "tools? with reasoning_effort .{0,40}not supported",
        ),
    ),
    Rule(
        "unsupported_sampling_value",
        (
            rf"{_SAMPLING}.{{0,120}}(?:not support|unsupported|deprecated|may only|must be|only the default|cannot both|cannot be|out of range|invalid)",
            rf"(?:unsupported|invalid|not support).{{0,60}}{_SAMPLING}",
        ),
        figures=(rf"(?P<param>{_SAMPLING})",),
    ),
    Rule(
        "unknown_field",
        (
            r"^[\w.\[\]]+: extra inputs are not permitted",
            "unexpected (?:fields?|property|properties|keyword)",
            "unknown fields?",
            "unrecognized (?:field|key)",
            r"unknown name \"(?!.{0,80}(?:function_declarations|tools\[))",
        ),
        unless=(r"thinking\.(?:adaptive|enabled)",),
        figures=(
            r"^(?P<field>\w+)[\w.\[\]]*: extra inputs",
            r"unexpected fields in the request: \{?['\"](?P<field>\w+)",
            r"(?:unknown name|unknown field|unexpected property|unrecognized key)\(?s?\)?:? [`'\"](?P<field>\w+)",
        ),
    ),
    Rule(
        "unsupported_parameter",
        (
            "(?:unsupported|unknown|unrecognized|unexpected|invalid|unpermitted) (?:request )?(?:parameter|argument|param)s?",
            r"""(?:parameter|argument|option)s? (?:supplied|[`'\"]?\w+[`'\"]?) (?:is|are) (?:not supported|unsupported|not allowed|not permitted)""",
            "(?:does not|doesn't|do not) support (?:the )?(?:parameter|argument)",
            "argument not supported",
            "cannot specify both",
            r"""[`'\"]\w+[`'\"] (?:is|was) not (?:supported|permitted|allowed)""",
            "extra inputs are not permitted",
            "extra_forbidden",
        ),
        codes=("unsupported_parameter", "unknown_parameter", "extra_forbidden"),
        unless=("param: tools",),
        figures=(
            r"cannot specify both [`'\"]?[\w.]+[`'\"]? and [`'\"]?(?P<param>[\w.]+)",
            rf"(?:unsupported|unknown|unrecognized|unexpected|invalid) (?:request )?(?:parameter|argument|param)s?(?: supplied)?:? {_P}",
            rf"(?:does not|doesn't|do not) support (?:the )?(?:parameter|argument)s?:? {_P}",
            rf"not supported[\w ]{{0,30}}: {_P}",
            rf"(?:parameter|argument|option) {_P}",
            r"[`'\"](?P<param>\w+)[`'\"] (?:is|was) not",
        ),
    ),
)
