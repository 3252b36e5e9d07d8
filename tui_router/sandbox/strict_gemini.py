"""What Google refuses in a request to generateContent, in its words, so that a wrong translation shows here.

First the form of it all (`google_forms`), then what it means: contents and their parts, calls and what they returned
turn by turn, declared functions, the configuration. Models named gemini-3… want the signature of a turn's calls back;
since 3.6 they want the user to speak last, and nothing beside what tools returned.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tui_router.sandbox.asked import as_dict, as_list
from tui_router.sandbox.asked_gemini import DATA, GeminiAsked
from tui_router.sandbox.gemini_answer import SIGNED
from tui_router.sandbox.google_forms import violations
from tui_router.sandbox.reply import Complaint

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]{0,63}")
_VERSION = re.compile(r"gemini-(\d{1,2})(?:\.(\d{1,2}))?")
_UNSIGNED = ("skip_thought_signature_validator", "context_engineering_is_the_way_to_go")
"""What is taken in place of a signature that was never made here."""
_MEDIA = re.compile(r"(?:image/(?:png|jpeg|webp|heic|heif)|application/pdf|text/\S+|audio/\S+|video/\S+)")
_FORMATS = {"STRING": ("enum", "date-time")}
_MOST_STOPS = 5
_DEEPEST = 32
"""Levels of a schema that are looked at."""


def complaint(asked: GeminiAsked, body: Mapping[str, Any]) -> Complaint | None:
    """Why Google would answer this request with a 400, None when it would not. `body` is what was sent; `asked` has
    the path's words beside it."""
    formless = list(violations(dict(body)))
    if formless:
        return Complaint("\n".join(formless[:20]))
    for rules in (_contents, _turns, _last, _signatures, _declared, _calling, _config):
        why = next(rules(asked), None)
        if why is not None:
            return Complaint(why)
    return None


def _invalid(at: str, why: str) -> str:
    return f"* GenerateContentRequest.{at}: {why}\n"


def _contents(asked: GeminiAsked) -> Iterator[str]:
    if not asked.contents:
        yield _invalid("contents", "contents is not specified")
    instruction = asked.fields.get("systemInstruction")
    if instruction is not None and not as_list(instruction.get("parts")):
        yield _invalid("system_instruction.parts", "must not be empty.")
    for i, part in enumerate(as_list(as_dict(instruction).get("parts"))):
        if not part.get("text"):
            yield _unset(f"system_instruction.parts[{i}]")
    for i, content in asked.contents:
        if content.get("role") not in (None, "", "user", "model"):
            yield "Please use a valid role: user, model."
        if not as_list(content.get("parts")):
            yield _invalid(f"contents[{i}].parts", "contents.parts must not be empty.")
    for part in asked.parts:
        at = f"contents[{part.content}].parts[{part.at}]"
        held = [name for name in DATA if part.fields.get(name) is not None]
        if len(held) > 1:
            yield f"Invalid value at '{at}' (oneof), oneof field 'data' is already set. Cannot set '{held[1]}'"
        if not held or (part.fields[held[0]] == "" and "thoughtSignature" not in part.fields):
            yield _unset(at)
        yield from _media(part.fields, at)


def _unset(at: str) -> str:
    return _invalid(f"{at}.data", "required oneof field 'data' must have one initialized field")


def _media(part: Mapping[str, Any], at: str) -> Iterator[str]:
    for name in ("inlineData", "fileData"):
        held = part.get(name)
        if held is None:
            continue
        if name == "inlineData" and not held.get("mimeType"):
            yield _invalid(f"{at}.inline_data.mime_type", "mime_type must be specified.")
        if name == "inlineData" and not held.get("data"):
            yield _invalid(f"{at}.inline_data.data", "data must be specified.")
        if name == "fileData" and not held.get("fileUri"):
            yield _invalid(f"{at}.file_data.file_uri", "file_uri must be specified.")
        kind = held.get("mimeType")
        if kind and not _MEDIA.fullmatch(kind):
            yield f"Unsupported MIME type: {kind[:100]}"


