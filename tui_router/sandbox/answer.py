"""One request to the sandbox in, the bytes of its answer out, each with the silence before it. No sockets."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from tui_router.sandbox import chat_answer, messages_answer, strict_messages
from tui_router.sandbox.asked import Asked, Language
from tui_router.sandbox.refusals import refuse
from tui_router.sandbox.reply import Stream, Whole, error
from tui_router.sandbox.scenario import Scenario
from tui_router.sandbox.strict import complaint


def answer(
    body: bytes,
    known: Mapping[str, Scenario],
    *,
    language: Language = "chat",
    headers: Mapping[str, str] = {},
    ordinal: int = 0,
    age: float = 0.0,
    strict: bool = True,
    new_id: Callable[[], str],
) -> Whole | Stream:
    """`headers` have names in lower case. `ordinal` counts the requests to this model from 0, `age` the seconds
    since the first; `new_id` mints what makes ids unique."""
    try:
        fields = msgspec.json.decode(body)
        request = msgspec.convert(fields, _FORM[language])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        return error(language, 400, f"We could not parse the JSON body of your request. ({fault})")
    scenario = known.get(request.model)
    if scenario is None:
        return _unknown(language, request.model)
    if language not in scenario.speaks:
        said = f"The model `{request.model}` does not speak the language of this endpoint."
        return error(language, 404, said, code="model_not_found")
    if scenario.at_first is not None and ordinal < scenario.at_first.times:
        scenario = known[scenario.at_first.does]
    asked = Asked(language, fields, headers=headers, size=len(body), ordinal=ordinal, age=age)
    if scenario.refuse is not None:
        refused = refuse(scenario.refuse, asked, wait=scenario.first_ms / 1000)
        if refused is not None:
            return refused
    if strict:
        why = complaint(fields) if language == "chat" else strict_messages.complaint(asked)
        if why:
            return error(language, 400, why)
    if scenario.end == "closed":
        return Whole(0, b"", wait=scenario.first_ms / 1000, end="closed")
    if isinstance(request, chat_answer.ChatRequest):
        return chat_answer.write(request, scenario, asked.prompt, new_id)
    return messages_answer.write(asked, scenario, new_id)


class _Named(msgspec.Struct):
    """All that must be right for a request to Messages to be looked at further."""

    model: str


_FORM: dict[Language, type[Any]] = {"chat": chat_answer.ChatRequest, "anthropic": _Named}


def _unknown(language: Language, model: str) -> Whole:
    if language == "anthropic":
        return error(language, 404, f"model: {model}")
    said = f"The model `{model}` does not exist or you do not have access to it."
    return error(language, 404, said, code="model_not_found")
