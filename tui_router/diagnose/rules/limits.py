"""What does not fit: the answer, the prompt, both together, one request into a minute."""

from tui_router.diagnose.figures import N, n
from tui_router.diagnose.rules.rule import Rule
from tui_router.diagnose.rules.vocabulary import INVALID, TOO_MUCH

OUTPUT = (
    r"(?:max[_ -]?(?:completion_|output_|new_|total_|output |completion )?tokens(?:_to_sample)?\b(?! per)|maxoutputtokens|num_predict"
    r"|maxoutputtokens|maxtokens|tokens_to_generate|\b(?:completion|output) tokens|output (?:token )?(?:limit|length)|maximum (?:number of )?(?:output )?tokens (?:you|requested))"
)

_CONTEXT = r"context[ _-]?(?:length|window|size|limit)s?|max_seq_len|max_model_len|sequence length|n_ctx|slot context|上下文(?:长度|窗口)?"
_PROMPT = r"prompt|input|conversation|messages?|request(?:ed)?|inputs|提示词|输入(?:内容|长度)?"

_TPM = (
    rf"limit(?: is)?:? {n('limit')}\b.{{0,60}}?requested:? ~?{n('requested')}",
    rf"requested:? {n('requested')} tokens > limit:? {n('limit')}",
    rf"\(actual/limit\): {n('requested')}/{n('limit')}",
    rf"limit of {n('limit')} (?:input |output )?tokens per min",
    rf"tokens per min(?:ute)?(?: \(tpm\))? limit(?: is| of)?:? {n('limit')}",
    rf"{n('requested')} (?:input )?tokens? (?:were )?requested",
    rf"(?:requested|has|have|contains) {n('requested')} (?:input )?tokens",
)

_BOTH = (
    rf"{n('input')} \+ {n('requested')} (?:= {N} )?> {n('window')}",
    rf"too large: {n('requested')}\b.{{0,80}}?context length is {n('window')} tokens and your request has {n('input')} input",
    rf"passed {n('input')} input tokens and requested {n('requested')} output",
    rf"\({n('input')} in the (?:messages|prompt),? (?:{n('functions')} in the functions,? )?(?:and )?{n('requested')} in the completion",
    rf"requested {n('requested')} output tokens and your prompt contains (?:at least )?{n('input')}",
    rf"{n('input')} tokens from the input.{{0,60}}? {n('requested')} tokens for the completion",
    rf"\({n('input')} of text input,? (?:{n('functions')} of tool input,? )?(?:and )?{n('requested')} in the output",
    rf"given: {n('input')} `?inputs`? tokens and {n('requested')} `?max_new_tokens",
    rf"(?:input|prompt)\D{{0,30}}{n('input')}\)?.{{0,20}}?(?:max_\w*tokens|output tokens)\D{{0,5}}{n('requested')}",
    rf"must be <= {n('window')}",
    rf"limit \({n('window')}\)",
    rf"= {n('input')} (?:prompt|input)(?: tokens)? \+ {n('requested')}",
    rf"(?:larger|greater|longer|more) than (?:the )?(?:context (?:window|length|size)|window) (?:of )?{n('window')}",
    rf"max_seq_len \({n('window')}\)",
    rf"(?:context (?:length|window|limit)|sequence length|limit|maximum)(?: is| of| to| only)*\s{{0,3}}{n('window')}\b",
)