def _turns(asked: GeminiAsked) -> Iterator[str]:
    """Calls come right after something of the user's, and what they returned right after them, one for one."""
    before: Mapping[str, Any] = {}
    for i, content in asked.contents:
        calls, told = _held(content, "functionCall"), _held(content, "functionResponse")
        asking = len(_held(before, "functionCall"))
        if calls and (i == 0 or before.get("role") == "model"):
            yield "Please ensure that function call turn comes immediately after a user turn or after a function response turn."
        if told and not asking:
            yield "Please ensure that function response turn comes immediately after a function call turn."
        if asking and len(told) != asking:
            yield "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn."
        ids = [call.get("id") for call in _held(before, "functionCall")]
        for j, response in enumerate(told):
            at = f"contents[{i}].parts[{j}].function_response"
            if not response.get("name"):
                yield _invalid(f"{at}.name", "Name cannot be empty.")
            if response.get("id") and any(ids) and response["id"] not in ids:
                yield _invalid(f"{at}.id", f"no function call has the id {response['id'][:100]}")
        given = [call["id"] for call in calls if call.get("id")]
        if len(given) > len(set(given)):
            yield _invalid(f"contents[{i}]", "function calls of one content must have different ids.")
        for j, call in enumerate(calls):
            if not call.get("name"):
                yield _invalid(f"contents[{i}].parts[{j}].function_call.name", "Name cannot be empty.")
        before = content
    if _held(before, "functionCall"):
        yield "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn."


def _last(asked: GeminiAsked) -> Iterator[str]:
    """A content with results of calls counts as the model's as soon as anything else stands in it."""
    found = _VERSION.match(str(asked.fields["model"]))
    if found is None or (int(found[1]), int(found[2] or 0)) < (3, 6):
        return
    last = asked.contents[-1][1]
    mixed = _held(last, "functionResponse") and len(_held(last, "functionResponse")) < len(
        as_list(last.get("parts"))
    )
    if last.get("role") == "model" or mixed:
        yield "Requests ending with a model turn are not supported unless the last part is a function response."


