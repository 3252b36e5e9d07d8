"""What does not fit: the answer, the prompt, both together, one request into a minute."""

from tui_router.diagnose.rules.rule import Rule

_OUTPUT = (
    r"(?:max[_ ]?(?:completion_|output_|new_|output )?tokens|maxOutputTokens|num_predict|completion tokens)"
)
_N = r"(\d[\d,_]*\d|\d)"


def _n(name: str) -> str:
    return rf"(?P<{name}>\d[\d,_]*\d|\d)"


BOTH_FIGURES = (
    rf"exceed(?:s)? context limit: {_n('input')} \+ {_n('requested')} > {_n('window')}",
    rf"{_n('input')}\s*\+\s*{_n('requested')}\s*(?:=\s*\d+\s*)?>\s*{_n('window')}",
    rf"too large: {_n('requested')}.{{0,80}}context length is {_n('window')} tokens and your request has {_n('input')} input",
    (
        rf"context length (?:is|of) {_n('window')} tokens.{{0,60}}requested {_N} tokens \({_n('input')} in the messages, "
        rf"(?:{_n('functions')} in the functions, )?(?:and )?{_n('requested')} in the completion"
    ),
    (
        rf"context length (?:is|of) {_n('window')} tokens.{{0,60}}requested {_n('requested')} output tokens and your "
        rf"prompt contains (?:at least )?{_n('input')}"
    ),
    (
        rf"context length (?:is|of) {_n('window')} tokens.{{0,80}}tokens: {_n('input')} tokens from the input.{{0,40}}? "
        rf"{_n('requested')} tokens for the completion"
    ),
    (
        rf"requested about {_N} tokens \({_n('input')} of text input,? (?:{_n('functions')} of tool input, )?(?:and )?"
        rf"{_n('requested')} in the output"
    ),
    rf"must be <= {_n('window')}\. given: {_n('input')} `?inputs`? tokens and {_n('requested')} `?max_new_tokens",
)

OVERFLOW_FIGURES = (
    rf"too long:? {_n('input')} tokens? > {_n('window')}",
    rf"\({_n('input')} tokens?\).{{0,80}}?(?:exceeds|longer than).{{0,80}}?\({_n('window')}",
    rf"token count (?:of )?\(?{_n('input')}\)?.{{0,60}}?(?:exceeds|limit|maximum).{{0,60}}? \(?{_n('window')}",
    rf"too long:? {_n('input')} tokens.{{0,60}}? {_n('window')} tokens",
    (
        rf"(?:context (?:length|window|size)|prompt length|input length|sequence length|tokens allowed)\D{{0,30}}{_n('window')}"
        rf"(?: tokens)?.{{0,60}}?(?:resulted in|requested(?: about)?|contains(?: at least)?|has|have|got|used?|length is|"
        rf"provided|but)\D{{0,20}} {_n('input')}\b"
    ),
    rf"(?:should be|must be) \[\d+, ?{_n('window')}\]",
    rf"{_n('input')} (?:input )?tokens.{{0,60}}?(?:exceeds?|greater|longer|larger|more)\D{{0,60}}{_n('window')}",
    rf"must have less than {_n('window')} tokens.{{0,30}}? {_n('input')}",
    rf"(?:context|prompt|input)[^.\d]{{0,60}}?(?:limit|length|size|window|maximum)\D{{0,25}}{_n('window')}\b",
)

