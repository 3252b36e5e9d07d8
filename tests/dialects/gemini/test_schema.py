import msgspec
import pytest

from tui_router.dialects.gemini.schema import Reply, decoder


def test_a_response_of_today():
    reply = decoder.decode(
        b'{"candidates":[{"content":{"parts":[{"text":"a","thoughtSignature":"s"},{"functionCall":{"name":"B",'
        b'"args":{"n":1.50}}}]},"finishReason":"STOP","groundingMetadata":{}}],"usageMetadata":{},"modelVersion":"x"}'
    )
    assert reply.candidates is not None
    content = reply.candidates[0].content
    assert content is not None
    assert content.parts is not None
    text, call = content.parts
    assert (text.text, text.thought_signature) == ("a", "s")
    assert call.function_call is not None
    assert bytes(call.function_call.args) == b'{"n":1.50}'
    assert reply.candidates[0].finish_reason == "STOP"


@pytest.mark.parametrize(
    ("data", "silent"),
    [(b"{}", True), (b'{"error":1}', True), (b'{"usageMetadata":{}}', False), (b'{"candidates":[]}', False),
     (b'{"promptFeedback":{}}', False)],
)  # fmt: skip
def test_what_says_nothing(data, silent):
    assert decoder.decode(data).silent is silent


def test_another_shape_is_refused():
    with pytest.raises(msgspec.ValidationError):
        decoder.decode(b'{"candidates":{}}')
    assert Reply().silent
