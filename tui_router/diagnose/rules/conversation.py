"""What stands in the conversation: thinking, roles, content, images; and what a server makes of it."""

from tui_router.diagnose.rules.rule import Rule

RULES = (
    Rule(
        "content_filtered",
        (
            "content (?:filter|management|policy)",
            "content filtering",
            "flagged",
            "responsible ?ai",
            "safety (?:system|reasons)",
            "prohibited content",
            "usage polic(?:y|ies)",
            "data_inspection",
            "inappropriate content",
            "sensitive (?:content|words)",
            "敏感",
            "不安全",
        ),
        codes=(
            "content_filter",
            "content_policy_violation",
            "invalid_prompt",
            "data_inspection_failed",
            "responsibleaipolicyviolation",
            "content_policy",
            "sensitive",
        ),
        figures=(r"['\"](?P<category>hate|violence|sexual|self_harm|jailbreak)['\"]: ?\{[^{}]*true",),
    ),
    Rule(
        "thinking_signature_invalid",
        (
            "signature.{0,60}(?:invalid|field required|missing|verif)",
            r"""invalid [`'\"]?signature""",
            r"""signature in [`'\"]?thinking""",
        ),
    ),
    Rule(
        "thinking_block_order",
        (
            r"""expected [`'\"]?thinking[`'\"]? or""",
            "must start with a thinking block",
            "thinking.{0,40}(?:blocks? )?(?:cannot be modified|must remain|must be first)",
        ),
    ),
    Rule(
        "reasoning_content_missing",
        (
            "reasoning_content.{0,80}(?:missing|must be passed|required|not found)",
            "missing.{0,20}reasoning_content",
        ),
    ),
    Rule(
        "thinking_budget_invalid",
        (
            "(?:thinking )?budget(?:_tokens)?.{0,80}(?:invalid|must be|greater|less|between|range|at least|out of)",
            "max_tokens.{0,20}must be greater than.{0,20}budget",
        ),
    ),
    Rule(
        "thinking_type_unsupported",
        (
            "(?:adaptive|enabled|extended|thinking).{0,30}thinking.{0,40}not (?:supported|available)",
            r"thinking\.(?:type|adaptive|enabled)\S*.{0,60}",
            "thinking (?:mode )?is not supported",
            "(?:does not|doesn't) support thinking",
        ),
    ),
    Rule(
        "image_unsupported",
        (
            "(?:image|vision|image_url|multimodal|mmproj).{0,80}(?:not support|unsupported|only text|cannot|not allowed|not enabled)",
            "(?:not support|support|unsupported|accept|process|read).{0,30}(?:image|vision|multimodal)",
            "expected .{0,10}text.{0,20}image_url",
        ),
        unless=("image (?:exceeds|too large|size)",),
    ),
    Rule(
        "empty_content_rejected",
        (
            r"(?:content|text|message|block)\b.{0,80}(?:must be non-empty|must not be empty|cannot be empty|is (?:blank|empty)|non-empty|should not be empty)",
            "(?:empty|blank) (?:content|message|text)",
            "contents? is required",
        ),
    ),
    Rule(
        "template_error",
        (
            "jinja",
            "chat.?template",
            "rendering prompt",
            "raise_exception",
            "is not callable",
            "template.{0,40}(?:error|failed|exception)",
            r"\{%-?",
        ),
    ),
    Rule(
        "grammar_error",
        (
            "(?:parse|compile|invalid|initialize).{0,40}grammar",
            "grammar.{0,40}(?:error|failed|invalid)",
            "failed to initialize samplers",
        ),
    ),
    Rule(
        "role_order_rejected",
        (
            "roles? must alternate",
            "alternate between",
            "unexpected role",
            r"""must (?:start|begin|end) with (?:a )?[`'\"]?(?:user|system|assistant)""",
            r"""multiple [`'\"]?\w+[`'\"]? roles""",
            "system message must",
            "(?:last|first) message must",
            "after role",
            "role .{0,30}(?:not allowed|must be)",
            "only one system",
            "does not support (?:assistant )?(?:message )?prefill",
        ),
        codes=("invalid_request_message_order",),
    ),
    Rule(
        "content_list_rejected",
        (
            "content[^.]{0,60}(?:must be|should be|expected|value must be) a string",
            "content.{0,80}(?:got|not) (?:a )?(?:list|array)",
            "input should be a valid string",
        ),
        unless=("thinking", "redacted", "document", "input should be 'text'"),
    ),
    Rule(
        "unknown_content_block",
        (
            r"""input should be ['\"]text""",
            "(?:unknown|unsupported|unexpected|unrecognized|invalid|does not match any).{0,40}(?:content|block|part|input|expected) ?(?:block |part )?(?:type|tags?)",
            "unknown variant",
            "content.{0,40}type.{0,40}(?:not supported|unsupported|invalid|unknown)",
            "input tag",
        ),
    ),
    Rule(
        "responses_contract",
        (
            "instructions are (?:not valid|required)",
            "store must be",
            r"""missing required parameter: ['\"]?input""",
            "input must be a list",
            "item .{0,60}(?:not found|without its required)",
            "previous_response",
            r"""['\"]?store['\"]? .{0,20}false""",
        ),
    ),
)
