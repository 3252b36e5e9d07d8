"""What a model list in OpenAI's or in Anthropic's shape says. Nobody agrees on the names of the facts beside the id."""

from typing import Any

from tui_router.providers.provider import Model, Price
from tui_router.upstream.rows import Models, Row, collect, first, flag, has, inner, rows, text

_NOT_CHAT = frozenset(
    {
        "embedding", "embeddings", "rerank", "moderation", "image", "audio", "video", "transcribe",
        "transcription", "tts", "systemone",
    }
)  # fmt: skip
"""Values of a row's `type` (Together) or `model_type` (OGX) that say that nobody can talk to the model."""


def parse_openai(body: bytes) -> Models:
    """`{"data": [{"id", …}]}`, or the bare list of Together. OpenAI and DeepSeek tell the id alone; beside it:

    vLLM: max_model_len. llama.cpp: meta.n_ctx (what it runs with), architecture.input_modalities.
    OpenRouter: name, context_length, top_provider.{context_length, max_completion_tokens}, pricing (dollars for one
    token, as text), architecture.{input,output}_modalities, supported_parameters.
    Groq: context_window, max_completion_tokens. SambaNova: context_length, max_completion_tokens, pricing.
    Mistral: max_context_length, capabilities.{completion_chat, function_calling, vision, reasoning}.
    Together: type, display_name, context_length, pricing.{input, output} (dollars for a million tokens, numbers).
    Azure: capabilities.chat_completion. Fireworks: context_length, supports_{chat, image_input, tools}.
    Moonshot: context_length, supports_image_in, supports_reasoning.
    DeepInfra: metadata.{context_length, max_tokens}. OGX: custom_metadata.model_type.

    Models that cannot chat are left out where the list says so.
    """
    return collect([row for row in rows(body, "data", bare=True) if _chats(row)], "id", _openai_model)


def parse_anthropic(body: bytes) -> Models:
    """Anthropic's own list: display_name, max_input_tokens, max_tokens, capabilities.{image_input, thinking}.supported.

    Other servers of the Messages language answer the same address in OpenAI's shape; what they tell is taken too.
    """
    return collect([row for row in rows(body, "data", bare=True) if _chats(row)], "id", _anthropic_model)


def identify(server: str, body: bytes) -> bool:
    """Whether an OpenAI-shaped list comes from that server, by marks only it leaves: other programs like the
    same ports."""
    found = rows(body, "data")
    match server:
        case "vllm":
            return any(row.get("owned_by") == "vllm" or "max_model_len" in row for row in found)
        case "llamacpp":
            return any(
                row.get("owned_by") == "llamacpp" or bool(inner(row, "meta", "n_ctx_train")) for row in found
            )
        case _:
            return False


def _chats(row: Row) -> bool:
    kinds = (row.get("type"), inner(row, "custom_metadata", "model_type"))
    if any(isinstance(kind, str) and kind in _NOT_CHAT for kind in kinds):
        return False
    if has(inner(row, "architecture", "output_modalities"), "text") is False:
        return False
    return (
        flag(
            inner(row, "capabilities", "completion_chat"),
            inner(row, "capabilities", "chat_completion"),
            row.get("supports_chat"),
        )
        is not False
    )


def _openai_model(row: Row) -> Model:
    parameters = row.get("supported_parameters")
    return Model(
        context_window=first(
            inner(row, "meta", "n_ctx"),
            row.get("max_model_len"),
            inner(row, "top_provider", "context_length"),
            row.get("context_length"),
            row.get("context_window"),
            row.get("max_context_length"),
            inner(row, "metadata", "context_length"),
        ),
        max_output_tokens=first(
            inner(row, "top_provider", "max_completion_tokens"),
            row.get("max_completion_tokens"),
            inner(row, "metadata", "max_tokens"),
        ),
        price=_price(row.get("pricing")),
        images=flag(
            has(inner(row, "architecture", "input_modalities"), "image"),
            inner(row, "capabilities", "vision"),
            row.get("supports_image_input"),
            row.get("supports_image_in"),
        ),
        thinking=flag(
            has(parameters, "reasoning"),
            inner(row, "capabilities", "reasoning"),
            row.get("supports_reasoning"),
        ),
        tools=flag(
            has(parameters, "tools"),
            inner(row, "capabilities", "function_calling"),
            row.get("supports_tools"),
        ),
        display_name=text(row.get("display_name"), row.get("name")),
    )


def _anthropic_model(row: Row) -> Model:
    other = _openai_model(row)
    return Model(
        context_window=first(row.get("max_input_tokens"), other.context_window),
        max_output_tokens=first(row.get("max_tokens"), other.max_output_tokens),
        price=other.price,
        images=flag(inner(row, "capabilities", "image_input", "supported"), other.images),
        thinking=flag(inner(row, "capabilities", "thinking", "supported"), other.thinking),
        tools=other.tools,
        display_name=other.display_name,
    )


def _price(pricing: Any) -> Price | None:
    """Text under `prompt` and `completion` is dollars for one token, -1 where it varies. Numbers under `input` and
    `output` are dollars for a million; there both are 0 for models with a price by the hour."""
    if not isinstance(pricing, dict):
        return None
    into, out = _per_million(pricing.get("prompt")), _per_million(pricing.get("completion"))
    if into is not None and out is not None:
        return Price(
            into,
            out,
            _per_million(pricing.get("input_cache_read")),
            _per_million(pricing.get("input_cache_write")),
        )
    into, out = _dollars(pricing.get("input")), _dollars(pricing.get("output"))
    return Price(into, out) if into is not None and out is not None and (into or out) else None


def _per_million(value: Any) -> float | None:
    """From dollars for one token, a number or a text that is one."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    try:
        return _dollars(float(value[:40] if isinstance(value, str) else value) * 1_000_000)
    except (ValueError, OverflowError):
        return None


def _dollars(value: Any) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return round(float(value), 6) if 0 <= value < 1_000_000 else None
