"""The names of what goes wrong, and for each how it is answered."""

import msgspec

from tui_router.core.diagnosis import STATUS_OF, Blame, ErrorType


class Row(msgspec.Struct, frozen=True):
    """`status` is what the client gets, `heals` whether asking again unchanged can work, `title` the words of a
    list row, `remedy` what a person can do; empty where there is nothing to do."""

    type: ErrorType
    title: str
    remedy: str = ""
    status: int = 0
    heals: bool = False
    blame: Blame = "upstream"

    @property
    def answer_status(self) -> int:
        return self.status or STATUS_OF[self.type]


_400: ErrorType = "invalid_request_error"
_OTHER_MODEL = "Point the tier at another model."

TAXONOMY: dict[str, Row] = {
    "max_tokens_too_large": Row(
        _400, "max_tokens too large", "Set max_output_tokens for this model.", blame="client"
    ),
    "max_tokens_too_small": Row(_400, "max_tokens too small", "Raise max_tokens.", blame="client"),
    "max_tokens_plus_input_overflow": Row(
        _400,
        "prompt and max_tokens exceed the window",
        "Set context_window for this model.",
        heals=True,
        blame="client",
    ),
    "context_overflow": Row(
        _400, "prompt too long", "Compact, or point the tier at a model with a larger window.", blame="client"
    ),
    "tpm_request_too_large": Row(
        _400, "larger than the tokens per minute", "Raise the account's limit or use another provider."
    ),
    "stream_required": Row(_400, "the upstream only streams"),
    "max_tokens_param_rename": Row(
        _400, "max_tokens has another name", 'Set quirks output_field = "max_completion_tokens".'
    ),
    "unsupported_sampling_value": Row(_400, "sampling parameter refused"),
    "unsupported_parameter": Row(_400, "parameter refused"),
    "cache_control_rejected": Row(_400, "cache_control refused"),
    "unknown_field": Row(_400, "unknown field"),
    "unknown_content_block": Row(_400, "unknown kind of content"),
    "anthropic_beta_rejected": Row(_400, "beta refused"),
    "thinking_type_unsupported": Row(_400, "form of thinking refused"),
    "thinking_budget_invalid": Row(_400, "thinking budget out of range"),
    "reasoning_effort_with_tools": Row(_400, "no reasoning effort beside tools"),
    "tool_schema_rejected": Row(_400, "tool schema refused"),
    "tool_name_invalid": Row(_400, "tool name refused"),
    "too_many_tools": Row(_400, "too many tools", "Disable some MCP servers.", blame="client"),
    "tool_choice_unsupported": Row(_400, "tool_choice refused"),
    "tool_parser_not_enabled": Row(
        _400,
        "server started without tool calls",
        "Start vLLM with --enable-auto-tool-choice --tool-call-parser, llama.cpp with --jinja.",
        blame="config",
    ),
    "tools_unsupported": Row(_400, "the model cannot call tools", _OTHER_MODEL, blame="config"),
    "tool_call_id_invalid": Row(_400, "tool call id refused"),
    "tool_result_missing": Row(_400, "a tool result is missing"),
    "tool_result_orphan": Row(_400, "a tool result without its call"),
    "tool_arguments_not_json": Row(_400, "tool arguments are no JSON"),
    "reasoning_content_missing": Row(_400, "earlier reasoning is missing"),
    "thought_signature_missing": Row(_400, "thought signature is missing"),
    "thinking_signature_invalid": Row(_400, "thinking signature refused"),
    "thinking_block_order": Row(_400, "thinking is not first"),
    "empty_content_rejected": Row(_400, "empty content refused"),
    "content_list_rejected": Row(_400, "content must be a string"),
    "role_order_rejected": Row(_400, "order of roles refused"),
    "image_unsupported": Row(_400, "the model takes no images", _OTHER_MODEL, blame="config"),
    "responses_contract": Row(_400, "Responses form refused"),
    "grammar_error": Row(_400, "grammar cannot be built"),
    "template_error": Row(_400, "chat template failed", "Change the model's chat template."),
    "auth_invalid_key": Row(
        "authentication_error", "key refused", "Check the key this provider reads.", blame="config"
    ),
    "token_expired": Row("authentication_error", "token expired", "Sign in again.", blame="config"),
    "permission_denied": Row(
        "permission_error", "access refused", "Check what the account may use.", blame="config"
    ),
    "model_not_found": Row("not_found_error", "no such model", _OTHER_MODEL, blame="config"),
    "endpoint_not_found": Row(
        "not_found_error", "no such endpoint", "Check base_url and dialect of the provider.", blame="config"
    ),
    "insufficient_credits": Row(
        "billing_error", "no credit left", "Add credit, or use another provider.", blame="config"
    ),
    "credits_limit_max_tokens": Row(
        "billing_error", "credit too low for max_tokens", "Add credit, or lower max_output_tokens."
    ),
    "rate_limited": Row("rate_limit_error", "rate limited", heals=True),
    "usage_limit_reached": Row(
        "rate_limit_error", "usage limit reached", "Wait for the reset, or use another provider."
    ),
    "overloaded": Row("overloaded_error", "overloaded", heals=True),
    "upstream_server_error": Row("api_error", "upstream failed", status=502, heals=True),
    "html_error_page": Row("api_error", "a page instead of an answer", status=502, heals=True),
    "payload_too_large": Row(
        "request_too_large", "request too large", "Compact, or send smaller images.", blame="client"
    ),
    "content_filtered": Row(_400, "content filtered"),
    "model_loading": Row("overloaded_error", "model is loading", heals=True),
    "insufficient_memory": Row(
        "api_error", "not enough memory", "Use a smaller model, quantization or context."
    ),
    "model_tool_call_failed": Row("api_error", "the model's tool call failed", status=502, heals=True),
    "upstream_connect_error": Row(
        "api_error",
        "cannot reach the upstream",
        "Check that the server runs at base_url.",
        status=502,
        heals=True,
        blame="config",
    ),
    "upstream_timeout": Row("api_error", "upstream timed out", status=504, heals=True),
    "stream_truncated": Row("api_error", "stream cut", status=502, heals=True),
    "empty_completion": Row("api_error", "empty answer", status=502, heals=True),
    "bad_request": Row(_400, "request refused", blame="client"),
}
