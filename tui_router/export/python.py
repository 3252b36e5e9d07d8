"""A call as a Python script: with the official SDK where one speaks that language, else with httpx.

Everything that was recorded stands in it as JSON in a string, never as code.
"""

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from tui_router.export.call import Call, ExportFault

_MESSAGES = "/v1/messages"
_CHAT = "/chat/completions"
_RESPONSES = "/responses"
_ANTHROPIC_KNOWS = frozenset(
    [
        "max_tokens",
        "messages",
        "model",
        "metadata",
        "service_tier",
        "stop_sequences",
        "stream",
        "system",
        "temperature",
        "thinking",
        "tool_choice",
        "tools",
        "top_k",
        "top_p",
    ]
)
_COUNT_KNOWS = frozenset(["messages", "model", "system", "thinking", "tool_choice", "tools"])
_OPENAI_KNOWS = frozenset(
    [
        "messages",
        "model",
        "frequency_penalty",
        "logit_bias",
        "logprobs",
        "max_completion_tokens",
        "max_tokens",
        "n",
        "parallel_tool_calls",
        "presence_penalty",
        "reasoning_effort",
        "response_format",
        "seed",
        "stop",
        "stream",
        "stream_options",
        "temperature",
        "tool_choice",
        "tools",
        "top_logprobs",
        "top_p",
        "user",
    ]
)
_RESPONSES_KNOWS = frozenset(
    [
        "include",
        "input",
        "instructions",
        "max_output_tokens",
        "metadata",
        "model",
        "parallel_tool_calls",
        "previous_response_id",
        "reasoning",
        "service_tier",
        "store",
        "stream",
        "temperature",
        "text",
        "tool_choice",
        "tools",
        "top_p",
        "truncation",
        "user",
    ]
)
"""What the SDKs take by name; the rest goes through `extra_body`, which takes anything."""


def literal(value: object) -> str:
    """JSON within r\'\'\' \'\'\', with nothing in it that ends the string or that a terminal would act on."""
    try:
        text = json.dumps(value, indent=2)
    except RecursionError:
        raise ExportFault("it is nested too deeply for Python; the curl command has its bytes") from None
    text = text.replace("'", "\\u0027").replace("\x7f", "\\u007f")
    return f"r'''{text}'''"


def anthropic_script(call: Call) -> str:
    """Leg a through the `anthropic` package. Raises `ExportFault`."""
    parts = urlsplit(call.url)
    at = parts.path.find(_MESSAGES)
    rest = parts.path[at + len(_MESSAGES) :].strip("/") if at >= 0 else "?"
    if rest not in ("", "count_tokens"):
        raise ExportFault(f"the anthropic package has no call for {parts.path[:80]}; take the curl command")
    body = call.json()
    counts = rest == "count_tokens"
    named, more = _split(body, _COUNT_KNOWS if counts else _ANTHROPIC_KNOWS)
    headers = {
        header.name: header.value
        for header in call.headers
        if header.name.lower().startswith("anthropic-") and not header.variable
    }
    base = f"{parts.scheme}://{parts.netloc}{parts.path[:at]}"
    options = _options(more, headers, dict(parse_qsl(parts.query)))
    streams = bool(body.get("stream")) and not counts
    return _script(
        call,
        imports="import anthropic",
        request=named,
        options=options,
        client=f"client = anthropic.Anthropic(base_url={base!r}, auth_token=os.environ[{call.variable!r}], "
        "timeout=600, max_retries=0)",
        does=f"client.messages.{'count_tokens' if counts else 'create'}(**REQUEST, **OPTIONS)",
        streams=streams,
    )


def openai_script(call: Call) -> str:
    """Leg b in one of OpenAI's languages through the `openai` package, in any other through `httpx`."""
    parts = urlsplit(call.url)
    if parts.path.endswith(_CHAT):
        end, known, does = _CHAT, _OPENAI_KNOWS, "client.chat.completions.create(**REQUEST, **OPTIONS)"
    elif parts.path.endswith(_RESPONSES):
        end, known, does = _RESPONSES, _RESPONSES_KNOWS, "client.responses.create(**REQUEST, **OPTIONS)"
    else:
        return httpx_script(call)
    body = call.json()
    named, more = _split(body, known)
    base = f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix(end)}"
    own = ("accept", "content-type", "user-agent", "authorization")
    headers = {
        header.name: header.value
        for header in call.headers
        if header.name.lower() not in own and not header.variable
    }
    return _script(
        call,
        imports="import openai",
        request=named,
        options=_options(more, headers, dict(parse_qsl(parts.query))),
        client=f"client = openai.OpenAI(base_url={base!r}, api_key=os.environ[{call.variable!r}], "
        "timeout=600, max_retries=0)",
        does=does,
        streams=bool(body.get("stream")),
    )


def httpx_script(call: Call) -> str:
    """Any leg; the answer is printed as it comes."""
    pairs = [(header.name, header.value, header.variable) for header in call.headers]
    if not any(name.lower() == "content-type" for name, _, _ in pairs):
        pairs.append(("content-type", "application/json", ""))
    lines = [
        f"    {name!r}: {value!r}{f' + os.environ[{variable!r}]' if variable else ''},"
        for name, value, variable in pairs
    ]
    return "\n".join(
        [
            _head(call, "import httpx"),
            f"REQUEST = json.loads({literal(call.json())})",
            "HEADERS = {",
            *lines,
            "}",
            "",
            "body = json.dumps(REQUEST).encode()",
            f"call = {call.method!r}, {call.url!r}",
            "with httpx.stream(*call, headers=HEADERS, content=body, timeout=600) as answer:",
            "    print(answer.status_code, answer.headers.get('content-type'))",
            f"    for piece in answer.{'iter_bytes' if call.binary else 'iter_lines'}():",
            "        print(piece)",
            "",
        ]
    )


def _split(body: dict[str, object], known: frozenset[str]) -> tuple[dict[str, object], dict[str, object]]:
    named = {name: value for name, value in body.items() if name in known}
    return named, {name: value for name, value in body.items() if name not in known}


def _options(
    more: dict[str, object], headers: Mapping[str, str], query: Mapping[str, str]
) -> dict[str, object]:
    given = {"extra_body": more, "extra_headers": dict(headers), "extra_query": dict(query)}
    return {name: value for name, value in given.items() if value}


def _script(
    call: Call,
    *,
    imports: str,
    request: dict[str, object],
    options: dict[str, object],
    client: str,
    does: str,
    streams: bool,
) -> str:
    show = (
        f"for event in {does}:\n    print(event.to_json(indent=None))"
        if streams
        else f"print({does}.to_json())"
    )
    return "\n".join(
        [
            _head(call, imports),
            f"REQUEST = json.loads({literal(request)})",
            f"OPTIONS = json.loads({literal(options)})",
            "",
            client,
            show,
            "",
        ]
    )


def _head(call: Call, imports: str) -> str:
    return f"# {call.title}\n# The key is read from {call.variable}.\nimport json\nimport os\n\n{imports}\n"
