"""What a filter will not let through."""

from tui_router.diagnose.rules.rule import Rule

RULES = (
    Rule(
        name="content_filtered",
        words=(
            r"content (?:filter|management|moderation|polic)|content filtering|content[ _-]safety|moderation|flagged (?:as|for|by)|been flagged",
            r"responsible ?ai|safety (?:system|reasons|check|classifier|filter)|prohibited[ _]content|usage (?:polic|guidelines)|data_?inspection",
            r"(?:inappropriate|sensitive|unsafe|risk|harmful|prohibited) (?:content|words?|information|material)|content (?:exists )?risk|considered (?:\w+ )?(?:high )?risk",
            r"potentially unsafe|is unsafe|new_sensitive|sensitive content|content .{0,40}?(?:was|is|been|outputted is) blocked|(?:got|was|were) filtered|blocked by .{0,20}(?:filter|polic)",
            r"敏感|不安全|内容(?:安全|审核|违规)|违规内容",
        ),
        codes=(
            "content_filter",
            "content_policy_violation",
            "content_policy",
            "invalid_prompt",
            "data_inspection_failed",
            "datainspectionfailed",
            "responsibleaipolicyviolation",
            "sensitivecontentdetected",
            "inputtextriskdetection",
            "outputtextriskdetection",
            "content_safety",
            "cyber_policy",
            "prohibited_content",
            "safety",
            "blocklist",
            "sensitive",
        ),
        unless=(r"data policy|function\.arguments|tool_calls\.",),
        figures=(
            r"flagged for \W{0,2}(?P<category>[\w/ -]{2,60})[\"'”]",
            r"failed check:? (?P<category>\w+)",
        ),
    ),
)
