"""Tools: their schemas, names, number, calls and results."""

from tui_router.diagnose.rules.rule import Rule

RULES = (
    Rule(
        "too_many_tools",
        (
            r"more than \d+ tools",
            "too many (?:tools|functions)",
            "tools.{0,20}(?:array )?too long",
            r"maximum (?:number )?of \d+ tools",
        ),
        figures=(
            r"maximum length (?P<limit>\d+).{0,60}length (?P<count>\d+)",
            r"more than (?P<limit>\d+) tools",
            r"(?P<count>\d+) tools\D{0,60}(?:limit|maximum|max)\D{0,20}(?P<limit>\d+)",
            r"maximum\D{0,20}(?P<limit>\d+)",
        ),
    ),
    Rule(
        "model_tool_call_failed",
        (
            "failed to call a function",
            "tool use failed",
            "failed_generation",
            "malformed.?function.?call",
            "failed to parse tool call",
        ),
        codes=("tool_use_failed", "malformed_function_call"),
    ),
    Rule(
        "tool_parser_not_enabled",
        (
            "enable-auto-tool-choice",
            "tool-call-parser",
            "tools? param requires --jinja",
            "--jinja",
            "unsupported param: tools",
        ),
    ),
    Rule(
        "tool_choice_unsupported",
        (
            "tool_choice.{0,120}(?:invalid|unsupported|not support|must be|only|supported)",
            "(?:invalid|unsupported|not support|support the provided).{0,40}tool_?choice",
        ),
        unless=("enable-auto-tool-choice",),
    ),
    Rule(
        "tools_unsupported",
        (
            "(?:does not|doesn't|do not|not) support (?:tools?|function|tool use)",
            "support tool use",
            "tool(?:s| use| calling)? (?:is|are) not supported",
            "function calling is not (?:supported|enabled)",
        ),
    ),
    Rule(
        "thought_signature_missing",
        (
            "missing a? ?`?thought_?signature",
            "thought_?signature.{0,60}(?:missing|required|invalid|not valid)",
        ),
    ),
    Rule(
        "tool_arguments_not_json",
        (
            "arguments.{0,80}(?:json format|valid json|must be (?:a )?json|not json|invalid json)",
            "(?:invalid|parse).{0,40}(?:tool|function).{0,20}arguments",
        ),
    ),
    Rule(
        "tool_call_id_invalid",
        (
            r"""(?:tool.?call.?id|call_id|tool_use_?id|\.id['`\"]?)\b.{0,60}(?:invalid|must be|expected|too long|length|pattern|match)""",
            "expected an id that",
            r"(?:invalid|string should match).{0,40}(?:tool_call_id|call_id|\.id\b)",
        ),
        unless=("not found",),
    ),
    Rule(
        "tool_result_orphan",
        (
            r"""(?:tool.?result|tool.?call.?id|role ['`\"]?tool|tool_use_id).{0,120}(?:not found|no corresponding|must (?:be a response|follow|have a corresponding)|unexpected|without|preced)""",
            "unexpected .{0,20}tool_use_id",
            "no tool call found",
            "tool call.{0,30}not found",
        ),
        unless=("no tool output",),
    ),
    Rule(
        "tool_result_missing",
        (
            "(?:must be followed by tool messages|without .{0,24}tool_result|no tool output found|expected toolresult|tool_call_ids? did not have response|number of function response parts|insufficient tool messages|missing tool (?:result|response|output))",
        ),
        figures=(r"(?:following ids?|function call|did not have response messages?):? (?P<ids>[\w:.-]*\w)",),
    ),
    Rule(
        "tool_name_invalid",
        (
            r"(?:function|tool|tools\.\d+\S*)[\W_]*name.{0,160}(?:invalid|at most|maximum length|must match|pattern|too long|alphanumeric|must start)",
            "invalid (?:function|tool) name",
            r"tools\[\d+\]\S*name\b.{0,80}(?:too long|match|length)",
        ),
        figures=(r"(?:at most|maximum length(?: of)?|up to) (?P<max_length>\d+)",),
    ),
    Rule(
        "tool_schema_rejected",
        (
            "invalid schema for (?:function|tool)",
            "schema.{0,60}(?:invalid|not supported|unsupported|rejected|not a valid)",
            "not a valid .{0,40}json schema",
            r"unknown name \".{0,200}(?:function_declarations|tools\[)",
            r"(?:function|tool|tools\S*)[ .]parameters.{0,60}(?:empty|invalid|missing|must|required|not)",
            "input_schema.{0,80}(?:invalid|required|must|not)",
            "array schema missing items",
            "json schema",
        ),
        codes=("invalid_function_parameters",),
        figures=(r"(?:function|tool) ['`\"](?P<tool>[^'`\"]+)",),
    ),
)
