"""What a server's model list says, read from its bytes. Every list is hostile: it may be huge, broken or lying."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from tui_router.providers.provider import Model, Price
from tui_router.wire.json import NotJson, read_any

MODELS_MAX = 2000
"""Models kept of one list; OpenRouter's, the longest known, has some five hundred."""
ID_MAX = 200
TOKENS_MAX = 1_000_000_000

Row = Mapping[str, Any]
Models = dict[str, Model]


def parse_openai(body: bytes) -> Models:
    """`{"data": [{"id", …}]}`, with the window where a server tells it.

    vLLM: max_model_len; llama.cpp: meta.n_ctx; OpenRouter: context_length and
    top_provider.max_completion_tokens; Groq: context_window and max_completion_tokens.
    """
    return _collect(_rows(body, "data"), "id", _openai_model)


def parse_anthropic(body: bytes) -> Models:
    """Anthropic's own list; newer answers tell the limits too."""
    return _collect(_rows(body, "data"), "id", _anthropic_model)


def parse_lmstudio(body: bytes) -> Models:
    """LM Studio's /api/v0/models: only language models, with the window they are loaded with."""
    rows = [row for row in _rows(body, "data") if row.get("type", "llm") in ("llm", "vlm")]
    rows.sort(key=lambda row: row.get("state") != "loaded")
    return _collect(rows, "id", _lmstudio_model)


def parse_ollama_tags(body: bytes) -> Models:
    """Ollama's /api/tags names what is installed; the window shows only in /api/ps, once a model is loaded."""
    return _collect(_rows(body, "models"), "name", lambda _row: Model())


def parse_ollama_running(body: bytes) -> Models:
    """Ollama's /api/ps: the models in memory, with the window each was given."""
    return _collect(
        _rows(body, "models"), "name", lambda row: Model(context_window=_tokens(row.get("context_length")))
    )


def has_list(body: bytes, key: str) -> bool:
    """Whether the answer is an object with a list under this key, empty or not."""
    top = _decode(body)
    return isinstance(top, dict) and isinstance(top.get(key), list)


def identify(server: str, body: bytes) -> bool:
    """Whether an OpenAI-shaped list comes from that server, by marks only it leaves: other programs like the
    same ports."""
    rows = _rows(body, "data")
    match server:
        case "vllm":
            return any(row.get("owned_by") == "vllm" or "max_model_len" in row for row in rows)
        case "llamacpp":
            return any(
                row.get("owned_by") == "llamacpp" or _inner(row, "meta", "n_ctx_train") for row in rows
            )
        case _:
            return False


def _openai_model(row: Row) -> Model:
    return Model(
        context_window=_first(
            _inner(row, "meta", "n_ctx"),
            row.get("max_model_len"),
            _inner(row, "top_provider", "context_length"),
            row.get("context_length"),
            row.get("context_window"),
        ),
        max_output_tokens=_first(
            _inner(row, "top_provider", "max_completion_tokens"), row.get("max_completion_tokens")
        ),
        price=_price(row.get("pricing")),
        images=_has(_inner(row, "architecture", "input_modalities"), "image"),
        thinking=_has(row.get("supported_parameters"), "reasoning"),
        tools=_has(row.get("supported_parameters"), "tools"),
        display_name=_text(row.get("name")),
    )


def _anthropic_model(row: Row) -> Model:
    return Model(
        context_window=_tokens(row.get("max_input_tokens")),
        max_output_tokens=_tokens(row.get("max_tokens")),
        images=_supported(row, "image_input"),
        thinking=_supported(row, "thinking"),
        display_name=_text(row.get("display_name")),
    )


def _supported(row: Row, ability: str) -> bool | None:
    """Anthropic's `capabilities: {NAME: {"supported": …}}`."""
    about = _inner(row, "capabilities", ability)
    said = about.get("supported") if isinstance(about, dict) else None
    return said if isinstance(said, bool) else None


def _lmstudio_model(row: Row) -> Model:
    loaded = row.get("state") == "loaded"
    window = row.get("loaded_context_length") if loaded else None
    return Model(
        context_window=_first(window, row.get("max_context_length")),
        images=True if row.get("type") == "vlm" else None,
    )


def _rows(body: bytes, key: str) -> list[Row]:
    top = _decode(body)
    found = top.get(key) if isinstance(top, dict) else None
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _decode(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass  # one odd name must not cost the others: Python's decoder takes more
    try:
        return read_any(body)
    except NotJson:
        return None


def _collect(rows: list[Row], key: str, read: Callable[[Row], Model]) -> Models:
    found: Models = {}
    for row in rows:
        name = row.get(key)
        if (
            isinstance(name, str)
            and 0 < len(name) <= ID_MAX
            and name.isprintable()
            and name == name.strip()
            and "\ufffd" not in name
        ):
            found.setdefault(name, read(row))
        if len(found) >= MODELS_MAX:
            break
    return found


def _tokens(value: Any) -> int | None:
    """A limit in tokens, or None for what cannot be one."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= TOKENS_MAX:
        return None
    return value


def _first(*values: Any) -> int | None:
    return next((tokens for value in values if (tokens := _tokens(value)) is not None), None)


def _inner(row: Row, key: str, inner: str) -> Any:
    value = row.get(key)
    return value.get(inner) if isinstance(value, dict) else None


def _has(values: Any, word: str) -> bool | None:
    return word in values if isinstance(values, list) else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) and len(value) <= ID_MAX and value.isprintable() else ""


def _price(pricing: Any) -> Price | None:
    """OpenRouter writes dollars for one token as text; -1 means that it varies."""
    if not isinstance(pricing, dict):
        return None
    into, out = _dollars(pricing.get("prompt")), _dollars(pricing.get("completion"))
    if into is None or out is None:
        return None
    return Price(
        into, out, _dollars(pricing.get("input_cache_read")), _dollars(pricing.get("input_cache_write"))
    )


def _dollars(value: Any) -> float | None:
    """Per million tokens."""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool) or len(str(value)) > 40:
        return None
    try:
        amount = float(value) * 1_000_000
    except ValueError:
        return None
    return round(amount, 6) if 0 <= amount < 1_000_000 else None
