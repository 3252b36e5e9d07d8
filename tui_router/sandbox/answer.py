"""One request to the sandbox in, the bytes of its answer out, each with the silence before it. No sockets."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from tui_router.sandbox import (
    chat_answer,
    gemini_answer,
    hosted,
    messages_answer,
    responses_answer,
    strict_gemini,
    strict_messages,
    strict_responses,
)
from tui_router.sandbox.asked import Asked, Language
from tui_router.sandbox.asked_gemini import GeminiAsked
from tui_router.sandbox.asked_responses import ResponsesAsked
from tui_router.sandbox.doors import Door
from tui_router.sandbox.refusals import refuse
from tui_router.sandbox.reply import Complaint, Stream, Whole, error
from tui_router.sandbox.scenario import Scenario
from tui_router.sandbox.strict import complaint as complaint_of_chat


def answer(
    body: bytes,
    known: Mapping[str, Scenario],
    *,
    language: Language = "chat",
    door: Door | None = None,
    headers: Mapping[str, str] = {},
    ordinal: int = 0,
    age: float = 0.0,
    strict: bool = True,
    new_id: Callable[[], str],
) -> Whole | Stream:
    """`door` is where the request came in, that of the language where it is not told. `headers` have names in lower
    case. `ordinal` counts the requests to this model from 0, `age` the seconds since the first; `new_id` mints what
    makes ids unique."""
    door = door or Door(language)
    try:
        fields: dict[str, Any] = msgspec.json.decode(body, type=dict)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as fault:
        said = f"We could not parse the JSON body of your request. ({fault})"
        return hosted.abroad(door, error(door.language, 400, said))
    if door.cloud:
        why = hosted.complaint(door, fields)
        if why:
            return hosted.abroad(door, error(door.language, 400, why))
        fields, headers = hosted.at_home(door, fields, headers)
    reply = _answer(
        _Request(door, fields, dict(headers), len(body), ordinal, age), known, strict=strict, new_id=new_id
    )
    return hosted.abroad(door, reply)


class _Request(msgspec.Struct, frozen=True):
    door: Door
    fields: dict[str, Any]
    headers: dict[str, str]
    size: int
    ordinal: int
    age: float

    def asked(self, form: type[Asked]) -> Asked:
        """Where the path names the model and the manner, the view has them as members."""
        fields = self.fields
        if self.door.language == "gemini":
            fields = {**fields, "model": self.door.model, "stream": self.door.streams}
        told = {"headers": self.headers, "size": self.size, "ordinal": self.ordinal, "age": self.age}
        return form(self.door.language, fields, **told)  # type: ignore[arg-type] # the names are those above


def _answer(
    request: _Request, known: Mapping[str, Scenario], *, strict: bool, new_id: Callable[[], str]
) -> Whole | Stream:
    door, language = request.door, request.door.language
    try:
        named = msgspec.convert(request.fields, _FORM[language])
    except msgspec.MsgspecError as fault:
        return error(language, 400, f"We could not parse the JSON body of your request. ({fault})")
    model = door.model or getattr(named, "model", "")
    scenario = known.get(model)
    if scenario is None:
        return _unknown(language, model)
    if language not in scenario.speaks:
        said = f"The model `{model}` does not speak the language of this endpoint."
        return error(language, 404, said, code="model_not_found")
    if scenario.at_first is not None and request.ordinal < scenario.at_first.times:
        scenario = known[scenario.at_first.does]
    asked = request.asked(_VIEW[language])
    if scenario.refuse is not None:
        refused = refuse(scenario.refuse, asked, wait=scenario.first_ms / 1000)
        if refused is not None:
            return refused
    if strict and (why := _complaint(asked, request.fields)):
        return error(language, 400, why.message, param=why.param, code=why.code)
    if scenario.end == "closed":
        return Whole(0, b"", wait=scenario.first_ms / 1000, end="closed")
    if isinstance(named, chat_answer.ChatRequest):
        return chat_answer.write(named, scenario, asked.prompt, new_id)
    if isinstance(asked, ResponsesAsked):
        return responses_answer.write(asked, scenario, new_id)
    if isinstance(asked, GeminiAsked):
        return gemini_answer.write(asked, scenario, new_id, array=door.array)
    return messages_answer.write(asked, scenario, new_id)


class _Named(msgspec.Struct):
    """All that must be right for a request to be looked at further."""

    model: str


class _Unnamed(msgspec.Struct):
    """The path names the model."""


_FORM: dict[Language, type[Any]] = {
    "chat": chat_answer.ChatRequest,
    "anthropic": _Named,
    "responses": _Named,
    "gemini": _Unnamed,
}
_VIEW: dict[Language, type[Asked]] = {
    "chat": Asked,
    "anthropic": Asked,
    "responses": ResponsesAsked,
    "gemini": GeminiAsked,
}


def _complaint(asked: Asked, body: Mapping[str, Any]) -> Complaint | None:
    """`body` is without what only the path said."""
    if isinstance(asked, ResponsesAsked):
        return strict_responses.complaint(asked)
    if isinstance(asked, GeminiAsked):
        return strict_gemini.complaint(asked, body)
    why = complaint_of_chat(body) if asked.language == "chat" else strict_messages.complaint(asked)
    return Complaint(why) if why else None


def _unknown(language: Language, model: str) -> Whole:
    if language == "anthropic":
        return error(language, 404, f"model: {model}")
    if language == "gemini":
        said = f"models/{model} is not found for API version v1beta, or is not supported for generateContent."
        return error(language, 404, f"{said} Call ListModels to see the list of available models.")
    said = f"The model `{model}` does not exist or you do not have access to it."
    return error(language, 404, said, code="model_not_found")