def _held(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    return [held for part in as_list(content.get("parts")) if (held := part.get(name)) is not None]


def _signatures(asked: GeminiAsked) -> Iterator[str]:
    """Each step of the turn that is under way must have its first call signed."""
    for part in asked.parts:
        given = part.fields.get("thoughtSignature")
        if given is not None and given not in _UNSIGNED and not _ours(given):
            yield "Thought signature is not valid."
    if not str(asked.fields["model"]).startswith("gemini-3"):
        return
    turn = max((i for i, content in asked.contents if _is_wish(content)), default=-1)
    for i, content in asked.contents:
        calling = [part for part in as_list(content.get("parts")) if part.get("functionCall") is not None]
        if i > turn and calling and not calling[0].get("thoughtSignature"):
            name = calling[0]["functionCall"].get("name")
            yield f"Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call `default_api:{name}` , position {i + 1}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details."


def _ours(signature: str) -> bool:
    plain = signature.replace("-", "+").replace("_", "/")
    return base64.b64decode(plain + "=" * (-len(plain) % 4)).startswith(SIGNED.encode())


def _is_wish(content: Mapping[str, Any]) -> bool:
    """The user says something, and does not only tell what the tools returned."""
    return content.get("role") != "model" and any("text" in part for part in as_list(content.get("parts")))


def _declared(asked: GeminiAsked) -> Iterator[str]:
    names: set[str] = set()
    for tool in asked.tools:
        if not _NAME.fullmatch(tool.name):
            yield _invalid(
                f"{tool.at}.name",
                "[FIELD_INVALID] Invalid function name. Must start with a letter or an underscore. Must be a-z, A-Z, 0-9, or contain underscores (_), dots (.), colons (:), or dashes (-), with a maximum length of 64.",
            )
        if tool.name in names:
            yield f"Duplicate function declaration found: {tool.name}"
        names.add(tool.name)
        if "parameters" in tool.fields and "parametersJsonSchema" in tool.fields:
            yield _invalid(tool.at, "only one of parameters and parameters_json_schema may be set.")
        given = tool.fields.get("parametersJsonSchema")
        if given is not None and not isinstance(given, dict):
            yield _invalid(f"{tool.at}.parameters_json_schema", "schema must be an object.")
        if tool.fields.get("parameters") is not None:
            yield from _schema(tool.fields["parameters"], f"{tool.at}.parameters", top=True)


def _schema(schema: Mapping[str, Any], at: str, *, top: bool = False, depth: int = 0) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    kind = str(schema.get("type", "")).upper()
    properties = as_dict(schema.get("properties"))
    if top and kind != "OBJECT":
        yield _invalid(at, "schema type should be OBJECT.")
    if not kind and not schema.get("anyOf"):
        yield _invalid(f"{at}.type", "must be specified.")
    if kind == "ARRAY" and schema.get("items") is None:
        yield _invalid(f"{at}.items", "missing field.")
    if schema.get("enum") and kind != "STRING":
        yield _invalid(f"{at}.enum", "only allowed for STRING type")
    if "" in as_list(schema.get("enum")):
        yield _invalid(f"{at}.enum[{schema['enum'].index('')}]", "cannot be empty")
    if schema.get("format") and schema["format"] not in _FORMATS.get(kind, (schema["format"],)):
        yield _invalid(f"{at}.format", "only 'enum' and 'date-time' are supported for STRING type")
    for i, name in enumerate(as_list(schema.get("required"))):
        if name not in properties:
            yield _invalid(f"{at}.required[{i}]", "property is not defined")
    for name, inner in properties.items():
        yield from _schema(inner, f"{at}.properties[{name}]", depth=depth + 1)
    if schema.get("items") is not None:
        yield from _schema(schema["items"], f"{at}.items", depth=depth + 1)
    for i, inner in enumerate(as_list(schema.get("anyOf"))):
        yield from _schema(inner, f"{at}.any_of[{i}]", depth=depth + 1)


def _calling(asked: GeminiAsked) -> Iterator[str]:
    config = as_dict(as_dict(asked.fields.get("toolConfig")).get("functionCallingConfig"))
    if config and not asked.tools:
        yield "Function calling config is set without function_declarations."
    names = config.get("allowedFunctionNames")
    if names and str(config.get("mode", "")).upper() not in ("ANY", "VALIDATED"):
        yield "allowed_function_names should only be set when the function calling mode is ANY."
    unknown = [name for name in as_list(names) if name not in {tool.name for tool in asked.tools}]
    if unknown:
        yield f"allowed_function_names contains a function that is not declared: {unknown[0][:100]}"


def _config(asked: GeminiAsked) -> Iterator[str]:
    given, at = asked.config, "generation_config"
    if given.get("maxOutputTokens") is not None and given["maxOutputTokens"] < 1:
        yield _invalid(f"{at}.max_output_tokens", "max_output_tokens must be positive.")
    for name, high in (("temperature", 2), ("topP", 1)):
        if given.get(name) is not None and not 0 <= given[name] <= high:
            yield _invalid(f"{at}.{name}", f"{name} must be in the range [0.0, {high}.0].")
    if given.get("topK") is not None and given["topK"] < 1:
        yield _invalid(f"{at}.top_k", "top_k must be positive.")
    stops = as_list(given.get("stopSequences"))
    if len(stops) > _MOST_STOPS:
        yield f"The number of stop sequences should be at most {_MOST_STOPS}, but got {len(stops)}."
    if "" in stops:
        yield _invalid(f"{at}.stop_sequences", "a stop sequence must not be empty.")
    thinking = as_dict(given.get("thinkingConfig"))
    if thinking.get("thinkingBudget") is not None and thinking.get("thinkingLevel") is not None:
        yield "You can only set only one of thinking budget and thinking level."
    shaped = [n for n in ("responseSchema", "responseJsonSchema") if given.get(n) is not None]
    if len(shaped) > 1:
        yield _invalid(at, "only one of response_schema and response_json_schema may be set.")
    if shaped and given.get("responseMimeType") not in ("application/json", "text/x.enum"):
        yield "Response schema is only allowed when response_mime_type is 'application/json'."
