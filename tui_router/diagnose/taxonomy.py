"""The names of what goes wrong, and for each how it is answered."""

import msgspec

from tui_router.core.diagnosis import STATUS_OF, Blame, ErrorType


class Row(msgspec.Struct, frozen=True):
    """`status` is what the client gets, `heals` whether asking again unchanged can work, `title` the words of a
    list row, `remedy` what a person can do; empty where there is nothing to do. `verb` names what would mend it,
    `auto` says that the gateway does so by itself."""

    type: ErrorType
    title: str
    remedy: str = ""
    status: int = 0
    heals: bool = False
    blame: Blame = "upstream"
    verb: str = ""
    auto: bool = False

    @property
    def answer_status(self) -> int:
        return self.status or STATUS_OF[self.type]


_400: ErrorType = "invalid_request_error"
_OTHER_MODEL = "Point the tier at another model."

TAXONOMY: dict[str, Row] = {
    "max_tokens_too_large": Row(
        _400,
        "max_tokens too large",
        "Set max_output_tokens for this model.",
        blame="client",
        verb="retry_clamp_max_tokens",
        auto=True,
    ),
    "max_tokens_too_small": Row(
        _400,
        "max_tokens too small",
        "Raise max_tokens.",
        blame="client",
        verb="retry_raise_max_tokens",
        auto=True,
    ),
    "max_tokens_plus_input_overflow": Row(
        _400,
        "prompt and max_tokens exceed the window",
        "Set context_window for this model.",
        heals=True,
        blame="client",
        verb="retry_fit_max_tokens",
        auto=True,
    ),
    "context_overflow": Row(
        _400,
        "prompt too long",
        "Compact, or point the tier at a model with a larger window.",
        blame="client",
        verb="surface_prompt_too_long",
    ),
    "tpm_request_too_large": Row(
        _400,
        "larger than the tokens per minute",
        "Raise the account's limit or use another provider.",
        verb="surface_prompt_too_long",
    ),
    "stream_required": Row(_400, "the upstream only streams", verb="retry_upstream_streaming", auto=True),
    "max_tokens_param_rename": Row(
        _400,
        "max_tokens has another name",
        'Set quirks output_field = "max_completion_tokens".',
        verb="retry_rename_param",
        auto=True,
    ),
    "unsupported_sampling_value": Row(_400, "sampling parameter refused", verb="retry_drop_param", auto=True),
    "unsupported_parameter": Row(_400, "parameter refused", verb="retry_drop_param", auto=True),
    "cache_control_rejected": Row(_400, "cache_control refused", verb="retry_strip_cache_control", auto=True),
    "unknown_field": Row(_400, "unknown field", verb="retry_drop_field", auto=True),
    "unknown_content_block": Row(_400, "unknown kind of content", verb="retry_strip_blocks", auto=True),
    "anthropic_beta_rejected": Row(_400, "beta refused", verb="retry_drop_beta", auto=True),
    "thinking_type_unsupported": Row(
        _400, "form of thinking refused", verb="retry_disable_thinking", auto=True
    ),
    "thinking_budget_invalid": Row(
        _400, "thinking budget out of range", verb="retry_fix_thinking_budget", auto=True
    ),
    "reasoning_effort_with_tools": Row(
        _400, "no reasoning effort beside tools", verb="switch_to_responses", auto=True
    ),
    "tool_schema_rejected": Row(_400, "tool schema refused", verb="retry_sanitize_tool_schemas", auto=True),
    "tool_name_invalid": Row(_400, "tool name refused", verb="retry_rename_tools", auto=True),
    "too_many_tools": Row(
        _400, "too many tools", "Disable some MCP servers.", blame="client", verb="surface"
    ),
    "tool_choice_unsupported": Row(_400, "tool_choice refused", verb="retry_tool_choice", auto=True),
    "tool_parser_not_enabled": Row(
        _400,
        "server started without tool calls",
        "Start vLLM with --enable-auto-tool-choice --tool-call-parser, llama.cpp with --jinja.",
        blame="config",
        verb="surface_server_flag",
    ),
    "tools_unsupported": Row(
        _400, "the model cannot call tools", _OTHER_MODEL, blame="config", verb="surface_rewire_tier"
    ),
    "tool_call_id_invalid": Row(_400, "tool call id refused", verb="retry_remap_tool_ids", auto=True),
    "tool_result_missing": Row(_400, "a tool result is missing", verb="retry_repair_tool_pairs", auto=True),
    "tool_result_orphan": Row(
        _400, "a tool result without its call", verb="retry_repair_tool_pairs", auto=True
    ),
    "tool_arguments_not_json": Row(
        _400, "tool arguments are no JSON", verb="retry_repair_arguments", auto=True
    ),
    "reasoning_content_missing": Row(
        _400, "earlier reasoning is missing", verb="retry_inject_reasoning", auto=True
    ),
    "thought_signature_missing": Row(
        _400, "thought signature is missing", verb="retry_inject_thought_signature", auto=True
    ),
    "thinking_signature_invalid": Row(
        _400, "thinking signature refused", verb="retry_strip_thinking", auto=True
    ),
    "thinking_block_order": Row(_400, "thinking is not first", verb="retry_disable_thinking", auto=True),
    "empty_content_rejected": Row(_400, "empty content refused", verb="retry_fill_empty_content", auto=True),
    "content_list_rejected": Row(_400, "content must be a string", verb="retry_flatten_content", auto=True),
    "role_order_rejected": Row(_400, "order of roles refused", verb="retry_merge_roles", auto=True),
    "image_unsupported": Row(
        _400,
        "the model takes no images",
        _OTHER_MODEL,
        blame="config",
        verb="retry_replace_images",
        auto=True,
    ),
    "responses_contract": Row(_400, "Responses form refused", verb="retry_responses_contract", auto=True),
    "grammar_error": Row(_400, "grammar cannot be built", verb="retry_sanitize_tool_schemas", auto=True),
    "template_error": Row(
        _400, "chat template failed", "Change the model's chat template.", verb="retry_merge_roles", auto=True
    ),
    "auth_invalid_key": Row(
        "authentication_error",
        "key refused",
        "Check the key this provider reads.",
        blame="config",
        verb="surface_auth",
    ),
    "token_expired": Row(
        "authentication_error",
        "token expired",
        "Sign in again.",
        blame="config",
        verb="refresh_token_then_retry",
        auto=True,
    ),
    "permission_denied": Row(
        "permission_error",
        "access refused",
        "Check what the account may use.",
        blame="config",
        verb="surface_permission",
    ),
    "model_not_found": Row(
        "not_found_error", "no such model", _OTHER_MODEL, blame="config", verb="surface_model"
    ),
    "endpoint_not_found": Row(
        "not_found_error",
        "no such endpoint",
        "Check base_url and dialect of the provider.",
        blame="config",
        verb="surface_base_url",
    ),
    "insufficient_credits": Row(
        "billing_error",
        "no credit left",
        "Add credit, or use another provider.",
        blame="config",
        verb="surface_billing",
    ),
    "credits_limit_max_tokens": Row(
        "billing_error",
        "credit too low for max_tokens",
        "Add credit, or lower max_output_tokens.",
        verb="retry_clamp_max_tokens",
        auto=True,
    ),
    "rate_limited": Row("rate_limit_error", "rate limited", heals=True, verb="backoff", auto=True),
    "usage_limit_reached": Row(
        "rate_limit_error",
        "usage limit reached",
        "Wait for the reset, or use another provider.",
        verb="surface_usage_limit",
    ),
    "overloaded": Row("overloaded_error", "overloaded", heals=True, verb="backoff_then_529", auto=True),
    "upstream_server_error": Row(
        "api_error", "upstream failed", status=502, heals=True, verb="retry_once_then_surface", auto=True
    ),
    "html_error_page": Row(
        "api_error", "a page instead of an answer", status=502, heals=True, verb="strip_html", auto=True
    ),
    "payload_too_large": Row(
        "request_too_large",
        "request too large",
        "Compact, or send smaller images.",
        blame="client",
        verb="surface_413",
    ),
    "content_filtered": Row(_400, "content filtered", verb="surface_content_filter"),
    "model_loading": Row(
        "overloaded_error", "model is loading", heals=True, verb="wait_and_retry", auto=True
    ),
    "insufficient_memory": Row(
        "api_error",
        "not enough memory",
        "Use a smaller model, quantization or context.",
        verb="surface_memory",
    ),
    "model_tool_call_failed": Row(
        "api_error",
        "the model's tool call failed",
        status=502,
        heals=True,
        verb="retry_generation",
        auto=True,
    ),
    "upstream_connect_error": Row(
        "api_error",
        "cannot reach the upstream",
        "Check that the server runs at base_url.",
        status=502,
        heals=True,
        blame="config",
        verb="retry_then_surface",
        auto=True,
    ),
    "upstream_timeout": Row(
        "api_error", "upstream timed out", status=504, heals=True, verb="retry_once_then_504", auto=True
    ),
    "stream_truncated": Row("api_error", "stream cut", status=502, heals=True, verb="fail_closed"),
    "empty_completion": Row(
        "api_error",
        "empty answer",
        "Ask again, or point the tier at another model.",
        status=502,
        verb="retry_once",
        auto=True,
    ),
    "bad_request": Row(_400, "request refused", blame="client"),
    "stream_violation": Row(
        "api_error",
        "stream not in order",
        "The upstream's stream breaks the language's rules; what could be mended was.",
        status=502,
        verb="mend_stream",
        auto=True,
    ),
}
