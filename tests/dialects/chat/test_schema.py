from tui_router.dialects.chat.schema import decoder


def test_everything_is_optional():
    chunk = decoder.decode(b"{}")
    assert (chunk.choices, chunk.usage, chunk.error) == (None, None, None)
    assert decoder.decode(b'{"choices":[{}]}').choices[0].delta is None
    assert (
        bytes(
            decoder.decode(b'{"choices":[{"delta":{"tool_calls":[{"function":{}}]}}]}')
            .choices[0]
            .delta.tool_calls[0]
            .function.arguments
        )
        == b""
    )


def test_arguments_keep_their_bytes():
    chunk = decoder.decode(b'{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":{"a":1.50}}}]}}]}')
    assert bytes(chunk.choices[0].delta.tool_calls[0].function.arguments) == b'{"a":1.50}'
