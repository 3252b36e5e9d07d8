"""Tools as they are offered: their number, names and schemas, and whether they can be called at all."""

from tui_router.diagnose.figures import n
from tui_router.diagnose.rules.rule import Rule
from tui_router.diagnose.rules.vocabulary import INVALID, REFUSED, TOO_MUCH, UNSUPPORTED

SERVER = (
    Rule(
        name="tool_parser_not_enabled",
        words=(
            r"enable-auto-tool-choice|--[\w-]{0,20}tool[\w-]{0,20}parser|tool call parser",
            r"--jinja\b|(?:tools?|tool_choice) param requires|unsupported param: tools",
        ),
    ),
)

RULES = (
    Rule(
        name="too_many_tools",
        words=(
            r"more than \d+ (?:tools|functions)|too many (?:tools|functions)",
            r"(?:^|[`'\" ])tools[`'\"]?\b[^.\n]{0,40}?(?:array )?too long|\btoo long\b.{0,4}[`'\"]tools[`'\"]",
            r"tools: array length \d+ exceeds|tools: list should have at most|[`'\"]tools[`'\"] : maximum number of items",
            r"(?:number of (?:tools|function declarations)|\d function declarations)\b[^\n]{0,60}?(?:exceed|at most|limit)",
            r"at most \d+ (?:tools|functions|function declarations)",
            r"toolconfig\.tools[`'\"] failed to satisfy constraint: member must have length less",
            r"(?:up to|at most|maximum(?: of)?|limit of|limited to|max\.?) \d+ (?:tools|functions)\b",
        ),
        figures=(
            rf"maximum length (?:of )?{n('limit')}.{{0,60}}?length {n('count')}",
            rf"array length {n('count')} exceeds {n('limit')}",
            rf"more than {n('limit')} (?:tools|functions)",
            rf"(?:at most|up to|maximum(?: of)?|limit of) {n('limit')}\b.{{0,40}}?(?:not|got|but) {n('count')}",
            rf"(?:provided|tools|functions): {n('count')}\b",
            rf"(?:contains|declarations|tools|provided|tools:) \W{{0,2}}{n('count')}\b.{{0,60}}?(?:limit|maximum|max|at most)\D{{0,30}}{n('limit')}",
            rf"(?:maximum|at most|limit|exceed|less than or equal to|max)\D{{0,30}}{n('limit')}",
        ),
    ),
    Rule(
        name="tool_choice_unsupported",
        about=(r"tool_?\s?choice|toolchoice",),
        says=(
            *REFUSED,
            r"only|may (?:only|not)|not found|no endpoints|forces tool use|incompatible|仅支持|supported values|must be one of",
        ),
        unless=(r"enable-auto-tool-choice|model did not call|tool-call-parser",),
    ),
    Rule(
        name="tool_choice_unsupported",
        words=(r"function calling config is set without",),
    ),
    Rule(
        name="tools_unsupported",
        about=(
            r"\b(?:tools?|tool[ _-]?(?:use|calls?|calling)|function[ _-]?call(?:s|ing)?)[`'\"]?(?: parameter)? (?:is|are) (?:not|un)",
            r"support (?:for )?(?:the )?(?:tools?|tool[ _-]?(?:use|calls?|calling)|function)|with function calling is unsupported",
            r"tool[ _-]?(?:use|calling)[`'\"]? (?:is|are|has|and) |(?:used with|trained for) (?:tools?|function)|hosted tool|\b(?:no|without) (?:tool|function)[ _-]?(?:calling )?support|function[ _-]?calling is|不支持[^.\n]{0,6}(?:工具|函数)",
        ),
        words=(r"rejected tools?(?:\(s\))?:",),
        says=(*UNSUPPORTED, r"no endpoints found|\b(?:no|without) \w+ (?:calling )?support"),
        unless=(r"reasoning_effort|tool schema|json schema|role [`'\"]?tool\b",),
    ),
    Rule(
        name="tool_name_invalid",
        about=(
            (
                r"(?:function|tool)(?:_use|s)?[. _]?name|tools[.\[][\w.\]\[]*?name\b|function_declarations\[\d+\]\.name|tool_calls\S*name|toolspec\.name"
                r"|input\[\d+\]\.name|tool_use\.name|函数名|工具名"
            ),
        ),
        says=(*INVALID, *TOO_MUCH, r"duplicat|unique|pattern|can only contain"),
        words=(
            r"duplicate function declaration|tool names must be unique|tools?\S{0,40}: missing field [`'\"]?name",
        ),
        unless=(
            r"missing required parameter|invalid model name|invalid schema for|name or parameters|server_tool",
        ),
        figures=(
            rf"(?:at most|exceeds?|maximum of|up to) {n('max_length')}\b(?: char|\.|$)",
            rf"(?:maximum length(?: of)?|length less than or equal to|最[长多]) ?{n('max_length')}\b",
            rf"\{{\d+,{n('max_length')}\}}",
        ),
    ),
    Rule(
        name="tool_schema_rejected",
        words=(
            r"invalid schema for (?:function|tool)|not a valid .{0,40}?json schema|array schema missing items|invalid tool schema",
            r"unknown name \"[^\n]{0,200}?(?:function_declarations|tools\[)|invalid value at 'tools\[",
            r"functiondeclaration `?parameters|llm\.prediction\.tools|tool schema|schema .{0,40}(?:不合法|非法)",
            r"(?:conflict\w*|inconsisten\w*)\b[^\n]{0,40}?\bschema (?:definitions?|keywords?)|json schema (?:is )?(?:not supported|invalid)|invalid json schema|a json schema is invalid",
            r"parameters for (?:tool|function)|cannot unmarshal .{0,80}tools\.function\.parameters|name or parameters is empty|tools?\S{0,40}: missing field [`'\"]?(?:parameters|input_schema)",
        ),
        about=(
            r"input_?schema|(?:function|tools?)\S{0,24}[. ]parameters|function_declarations\[\d+\]\.parameters|tools\.\d+\.custom\.input_schema",
        ),
        says=(*REFUSED, r"\bempty\b|not defined"),
        codes=("invalid_function_parameters",),
        unless=(r"grammar|responses api",),
        figures=(
            r"(?:for )?(?:function|tool) [`'\"](?P<tool>[^'`\"]{1,200})[`'\"]",
            r"because [`'\"](?P<tool>[^'`\"]{1,200})[`'\"] functiondeclaration",
            r"(?:schema|parameters) (?:is invalid )?for (?:tool|function) (?P<tool>[\w.:-]+)",
        ),
        many=(
            r"unknown name \\?\"(?P<keywords>[^\"\\]{1,80})",
            r"unsupported keywords?:? [`'\"](?P<keywords>[$\w-]{1,60})",
            r"(?:for tool|schema)[^\n]{0,60}?: [`'\"](?P<keywords>[$\w-]{1,60})[`'\"] is (?:not supported|unsupported)",
        ),
    ),
)
