"""Why a thing went wrong, where the behaviour of Claude Code or of the servers explains it: one short sentence by
diagnosis. Only what was seen to be so; a diagnosis without a sentence has none.
"""

WHY: dict[str, str] = {
    "max_tokens_too_large": "Claude Code asks for 32,000 when it does not know the model. It never lowers it by itself.",
    "max_tokens_plus_input_overflow": "Claude Code asks for the same max_tokens however long the prompt has grown.",
    "context_overflow": "Claude Code takes a window of 1,000,000 for a model it does not know, so it compacts too late.",
    "unknown_field": "Claude Code sends fields that only its own servers know.",
    "unsupported_parameter": "Claude Code sends fields that only its own servers know.",
    "cache_control_rejected": "Claude Code marks three places of every request with cache_control.",
    "anthropic_beta_rejected": "Claude Code names its betas in every request, whatever the server is.",
    "thinking_type_unsupported": "Claude Code asks a model it does not know for adaptive thinking.",
    "too_many_tools": "Claude Code sends its own tools, some twenty, and those of every MCP server.",
    "tool_result_missing": "An interrupted session can leave a tool call without its result in the history.",
    "tool_result_orphan": "A shortened history can begin with the result of a call that is gone.",
    "tool_call_id_invalid": "Claude Code sends tool ids back as they came, in the form of the model that made them.",
    "tool_arguments_not_json": "A model wrote a call that is no JSON; Claude Code sends it back with the history.",
    "reasoning_content_missing": "The history holds turns whose reasoning was not kept, or came from another model.",
    "thinking_signature_invalid": "Earlier thinking was signed by another model; the history is sent to every model alike.",
    "auth_invalid_key": "Claude Code itself would ask for /login; the key meant is the provider's, read by the gateway.",
    "insufficient_credits": "An answer of 402 is not repeated by Claude Code: it waits for you.",
    "payload_too_large": "Claude Code neither repeats nor compacts after a 413.",
    "model_not_found": "Claude Code says there is an issue with the selected model; it means the name in the wiring.",
    "rate_limited": "Claude Code repeats up to ten times, for three minutes; each time counts against the limit.",
    "overloaded": "Claude Code repeats up to ten times, for three minutes.",
    "tool_parser_not_enabled": "Claude Code sends tools with nearly every request; this server was started without them.",
    "stream_truncated": "The connection ended before the answer did. Claude Code is told, so that it can ask again.",
}


def why(diagnosis: str) -> str:
    return WHY.get(diagnosis, "")
