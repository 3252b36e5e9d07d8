import pytest


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("You may not include more than 100 tools", "too_many_tools"),
        ('"auto" tool choice requires --enable-auto-tool-choice', "tool_parser_not_enabled"),
        ("Invalid tool_choice type: 'object'", "tool_choice_unsupported"),
        ("this model does not support tools", "tools_unsupported"),
        ("No endpoints found that support tool use", "tools_unsupported"),
        ("No endpoints found that support the provided 'tool_choice' value", "tool_choice_unsupported"),
        ("tools.0.custom.name: String should have at most 64 characters", "tool_name_invalid"),
        ("Invalid 'tools[0].function.name': string does not match pattern", "tool_name_invalid"),
        ("Invalid schema for function 'x': array schema missing items", "tool_schema_rejected"),
        ("Unknown name \"const\" at 'tools[0].function_declarations[0].parameters'", "tool_schema_rejected"),
        ('Unknown name "metadata": Cannot find field.', "unknown_field"),
        ("tools.0.custom.input_examples: Extra inputs are not permitted", "unknown_field"),
        ("failed to parse grammar of the tools", "grammar_error"),
    ],
)
def test_tools_and_what_looks_like_them(said, message, name):
    assert said(message).name == name


@pytest.mark.parametrize(
    ("message", "figures"),
    [
        (
            "'tools': array too long. Expected maximum length 100, but got length 142",
            {"limit": 100, "count": 142},
        ),
        ("You may not include more than 100 tools", {"limit": 100}),
        ("Too many tools: 142, the maximum is 100", {"limit": 100, "count": 142}),
        ("Invalid schema for function 'mcp__x': no", {"tool": "mcp__x"}),
        ("tools.0.custom.name: String should have at most 64 characters", {"max_length": 64}),
        ("tools.0.custom.name: String should match pattern '^[a-z]{1,128}$'", {"max_length": 128}),
    ],
)
def test_figures_of_the_tools(said, message, figures):
    assert said(message).figures == figures


def test_every_keyword_that_is_refused_is_listed_once_in_its_order(said):
    line = "Unknown name \"{}\" at 'tools[0].function_declarations[{}].parameters': Cannot find field."
    text = "\n".join(line.format(word, number) for number, word in enumerate(["$schema", "const", "$schema"]))
    assert said(text).figures == {"keywords": ["$schema", "const"]}
