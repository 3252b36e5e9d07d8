import json

from tui_router.sandbox.reply import error


def test_errors_in_the_form_of_their_language() -> None:
    said = error("chat", 404, "no such model", code="model_not_found")
    assert said.status == 404
    assert json.loads(said.body) == {
        "error": {
            "message": "no such model",
            "type": "invalid_request_error",
            "param": None,
            "code": "model_not_found",
        }
    }
    said = error("anthropic", 404, "model: x")
    assert json.loads(said.body)["type"] == "error"
    assert json.loads(said.body)["error"] == {"type": "not_found_error", "message": "model: x"}
