"""Tools as they were called: ids, arguments, results, and calls that a model got wrong."""

from tui_router.diagnose.rules.rule import Rule
from tui_router.diagnose.rules.vocabulary import INVALID, TOO_MUCH

_IDS = (
    r"(?P<ids>(?!message)[\w-]+(?:[.:][\w-]+)*(?:(?:\s*,\s*(?:and )?|\s+and\s+)[\w-]+(?:[.:][\w-]+)*){0,31})"
)
_RESULT = r"(?:tool|function)[_ ]?(?:call )?(?:results?|responses?|outputs?|messages?)|toolresult|tool_call_ids?|role [`'\"]?tool\b|工具结果|tool 消息"

RULES = (
    Rule(
        name="tool_arguments_not_json",
        words=(
            r"in json at position \d|unexpected end of json input|bad control character in string|unterminated string in json",
            r"invalid character '[^<]{1,4}' (?:looking for|after|in string)",
        ),
        statuses=(400, 422),
    ),
    Rule(
        name="tool_arguments_not_json",
        words=(
            r"(?:arguments|\bargs)\b[^\n]{0,80}?(?:json format|valid json|not (?:a )?(?:valid )?json|invalid json|as json|json object|不是合法)",
            r"(?:invalid|parse|parsing|decode)\b[^\n]{0,30}?(?:tool|function)[ _]?(?:call)?[^\n]{0,12}?arguments",
            r"unterminated string starting at|expecting (?:[`'\",:]{1,3} delimiter|value: line|property name enclosed)|invalid \\{1,2}escape: line|extra data: line",
            r"tool_?use\.input\b\S{0,2} (?:is invalid|input should|must be|should be|expected|field required|required)",
            r"cannot unmarshal .{0,100}?(?:tool_calls|arguments)",
        ),
    ),
    Rule(
        name="model_tool_call_failed",
        words=(
            r"failed to (?:call a function|generate tool_calls|parse tool call\b(?! arguments)|parse input at pos|parse the tool)",
            r"tool use failed|failed_generation|malformed.?function.?call|unexpected_?tool_?call|error parsing tool call|invalid tool call$",
            r"parse (?:the )?model'?s tool call|tool call validation failed|model did not call a tool|invalid sequence as part of tooluse|model generated an invalid tool call|parsed as a tool call",
            r"xml syntax error on line \d+|could not be parsed\. please adjust your prompt|(?:generated|wrote|produced) (?:an? )?(?:invalid|malformed) tool",
        ),
        codes=("tool_use_failed", "malformed_function_call", "output_parse_failed", "invalid_tool_call"),
    ),
    Rule(
        name="tool_result_missing",
        words=(
            r"(?:did not|could not|cannot|unable to) find \d* ?[`'\"]?tool_result|must be followed by tool messages|without [`'\"]?tool_result|no tool output found|expected toolresult|ids? did not have response",
            r"(?:function response parts|function calls? and responses)|(?:number of (?:function|tool)[^\n]{0,40}?(?:equal|same))|insufficient tool messages|not the same number of function calls",
            r"missing (?:corresponding )?tool (?:call )?(?:result|response|output|message)|tool calls? \S{0,80} ?(?:was|were) not answered|tool call result does not follow|no corresponding tool result",
            r"tool_?\s?(?:use|call)s?\b[^.\n]{0,60}?(?:without|must have|has no|have no|lacks?|needs?|requires?)\b[^.\n]{0,30}?(?:tool|function)[_ ]?(?:result|response|output)",
            r"(?:tool_calls?|tool calls?|工具调用)[^\n]{0,60}?(?:unanswered|without (?:a )?(?:result|response)|缺少)|缺少[^\n]{0,12}工具结果",
        ),
        many=(
            rf"(?:did not have response messages|immediately after|following ids?|(?:function|custom tool|local shell|tool|shell) call(?: id)?)[:\s]\s?{_IDS}(?=[.:\s]|$)(?! (?:has|result|turn|is|does|parts|messages|must)\b(?! no))",
            rf"tool call {_IDS} has no corresponding",
            rf"工具结果[:：]\s?{_IDS}",
        ),
    ),
    Rule(
        name="tool_result_orphan",
        words=(
            r"no (?:tool )?call (?:message )?found|unexpected .{0,20}?tool_use_id|unexpected tool call id|(?:tool call|tool_call_id)\b[^\n]{0,60}?not found",
            r"must (?:be a response to|follow) (?:a|an|the) (?:prec|assistant)|exceeds the number of tooluse|function response turn comes immediately",
            r"references? (?:an )?unknown (?:tool|call)|tool use ids? that were not found|duplicate tool results?",
            r"tool[_ ]?(?:result|response|output|message)s?\b[^.\n]{0,60}?(?:without|must have|has no|have no|lacks?)\b[^.\n]{0,30}?(?:tool|function)[_ ]?(?:use|call)",
        ),
        about=(_RESULT,),
        says=(
            r"not found|no (?:corresponding|preceding|matching)|without|unexpected|preced|没有对应|must (?:follow|be a response|have a corresponding)",
        ),
        unless=(r"no tool output|did not have response|result (?:for|missing)|missing|after role",),
    ),
    Rule(
        name="tool_call_id_invalid",
        about=(
            r"tool[ _]?call[ _]?ids?\b|\bcall_id\b|tool_?use_?ids?\b|[`'\"]?tool_use[`'\"]? ids|(?:tool_use|tool_calls\[\d+\]|input\[\d+\])\.id\b|tooluse blocks|\.tool_use\.id",
        ),
        says=(
            *INVALID,
            *TOO_MUCH,
            r"duplicat|unique|pattern|begins with|non-empty|minimum string length|empty string",
        ),
        words=(r"expected an id that",),
        unless=(r"not found|without|response messages",),
    ),
)