_OVERFLOW = (
    rf"{n('input')} tokens requested, {n('window')} available",
    rf"{n('input')} (?:input )?tokens? > {n('window')}",
    rf"\(?length:? {n('input')}\)? is longer than the maximum [\w ]{{0,20}}length of {n('window')}",
    rf"\({n('input')}(?: tokens?)?\).{{0,60}}?(?:exceeds|longer than).{{0,60}}?\({n('window')}",
    rf"token count (?:of |is )?\(?{n('input')}\)?.{{0,60}}?(?:exceeds|limit|maximum|only supports).{{0,40}}?[ (]{n('window')}\b",
    rf"too long:? {n('input')}\b.{{0,60}}? {n('window')}\b",
    rf"n_keep\W{{1,3}}{n('input')}\)? ?>= ?n_ctx\W{{1,3}}{n('window')}",
    rf"first {n('input')} tokens when .{{0,80}}?context length of only {n('window')}",
    rf"prompt_tokens \({n('input')}\) must be less than max_seq_len \({n('window')}\)",
    rf"cannot exceed (?:the \w+ \w+ limit )?{n('window')}\b.{{0,20}}?(?:received|got) {n('input')}",
    rf"input tokens {n('input')} cannot exceed .{{0,40}}?limit {n('window')}",
    rf"contains {n('input')} tokens.{{0,60}}?too large for model with {n('window')}",
    rf"passed {n('input')} input tokens",
    rf"(?:length|size|tokens) {n('input')} (?:is )?(?:exceeds?|greater|longer|larger)[^\d\n]{{0,40}}{n('window')}",
    rf"token limit:? {n('window')}(?: \(requested:? {n('input')}\))?",
    rf"must have less than {n('window')} tokens.{{0,30}}? {n('input')}\b",
    rf"requires (?:approximately |about )?{n('input')} tokens.{{0,80}}?(?:limit|maximum|window)\D{{0,30}}{n('window')}",
    rf"(?:length|size) is {n('input')} while (?:the )?limit is {n('window')}",
    rf"(?:length|size|tokens) \(?{n('input')}\)? (?:tokens )?exceeds? (?:the |max )?\D{{0,40}}{n('window')}",
    (
        rf"(?:{_CONTEXT}|prompt length|tokens allowed|maximum length)(?: is| of| only|[: (])*\s{{0,2}}{n('window')}\b(?: tokens)?.{{0,60}}?"
        rf"(?:resulted in|requested(?: about)?|contains(?: at least)?|has|have|got|used?|is|provided|received|but)\D{{0,24}}? {n('input')}\b"
    ),
    rf"(?:should be|must be|in) \[\d+, ?{n('window')}\]",
    rf"max (?:size|input tokens): {n('window')}",
    rf"\(max(?:imum)?:? {n('window')}\)",
    rf"(?:handle|process) (?:up to )?{n('window')} tokens",
    rf"(?:but )?got:? {n('input')} (?:input |prompt )?tokens",
    rf"(?:{_CONTEXT}|prompt length|tokens allowed|input length|(?<!string with )maximum length)(?: is| of| only|[^\d\n.]){{0,24}}\s{{0,2}}{n('window')}\b",
    rf"limit(?: of|:|is)? {n('window')} tokens",
    rf"(?:accepts?|supports?|allows?)(?: only| at most| up to)? {n('window')}\b",
    rf"(?:length|size|tokens) {n('input')} (?:is )?(?:exceeds?|greater|longer|larger)\b",
    rf"(?:context|max_seq_len|max_model_len)(?: of| is)? {n('window')}\b",
    rf"max input tokens: {n('window')}, (?:but )?got {n('input')}\b",
    rf"context\W{{1,3}}{n('window')} tokens,? prompt:? {n('input')}\b",
    rf"(?:resulted in|(?:prompt|request|input|messages) (?:has|have|contains?|is|of)) {n('input')} (?:input )?tokens",
)

