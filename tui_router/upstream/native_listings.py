"""What servers say in lists of their own shape, which tell more than the common one: Ollama, LM Studio, Gemini."""

import itertools
from typing import Any

import msgspec

from tui_router.providers.provider import Model
from tui_router.upstream.rows import (
    MODELS_MAX,
    Models,
    Row,
    collect,
    decode,
    first,
    flag,
    has,
    inner,
    is_id,
    rows,
    text,
)

_LINES_MAX = 200
_PARAMETERS_MAX = 65_536  # characters
_PAGE_TOKEN_MAX = 2000


class Shown(msgspec.Struct, frozen=True):
    """One model of Ollama. `chats` is false for embedders."""

    model: Model = Model()
    chats: bool = True


def parse_ollama_tags(body: bytes) -> Models:
    """Ollama's /api/tags names what is installed: models[].name."""
    return collect(rows(body, "models"), "name", lambda _row: Model())


def parse_ollama_running(body: bytes) -> Models:
    """Ollama's /api/ps: models[].{name, context_length}, the window each model in memory was given."""
    return collect(
        rows(body, "models"), "name", lambda row: Model(context_window=first(row.get("context_length")))
    )


def parse_ollama_show(body: bytes) -> Shown:
    """Ollama's /api/show: model_info."<architecture>.context_length", the line num_ctx of `parameters`, which wins
    because it is what the model is served with, and capabilities (completion, tools, vision, thinking, embedding),
    which older releases leave out. Where neither num_ctx nor a running model tells the window, the server may
    load the model with less than the architecture's.
    """
    top = decode(body)
    if not isinstance(top, dict):
        return Shown()
    can = top.get("capabilities")
    chats = not (has(can, "embedding") and not has(can, "completion"))
    return Shown(
        Model(
            context_window=first(_num_ctx(top.get("parameters")), _trained(top.get("model_info"))),
            images=has(can, "vision"),
            thinking=has(can, "thinking"),
            tools=has(can, "tools"),
        ),
        chats,
    )


def parse_lmstudio(body: bytes) -> Models:
    """LM Studio's /api/v0/models: data[].{id, type (llm, vlm, embeddings), state, loaded_context_length,
    max_context_length, capabilities ("tool_use")}. What is loaded comes first.

    Tools are offered to any model there, trained for them or not, so only a yes is taken.
    """
    found = [row for row in rows(body, "data") if row.get("type", "llm") in ("llm", "vlm")]
    found.sort(key=lambda row: row.get("state") != "loaded")
    return collect(found, "id", _lmstudio_model)


def parse_lmstudio_v1(body: bytes) -> Models:
    """LM Studio's /api/v1/models, from 0.4: models[].{type (llm, embedding), key, display_name, max_context_length,
    loaded_instances[].{id, config.context_length}, capabilities.{vision, trained_for_tool_use, reasoning}}.

    An instance that is loaded under a name of its own is listed under that too. What is loaded comes first.
    """
    found = [row for row in rows(body, "models") if row.get("type", "llm") == "llm"]
    found.sort(key=lambda row: not _instances(row))
    models: Models = {}
    for row in found:
        about = _lmstudio_v1_model(row)
        windows = _instances(row)
        for name, window in windows.items():
            models.setdefault(name, msgspec.structs.replace(about, context_window=window))
        key = row.get("key")
        if is_id(key):
            # Which of several answers is not told: the smallest is safe.
            smallest = min(windows.values(), default=about.context_window)
            models.setdefault(key, msgspec.structs.replace(about, context_window=smallest))
    return dict(itertools.islice(models.items(), MODELS_MAX))


def parse_gemini(body: bytes) -> tuple[Models, str]:
    """A page of Gemini's /v1beta/models and the token of the next page, empty on the last: models[].{name,
    displayName, inputTokenLimit, outputTokenLimit, supportedGenerationMethods, thinking}, nextPageToken.

    Only models with generateContent can be talked to. They are listed as "models/gemini-…" and asked for without it.
    """
    found: list[Row] = [
        {**row, "name": row["name"].removeprefix("models/")}
        for row in rows(body, "models")
        if isinstance(row.get("name"), str) and has(row.get("supportedGenerationMethods"), "generateContent")
    ]
    return collect(found, "name", _gemini_model), _page_token(body)


def _num_ctx(parameters: Any) -> int | None:
    """From lines such as "num_ctx        8192"."""
    if not isinstance(parameters, str):
        return None
    for line in parameters[:_PARAMETERS_MAX].splitlines()[:_LINES_MAX]:
        words = line.split()
        if len(words) == 2 and words[0] == "num_ctx" and words[1].isdecimal() and len(words[1]) < 12:
            return int(words[1])
    return None


def _trained(info: Any) -> Any:
    if not isinstance(info, dict):
        return None
    named = info.get(f"{info.get('general.architecture')}.context_length")
    others = (value for key, value in info.items() if key.endswith(".context_length") and key.count(".") == 1)
    return named if named is not None else next(others, None)


def _lmstudio_model(row: Row) -> Model:
    window = row.get("loaded_context_length") if row.get("state") == "loaded" else None
    return Model(
        context_window=first(window, row.get("max_context_length")),
        images=True if row.get("type") == "vlm" else None,
        tools=has(row.get("capabilities"), "tool_use") or None,
    )


def _lmstudio_v1_model(row: Row) -> Model:
    return Model(
        context_window=first(row.get("max_context_length")),
        images=flag(inner(row, "capabilities", "vision")),
        thinking=_reasons(inner(row, "capabilities", "reasoning")),
        tools=flag(inner(row, "capabilities", "trained_for_tool_use")) or None,
        display_name=text(row.get("display_name")),
    )


def _reasons(reasoning: Any) -> bool | None:
    """From `{"allowed_options": ["off", "on"], …}`; releases that do not tell leave it out."""
    options = inner(reasoning, "allowed_options") if isinstance(reasoning, dict) else None
    return any(option != "off" for option in options) if isinstance(options, list) else None


def _instances(row: Row) -> dict[str, int]:
    """The windows of what is loaded, by the name it is loaded under."""
    loaded = row.get("loaded_instances")
    found = {}
    for instance in loaded if isinstance(loaded, list) else []:
        if isinstance(instance, dict) and is_id(name := instance.get("id")):
            window = first(inner(instance, "config", "context_length"), row.get("max_context_length"))
            if window is not None:
                found[name] = window
    return found


def _gemini_model(row: Row) -> Model:
    return Model(
        context_window=first(row.get("inputTokenLimit")),
        max_output_tokens=first(row.get("outputTokenLimit")),
        thinking=flag(row.get("thinking")),
        display_name=text(row.get("displayName")),
    )


def _page_token(body: bytes) -> str:
    top = decode(body)
    token = top.get("nextPageToken") if isinstance(top, dict) else None
    sound = (
        isinstance(token, str) and len(token) <= _PAGE_TOKEN_MAX and token.isascii() and token.isprintable()
    )
    return str(token) if sound else ""
