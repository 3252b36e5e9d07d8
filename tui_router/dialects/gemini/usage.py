"""Token figures of an answer: what the prompt cost, with what came from a cache, and what was written and thought."""

from typing import Any

from tui_router.dialects.figures import NOTHING, Figures, read_figures


def figures_of(told: Any) -> Figures:
    """`told` is a usageMetadata. What the model thought is counted beside what it wrote, or only in the total."""
    if not isinstance(told, dict):
        return NOTHING
    prompt, total = _count(told, "promptTokenCount"), _count(told, "totalTokenCount")
    written, thought = _count(told, "candidatesTokenCount"), _count(told, "thoughtsTokenCount")
    if prompt is not None:
        prompt += _count(told, "toolUsePromptTokenCount") or 0
    output = None if written is None and thought is None else (written or 0) + (thought or 0)
    if prompt is not None and total is not None and total > prompt:
        output = max(output or 0, total - prompt)
    return Figures(prompt=prompt or None, output=output, cached=_count(told, "cachedContentTokenCount") or 0)


def _count(told: dict[str, Any], name: str) -> int | None:
    return read_figures({"output_tokens": told.get(name)}).output