RULES = (
    Rule(
        name="tpm_request_too_large",
        words=(
            r"(?:request|prompt) (?:is )?too large\b.{0,240}?(?:tokens per min|\btpm\b)",
            r"too many tokens\b.{0,240}?tokens per min",
            r"request too large\b.{0,60}?requested:? \d+ tokens|larger than .{0,60}rate limit|\d tokens exceeds? .{0,40}?tokens.per.min",
            r"(?:tokens per min|\btpm\b).{0,60}?limit:? \d.{0,60}?requested:? ~?\d",
        ),
        figures=_TPM,
    ),
    Rule(
        name="max_tokens_plus_input_overflow",
        words=(
            r"input length and `?max_tokens`? exceed context limit",
            r"too large: \d+.{0,80}context length is \d+ tokens and your request has \d+ input",
            r"\d in the (?:messages|prompt).{0,80}\d in the completion",
            r"requested \d+ output tokens and your prompt contains",
            r"passed \d+ input tokens and requested [1-9]\d* output",
            r"tokens from the input.{0,60}tokens for the completion",
            r"`?inputs`? tokens \+ `?max_new_tokens`? must be",
            r"of text input.{0,80}\d in the output",
            r"input and (?:maximum )?output tokens",
            r"\d (?:prompt|input)(?: tokens)? ?\+ ?\d+ (?:completion|output|max_tokens)",
            r"max_total_tokens \(\d+\) must be",
            r"(?:input|prompt)(?: length| tokens?)?\b.{0,40}?(?:\+|plus|and) `?(?:max_\w{0,20}tokens|output tokens)`?.{0,24}?exceed",
        ),
        unless=(r"per min",),
        figures=_BOTH,
    ),
    Rule(
        name="max_tokens_too_small",
        about=(OUTPUT,),
        says=(
            r"must be (?:at least|greater than|>=|strictly positive|(?:a )?positive)|below (?:the )?minimum|too (?:small|low)",
            r"greater than or equal|at least|minimum (?:value )?(?:is|of)|higher max|(?:larger|higher|positive) (?:max|value)",
        ),
        words=(rf"could not finish the message because {OUTPUT}",),
        unless=(r"budget", r"per min", r"at most|less than or equal", r"your prompt contains"),
        figures=(
            rf"got (?P<requested>-?{N})",
            rf"(?:at least|greater than or equal to|>=|minimum(?: value)?(?: of| is)?)\s{{0,2}}`?{n('minimum')}",
        ),
    ),
    Rule(
        name="context_overflow",
        words=(
            r"(?:prompt|input|conversation|context|messages?)(?: text| content| history)? (?:\(\d+ tokens\) )?(?:is |are |was )?too (?:long|big|large (?:for|to))",
            rf"exceed(?:s|ed|ing)?\b[^.\n]{{0,60}}?(?:{_CONTEXT}|(?:prompt|input) (?:token )?(?:length|size|limit|count)|model token limit)",
            rf"(?:{_CONTEXT}|(?:prompt|input)(?: token)? (?:length|size|limit|count))\b[^.\n]{{0,60}}?(?:exceed|超|too small|overflow|has been reached)",
            r"(?:maximum|max) (?:context|prompt|input|sequence|model) ?(?:length|window|size) (?:is|of)\b",
            rf"(?:longer|greater|larger|more) than (?:the)?[^.\n]{{0,30}}?(?:{_CONTEXT}|model length)",
            r"(?:input|prompt) (?:token )?(?:count|length)\b[^.\n]{0,40}?(?:only supports|too long|should be|longer|over)",
            r"exceed(?:s|ed)? (?:the )?(?:maximum number of (?:input )?tokens|max message tokens|limit of \d+\s*(?:tokens|$))",
            r"reduce the length of (?:the|your) (?:messages|input|prompt)",
            r"prompt exceeds max|exceeds model context|prompt 超长|输入(?:内容)?过长|上下文(?:长度)?超",
            r"tokens to keep from the initial prompt|n_keep|when context the overflows|when context overflows",
            r"must have less than \d+ tokens|prompt_tokens \(\d+\) must be less",
            r"too many (?:input |prompt )?tokens (?:in|for|:)|too many (?:input |prompt )tokens|too many tokens:|too large for model with \d+ maximum context",
            r"(?:request|prompt|input) is too large for[^.\n]{0,24}?context|tokens in (?:the )?(?:request|prompt) more than|\d tokens of context|长度超过",
            r"exceed\w*[^.\n]{0,40}?\btoken (?:limit|budget)|超过[^.\n]{0,12}?上下文",
            r"request body too large for .{0,80}\d tokens",
            r"number of input tokens \d+ cannot exceed",
            r"not fit (?:in |into |within )?(?:the |this )?(?:[\w']{1,20} )?(?:slot|context|window)\b|range of (?:max )?input (?:tokens?|length)",
            r"reached context length of \d|mid-generation context overflow|context overflow",
            rf"(?:{_CONTEXT})\b[^.\n]{{0,60}}?\dk?m? tokens[^.\n]{{0,40}}?(?:used|has|requires|needs|got) \d",
            r"requires (?:approximately |about )?\d+ tokens, but",
            r"token count of \d+ exceeds|input tokens exceed",
            r"(?:prompt|request|input|messages?)\b[^.\n]{0,16}? (?:has|have|contains?|is|of) [\d,]{1,15}[km]? tokens[^.\n]{0,60}?(?:context|limit|maximum|window)",
            r"(?:content|text)'?: string too long|\d tokens? but[^.\n]{0,40}?(?:accepts?|supports?|allows?|limit|maximum|only)\b",
            r"exceed\w*[^.\n]{0,30}?(?:model|maximum|max|model'?s) context\b",
        ),
        codes=(
            "context_length_exceeded",
            "exceed_context_size_error",
            "context_window_exceeded",
            "model_context_window_exceeded",
            "contextwindowexceedederror",
            "model_max_prompt_tokens_exceeded",
            "content_length_exceeds_threshold",
            "tokens_limit_reached",
            "prompt_too_long",
            "invalid_request_prompt_too_long",
        ),
        unless=(
            rf"{OUTPUT}[`'\"]? (?:is |must be |value|should be |specified)",
            r"per.min|per day|paid account|\bcredits?\b|bytes",
            r"budget",
        ),
        figures=_OVERFLOW,
    ),
    Rule(
        name="max_tokens_too_large",
        about=(OUTPUT,),
        says=(*TOO_MUCH, *INVALID, r"inclusive|> \d"),
        words=(
            r"supports? at most \d+ (?:completion|output) tokens",
            r"maximum allowed number of output tokens",
        ),
        unless=(
            r"budget",
            r"per min|per day|per second",
            r"\bstream",
            r"max_completion_tokens[`'\"]? instead|please use",
            r"afford",
            r"unknown field|expected one of|tokens in (?:the )?request",
        ),
        figures=(
            rf"{n('requested')} > {n('limit')}, which is the maximum",
            rf"too large: {n('requested')}.{{0,80}}?at most {n('limit')}",
            rf"too (?:large|high|big): {n('requested')}\b",
            rf"value <= {n('limit')}, but got {n('requested')}",
            rf"value of {n('requested')} but the supported range is from \d+ (?:\(inclusive\) )?to {n('exclusive')} \(exclusive\)",
            rf"value of {n('requested')} but the supported range is from \d+ (?:\(inclusive\) )?to {n('limit')}",
            rf": {n('requested')} is not less or equal to {n('limit')}",
            rf"must be <= {n('limit')}\. given: {n('requested')}",
            rf"max\w* ?tokens[`'\"]? \({n('requested')}\)",
            rf"[\[(]\d+ ?, ?{n('limit')}[\])]",
            (
                rf"(?:less than or equal to|at most|limited to|cannot exceed|up to|<=|limit of|maximum of|lower than|no more than|maximum allowed \("
                rf"|(?:maximum|max)(?: allowed)?(?: value| output tokens| tokens)?(?: for this model)?(?: is| of|:)?)\s{{0,2}}[`'\"]?{n('limit')}"
            ),
            rf"(?:got|given:?|provided|received|but|requested) {n('requested')}\b",
        ),
    ),
)
