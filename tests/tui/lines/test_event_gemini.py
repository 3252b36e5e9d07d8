"""One response of Gemini's in words."""

import pytest

from tui_router.tui.lines.event_gemini import tell_gemini


def part(*parts, **more):
    return {"candidates": [{"content": {"parts": list(parts)}, **more}]}


FIGURES = {"promptTokenCount": 5, "candidatesTokenCount": 2, "thoughtsTokenCount": 1}


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (part({"text": "hi\n"}) | {"usageMetadata": FIGURES}, ("text", "text", "hi⏎")),
        (part({"text": "hm", "thought": True}), ("thinking", "thought", "hm")),
        (
            part({"functionCall": {"name": "Read", "args": {"a": 1}}, "thoughtSignature": "s"}),
            ("tool", "functionCall + thoughtSignature", 'Read  {"a":1}'),
        ),
        (
            part({"text": "x"}, finishReason="STOP") | {"usageMetadata": FIGURES},
            ("text", "text + finishReason + usageMetadata", "x  STOP  in 5  out 3"),
        ),
        ({"usageMetadata": FIGURES}, ("usage", "usageMetadata", "in 5  out 3")),
        ({"promptFeedback": {"blockReason": "SAFETY"}}, ("stop", "promptFeedback", "SAFETY")),
        ({"response": part({"text": "x"})}, ("text", "text", "x")),
        (part({"executableCode": {"code": "1"}}), ("other", "executableCode", "1")),
        (part(), ("other", "candidates", "empty")),
        ({"candidates": [7]}, ("other", "candidates", "empty")),
    ],
)
def test_told(event, told):
    assert tell_gemini(event) == told
