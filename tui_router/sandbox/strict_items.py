"""What OpenAI refuses in the `input` of a request to Responses: items, their parts and ids, calls and their outputs,
reasoning that was not made here or lost what it led to."""

from collections.abc import Iterator, Mapping
from typing import Any

from tui_router.sandbox.asked_responses import ResponsesAsked
from tui_router.sandbox.reply import Complaint
from tui_router.sandbox.responses_answer import SEALED
from tui_router.sandbox.strict_words import Complaints, at_most, missing, one_of, typed, unknown

_NONE = type(None)
_STATUSES = ("in_progress", "completed", "incomplete")
_ROLES = ("assistant", "system", "developer", "user")
_ITEMS: dict[str, tuple[str, ...]] = {
    "message": ("type", "role", "content", "id", "status", "phase"),
    "function_call": ("type", "call_id", "name", "arguments", "id", "status", "namespace"),
    "function_call_output": ("type", "call_id", "output", "id", "status"),
    "reasoning": ("type", "id", "summary", "encrypted_content", "content"),
    "web_search_call": ("type", "id", "status", "action"),
    "item_reference": ("type", "id"),
    "compaction": ("type", "id", "encrypted_content"),
}
"""Items and their members. `status` is known of every item but reasoning."""

_PREFIXES = {"message": "msg", "function_call": "fc", "function_call_output": "fc", "reasoning": "rs"}
_NEEDS: dict[str, tuple[str, ...]] = {
    "message": ("role", "content"),
    "function_call": ("call_id", "name", "arguments"),
    "function_call_output": ("call_id", "output"),
    "reasoning": ("id", "summary"),
    "web_search_call": ("id", "status"),
    "item_reference": ("id",),
    "compaction": ("encrypted_content",),
}
_IN: dict[str, tuple[str, ...]] = {
    "input_text": ("type", "text", "prompt_cache_breakpoint"),
    "input_image": ("type", "image_url", "file_id", "detail", "prompt_cache_breakpoint"),
    "input_file": ("type", "file_id", "file_data", "file_url", "filename", "detail"),
}
_OUT: dict[str, tuple[str, ...]] = {
    "output_text": ("type", "text", "annotations", "logprobs"),
    "refusal": ("type", "refusal"),
}
_IMAGES = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "gif", "webp"))
_CALL_ID = 64


def items(asked: ResponsesAsked) -> Complaints:
    listed = asked.fields.get("input")
    if not isinstance(listed, list):
        return
    for i, item in enumerate(listed):
        at = f"input[{i}]"
        yield from typed(item, at, dict)
        kind = item.get("type", "message")
        yield from one_of(kind, at, _ITEMS)
        yield from unknown(item, _ITEMS[kind], at)
        for name in _NEEDS[kind]:
            if item.get(name) is None:
                yield missing(f"{at}.{name}")
        yield from _id(item, kind, at)
        yield from _BY_KIND.get(kind, _nothing)(item, at)
    yield from _pairs(asked)
    yield from _led_to(asked, listed)


def _id(item: Mapping[str, Any], kind: str, at: str) -> Complaints:
    if item.get("status") is not None:
        yield from one_of(item["status"], f"{at}.status", _STATUSES)
    given, prefix = item.get("id"), _PREFIXES.get(kind)
    if given is None or prefix is None:
        return
    yield from typed(given, f"{at}.id", str)
    if not given.startswith(prefix):
        said = f"Invalid '{at}.id': '{given}'. Expected an ID that begins with '{prefix}'."
        yield Complaint(said, f"{at}.id", "invalid_value")
    yield from at_most(given, f"{at}.id", _CALL_ID)


def _message(item: Mapping[str, Any], at: str) -> Complaints:
    yield from one_of(item["role"], f"{at}.role", _ROLES)
    yield from typed(item["content"], f"{at}.content", str, list)
    if isinstance(item["content"], list):
        yield from _parts(item["content"], f"{at}.content", _OUT if item["role"] == "assistant" else _IN)


def _parts(parts: list[Any], at: str, known: Mapping[str, tuple[str, ...]]) -> Complaints:
    for i, part in enumerate(parts):
        here = f"{at}[{i}]"
        yield from typed(part, here, dict)
        if part.get("type") is None:
            yield missing(f"{here}.type")
        yield from one_of(part["type"], f"{here}.type", known)
        yield from unknown(part, known[part["type"]], here)
        if part["type"] == "input_image":
            yield from _image(part, here)
        elif part["type"] == "input_file":
            yield from _file(part, here)
        else:
            name = "refusal" if part["type"] == "refusal" else "text"
            if part.get(name) is None:
                yield missing(f"{here}.{name}")
            yield from typed(part[name], f"{here}.{name}", str)


