import pytest


@pytest.mark.parametrize(
    ("status", "message", "name"),
    [
        (400, "Error rendering prompt with jinja template: roles must alternate", "template_error"),
        (500, "Value is not callable: null at row 1, column 5:\n{{- x }}", "template_error"),
        (400, "conversation roles must alternate user/assistant", "role_order_rejected"),
        (400, "tools param requires --jinja flag", "tool_parser_not_enabled"),
        (400, "failed to parse grammar", "grammar_error"),
        (400, "Unable to generate parser for this template: JSON schema conversion failed", "grammar_error"),
        (400, "Invalid JSON schema for tool x: tools[0].function.parameters", "tool_schema_rejected"),
        (404, "'dict object' has no attribute 'parameters'", "template_error"),
        (500, "'dict' object has no attribute 'parameters'", "upstream_server_error"),
        (400, "expected token 'end of print statement', got 'name'", "template_error"),
        (400, "expected ',' or '}' at line 1 column 9", "bad_request"),
        (422, "chat_template_kwargs: unknown parameter", "unsupported_parameter"),
    ],
)
def test_templates_and_grammars_and_what_looks_like_them(said, status, message, name):
    assert said(message, status).name == name
