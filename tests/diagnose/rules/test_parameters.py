import pytest


@pytest.mark.parametrize(
    ("message", "name", "figures"),
    [
        (
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            "max_tokens_param_rename",
            {},
        ),
        ("Stream must be set to true", "stream_required", {}),
        ("This model only supports streaming", "stream_required", {}),
        (
            "`temperature` is deprecated for this model.",
            "unsupported_sampling_value",
            {"param": "temperature"},
        ),
        (
            "Unsupported value: 'top_p' does not support 0.5 with this model",
            "unsupported_sampling_value",
            {"param": "top_p"},
        ),
        ("Unsupported parameter: logit_bias", "unsupported_parameter", {"param": "logit_bias"}),
        ("Unrecognized request argument supplied: user", "unsupported_parameter", {"param": "user"}),
        (
            "this model does not support parameter reasoningEffort.",
            "unsupported_parameter",
            {"param": "reasoningEffort"},
        ),
        (
            "context_management: Extra inputs are not permitted",
            "unknown_field",
            {"field": "context_management"},
        ),
        ("output_config.effort: Extra inputs are not permitted", "unknown_field", {"field": "output_config"}),
        ("messages.0.cache_control: Extra inputs are not permitted", "cache_control_rejected", {}),
        (
            "Unexpected value(s) `new-2026-01-05` for the `anthropic-beta` header",
            "anthropic_beta_rejected",
            {"beta": "new-2026-01-05"},
        ),
        ("Function tools with reasoning_effort are not supported here", "reasoning_effort_with_tools", {}),
    ],
)
def test_a_member_the_upstream_does_not_take(said, message, name, figures):
    diagnosis = said(message)
    assert diagnosis.name == name
    assert diagnosis.figures == figures


def test_the_parameter_the_upstream_names_is_taken_where_its_words_do_not(said):
    assert said("argument not supported", param="seed").figures == {"param": "seed"}