def _image(part: Mapping[str, Any], at: str) -> Complaints:
    url = part.get("image_url")
    if url is None and part.get("file_id") is None:
        yield missing(f"{at}.image_url")
    if url is None:
        return
    yield from typed(url, f"{at}.image_url", str)
    if not url.startswith(("https://", "http://", *_IMAGES)):
        said = f"Invalid '{at}.image_url'. Expected a valid URL or a base64-encoded data URL with an image MIME type (e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU='), but got a value without it."
        yield Complaint(said, f"{at}.image_url", "invalid_value")


def _file(part: Mapping[str, Any], at: str) -> Complaints:
    given = [name for name in ("file_id", "file_data", "file_url") if part.get(name) is not None]
    if len(given) != 1:
        said = f"Invalid '{at}': exactly one of 'file_id', 'file_data' and 'file_url' must be given."
        yield Complaint(said, at, "invalid_value")
    if given == ["file_data"]:
        yield from typed(part["file_data"], f"{at}.file_data", str)
        if not part["file_data"].startswith("data:") or ";base64," not in part["file_data"][:128]:
            said = f"Invalid '{at}.file_data'. Expected a base64-encoded data URL with a MIME type (e.g. 'data:application/pdf;base64,…'), but got a value without the 'data:' prefix."
            yield Complaint(said, f"{at}.file_data", "invalid_value")
        if part.get("filename") is None:
            yield missing(f"{at}.filename")


def _call(item: Mapping[str, Any], at: str) -> Complaints:
    for name in ("call_id", "name", "arguments"):
        yield from typed(item[name], f"{at}.{name}", str)
    yield from at_most(item["call_id"], f"{at}.call_id", _CALL_ID)
    yield from at_most(item["name"], f"{at}.name", _CALL_ID)
    if not item["call_id"]:
        said = f"Invalid '{at}.call_id': empty string. Expected a string with minimum length 1, but got an empty string instead."
        yield Complaint(said, f"{at}.call_id", "empty_string")


def _output(item: Mapping[str, Any], at: str) -> Complaints:
    yield from typed(item["call_id"], f"{at}.call_id", str)
    yield from at_most(item["call_id"], f"{at}.call_id", _CALL_ID)
    yield from typed(item["output"], f"{at}.output", str, list)
    if isinstance(item["output"], list):
        yield from _parts(item["output"], f"{at}.output", _IN)


def _reasoning(item: Mapping[str, Any], at: str) -> Complaints:
    yield from typed(item["summary"], f"{at}.summary", list)
    for i, part in enumerate(item["summary"]):
        yield from typed(part, f"{at}.summary[{i}]", dict)
        if part.get("type") is None:
            yield missing(f"{at}.summary[{i}].type")
        yield from one_of(part["type"], f"{at}.summary[{i}].type", ("summary_text",))
        yield from typed(part.get("text"), f"{at}.summary[{i}].text", str)
    if item.get("content") is not None:
        yield from typed(item["content"], f"{at}.content", list)
        yield from at_most(item["content"], f"{at}.content", 0)
    sealed = item.get("encrypted_content")
    if sealed is None:
        said = f"Item with id '{item['id']}' not found. Items are not persisted when `store` is set to false. Try again with `store` set to true, or remove this item from your input."
        yield Complaint(said, "input")
    yield from typed(sealed, f"{at}.encrypted_content", str)
    if not str(sealed).startswith(SEALED):
        said = f"The encrypted content for item {item['id']} could not be verified. Reason: Encrypted content could not be decrypted or parsed."
        yield Complaint(said, None, "invalid_encrypted_content")


def _nothing(_: Mapping[str, Any], __: str) -> Complaints:
    return iter(())


_BY_KIND = {
    "message": _message,
    "function_call": _call,
    "function_call_output": _output,
    "reasoning": _reasoning,
}


def _pairs(asked: ResponsesAsked) -> Complaints:
    ids: set[str] = set()
    for call in asked.calls:
        if call.id in ids:
            yield Complaint(f"Duplicate function call with call_id {call.id}.", "input")
        ids.add(call.id)
    for result in asked.pairs.unasked:
        yield Complaint(f"No tool call found for function call output with call_id {result.id}.", "input")
    for call in asked.pairs.unanswered:
        yield Complaint(f"No tool output found for function call {call.id}.", "input")


def _led_to(asked: ResponsesAsked, listed: list[Any]) -> Iterator[Complaint]:
    """Reasoning goes back only together with what the model said or called after it."""
    kinds = [(item.get("type", "message"), item.get("role")) for item in listed]
    for i, item in asked.items:
        if item.get("type") != "reasoning":
            continue
        after = next((kind for kind in kinds[i + 1 :] if kind[0] != "reasoning"), None)
        if after is None or after[0] == "function_call_output" or after[1] in ("user", "system", "developer"):
            said = f"Item '{item.get('id')}' of type 'reasoning' was provided without its required following item."
            yield Complaint(said, "input")
