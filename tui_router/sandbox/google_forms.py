"""The form of a request to generateContent as its protocol buffers have it: which members each message has, and what
they are. Google refuses what has another form before it looks at what is meant, all of it at once.

Names are those of its documents (camel case); places are told in snake case, as its errors do.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

_SCHEMA_TYPES = ("STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL")
_MODES = ("MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED")
_LEVELS = ("THINKING_LEVEL_UNSPECIFIED", "MINIMAL", "LOW", "MEDIUM", "HIGH")

# A kind is a scalar's name, a message's name, the words of an enumeration, a list of one kind, or a map's {kind}.
Kind = str | tuple[str, ...] | list[Any] | dict[str, Any]
FORMS: dict[str, dict[str, Kind]] = {
    "Request": {
        "contents": ["Content"],
        "tools": ["Tool"],
        "toolConfig": "ToolConfig",
        "safetySettings": ["any"],
        "systemInstruction": "Content",
        "generationConfig": "GenerationConfig",
        "cachedContent": "string",
        "labels": {"": "string"},
        "model": "string",
    },
    "Content": {"role": "string", "parts": ["Part"]},
    "Part": {
        "text": "string",
        "thought": "bool",
        "thoughtSignature": "bytes",
        "inlineData": "Blob",
        "fileData": "FileData",
        "functionCall": "FunctionCall",
        "functionResponse": "FunctionResponse",
        "executableCode": "any",
        "codeExecutionResult": "any",
        "toolCall": "any",
        "toolResponse": "any",
        "partMetadata": "struct",
        "videoMetadata": "any",
        "mediaResolution": "any",
    },
    "Blob": {"mimeType": "string", "data": "bytes", "displayName": "string"},
    "FileData": {"mimeType": "string", "fileUri": "string", "displayName": "string"},
    "FunctionCall": {"id": "string", "name": "string", "args": "struct"},
    "FunctionResponse": {
        "id": "string",
        "name": "string",
        "response": "struct",
        "parts": ["ResponsePart"],
        "willContinue": "bool",
        "scheduling": "any",
    },
    "ResponsePart": {"inlineData": "Blob", "fileData": "FileData"},
    "Tool": {
        "functionDeclarations": ["FunctionDeclaration"],
        "googleSearch": "GoogleSearch",
        "googleSearchRetrieval": "any",
        "codeExecution": "any",
        "urlContext": "any",
        "fileSearch": "any",
        "googleMaps": "any",
        "computerUse": "any",
    },
    "GoogleSearch": {"timeRangeFilter": "any", "excludeDomains": ["string"], "searchTypes": "any"},
    "FunctionDeclaration": {
        "name": "string",
        "description": "string",
        "behavior": "string",
        "parameters": "Schema",
        "parametersJsonSchema": "any",
        "response": "Schema",
        "responseJsonSchema": "any",
    },
    "Schema": {
        "type": _SCHEMA_TYPES,
        "format": "string",
        "title": "string",
        "description": "string",
        "nullable": "bool",
        "enum": ["string"],
        "maxItems": "int",
        "minItems": "int",
        "properties": {"": "Schema"},
        "required": ["string"],
        "minProperties": "int",
        "maxProperties": "int",
        "minLength": "int",
        "maxLength": "int",
        "pattern": "string",
        "example": "any",
        "anyOf": ["Schema"],
        "propertyOrdering": ["string"],
        "default": "any",
        "items": "Schema",
        "minimum": "number",
        "maximum": "number",
    },
    "ToolConfig": {
        "functionCallingConfig": "FunctionCallingConfig",
        "retrievalConfig": "any",
        "includeServerSideToolInvocations": "bool",
    },
    "FunctionCallingConfig": {"mode": _MODES, "allowedFunctionNames": ["string"]},
    "GenerationConfig": {
        "stopSequences": ["string"],
        "responseMimeType": "string",
        "responseSchema": "Schema",
        "responseJsonSchema": "any",
        "_responseJsonSchema": "any",
        "responseModalities": ["string"],
        "candidateCount": "int",
        "maxOutputTokens": "int",
        "temperature": "number",
        "topP": "number",
        "topK": "number",
        "seed": "int",
        "presencePenalty": "number",
        "frequencyPenalty": "number",
        "responseLogprobs": "bool",
        "logprobs": "int",
        "thinkingConfig": "ThinkingConfig",
        "speechConfig": "any",
        "imageConfig": "any",
        "mediaResolution": "string",
    },
    "ThinkingConfig": {"includeThoughts": "bool", "thinkingBudget": "int", "thinkingLevel": _LEVELS},
}
_WIRE = {"string": "TYPE_STRING", "bool": "TYPE_BOOL", "int": "TYPE_INT32", "number": "TYPE_DOUBLE"}
_STRUCT = "type.googleapis.com/google.protobuf.Struct"
_DEEPEST = 64
"""Levels: deeper ones are not looked at, as the real reader would stop there too."""


def violations(body: dict[str, Any]) -> Iterator[str]:
    yield from _message(body, "Request", "", 0)


def _message(value: Any, form: str, at: str, depth: int) -> Iterator[str]:
    if not isinstance(value, dict):
        yield _invalid(at, f"type.googleapis.com/google.ai.generativelanguage.v1beta.{form}", value)
        return
    if depth > _DEEPEST:
        return
    members = FORMS[form]
    for name, inner in value.items():
        kind = members.get(name)
        here = f"{at}.{_snake(name)}" if at else _snake(name)
        if kind is None:
            where = f" at '{at}'" if at else ""
            yield f'Invalid JSON payload received. Unknown name "{_quoted(name)}"{where}: Cannot find field.'
        elif isinstance(kind, str | tuple) and isinstance(inner, list) and kind != "any":
            where = f" at '{at}'" if at else ""
            yield f'Invalid JSON payload received. Unknown name "{_quoted(name)}"{where}: Proto field is not repeating, cannot start list.'
        elif inner is not None:
            yield from _value(inner, kind, here, depth)


def _value(value: Any, kind: Kind, at: str, depth: int) -> Iterator[str]:
    if isinstance(kind, list):
        for i, item in enumerate(value if isinstance(value, list) else [value]):
            yield from _value(item, kind[0], f"{at}[{i}]", depth)
    elif isinstance(kind, dict):
        if not isinstance(value, dict):
            yield _invalid(at, "Map", value)
            return
        for i, item in enumerate(value.values()):
            yield from _value(item, kind[""], f"{at}[{i}].value", depth)
    elif isinstance(kind, tuple):
        if not isinstance(value, str) or value.upper() not in kind:
            yield _invalid(at, f"type.googleapis.com/google.ai.generativelanguage.v1beta.{_enum(at)}", value)
    elif kind in FORMS:
        yield from _message(value, kind, at, depth + 1)
    else:
        yield from _scalar(value, kind, at)


def _scalar(value: Any, kind: str, at: str) -> Iterator[str]:
    if kind == "struct" and not isinstance(value, dict):
        yield _invalid(at, _STRUCT, value)
    if kind == "bytes" and not _is_base64(value):
        yield f"Invalid value at '{at}' (TYPE_BYTES), Base64 decoding failed for \"{_quoted(value)}\""
    wanted: dict[str, tuple[type, ...]] = {
        "string": (str,),
        "bool": (bool,),
        "int": (int,),
        "number": (int, float),
    }
    if kind in wanted and (
        not isinstance(value, wanted[kind]) or (isinstance(value, bool) and kind != "bool")
    ):
        yield _invalid(at, _WIRE[kind], value)


def _is_base64(value: Any) -> bool:
    """Either alphabet, padded or not."""
    if not isinstance(value, str):
        return False
    plain = value.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _invalid(at: str, kind: str, value: Any) -> str:
    shown = value if isinstance(value, bool | int | float) else f'"{_quoted(value)}"'
    return f"Invalid value at '{at}' ({kind}), {shown}"


def _enum(at: str) -> str:
    return {"mode": "FunctionCallingConfig.Mode", "thinking_level": "ThinkingLevel"}.get(
        at.rpartition(".")[2], "Type"
    )


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name[:100]).lower()


def _quoted(value: Any) -> str:
    return str(value)[:100]