RULES = (
    Rule(
        "tpm_request_too_large",
        (
            r"request too large.{0,200}tokens per min",
            r"too many tokens.{0,200}tokens per min",
            r"request too large for .{0,120}(?:TPM|tokens)",
        ),
        figures=(
            rf"limit:? {_n('limit')}.{{0,40}}?requested:? {_n('requested')}",
            rf"\(actual/limit\): {_n('requested')}/{_n('limit')}",
        ),
    ),
    Rule(
        "max_tokens_plus_input_overflow",
        (
            r"input length and `?max_tokens`? exceed context limit",
            r"too large: \d+.{0,80}context length is \d+ tokens and your request has \d+ input",
            r"requested \d+ tokens \(\d+ in the messages,.{0,60}in the completion",
            r"requested \d+ output tokens and your prompt contains",
            r"tokens from the input.{0,60}tokens for the completion",
            r"`?inputs`? tokens \+ `?max_new_tokens`? must be",
            r"requested about \d+ tokens \(\d+ of text input,.{0,60}in the output",
        ),
        figures=BOTH_FIGURES,
    ),
    Rule(
        "max_tokens_too_small",
        (
            rf"{_OUTPUT}.{{0,60}}(?:must be (?:at least|greater than|>=)|below minimum|too small|is less than)",
            rf"(?:minimum|at least).{{0,40}}{_OUTPUT}",
            rf"could not finish the message because {_OUTPUT}",
            rf"higher {_OUTPUT}",
        ),
        unless=(rf"must be (?:less|at most|<=).{{0,80}}{_OUTPUT}", r"budget"),
        figures=(
            rf"(?:at least|greater than or equal to|>=|minimum(?: value)? (?:of|is)?)\s*`?{_n('minimum')}",
        ),
    ),
    Rule(
        "context_overflow",
        (
            r"(?:prompt|input|request|conversation|messages?) (?:is |are )?(?:too long|too large for the context)",
            r"exceed(?:s|ed|ing)?\b.{0,60}(?:context|prompt) (?:window|length|size|limit)",
            r"(?:context|prompt|input) (?:window|length|size|limit)s?\b.{0,40}exceed",
            r"(?:maximum|max) (?:context|prompt|input|sequence|model) (?:length|window|size) (?:is|of)\b",
            r"longer than the (?:model'?s? )?(?:maximum )?(?:context|model)",
            r"(?:input|prompt) (?:token )?(?:count|length)[^.]{0,40}(?:exceeds?|too long|should be|longer)",
            r"exceed(?:s|ed)? (?:the )?(?:maximum number of tokens|model token limit|limit of \d+ tokens)",
            r"reduce the length of (?:the|your) (?:messages|input|prompt)",
            r"prompt exceeds max",
            r"exceeds model context",
            r"tokens to keep from the initial prompt",
            r"(?:greater|longer|larger) than the context",
            r"must have less than \d+ tokens",
            r"too many (?:input |prompt )tokens|context overflow",
            r"(?:context (?:window|size|length)|n_ctx)[^.]{0,60}(?:too small|overflow|full)",
        ),
        codes=(
            "context_length_exceeded",
            "exceed_context_size_error",
            "context_window_exceeded",
            "model_context_window_exceeded",
            "contextwindowexceedederror",
            "prompt_too_long",
        ),
        unless=(rf"{_OUTPUT}`?'?\"? (?:is |must be |value|should be )",),
        figures=OVERFLOW_FIGURES,
    ),
    Rule(
        "max_tokens_too_large",
        (
            (
                rf"{_OUTPUT}.{{0,140}}?(?:too (?:large|high|big)|less than or equal|at most|range|limited to|exceeds?|"
                rf"above maximum|<=|cannot be (?:greater|more|larger)|must be (?:less|lower|smaller)|maximum)"
            ),
            rf"range of `?{_OUTPUT}",
            rf"(?:invalid|unsupported) (?:value for )?['`\"]?{_OUTPUT}",
            r"supports? at most \d+ (?:completion|output) tokens",
            r"> \d+, which is the maximum allowed number of output tokens",
        ),
        unless=(r"budget",),
        figures=(
            rf"{_n('requested')} > {_n('limit')}, which is the maximum",
            rf"too large: {_n('requested')}.{{0,80}}?at most {_n('limit')}",
            rf"\[\d+, ?{_n('limit')}\]",
            rf"expected a value <= {_n('limit')}, but got {_n('requested')}",
            (
                rf"(?:less than or equal to|at most|limited to|cannot exceed|up to|<=|maximum(?: value)? (?:is|of)?|"
                rf"max(?:imum)? (?:output )?tokens:?|exceeds? (?:the )?(?:maximum|limit)\D{{0,30}})\s*[`'\"]?{_n('limit')}"
            ),
        ),
    ),
    Rule(
        "payload_too_large",
        (
            r"(?:request|payload|entity|body)\b.{0,30}(?:too large|exceeds|size limit)",
            r"maximum (?:request|body|payload) size",
        ),
        codes=("request_too_large", "payload_too_large"),
        statuses=(413, 400, 500, 502),
        unless=(r"tokens? per min", r"context (?:window|length)"),
        figures=(rf"(?:limit|maximum|max)\D{{0,40}}{_n('limit_bytes')} bytes",),
    ),
)
