"""What stands in the conversation: roles, contents, images, and the items of Responses."""

from tui_router.diagnose.rules.rule import Rule
from tui_router.diagnose.rules.vocabulary import UNSUPPORTED

_IMAGE = (
    r"\bimages?\b|\bvision\b|image_url|input_image|multi-?modal|mmproj|\bvlm\b|visual input|图片|图像|视觉"
)

IMAGES = (
    Rule(
        name="image_unsupported",
        about=(_IMAGE,),
        says=(
            *UNSUPPORTED,
            r"only allowed|only (?:accepts? |supports? |takes? )?text|text[- ]only|no endpoints|missing data|unknown variant|is not (?:a )?(?:multi|vlm)|not a multimodal|only supported by|missing required|at most 0|requires? an? (?:vision|multimodal)",
        ),
        unless=(
            r"image (?:exceeds|too large|size)|either 'image_url' or|found using 'type'",
            r"expected one of [^\n]{0,60}image",
            r"value: '(?!image)\w+'\. supported values",
        ),
    ),
    Rule(
        name="image_unsupported",
        words=(
            r"unknown (?:variant|part type|content type):? [`'\"]?(?:image|image_url|input_image)\b|not a vlm|不支持图",
            r"(?:could not|unable to|failed to|cannot) (?:process|load|decode|read|parse|download|identify)(?: the| input| multimodal| image)* (?:image|content|media)|(?:not represent a valid|invalid|unsupported) image\b|image dimensions|image media type|image (?:was|is) specified using|appears to be an? image/",
        ),
    ),
)

BLOCKS = (
    Rule(
        name="unknown_content_block",
        words=(
            r"input should be ['\"]text|\bcontent\S{0,200}type: input should be|type has to be either|did not match any variant",
            r"(?:unknown|unsupported|unexpected|unrecognized|invalid)[^\n]{0,24}?(?:content|block|part|item)s? ?(?:\[\])?\.?(?:block |part )?types?\b",
            r"unknown variant|unsupported content\[\]",
            r"content[^\n]{0,30}?type\b[^\n]{0,40}?(?:not supported|unsupported|invalid|unknown|not one of|类型错误|不支持)",
            r"input tag|does not match any of the expected tags",
            r"content[^\n]{0,24}type: invalid value",
        ),
        unless=(
            r"\bfunction_call: |thinking: input tag|text content is empty|\brole: unknown variant",
            r"\btools?[.\[]\d",
        ),
    ),
)

RULES = (
    Rule(
        name="responses_contract",
        words=(
            r"\binstructions\b[^.\n]{0,20}?(?:not valid|required|missing)|store must be|input must be a list|input is required",
            r"missing required parameter: ['\"]?(?:input|tools\[\d+\]\.name|text|include)",
            r"\bitem\b[^\n]{0,80}?(?:not found|without its required|required following|does not belong)|duplicate item|cannot determine type of 'item'",
            r"previous_?response|previous response|items are not persisted|encrypted content|[`'\"]?store[`'\"]? (?:must|is set|parameter)[^\n]{0,20}?false|store=true",
        ),
        unless=(r"could not be verified|could not be decrypted|in 'tools' parameter",),
    ),
    Rule(
        name="role_order_rejected",
        words=(
            r"roles? must alternate|alternate between|should (?:be )?alternat|function call turn comes immediately after|successive (?:user|assistant)|interleave the user|after role",
            r"unexpected role|valid role|(?:invalid|incorrect|wrong|bad) (?:message )?role|role must be|role .{0,30}?not allowed|角色|expected last role",
            r"must (?:start|begin|end) with (?:a )?[`'\"]?(?:user|system|assistant)|requests end(?:ing)? with a (?:user|model turn)",
            r"(?:do(?:es)? not|must|don't|doesn't) (?:contain|include|have) [^.\n]{0,32}?(?:role (?:of )?[`'\"]?user\b|user (?:message|role|turn))|no user (?:message|role|turn)",
            r"multiple [`'\"]?\w+[`'\"]? roles|two system messages|only one system|2 or more assistant messages",
            r"(?:last|first|system) message\b[^\n]{0,40}?must|must (?:have role|be (?:a|the) (?:user|first))|message must use the",
            r"(?:assistant|response|message) prefill|prefill is (?:not|incompatible)|role:? input should be|messages\S*role\b[^\n]{0,30}?(?:does not support|input should|not one of)|is not one of \['system'",
            r"cannot specify message role|last message is from|roles are supported|role (?:is )?not supported|\brole: unknown variant",
            r"(?:consecutive|successive|adjacent|two|multiple) (?:user|assistant|system|same.role)[^.\n]{0,12}? (?:messages?|turns?|roles?)|system messages?\b[^.\n]{0,16}?(?:must|should|only)\b[^.\n]{0,24}?(?:first|beginning|start)",
        ),
        codes=("invalid_request_message_order",),
        unless=(r"role:\w+' the following must be satisfied",),
    ),
    Rule(
        name="content_list_rejected",
        words=(
            r"content\b[^\n]{0,80}?(?:must be|should be|to be|expected|value must be|必须是)(?: an?)? ?(?:valid )?(?:string|字符串)",
            r"input should be a valid string|str type expected|expected string, received array|invalid type: sequence, expected a string",
            r"cannot unmarshal array into [^\n]{0,80}?(?:content|type string)|can only concatenate str|mismatch type string with value array",
            r"content\b[^\n]{0,80}?(?:got|not)(?: an?)? (?:list|array)|(?:array|list) content is not|send a string|content (?:arrays?|lists?|parts) (?:is|are) not",
        ),
        unless=(r"thinking|redacted|non-empty string|got null|tools?[.\[]\d|signature",),
    ),
    Rule(
        name="empty_content_rejected",
        about=(r"\b(?:content|contents|text|messages?|parts|prompt|blocks?)\b",),
        says=(
            r"must be non-empty|must not be empty|(?:cannot|may not|must not|can't) be (?:empty|null|blank|none)|is (?:blank|empty)|non-empty|should not be empty|不能为空|got null|non-whitespace|trailing whitespace",
            r"(?:must|should) (?:have|contain|include|be) (?:either |at least |a )?[`'\"]?(?:content|one parts|one content|text param|one part|1 token)|must be set|must be specified|not be none|not none|未正常接收",
            r"(?:empty|blank) (?:(?:user|assistant|system|tool) )?(?:content|message|text)|contents? (?:is|are) (?:required|not specified)|required field|contents field is required|(?:text|content): field required|have a message|required oneof field|missing field [`'\"]?content|at least one message|is not empty",
        ),
        unless=(r"tool_choice|tools?[.\[]\d|function\.|tool_call_id",),
    ),
)
